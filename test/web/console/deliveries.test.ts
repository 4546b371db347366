import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeliveryTable } from '../../../src/db/schema.ts'
import { deliverReports } from '../../../src/jobs/deliver-reports.ts'
import * as deliveries from '../../../src/models/delivery.ts'
import * as deliveryNews from '../../../src/models/delivery-news.ts'
import * as reports from '../../../src/models/report.ts'
import * as stateChanges from '../../../src/models/state-change.ts'
import { server } from '../../../src/web/server.ts'
import { type CentreFake, startCentre } from '../../fakes/centre.ts'
import { type Desk, newPerson, newReport, openDesk, origin, toldTo } from './desk.ts'

const EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="x'

let centre: CentreFake
let desk: Desk
let person: string
beforeEach(async () => {
  centre = await startCentre()
  desk = await openDesk({ env: { OPEN311_URL: centre.url, OPEN311_API_KEY: centre.apiKey } })
  person = await newPerson(desk.deps, 'hoa')
})
afterEach(async () => {
  await desk.close()
  await centre.close()
})

type Row = Partial<Record<keyof DeliveryTable, unknown>>

/** A report that goes elsewhere; the journey as it stands. */
async function forwarded(row: Row = {}, description = 'Đèn đường tắt'): Promise<{ id: string; reference: string }> {
  const filed = await newReport(desk.deps, person, description)
  await desk.deps.db.transaction().execute((tx) => deliveries.create(tx, filed.id, 'open311'))
  if (Object.keys(row).length > 0) await put(row)
  return filed
}

const put = (row: Row) =>
  desk.deps.db
    .updateTable('delivery')
    .set({ settled_at: sql`now()`, ...row } as object)
    .execute()
const journey = () => desk.deps.db.selectFrom('delivery').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
const pageOf = async (id: string) => (await desk.get(`/console/reports/${id}`)).text()
const stateOf = async (id: string) => (await reports.find(desk.deps.db, desk.deps.vault, id))?.state
const deliver = () => deliverReports.run(desk.deps, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })
const decide = (fields: Record<string, string>, id = '1') => desk.post(`/console/deliveries/${id}/decision`, fields)
const takeBack = (words: string, id = '1') => desk.post(`/console/deliveries/${id}/return`, { words })

describe('while it is elsewhere', () => {
  test('the page says where it is, and its state cannot be set here', async () => {
    const { id } = await forwarded()
    const html = await pageOf(id)
    expect(html).toContain('Trung tâm điều hành')
    expect(html).toContain('đang chờ gửi')
    expect(html).toContain('Phản ánh này do nơi khác xử lý')
    expect(html).not.toContain(`action="/console/reports/${id}/state"`)
    expect(html).toContain(`action="/console/reports/${id}/messages"`)
  })

  test('a state that is posted all the same is refused, the words are kept, and nobody is told', async () => {
    for (const state of ['waiting', 'leased', 'sending', 'delivered', 'undecided', 'dead']) {
      const { id } = await forwarded({ state })
      const answer = await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'resolved', words: 'Xong <b>' })
      expect(answer.status, state).toBe(409)
      expect(await stateOf(id), state).toBe('received')
    }
    expect(await toldTo(desk.deps, person)).toEqual([])
  })

  test('officials may still write to the sender', async () => {
    const { id } = await forwarded({ state: 'delivered', external_id: 'c-1' })
    expect((await desk.post(`/console/reports/${id}/messages`, { seen: '1', words: 'Anh cho xin số trụ đèn?' })).status).toBe(303)
    expect(await toldTo(desk.deps, person)).toHaveLength(1)
  })

  test('each state in words: their number, the reason in Vietnamese, when it is tried again', async () => {
    const due = new Date('2026-11-25T03:00:00Z')
    const { id } = await forwarded({ state: 'waiting', attempts: 2, reason: 'busy: 503 Bảo trì.', due_at: due })
    let html = await pageOf(id)
    expect(html).toContain('bên đó bận hoặc không liên lạc được (503 Bảo trì.)')
    expect(html).toContain('Thử lại lúc 10:00 25/11/2026')
    for (const [reason, words] of [
      ['unauthorized', 'bên đó không cho vào'],
      ['unknown: timeout', 'đã gửi mà không rõ có tới không (timeout)'],
      ['invalid: 400 Thiếu địa điểm.', 'bên đó không nhận (400 Thiếu địa điểm.)'],
      ['constructor', 'constructor'],
    ] as const) {
      await put({ state: 'dead', reason })
      expect(await pageOf(id), reason).toContain(words)
    }
    await put({ state: 'delivered', external_id: '9007199254740993', reason: 'busy' })
    html = await pageOf(id)
    expect(html).toContain('Số bên đó: 9007199254740993')
    expect(html).not.toContain('bên đó bận')
  })

  test('photos that have not followed yet are counted', async () => {
    const { id } = await forwarded({ state: 'delivered', external_id: 'c-1', settled_at: new Date() })
    const photo = { person_id: person, report_id: id, kind: 'photo', source: 'x', state: 'stored' } as const
    await desk.deps.db
      .insertInto('attachment')
      .values([
        { id: 'a', ...photo },
        { id: 'b', ...photo },
      ])
      .execute()
    await desk.deps.db.insertInto('delivery_photo').values({ delivery_id: '1', attachment_id: 'a' }).execute()
    expect(await pageOf(id)).toContain('Còn 1 ảnh chưa chuyển sang bên đó.')
  })

  test('P-10: what the centre said stands in the history under its own name, unknown words as they came', async () => {
    const { id } = await forwarded({ state: 'delivered', external_id: 'c-1' })
    const from = { destination: 'open311', externalId: 'c-1' }
    const news = { isCoarse: false, at: new Date() }
    await desk.deps.db.transaction().execute(async (tx) => {
      const { vault } = desk.deps
      await deliveryNews.apply(tx, vault, from, { ...news, updateId: '1', state: 'in_progress', raw: 'open', words: EVIL })
      await deliveryNews.apply(tx, vault, from, { ...news, updateId: '2', state: 'unknown', raw: `chờ ${EVIL}`, words: null })
    })
    const html = await pageOf(id)
    expect(html).toMatch(/Đang xử lý.*· Nơi xử lý/s)
    expect(html).toContain('Bên đó báo “chờ &lt;script&gt;')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
    expect(html).not.toContain('" onmouseover="x')
  })

  test('P-21: reasons and numbers from the centre are text, never run', async () => {
    const { id } = await forwarded({ state: 'dead', reason: `invalid: 400 ${EVIL}`, external_id: EVIL }, EVIL)
    for (const path of [`/console/reports/${id}`, '/console/deliveries/1/return', '/console/dead-letters']) {
      const answer = await desk.get(path)
      const html = await answer.text()
      expect(answer.status, path).toBe(200)
      expect(html, path).not.toContain('<script')
      expect(html, path).not.toContain('<img')
      expect(html, path).not.toContain('" onmouseover="x')
    }
  })
})

describe('an official decides', () => {
  test('P-32: refused, it is given another kind and sent again; the centre has it once', async () => {
    const { id, reference } = await forwarded({ state: 'dead', attempts: 1, reason: 'invalid: 404 Không có loại này.' })
    const html = await pageOf(id)
    expect(html).toContain('<option value="khac" selected')
    expect(html).not.toContain('Bên đó đã nhận</button>')
    const answer = await decide({ decision: 'again', category: 'den-duong' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/console/reports/${id}`])
    expect(await journey()).toMatchObject({ state: 'waiting', rung: 0 })
    await deliver()
    expect(centre.countOf(reference)).toBe(1)
    expect(centre.report(reference)?.form.get('service_code')).toBe('den-duong')
    expect(await toldTo(desk.deps, person)).toEqual([])
    expect(desk.logs.filter((line) => line.includes('delivery_decided'))).toHaveLength(1)
  })

  test('L-18: a kind that stays with the officials here is not offered, and not taken', async () => {
    const { id } = await forwarded({ state: 'dead' })
    expect(await pageOf(id)).not.toContain('can-bo-thai-do')
    for (const category of ['can-bo-thai-do', 'khong-co', 'constructor', EVIL]) {
      expect((await decide({ decision: 'again', category })).status, category).toBe(404)
    }
    expect((await journey()).state).toBe('dead')
  })

  test('nobody knows whether it arrived: it arrived, or it goes again and says that it may be double', async () => {
    const { id } = await forwarded({ state: 'undecided', attempts: 1, unknowns: 1, reason: 'unknown' })
    const html = await pageOf(id)
    expect(html).toContain('Gửi lại, ghi rõ có thể trùng')
    expect(html).toContain('Bên đó đã nhận</button>')
    await decide({ decision: 'again', category: 'khac' })
    expect(await journey()).toMatchObject({ state: 'waiting', is_doubtful: true })
    await put({ state: 'undecided' })
    await decide({ decision: 'arrived', category: 'khac' })
    expect((await journey()).state).toBe('delivered')
  })

  test('pressed twice, or by two officials, it is decided once', async () => {
    await forwarded({ state: 'undecided' })
    const answers = await Promise.all([
      decide({ decision: 'again' }),
      decide({ decision: 'again' }),
      decide({ decision: 'arrived' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(desk.logs.filter((line) => line.includes('delivery_decided'))).toHaveLength(1)
    const { fence } = await journey()
    await decide({ decision: 'again' })
    expect((await journey()).fence).toBe(fence)
  })

  test('what is on its way or there already cannot be sent again', async () => {
    for (const state of ['waiting', 'leased', 'sending', 'delivered', 'taken_back'] as const) {
      await forwarded({ state })
      const { id } = await journey()
      expect((await decide({ decision: 'again' }, id)).status, state).toBe(303)
      expect((await journey()).state).toBe(state)
    }
  })

  test('what is not understood is refused', async () => {
    await forwarded({ state: 'dead' })
    for (const decision of ['', 'take_back', 'constructor', EVIL]) expect((await decide({ decision })).status, decision).toBe(404)
    for (const id of ['999', 'x', '1%20or%201=1', '9'.repeat(30)]) {
      expect((await decide({ decision: 'again' }, id)).status, id).toBe(404)
      expect((await takeBack('Lý do', id)).status, id).toBe(404)
      expect((await desk.get(`/console/deliveries/${id}/return`)).status, id).toBe(404)
    }
    expect((await journey()).state).toBe('dead')
  })
})

describe('taken back', () => {
  test('with a reason: the sender reads it, it stands in the history, and officials here move the state again', async () => {
    const { id, reference } = await forwarded({ state: 'delivered', external_id: 'c-1' })
    const asked = await (await desk.get('/console/deliveries/1/return')).text()
    expect(asked).toContain(reference)
    expect(asked).toContain('Bên đó đã nhận phản ánh này.')
    expect((await journey()).state, 'looking does nothing').toBe('delivered')
    const answer = await takeBack('Việc này <phường> làm\r\nnhanh hơn.')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/console/reports/${id}`])
    expect(await toldTo(desk.deps, person)).toEqual([
      `Về phản ánh ${reference} của anh/chị, cán bộ nhắn:\nViệc này <phường> làm\nnhanh hơn.`,
    ])
    const history = await stateChanges.history(desk.deps.db, desk.deps.vault, { reportId: id })
    expect(history.at(-1)).toMatchObject({ state: 'received', words: 'Việc này <phường> làm\nnhanh hơn.', by: 'lan@hue.example' })
    const html = await pageOf(id)
    expect(html).toContain('đã rút về')
    expect(html).toContain(`action="/console/reports/${id}/state"`)
    expect((await desk.post(`/console/reports/${id}/state`, { from: 'received', to: 'in_progress' })).status).toBe(303)
  })

  test('it never goes to the centre after that, and news of it changes nothing', async () => {
    const { id } = await forwarded()
    await takeBack('Làm ở đây.')
    await deliver()
    expect(centre.calls).toEqual([])
    await put({ external_id: 'c-1' })
    const news = { updateId: '1', state: 'resolved', isCoarse: false, raw: 'fixed', words: null, at: new Date() } as const
    const from = { destination: 'open311', externalId: 'c-1' }
    expect(await desk.deps.db.transaction().execute((tx) => deliveryNews.apply(tx, desk.deps.vault, from, news))).toBeNull()
    expect(await stateOf(id)).toBe('received')
  })

  test('without a reason, or with too long a one, it is not done, and what was typed stays', async () => {
    await forwarded({ state: 'dead' })
    for (const words of ['', ' \r\n ', 'ă'.repeat(2001)]) {
      const answer = await takeBack(words)
      const html = await answer.text()
      expect(answer.status).toBe(422)
      expect(html).toContain('href="#return_words"')
      expect(html).toContain('id="return_words-error"')
      if (words.length > 10) expect(html).toContain(words)
    }
    expect((await journey()).state).toBe('dead')
    expect((await takeBack('ă'.repeat(2000))).status).toBe(303)
  })

  test('pressed twice, the sender is told once', async () => {
    const { id } = await forwarded({ state: 'dead' })
    const answers = await Promise.all([takeBack('Làm ở đây.'), takeBack('Làm ở đây.')])
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    expect((await takeBack('Làm ở đây.')).headers.get('location')).toBe(`/console/reports/${id}`)
    expect(await toldTo(desk.deps, person)).toHaveLength(1)
  })

  test('in the very moment of sending it cannot be; that is said, and the reason typed is not lost', async () => {
    await forwarded({ state: 'sending', leased_until: sql`now() + interval '1 minute'` })
    const answer = await takeBack('Làm ở đây <i>.')
    const html = await answer.text()
    expect(answer.status).toBe(409)
    expect(html).toContain('đang được gửi đi')
    expect(html).toContain('Làm ở đây &lt;i&gt;.</textarea>')
    expect(await toldTo(desk.deps, person)).toEqual([])
    await put({ state: 'delivered' })
    expect((await takeBack('Làm ở đây.')).status).toBe(303)
  })
})

describe('the door', () => {
  const posts = ['/console/deliveries/1/decision', '/console/deliveries/1/return', '/console/dead-letters/redrive']
  const fields = { decision: 'again', words: 'Lý do' }

  test.each(posts)('P-25: %s without a session, the token, or our origin does nothing', async (path) => {
    await forwarded({ state: 'dead' })
    const post = async (headers: Record<string, string>, extra: Record<string, string>) => {
      const body = new URLSearchParams({ ...fields, ...extra })
      return (await server.request(path, { method: 'POST', body, headers }, desk.deps)).status
    }
    const own = { ...origin(desk.deps), cookie: desk.cookie }
    expect(await post(origin(desk.deps), { csrf: desk.csrf })).toBe(403)
    expect(await post(own, {})).toBe(403)
    expect(await post(own, { csrf: 'x'.repeat(32) })).toBe(403)
    expect(await post({ ...own, origin: 'https://evil.example' }, { csrf: desk.csrf })).toBe(403)
    expect(await post({ cookie: desk.cookie }, { csrf: desk.csrf })).toBe(403)
    expect((await journey()).state).toBe('dead')
    expect(await post(own, { csrf: desk.csrf })).toBe(303)
  })

  test('P-25: a GET changes nothing', async () => {
    await forwarded({ state: 'dead' })
    const before = await journey()
    for (const path of ['/console/dead-letters', '/console/dead-letters?driven=1', '/console/deliveries/1/return'])
      expect((await desk.get(path)).status).toBe(200)
    for (const path of posts.filter((one) => !one.endsWith('/return'))) expect((await desk.get(path)).status).toBe(404)
    expect(await journey()).toEqual(before)
  })
})
