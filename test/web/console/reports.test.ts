import { afterEach, beforeEach, expect, test } from 'vitest'
import * as people from '../../../src/models/person.ts'
import * as reports from '../../../src/models/report.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import * as stateChanges from '../../../src/models/state-change.ts'
import { type Desk, newPerson, newReport, openDesk, toldTo, withPassword } from './desk.ts'

let desk: Desk
let person: string
beforeEach(async () => {
  desk = await openDesk()
  person = await newPerson(desk.deps, 'hoa')
})
afterEach(() => desk.close())

const stateOf = async (id: string) => (await reports.find(desk.deps.db, desk.deps.vault, id))?.state
const historyOf = (id: string) => stateChanges.history(desk.deps.db, desk.deps.vault, { reportId: id })
const referencesIn = (html: string) => [...html.matchAll(/<td class="reference"><a [^>]*>([^<]+)/g)].map((match) => match[1])

test('an empty list says so kindly', async () => {
  const html = await (await desk.get('/console/reports')).text()
  expect(html).toContain('Không có phản ánh nào đang chờ')
  expect(html).not.toContain('<table')
})

test('the list shows what waits, oldest first, and each state by itself', async () => {
  const first = await newReport(desk.deps, person, 'Đèn đường tắt')
  const second = await newReport(desk.deps, person, 'Cống nghẹt')
  const third = await newReport(desk.deps, person, 'Ổ gà')
  await desk.post(`/console/reports/${second.id}/state`, { from: 'received', to: 'resolved' })
  await desk.post(`/console/reports/${third.id}/state`, { from: 'received', to: 'in_progress' })

  const all = await (await desk.get('/console/reports')).text()
  expect(referencesIn(all)).toEqual([first.reference, third.reference])
  expect(all).toContain('Đèn đường tắt')
  expect(referencesIn(await (await desk.get('/console/reports?state=resolved')).text())).toEqual([second.reference])
  expect(referencesIn(await (await desk.get('/console/reports?state=constructor')).text())).toHaveLength(2)
})

test('a long list comes in pages without a gap or a double', async () => {
  for (let i = 0; i < 53; i++) await newReport(desk.deps, person, `Việc số ${i}`)
  const first = await (await desk.get('/console/reports')).text()
  const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = await (await desk.get(next)).text()
  const seen = [...referencesIn(first), ...referencesIn(second)]
  expect(referencesIn(first)).toHaveLength(50)
  expect(new Set(seen).size).toBe(53)
  expect(second).not.toContain('rel="next"')
})

test('a reference is found whole, or by its last digits; what is not found is said with an example', async () => {
  const { id, reference } = await newReport(desk.deps, person, 'Đèn đường tắt')
  for (const typed of [reference, reference.toLowerCase(), ` ${reference} `, '1', '000001']) {
    const answer = await desk.get(`/console/reports?q=${encodeURIComponent(typed)}`)
    expect(answer.status, typed).toBe(302)
    expect(answer.headers.get('location')).toBe(`/console/reports/${id}`)
  }
  for (const typed of ['DK-2026-000001', '2', 'PA-%', "1' or 1=1 --", 'PA-____-000001']) {
    const answer = await desk.get(`/console/reports?q=${encodeURIComponent(typed)}`)
    expect(answer.status, typed).toBe(200)
    expect(await answer.text()).toContain('Không thấy mã')
  }
})

test('P-21: what a citizen typed is shown as text, never run', async () => {
  const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="x'
  const { id } = await newReport(desk.deps, person, evil)
  for (const path of ['/console/reports', `/console/reports/${id}`, `/console/reports?q=${encodeURIComponent(evil)}`]) {
    const html = await (await desk.get(path)).text()
    expect(html, path).toContain('&lt;script&gt;')
    expect(html, path).not.toContain('<script')
    expect(html, path).not.toContain('<img src=x')
    expect(html, path).not.toContain('" onmouseover="x')
  }
})

test('a state is saved with words, and the sender is told both in the same transaction', async () => {
  const { id, reference } = await newReport(desk.deps, person, 'Đèn đường tắt')
  const answer = await desk.post(`/console/reports/${id}/state`, {
    from: 'received',
    to: 'in_progress',
    words: 'Đội điện\r\nđang ra.',
  })
  expect(answer.status).toBe(303)
  expect(answer.headers.get('location')).toBe(`/console/reports/${id}?saved=${id}`)
  expect(await stateOf(id)).toBe('in_progress')
  expect((await historyOf(id)).at(-1)).toMatchObject({ state: 'in_progress', words: 'Đội điện\nđang ra.', by: 'lan@hue.example' })
  expect(await toldTo(desk.deps, person)).toEqual([
    `Phản ánh ${reference} của anh/chị đang được xử lý.\n\nCán bộ nhắn:\nĐội điện\nđang ra.`,
  ])
})

test('the sender is told in their own language', async () => {
  const guest = await newPerson(desk.deps, 'anna', 'en', 'Anna')
  const { id, reference } = await newReport(desk.deps, guest, 'Street light is out')
  await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'resolved' })
  expect(await toldTo(desk.deps, guest)).toEqual([`Your report ${reference} has been dealt with. Thank you for telling us.`])
})

test('P-21: words that look like our placeholders reach the person as typed', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const words = 'Giá {{reference}} và $t(common:menu) {x}'
  await desk.post(`/console/reports/${id}/messages`, { seen: '1', words })
  expect((await toldTo(desk.deps, person))[0]).toContain(words)
})

test('saving leads to the next one that waits, and to the list when none does', async () => {
  const ids = []
  for (const what of ['a', 'b', 'c']) ids.push((await newReport(desk.deps, person, what)).id)
  const save = async (id: string) =>
    (await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'in_progress', after: 'next' })).headers.get(
      'location',
    )
  expect(await save(ids[1] as string)).toBe(`/console/reports/${ids[2]}?saved=${ids[1]}`)
  expect(await save(ids[2] as string)).toBe(`/console/reports/${ids[0]}?saved=${ids[2]}`)
  const end = await save(ids[0] as string)
  expect(end).toBe(`/console/reports?saved=${ids[0]}`)
  expect(await (await desk.get(end as string)).text()).toContain('Không còn việc nào chờ ở trạng thái này')
})

test('a rejection needs words; what was chosen stays, and the error stands at the field and on top', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const answer = await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'rejected', words: '  ' })
  const html = await answer.text()
  expect(answer.status).toBe(422)
  expect(html).toContain('href="#state_words"')
  expect(html).toContain('id="state_words-error"')
  expect(html).toMatch(/<input type="radio" name="to" value="rejected" checked/)
  expect(await stateOf(id)).toBe('received')
  expect(await toldTo(desk.deps, person)).toEqual([])
})

test('words without a state are not lost', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  for (const to of ['', 'gone', 'constructor', '__proto__']) {
    const answer = await desk.post(`/console/reports/${id}/state`, { from: 'received', to, words: 'Đang <b>làm</b>' })
    const html = await answer.text()
    expect(answer.status, to).toBe(422)
    expect(html).toContain('Đang &lt;b&gt;làm&lt;/b&gt;</textarea>')
    expect(html).toContain('Anh/chị chọn một trạng thái.')
  }
})

test('words of 2,001 characters are refused and kept', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const answer = await desk.post(`/console/reports/${id}/messages`, { seen: '1', words: 'ă'.repeat(2001) })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('ă'.repeat(2001))
  expect((await desk.post(`/console/reports/${id}/messages`, { seen: '1', words: 'ă'.repeat(2000) })).status).toBe(303)
})

test('a state that changed meanwhile is not overwritten: the newcomer is told and keeps what they typed', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const minh = await withPassword(desk.deps, 'minh@hue.example')
  await desk.deps.db
    .transaction()
    .execute((tx) => reports.move(tx, desk.deps.vault, { id, to: 'resolved', words: 'Xong rồi', officialId: minh }))
  const answer = await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'in_progress', words: 'Để tôi làm' })
  const html = await answer.text()
  expect(answer.status).toBe(409)
  expect(html).toContain('Vừa có người khác cập nhật')
  expect(html).toContain('Để tôi làm</textarea>')
  expect(html).toContain('<input type="hidden" name="from" value="resolved"/>')
  expect(await stateOf(id)).toBe('resolved')
  expect(await toldTo(desk.deps, person)).toEqual([])
})

test('a button pressed twice saves once and tells once', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const fields = { from: 'received', to: 'in_progress', words: 'Đang làm' }
  const answers = [
    await desk.post(`/console/reports/${id}/state`, fields),
    await desk.post(`/console/reports/${id}/state`, fields),
  ]
  expect(answers.map((one) => one.status)).toEqual([303, 303])
  const words = { seen: '2', words: 'Chiều nay xong' }
  for (let i = 0; i < 2; i++) expect((await desk.post(`/console/reports/${id}/messages`, words)).status).toBe(303)
  expect(await historyOf(id)).toHaveLength(3)
  expect(await toldTo(desk.deps, person)).toHaveLength(2)
})

test('what was closed by mistake is opened again, and a step that is not allowed is not taken', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'resolved' })
  expect((await desk.post(`/console/reports/${id}/state`, { from: 'resolved', to: 'rejected', words: 'x' })).status).toBe(409)
  expect(await stateOf(id)).toBe('resolved')
  expect((await desk.post(`/console/reports/${id}/state`, { from: 'resolved', to: 'in_progress' })).status).toBe(303)
  expect(await stateOf(id)).toBe('in_progress')
})

test('words go to the person and stand in the history under their own name', async () => {
  const { id, reference } = await newReport(desk.deps, person, 'Đèn')
  const answer = await desk.post(`/console/reports/${id}/messages`, { seen: '1', words: 'Anh cho xin số trụ đèn?' })
  expect(answer.headers.get('location')).toBe(`/console/reports/${id}?sent=1`)
  expect(await toldTo(desk.deps, person)).toEqual([`Về phản ánh ${reference} của anh/chị, cán bộ nhắn:\nAnh cho xin số trụ đèn?`])
  const html = await (await desk.get(`/console/reports/${id}`)).text()
  expect(html).toMatch(/<p>Lời nhắn <span/)
  expect(await stateOf(id)).toBe('received')
})

test('L-19: the page of a report does not name its sender', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  expect(await (await desk.get(`/console/reports/${id}`)).text()).not.toContain('Nguyễn Thị Hoa')
})

test('an id that is none gives the page for nothing here', async () => {
  for (const id of ['999', 'x', '1%20or%201=1', '99999999999999999999999']) {
    expect((await desk.get(`/console/reports/${id}`)).status, id).toBe(404)
    expect((await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'resolved' })).status, id).toBe(404)
  }
  expect((await desk.get('/console/reports?after=abc')).status).toBe(200)
})

test('a body over 64 KiB is refused', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  expect((await desk.post(`/console/reports/${id}/messages`, { seen: '1', words: 'a'.repeat(70_000) })).status).toBe(413)
})

test('P-25: who was signed out while writing gets the words back', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  await signIns.closeAllSessions(desk.deps.db, desk.officialId)
  const answer = await desk.post(`/console/reports/${id}/messages`, { seen: '1', words: 'Một lời dài <3' })
  const html = await answer.text()
  expect(answer.status).toBe(403)
  expect(html).toContain('Một lời dài &lt;3</textarea>')
  expect(html).toContain(`/console/sign-in?next=${encodeURIComponent(`/console/reports/${id}`)}`)
  expect(await toldTo(desk.deps, person)).toEqual([])
})

test('P-16: an official sees that the sender has blocked the channel', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  expect(await (await desk.get(`/console/reports/${id}`)).text()).not.toContain('đã chặn kênh')
  await people.deactivate(desk.deps.db, person)
  expect(await (await desk.get(`/console/reports/${id}`)).text()).toContain('đã chặn kênh')
})
