import { beforeEach, expect, test } from 'vitest'
import { sha256 } from '../../src/conversations/consent-text.ts'
import type { Database } from '../../src/db/connect.ts'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as officials from '../../src/models/official.ts'
import * as officialPeople from '../../src/models/official-person.ts'
import * as subscriptions from '../../src/models/subscription.ts'
import { translator } from '../../src/texts.ts'
import { WORDS } from '../support/broadcasts.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Talker, vault } from './talker.ts'

let db: Database
let talker: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  talker = createTalker(db)
})

const ledger = () => db.selectFrom('consent').selectAll().where('purpose', '=', 'news').orderBy('id').execute()
const followed = async () => subscriptions.listOf(db, await talker.personId())

test('L-01, L-02: nothing is followed until it is chosen; each choice stands in the ledger with the very words that were shown', async () => {
  await talker.text('menu')
  const [shown] = await talker.text('tin tức')
  expect(await followed()).toEqual([])
  expect(await ledger()).toEqual([])
  await talker.press('Nhận: chương trình OCOP')
  await talker.press('Thôi: chương trình OCOP')
  const consent = translator('vi')('announcements:consent')
  expect(shown?.text).toContain(consent)
  const inbox = await db.selectFrom('inbox').select('id').orderBy('id').execute()
  expect(await ledger()).toMatchObject([
    {
      topic: 'ocop',
      given: true,
      channel: 'web',
      text_version: 'vi:2026-11-25',
      text_hash: await sha256(`${consent}\nNhận: chương trình OCOP`),
      inbox_id: inbox.at(-2)?.id,
    },
    { topic: 'ocop', given: false, text_hash: await sha256(`${consent}\nThôi: chương trình OCOP`), inbox_id: inbox.at(-1)?.id },
  ])
})

test('L-16: how often news come, at what hours, and how to end them is said before the choice', async () => {
  const [shown] = await talker.text('nhận tin')
  for (const said of ['nhiều nhất một tin', 'từ 7 đến 22 giờ', '“dừng”']) expect(shown?.text).toContain(said)
})

const STATES: Readonly<Record<string, readonly string[]>> = {
  'at the menu': ['menu'],
  'where a consent is asked for': ['đăng ký'],
  'at a question with any words': ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã'],
  'at a choice': ['đăng ký', 'đồng ý'],
  'in the summary': ['phản ánh', 'Đèn đường trước nhà hư', '12 Lê Lợi, phường Thuận Hóa', 'bỏ qua'],
  'where photos are awaited': ['phản ánh', 'Đèn đường trước nhà hư', '12 Lê Lợi, phường Thuận Hóa'],
  'with an official': ['gặp cán bộ'],
  'after being asked to leave': ['đăng ký', 'đồng ý', '5', 'hủy'],
  'where the commune of the news is asked for': ['tin tức', '4'],
}

for (const [state, words] of Object.entries(STATES)) {
  test(`L-05, L-16: "dừng", "dung" and "STOP" end all news at once ${state}, confirmed once`, async () => {
    for (const stop of ['dừng', 'dung', 'STOP', 'Dừng.']) {
      await talker.text('tin tức')
      await talker.press('Nhận: chương trình OCOP')
      await talker.press('Nhận: thời tiết, thiên tai')
      expect(await followed()).toHaveLength(2)
      for (const word of words) await talker.text(word)
      const said = await talker.text(stop)
      expect(await followed()).toEqual([])
      expect(said.filter(({ text }) => text.includes('sẽ không gửi tin'))).toHaveLength(1)
      expect((await ledger()).at(-1)).toMatchObject({ given: false, topic: null })
      await talker.text('hủy')
      await talker.text('hủy')
      await talker.text('menu')
    }
  })
}

test('a commune chosen anew takes the place of the one before', async () => {
  await talker.text('tin tức')
  await talker.text('4')
  await talker.text('Vỹ Dạ')
  const [before] = await followed()
  await talker.text('tin tức')
  await talker.press('Thôi: xã, phường của tôi')
  await talker.press('Nhận: xã, phường của tôi')
  await talker.text('Quảng Lợi')
  const [after, ...others] = await followed()
  expect(others).toEqual([])
  expect(after?.communeCode).not.toBe(before?.communeCode)
})

test('where the commune is asked for, a question is still a question', async () => {
  await talker.text('tin tức')
  await talker.text('4')
  expect((await talker.text('ocop là gì?'))[0]?.text).toContain('mỗi xã một sản phẩm')
  expect(await followed()).toEqual([])
})

test('"thông báo tuần ni có chi" is answered for everyone with title, day and page; what was stopped is not shown', async () => {
  const { id: official } = await officials.create(db, 'lan@hue.example')
  const made: string[] = []
  for (const title of ['Một', 'Hai', 'Ba', 'Bốn', 'Năm', 'Sáu', 'Bảy']) {
    made.push(await db.transaction().execute((tx) => broadcasts.create(tx, { ...WORDS, titleVi: title }, official)))
  }
  const started = { state: 'done', started_at: '2026-11-24T03:00:00Z' } as const
  await db
    .updateTable('broadcast')
    .set(started)
    .where('id', '!=', made[6] ?? '')
    .execute()
  await db
    .updateTable('broadcast')
    .set({ state: 'stopped' })
    .where('id', '=', made[5] ?? '')
    .execute()
  for (const words of ['thông báo tuần ni có chi', 'Thong bao moi', 'tuần ni có thông báo chi mới không?', 'thông báo']) {
    const [said] = await talker.text(words)
    expect(
      said?.links?.map(({ label }) => label),
      words,
    ).toEqual(['Năm', 'Bốn', 'Ba', 'Hai', 'Một'].map((title) => `24/11/2026 · ${title}`))
    expect(said?.links?.[0]?.url).toBe(`https://ocop.example/thong-bao/${made[4]}`)
  }
  await talker.text('english')
  expect((await talker.text('announcements'))[0]?.links?.[0]?.label).toBe('24/11/2026 · OCOP dossiers, second round')
})

test('a code of the console links this chat to its official, once and for a short time', async () => {
  const { id: official } = await officials.create(db, 'lan@hue.example')
  const code = await officialPeople.createCode(db, vault, official)
  await talker.text('đăng ký')
  const said = await talker.text(`Lien ket ${code.toLowerCase().replace('-', '')}`)
  expect(said.map(({ text }) => text).join()).toContain('lan@hue.example')
  expect(await officialPeople.listOf(db, vault, official)).toMatchObject([{ personId: await talker.personId(), channel: 'web' }])
  expect((await talker.text(`liên kết ${code}`))[0]?.text).toContain('không đúng')
  const late = await officialPeople.createCode(db, vault, official)
  await db.updateTable('official_person_code').set({ expires_at: '2020-01-01T00:00:00Z' }).execute()
  expect((await createTalker(db, { address: 'other' }).text(`liên kết ${late}`))[0]?.text).toContain('không đúng')
})
