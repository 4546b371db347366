import { afterEach, beforeEach, expect, test } from 'vitest'
import { deleteFiles } from '../../../src/jobs/delete-files.ts'
import * as attachments from '../../../src/models/attachment.ts'
import * as handovers from '../../../src/models/handover.ts'
import * as questions from '../../../src/models/question.ts'
import * as registrations from '../../../src/models/registration.ts'
import {
  type Desk,
  newHandover,
  newPerson,
  newQuestion,
  newRegistration,
  newReport,
  openDesk,
  toldTo,
  withPassword,
} from './desk.ts'

let desk: Desk
let person: string
beforeEach(async () => {
  desk = await openDesk()
  person = await newPerson(desk.deps, 'hoa')
})
afterEach(() => desk.close())

test('the desk counts what waits, and rests when nothing does', async () => {
  expect(await (await desk.get('/console')).text()).toContain('Không còn việc nào chờ')
  await newReport(desk.deps, person, 'Đèn')
  await newReport(desk.deps, person, 'Cống')
  await newQuestion(desk.deps, person, 'Lệ phí?')
  const html = await (await desk.get('/console')).text()
  expect(html).not.toContain('Không còn việc nào chờ')
  expect(html).toMatch(/<span class="number">2<\/span><span>Phản ánh mới/)
  expect(html).toMatch(/<span class="number">1<\/span><span>Câu hỏi/)
})

test('a registration shows all that was sent, and its sender is told what is missing', async () => {
  const { id, reference } = await newRegistration(desk.deps, person, 'Mắm nêm <b>Huế</b>')
  const html = await (await desk.get(`/console/registrations/${id}`)).text()
  for (const shown of ['Mắm nêm &lt;b&gt;Huế', 'Trần Văn Bé', '0905123456', 'Thực phẩm']) expect(html).toContain(shown)
  const path = `/console/registrations/${id}/state`
  expect((await desk.post(path, { from: 'submitted', to: 'needs_more' })).status).toBe(422)
  expect((await desk.post(path, { from: 'submitted', to: 'needs_more', words: 'Cho xin ảnh nhãn.' })).status).toBe(303)
  expect((await registrations.find(desk.deps.db, desk.deps.vault, id))?.state).toBe('needs_more')
  expect(await toldTo(desk.deps, person)).toEqual([
    `Hồ sơ ${reference} của anh/chị cần bổ sung. Gõ “bổ sung” để gửi thêm ngay tại đây; gõ “hồ sơ của tôi” để xem còn thiếu gì.\n\nCán bộ nhắn:\nCho xin ảnh nhãn.`,
  ])
})

test('from the commune to a recognition: each step is told once, and a recognition needs its stars, decision and end', async () => {
  const { id, reference } = await newRegistration(desk.deps, person, 'Mắm nêm')
  const path = `/console/registrations/${id}/state`
  const move = async (from: string, to: string, more: Record<string, string> = {}) =>
    (await desk.post(path, { from, to, ...more })).status
  const details = { stars: '4', decision: 'Quyết định 12/QĐ-UBND ngày 20/6/2027', valid_until: '20/6/2030' }
  expect(await move('submitted', 'recognised', details)).toBe(409) // not from here
  expect(await move('submitted', 'accepted')).toBe(303)
  expect(await move('accepted', 'forwarded')).toBe(303)
  expect(await move('forwarded', 'assessing')).toBe(303)
  const page = await (await desk.get(`/console/registrations/${id}`)).text()
  for (const field of ['name="stars"', 'name="decision"', 'name="valid_until"']) expect(page).toContain(field)
  const wrong = await desk.post(path, { from: 'assessing', to: 'recognised', stars: '2', decision: 'x', valid_until: 'mai' })
  expect(wrong.status).toBe(422)
  const html = await wrong.text()
  for (const said of ['3, 4 hoặc 5', '5 đến 120', 'ví dụ 20/6/2030', 'value="mai"']) expect(html).toContain(said)
  expect(await move('assessing', 'recognised', details)).toBe(303)
  expect(await move('assessing', 'recognised', details)).toBe(303) // pressed twice
  expect(await registrations.find(desk.deps.db, desk.deps.vault, id)).toMatchObject({
    state: 'recognised',
    recognition: { stars: 4, decision: 'Quyết định 12/QĐ-UBND ngày 20/6/2027', validUntil: '2030-06-20' },
  })
  const told = await toldTo(desk.deps, person)
  expect(told).toHaveLength(4)
  expect(told.at(-1)).toContain(
    `${reference} của anh/chị được công nhận 4 sao theo Quyết định 12/QĐ-UBND ngày 20/6/2027, có giá trị đến 20/6/2030`,
  )
})

test('a dossier shows every answer, why others are not there, what is missing and which paper each file is', async () => {
  const { deps } = desk
  const { id } = await newRegistration(deps, person, 'Mắm nêm')
  await deps.db.transaction().execute(async (tx) => {
    const media = { from: 'platform', kind: 'photo', ref: 'x' } as const
    const paper = await attachments.add(tx, deps.vault, person, media)
    const fields = {
      taxCode: '046085001234',
      story: '<b>Nghề</b>',
      scale: null,
      '.gaps': { scale: 'unknown' },
      '.phoneRemark': 'buổi tối',
    }
    await registrations.supplement(tx, deps.vault, {
      id,
      personId: person,
      fields,
      attachmentIds: [],
      papers: [{ id: paper, paper: 'test' }],
    })
  })
  const html = await (await desk.get(`/console/registrations/${id}`)).text()
  for (const shown of [
    'Hộ kinh doanh Trần Văn Bé',
    '046•••••••34',
    '&lt;b&gt;Nghề',
    'Sản lượng (chưa biết)',
    'buổi tối',
    '9. Tương, nước mắm',
  ])
    expect(html).toContain(shown)
  expect(html).toContain('Phiếu kiểm nghiệm (1)')
  expect(html).toMatch(/Còn thiếu<\/dt><dd>Giấy đăng ký kinh doanh/)
})

test('a registration of an older release is shown, and one that it refused reads as not recognised', async () => {
  const { id } = await newRegistration(desk.deps, person, 'Mắm nêm')
  await desk.deps.db
    .updateTable('registration')
    .set({ state: 'rejected', fields: null, criteria_set: null })
    .where('id', '=', id)
    .execute()
  await desk.deps.db.updateTable('state_change').set({ state: 'rejected' }).where('registration_id', '=', id).execute()
  const html = await (await desk.get(`/console/registrations/${id}`)).text()
  expect(html).toContain('Chưa đạt')
  expect(html).toContain('Thực phẩm')
})

test('a question is answered with the question quoted, once, and the next one comes', async () => {
  const id = await newQuestion(desk.deps, person, 'Lệ phí <i>bao nhiêu</i>?')
  const other = await newQuestion(desk.deps, person, 'Nộp ở đâu?')
  expect(await (await desk.get('/console/questions')).text()).toContain('Lệ phí &lt;i&gt;bao nhiêu')
  const answer = await desk.post(`/console/questions/${id}/answer`, { words: 'Không thu phí.' })
  expect(answer.headers.get('location')).toBe(`/console/questions/${other}?done=answered`)
  expect(await toldTo(desk.deps, person)).toEqual(['Anh/chị hỏi: “Lệ phí <i>bao nhiêu</i>?”\n\nCán bộ trả lời:\nKhông thu phí.'])
  const late = await desk.post(`/console/questions/${id}/answer`, { words: 'Có thu phí.' })
  expect(late.status).toBe(409)
  expect(await late.text()).toContain('Có thu phí.</textarea>')
  expect(await toldTo(desk.deps, person)).toHaveLength(1)
})

test('an empty answer is not sent', async () => {
  const id = await newQuestion(desk.deps, person, 'Lệ phí?')
  expect((await desk.post(`/console/questions/${id}/answer`, { words: ' \n ' })).status).toBe(422)
  expect((await questions.find(desk.deps.db, desk.deps.vault, id))?.state).toBe('open')
})

test('a question is passed over only after being asked twice, and nobody is written to', async () => {
  const id = await newQuestion(desk.deps, person, 'hello?')
  const page = await desk.get(`/console/questions/${id}/dismissal`)
  expect(await page.text()).toContain('Bỏ qua câu hỏi này?')
  expect((await questions.find(desk.deps.db, desk.deps.vault, id))?.state).toBe('open')
  expect((await desk.post(`/console/questions/${id}/dismissal`, {})).headers.get('location')).toBe(
    '/console/questions?done=dismissed',
  )
  expect((await questions.find(desk.deps.db, desk.deps.vault, id))?.state).toBe('dismissed')
  expect(await toldTo(desk.deps, person)).toEqual([])
  expect((await desk.get(`/console/questions/${id}/dismissal`)).status).toBe(404)
})

test('a talk shows both sides; a reply reaches the person once', async () => {
  const id = await newHandover(desk.deps, person, 'Cho gặp <script>cán bộ</script>')
  expect(await (await desk.get('/console/handovers')).text()).toContain('Nguyễn Thị Hoa')
  const html = await (await desk.get(`/console/handovers/${id}`)).text()
  expect(html).toContain('Cho gặp &lt;script&gt;cán bộ')
  expect(html).toContain('name="seen" value="0"')
  for (let i = 0; i < 2; i++) {
    expect((await desk.post(`/console/handovers/${id}/messages`, { seen: '0', words: 'Tôi nghe đây.' })).status).toBe(303)
  }
  expect(await toldTo(desk.deps, person)).toEqual(['Cán bộ:\nTôi nghe đây.'])
  expect((await handovers.messages(desk.deps.db, desk.deps.vault, id)).map((one) => one.by)).toEqual([null, 'lan@hue.example'])
})

test('a colleague who answered meanwhile is not talked over; the person who wrote meanwhile is answered', async () => {
  const { db, vault } = desk.deps
  const id = await newHandover(desk.deps, person, 'Chào')
  const minh = await withPassword(desk.deps, 'minh@hue.example')
  const path = `/console/handovers/${id}/messages`
  await db.transaction().execute((tx) => handovers.say(tx, vault, id, null, 'Có ai không?'))
  expect((await desk.post(path, { seen: '0', words: 'Có.' })).status).toBe(303)
  await db.transaction().execute((tx) => handovers.say(tx, vault, id, minh, 'Có tôi.'))
  const answer = await desk.post(path, { seen: '1', words: 'Anh cần gì?' })
  expect(answer.status).toBe(409)
  expect(await answer.text()).toContain('Anh cần gì?</textarea>')
  expect(await toldTo(desk.deps, person)).toEqual(['Cán bộ:\nCó.'])
})

test('closing a talk is asked twice, and the person is told once', async () => {
  const id = await newHandover(desk.deps, person, 'Chào')
  expect(await (await desk.get(`/console/handovers/${id}/closure`)).text()).toContain('Khép cuộc trò chuyện này?')
  expect((await handovers.find(desk.deps.db, id))?.state).toBe('open')
  for (let i = 0; i < 2; i++) expect((await desk.post(`/console/handovers/${id}/closure`, {})).status).toBe(303)
  expect((await handovers.find(desk.deps.db, id))?.state).toBe('closed')
  expect(await toldTo(desk.deps, person)).toHaveLength(1)
  expect((await desk.post(`/console/handovers/${id}/messages`, { seen: '0', words: 'Khoan' })).status).toBe(409)
})

const budget = () => ({ endsAt: Date.now() + 60_000, signal: new AbortController().signal })

async function photoOf(reportId: string, key: string): Promise<string> {
  const { db, vault, storage } = desk.deps
  await storage.put(key, new Uint8Array([0xff, 0xd8, 0xff]), 'image/jpeg')
  return db.transaction().execute(async (tx) => {
    const id = await attachments.add(tx, vault, person, {
      from: 'storage',
      kind: 'photo',
      key,
      contentType: 'image/jpeg',
      bytes: 3,
    })
    await attachments.claimFor(tx, person, [id], { reportId })
    return id
  })
}

test('P-23: a photo is shown by a signed link of this site', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const photo = await photoOf(id, 'photos/test-1')
  const html = await (await desk.get(`/console/reports/${id}`)).text()
  const src = /<img src="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect(src).toMatch(new RegExp(`^/media/${photo}\\?`))
  const shown = await desk.get(src)
  expect(shown.status).toBe(200)
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
})

test('L-07: a photo is deleted for good after being asked twice, and its sender is told', async () => {
  const { id, reference } = await newReport(desk.deps, person, 'Đèn')
  const photo = await photoOf(id, 'photos/test-2')
  const path = `/console/attachments/${photo}/deletion`
  expect(await (await desk.get(path)).text()).toContain(reference)
  expect(await desk.deps.storage.get('photos/test-2')).not.toBeNull()
  for (let i = 0; i < 2; i++) {
    expect((await desk.post(path, {})).headers.get('location')).toBe(`/console/reports/${id}?deleted=1`)
  }
  await deleteFiles.run(desk.deps, budget())
  expect(await desk.deps.storage.get('photos/test-2')).toBeNull()
  expect((await attachments.find(desk.deps.db, photo))?.state).toBe('deleted')
  const told = await toldTo(desk.deps, person)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain(reference)
  const html = await (await desk.get(`/console/reports/${id}`)).text()
  expect(html).toContain('Ảnh 1: đã xóa')
  expect(html).not.toContain('<img')
})

test('a storage that is away does not keep a deleted photo in sight', async () => {
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const photo = await photoOf(id, 'photos/test-3')
  const away = { ...desk.deps.storage, delete: () => Promise.reject(new Error('away')) }
  Object.assign(desk.deps, { storage: away })
  expect((await desk.post(`/console/attachments/${photo}/deletion`, {})).status).toBe(303)
  expect((await attachments.find(desk.deps.db, photo))?.state).toBe('deleted')
  await deleteFiles.run(desk.deps, budget())
  expect(desk.logs.join('\n')).toContain('attachment_bytes_left')
})
