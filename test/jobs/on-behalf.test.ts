/** A helper on Telegram, a producer in the web chat, an official at the desk: through webhook, jobs, outbox and pages. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { remindProducers } from '../../src/jobs/remind-producers.ts'
import { tick } from '../../src/jobs/tick.ts'
import * as accounts from '../../src/models/account-link.ts'
import { jpeg } from '../fakes/photo.ts'
import { type Platforms, startPlatforms } from '../support/platforms.ts'
import { type Desk, deskOf } from '../web/console/desk.ts'
import { visitor } from '../web/visitor.ts'

const CODE = /xác nhận ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z])/
const LAN = 41
const NEEDED = [
  'hộ gia đình',
  'có rồi',
  'đang bán',
  'trong xã',
  'Mắm nêm',
  'Nguyễn Thị Hoa',
  'thôn 3, xã Quảng Lợi',
  '0905123456',
]

let app: Platforms
let now: Date
let desk: Omit<Desk, 'logs' | 'close'>
beforeEach(async () => {
  now = new Date()
  app = await startPlatforms({ now: () => now })
  desk = await deskOf(app.deps)
})
afterEach(() => app.close())

const budget = () => ({ endsAt: now.getTime() + 20_000, signal: new AbortController().signal })
const work = () => tick(app.deps, budget())
const officer = () => app.telegram.person(LAN)
const toldOfficer = () => app.telegram.texts(LAN)
/** A browser of its own. */
const someone = () => visitor({ ...app.deps, wake: async () => void (await work()) })

/** A minute goes by: who writes more than twenty messages in one is not heard (P-20). */
const aMinute = () =>
  app.deps.db
    .updateTable('inbox')
    .set({ received_at: new Date(Date.now() - 120_000) })
    .execute()

async function types(words: readonly string[]): Promise<void> {
  for (const word of words) {
    await officer().says(word)
    await work()
  }
}

/** @returns the code that stands in the message to forward */
async function filled(): Promise<string> {
  await types(['đăng ký hộ', 'đồng ý', 'Chị Lan, phường Vỹ Dạ', ...NEEDED, 'chưa có', 'điền luôn'])
  await officer().photo(jpeg())
  await work()
  await types(['xong', 'để sau'])
  await officer().press('Gửi bà con xem')
  await work()
  return toldOfficer().at(-1)?.match(CODE)?.[1] ?? ''
}

async function confirmed() {
  const hoa = someone()
  await hoa.say(`xác nhận ${await filled()}`)
  const said = await hoa.say('đúng rồi')
  await work()
  return { hoa, said }
}

const idOf = async () => (await app.deps.db.selectFrom('registration').select('id').executeTakeFirstOrThrow()).id
const heard = async (who: ReturnType<typeof someone>) => (await who.all()).messages.map(({ text }) => text)
const count = (texts: readonly string[], part: string) => texts.filter((text) => text.includes(part)).length

async function move(to: string, from: string, words = ''): Promise<void> {
  const path = `/console/registrations/${await idOf()}/state`
  const { status } = await desk.post(path, { to, from, words })
  expect(status).toBe(303)
  await work()
}

test('L-01: no official sees it before the producer confirms: no list, count, search, page, file or photo', async () => {
  await filled()
  const id = await idOf()
  const { id: photo } = await app.deps.db.selectFrom('attachment').select('id').executeTakeFirstOrThrow()
  const hidden = [
    `/console/registrations/${id}`,
    `/console/registrations/${id}/papers/form-01.pdf`,
    `/console/registrations/${id}/papers/dossier.zip`,
    `/console/attachments/${photo}/deletion`,
  ]
  for (const path of hidden) expect((await desk.get(path)).status, path).toBe(404)
  expect((await desk.post(`/console/registrations/${id}/messages`, { words: 'x', seen: '1' })).status).toBe(404)
  expect((await desk.get('/console/registrations?q=1')).status).toBe(200)
  for (const path of ['/console/registrations', '/console/registrations?state=unconfirmed', '/console'])
    expect(await (await desk.get(path)).text(), path).not.toMatch(/DK-2026-000001<|Mắm nêm|Chờ bà con/)
  const list = await (await desk.get('/console/registrations/list/csv?state=unconfirmed')).text()
  expect(list).not.toContain('Mắm nêm')
})

test('P-13: the helper fills in on Telegram, the producer confirms in a browser; the page says who helped and when it was confirmed', async () => {
  const { said, hoa } = await confirmed()
  expect(said.map(({ text }) => text).join()).toContain('Mã tra cứu')
  expect(count(toldOfficer(), 'Bà con đã xác nhận hồ sơ DK-')).toBe(1)
  const page = await (await desk.get(`/console/registrations/${await idOf()}`)).text()
  for (const fact of ['Làm giúp bởi', 'Chị Lan, phường Vỹ Dạ', 'Bà con xác nhận', 'Chờ bà con xác nhận'])
    expect(page).toContain(fact)
  // The photo was on the helper's Telegram.
  const owners = await app.deps.db.selectFrom('attachment').select(['person_id', 'state']).execute()
  const { person_id } = await app.deps.db.selectFrom('registration').select('person_id').executeTakeFirstOrThrow()
  expect(owners).toEqual([{ person_id, state: 'stored' }])
  expect((await heard(hoa)).some((text) => text.includes('Còn làm trên giấy'))).toBe(true)
})

test('P-13: what is wrong comes back to the helper with a button, which opens it again; sent again it has another code', async () => {
  const code = await filled()
  const hoa = someone()
  await hoa.say(`xác nhận ${code}`)
  await hoa.say('chưa đúng')
  await hoa.say('tên sản phẩm là Mắm nêm Bà Hoa')
  await work()
  expect(toldOfficer().at(-1)).toContain('chưa đúng:\ntên sản phẩm là Mắm nêm Bà Hoa')
  await aMinute()
  await officer().press('Sửa lại')
  await work()
  expect(toldOfficer().at(-1)).toContain('1 ảnh')
  await types(['6', 'Mắm nêm Bà Hoa'])
  await officer().press('Gửi bà con xem')
  await officer().press('Gửi bà con xem')
  await work()
  const next = toldOfficer()
    .findLast((text) => CODE.test(text))
    ?.match(CODE)?.[1]
  expect(next).not.toBe(code)
  expect((await hoa.say(`xác nhận ${next}`)).map(({ text }) => text).join()).toContain('Sản phẩm: Mắm nêm Bà Hoa')
  expect((await hoa.say('đúng')).map(({ text }) => text).join()).toContain('Mã tra cứu')
  expect(await app.deps.db.selectFrom('registration').select('id').execute()).toHaveLength(1)
})

describe('news go to both, each once', () => {
  test('a state, an official’s words, and nothing to the helper after the producer ended the help', async () => {
    const { hoa } = await confirmed()
    await move('needs_more', 'submitted', 'Gửi thêm ảnh nhãn')
    expect(count(await heard(hoa), 'của anh/chị cần bổ sung')).toBe(1)
    expect(count(toldOfficer(), 'anh/chị làm giúp: cần bổ sung')).toBe(1)
    expect(count(toldOfficer(), 'Gửi thêm ảnh nhãn')).toBe(1)
    const { length } = await app.deps.db.selectFrom('state_change').select('id').execute()
    await desk.post(`/console/registrations/${await idOf()}/messages`, { words: 'Ghé phường nhé', seen: String(length) })
    await work()
    expect([count(await heard(hoa), 'Ghé phường nhé'), count(toldOfficer(), 'Ghé phường nhé')]).toEqual([1, 1])
    await hoa.send({ button: `d:alone:${await idOf()}` })
    await work()
    const before = toldOfficer().length
    await move('accepted', 'needs_more')
    expect(count(await heard(hoa), 'đã tiếp nhận')).toBe(1)
    expect(toldOfficer().length).toBe(before)
    expect(await (await desk.get(`/console/registrations/${await idOf()}`)).text()).toContain('bà con đã thôi nhờ')
  })

  test('P-16: a helper who blocked us keeps the producer from nothing', async () => {
    const { hoa } = await confirmed()
    await officer().block()
    await work()
    const before = toldOfficer().length
    await move('accepted', 'submitted')
    expect(count(await heard(hoa), 'đã tiếp nhận')).toBe(1)
    expect(toldOfficer().length).toBe(before)
    const open = await app.deps.db
      .selectFrom('outbox')
      .select('state')
      .where('state', 'in', ['queued', 'leased', 'sending'])
      .execute()
    expect(open).toEqual([])
  })

  test('where both turn out to be one human on two accounts, they hear it once', async () => {
    const { hoa } = await confirmed()
    const row = await app.deps.db.selectFrom('registration').select(['person_id', 'helper_id']).executeTakeFirstOrThrow()
    await app.deps.db.transaction().execute((tx) => accounts.join(tx, row.person_id, row.helper_id ?? ''))
    const before = [toldOfficer().length, (await heard(hoa)).length]
    await move('accepted', 'submitted')
    const after = [toldOfficer().length, (await heard(hoa)).length]
    expect((after[0] ?? 0) - (before[0] ?? 0) + (after[1] ?? 0) - (before[1] ?? 0)).toBe(1)
  })

  test('L-16: what is missing, each once; a helper of several hears of one a day', async () => {
    const { hoa } = await confirmed()
    const first = await idOf()
    await aMinute()
    await types([
      'đăng ký hộ',
      'đồng ý',
      'Chị Lan, phường Vỹ Dạ',
      ...NEEDED.slice(0, -1),
      '0914000111',
      'chưa có',
      'để sau',
      'gửi',
    ])
    const be = someone()
    await be.say(`xác nhận ${toldOfficer().at(-1)?.match(CODE)?.[1]}`)
    await be.say('đúng')
    await work()
    now = new Date('2026-12-10T03:00:00Z')
    await app.deps.db
      .updateTable('registration')
      .set({ updated_at: new Date('2026-12-02T00:00:00Z') })
      .execute()
    const remind = async () => {
      await remindProducers.run(app.deps, budget())
      await work()
    }
    await remind()
    await remind()
    expect([count(await heard(hoa), 'còn thiếu:'), count(await heard(be), 'còn thiếu:')]).toEqual([1, 1])
    expect(count(toldOfficer(), 'anh/chị làm giúp còn thiếu:')).toBe(1)
    now = new Date('2026-12-11T04:00:00Z')
    await remind()
    await remind()
    expect(count(toldOfficer(), 'anh/chị làm giúp còn thiếu:')).toBe(2)
    expect([count(await heard(hoa), 'còn thiếu:'), count(await heard(be), 'còn thiếu:')]).toEqual([1, 1])
    const told = await app.deps.db
      .selectFrom('registration_reminder')
      .select('reminder')
      .where('registration_id', '=', first)
      .execute()
    expect(told.map(({ reminder }) => reminder).sort()).toEqual(['missing-7', 'missing-7:helper'])
  })
})

test('P-29: neither the code nor a name stands in a line of the log', async () => {
  const code = await filled()
  await someone().say(`xác nhận ${code}`)
  await work()
  const logs = app.logs.join('\n')
  for (const secret of [code, code.replaceAll('-', ''), 'Nguyễn Thị Hoa', 'Chị Lan', '0905123456'])
    expect(logs).not.toContain(secret)
})
