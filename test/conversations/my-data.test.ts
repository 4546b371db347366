/** "Dữ liệu của tôi": seen, corrected, taken along, taken back, restricted and erased by the person, in any state of the talk. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Draft } from '../../src/conversations/session.ts'
import type { Database } from '../../src/db/connect.ts'
import type { RegistrationState, ReportState } from '../../src/db/schema.ts'
import * as deliveries from '../../src/models/delivery.ts'
import * as registrations from '../../src/models/registration.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

const REGISTERED = [
  'đăng ký',
  'đồng ý',
  '5',
  'có rồi',
  'đang bán',
  'trong xã',
  'Mắm nêm',
  'Hoa',
  'Vỹ Dạ',
  '0905123456',
  'chưa có',
]
const SENT = [...REGISTERED, 'để sau', 'gửi hồ sơ']
const REPORTED = ['phản ánh', 'Đèn đường tắt ba đêm', 'trước số 12 Lê Lợi, phường Thuận Hóa', 'bỏ qua', 'gửi phản ánh']

let db: Database
let hoa: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  hoa = createTalker(db)
})

const textOf = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')
const labelsOf = (messages: readonly Message[]) => messages.flatMap(({ choices = [] }) => choices.map(({ label }) => label))
const session = async () =>
  (await hoa.session()) as { draft: Draft | null; laterDrafts: { draft: Draft }[]; kept: Record<string, Draft> }

async function say(words: readonly string[], talker = hoa): Promise<readonly Message[]> {
  let last: readonly Message[] = []
  for (const word of words) last = await talker.text(word)
  return last
}

async function mine(): Promise<registrations.Registration> {
  const [one] = await registrations.listOf(db, vault, await hoa.personId())
  if (!one) throw new Error('There is no dossier.')
  return one
}

async function report(): Promise<{ id: string; code: string }> {
  const said = await say(REPORTED)
  const { id } = await db.selectFrom('report').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  return { id, code: /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]/.exec(textOf(said))?.[0] ?? '' }
}

const inState = (state: RegistrationState) => db.updateTable('registration').set({ state }).execute()
const reportIn = (state: ReportState) => db.updateTable('report').set({ state }).execute()
const requests = () =>
  db.selectFrom('data_request').select(['kind', 'state', 'words', 'subjects', 'has_third_party']).orderBy('id').execute()
const count = async (table: 'report' | 'registration' | 'question' | 'assessment' | 'subscription' | 'consent') =>
  (await db.selectFrom(table).select('person_id').execute()).length

describe('L-03: in any state of the talk', () => {
  test.each(['dữ liệu của tôi', 'DU LIEU CUA TOI', '/mydata', 'Dữ liệu của tui'])(
    '"%s" shows what is kept and five ways',
    async (words) => {
      await say(SENT)
      const said = await hoa.text(words)
      expect(textOf(said)).toMatch(/DK-\d{4}-000001 · .* · đã gửi/)
      expect(labelsOf(said)).toEqual(['Tải dữ liệu về', 'Sửa dữ liệu', 'Xóa dữ liệu', 'Rút đồng ý', 'Việc khác về dữ liệu'])
      expect(said[0]?.links?.[0]?.url).toBe('https://ocop.example/privacy')
    },
  )

  test.each([
    ['tai du lieu ve', 'Tải dữ liệu của tôi (ZIP)'],
    ['SỬA DỮ LIỆU', 'Nhờ cán bộ sửa'],
    ['xoá dữ liệu của tôi', 'Xóa tất cả'],
    ['Rút lại đồng ý', 'Rút đồng ý giữ hồ sơ'],
    ['hạn chế dữ liệu', 'Không yêu cầu nữa'],
  ])('"%s" in the middle of a registration: the draft is not lost', async (words, shown) => {
    await say(REGISTERED.slice(0, 8))
    const said = await hoa.text(words)
    expect([...labelsOf(said), ...said.flatMap(({ links = [] }) => links.map(({ label }) => label))]).toContain(shown)
    const { draft, kept } = await session()
    expect((draft ?? kept.registration)?.answers).toMatchObject({ product: 'Mắm nêm', name: 'Hoa' })
    expect(textOf(await hoa.text('đăng ký'))).toContain('Địa chỉ cơ sở?')
  })

  test('with an official on the line the words are still understood, and a request goes where it belongs', async () => {
    await hoa.text('gặp cán bộ')
    await say(['hạn chế dữ liệu', 'Đừng gọi điện khảo sát'])
    expect((await requests()).map(({ kind, state }) => [kind, state])).toEqual([['restrict', 'open']])
    expect(await db.selectFrom('handover_message').select('text').execute()).toEqual([])
  })

  test('what is kept is counted, and what officials have still to do is shown with its day', async () => {
    await report()
    await say(['hạn chế dữ liệu', 'Đừng dùng số điện thoại'])
    const said = textOf(await hoa.text('dữ liệu của tôi'))
    expect(said).toMatch(/PA-\d{4}-000001/)
    expect(said).toMatch(/Cán bộ đang làm: hạn chế dữ liệu, yêu cầu ngày [\d/]+, xong trước hết ngày [\d/]+/)
  })
})

describe('L-03: correct', () => {
  beforeEach(() => say(SENT))

  test('any field of an open dossier by its number, with the checks of its question; the old value is kept for the officials', async () => {
    await hoa.text('sửa dữ liệu')
    const shown = textOf(await hoa.press(`${(await mine()).reference} · Mắm nêm`))
    const number = /(\d+)\. Số điện thoại: 0905 123 456/.exec(shown)?.[1] ?? ''
    expect(textOf(await hoa.text(number))).toContain('Đang ghi: 0905 123 456')
    expect(textOf(await hoa.text('0905'))).toContain('thiếu chữ số')
    await hoa.text('0905 999 888')
    const done = textOf(await hoa.text('lưu thay đổi'))
    expect(done).toContain('• Số điện thoại: 0905 123 456 → 0905 999 888')
    expect((await mine()).phone).toBe('0905999888')
    const [row] = await requests()
    expect(row).toMatchObject({ kind: 'correct', state: 'done' })
    expect(await vault.open(row?.words ?? '', 'data_request.words')).toContain('0905 123 456 → 0905 999 888')
  })

  test('one answer that makes another wrong is asked again, and nothing but what changed is written', async () => {
    const before = await mine()
    await say(['sửa dữ liệu'])
    await hoa.press(`${before.reference} · Mắm nêm`)
    const shown = textOf(await hoa.text('loại hình'))
    expect(shown).not.toBe('')
    await say(['1'])
    await db
      .updateTable('registration')
      .set({ name: await vault.seal('Hoa mới', 'registration.name') })
      .execute()
    for (const words of ['HTX Hoa', 'Giám đốc', 'bỏ qua', 'lưu thay đổi']) await hoa.text(words)
    const after = await mine()
    expect(after.fields).toMatchObject({ kind: 'cooperative', licence: null, unit: 'HTX Hoa', position: 'Giám đốc' })
    expect(after.name).toBe('Hoa mới')
  })

  test('what an official asked to put right waits for the commune again', async () => {
    await inState('needs_more')
    await say(['sửa dữ liệu'])
    await hoa.press(`${(await mine()).reference} · Mắm nêm`)
    await say(['số điện thoại', '0905999888', 'lưu thay đổi'])
    expect((await mine()).state).toBe('submitted')
  })

  test('nothing changed is told, and a dossier decided meanwhile is not touched', async () => {
    const { reference } = await mine()
    await hoa.text('sửa dữ liệu')
    await hoa.press(`${reference} · Mắm nêm`)
    expect(textOf(await hoa.text('lưu thay đổi'))).toContain('không có gì thay đổi')
    await hoa.press(`${reference} · Mắm nêm`)
    await say(['số điện thoại', '0905999888'])
    await inState('not_recognised')
    await hoa.text('lưu thay đổi')
    expect((await mine()).phone).toBe('0905123456')
    expect(textOf(await hoa.press(`${reference} · Mắm nêm`))).toContain('đã có kết quả')
  })

  test('P-13: a second tap goes on, an older draft waits; P-34: the release before reads the rest of the talk', async () => {
    const { reference } = await mine()
    await say(['phản ánh', 'Đèn đường tắt'])
    await hoa.text('sửa dữ liệu')
    await hoa.press(`${reference} · Mắm nêm`)
    await say(['số điện thoại', '0905999888'])
    await hoa.press(`${reference} · Mắm nêm`)
    const { draft, laterDrafts, kept } = await session()
    expect(draft).toBeNull()
    expect(laterDrafts[0]?.draft.answers.phone).toBe('0905999888')
    expect(kept.feedback?.answers.description).toBe('Đèn đường tắt')
    await hoa.text('lưu thay đổi')
    expect((await mine()).phone).toBe('0905999888')
  })

  test('a correction of an earlier day can be begun anew, with what stands in the dossier', async () => {
    const { reference } = await mine()
    await hoa.text('sửa dữ liệu')
    await hoa.press(`${reference} · Mắm nêm`)
    hoa.wait(30)
    expect(textOf(await hoa.text('xin chào'))).toContain('sửa hồ sơ làm dở')
    expect(labelsOf(await hoa.press('Làm lại từ đầu'))).toContain(`${reference} · Mắm nêm`)
  })

  test('what cannot be put right here goes to an official in the person’s words, with its clock', async () => {
    await hoa.text('sửa dữ liệu')
    await hoa.press('Nhờ cán bộ sửa')
    const said = textOf(await hoa.text('Phản ánh của tôi: đúng ra là số 12'))
    expect(said).toMatch(/trả lời chậm nhất ngày [\d/]+ và làm xong chậm nhất ngày [\d/]+/)
    const [row] = await requests()
    expect(row).toMatchObject({ kind: 'correct', state: 'open' })
    expect(await vault.open(row?.words ?? '', 'data_request.words')).toBe('Phản ánh của tôi: đúng ra là số 12')
  })

  test('a request is dropped by a plain no', async () => {
    await hoa.text('sửa dữ liệu')
    await hoa.press('Nhờ cán bộ sửa')
    expect(textOf(await hoa.text('không'))).toContain('chưa gửi yêu cầu')
    expect(await requests()).toEqual([])
  })

  test('P-17: another chat corrects and erases nothing', async () => {
    const { id } = await mine()
    const other = createTalker(db, { address: 'other' })
    for (const payload of [`m:fix:${id}`, `m:item:registration:${id}`])
      expect(textOf(await other.send({ type: 'button', payload }))).toContain('không làm thay đổi gì')
    expect(await count('registration')).toBe(1)
  })
})

describe('L-05: withdraw consent', () => {
  test('news end at once, with a row in the ledger', async () => {
    await hoa.text('tin tức')
    await hoa.press('Nhận: chương trình OCOP')
    await hoa.text('rút đồng ý')
    await hoa.press('Thôi nhận tin')
    expect(await count('subscription')).toBe(0)
    const last = await db.selectFrom('consent').select(['purpose', 'given']).orderBy('id', 'desc').executeTakeFirst()
    expect(last).toEqual({ purpose: 'news', given: false })
    expect(textOf(await hoa.text('rút đồng ý'))).toContain('không có đồng ý nào')
  })

  test('L-02: dossiers are withdrawn after two questions, with the text that was shown in the ledger; P-13: a double tap answers one', async () => {
    await say(SENT)
    await say(REGISTERED.slice(0, 7))
    await hoa.text('rút đồng ý')
    expect(textOf(await hoa.press('Rút đồng ý giữ hồ sơ'))).toContain('Mắm nêm')
    const first = hoa.everShown.findLast(({ label }) => label === 'Vẫn rút đồng ý')?.payload ?? ''
    expect(first).toBe('p:consent:yes')
    await hoa.send({ type: 'button', payload: first })
    await hoa.send({ type: 'button', payload: first })
    expect((await mine()).state).toBe('submitted')
    await hoa.press('Chắc chắn rút đồng ý')
    expect((await mine()).state).toBe('withdrawn')
    const last = await db.selectFrom('consent').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(last).toMatchObject({ purpose: 'registration', given: false, text_version: 'vi:2026-11-26' })
    expect(last.text_hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await session()).draft).toBeNull()
    expect((await session()).kept.registration).toBeUndefined()
    expect(textOf(await hoa.press('Chắc chắn rút đồng ý'))).toContain('không làm thay đổi gì')
  })

  test('helping others ends at once: nothing more is told of what they have confirmed, and its draft goes', async () => {
    await say(['đăng ký', 'đồng ý', '1', 'đăng ký hộ', 'đồng ý', 'cán bộ thôn'])
    await hoa.text('rút đồng ý')
    await hoa.press('Thôi đăng ký hộ')
    const last = await db.selectFrom('consent').select(['purpose', 'given']).orderBy('id', 'desc').executeTakeFirst()
    expect(last).toEqual({ purpose: 'helping', given: false })
    expect((await session()).laterDrafts).toEqual([])
  })

  test('no at either question changes nothing', async () => {
    await say(SENT)
    await hoa.text('rút đồng ý')
    await hoa.press('Rút đồng ý giữ hồ sơ')
    expect(textOf(await hoa.text('không'))).toContain('vẫn như cũ')
    await hoa.press('Rút đồng ý giữ hồ sơ')
    await hoa.text('có')
    await hoa.press('Giữ như cũ')
    expect((await mine()).state).toBe('submitted')
  })
})

describe('L-06: erase', () => {
  test('all of it, asked twice: what nobody else needs is gone; a deleted code is answered as a wrong one (P-17)', async () => {
    await say(SENT)
    const { code } = await report()
    await hoa.text('lệ phí bao nhiêu?')
    const what = textOf(await hoa.text('xóa dữ liệu'))
    for (const shown of ['DK-', 'PA-', 'làm bằng chứng']) expect(what).toContain(shown)
    await hoa.press('Xóa tất cả')
    await hoa.press('Muốn xóa')
    expect(await count('registration')).toBe(1)
    expect(textOf(await hoa.press('Chắc chắn xóa'))).toContain('Đã xóa dữ liệu của anh/chị')
    for (const table of ['registration', 'report', 'question', 'assessment'] as const) expect(await count(table), table).toBe(0)
    expect(await count('consent')).toBe(1)
    expect(await requests()).toMatchObject([{ kind: 'delete', state: 'done', words: null }])
    const wrong = textOf(await hoa.text('tra cứu ABCD-1234-EFGH-5678-9'))
    expect(textOf(await hoa.text(`tra cứu ${code}`))).toBe(wrong)
  })

  test('what others hold or are at work on is asked of officials, with the longer clock where it was passed on', async () => {
    await say(SENT)
    await inState('assessing')
    const { id } = await report()
    await db.transaction().execute((tx) => deliveries.create(tx, id, 'open311'))
    await db.updateTable('delivery').set({ state: 'delivered', external_id: 'SR-9' }).execute()
    await say(['xóa dữ liệu', 'xóa tất cả', 'có'])
    const said = textOf(await hoa.text('có'))
    expect(said).toMatch(/Đã gửi yêu cầu xóa cho cán bộ: (?:PA|DK)-/)
    expect([await count('registration'), await count('report')]).toEqual([1, 1])
    const [done, open] = await requests()
    expect(done).toMatchObject({ kind: 'delete', state: 'done', subjects: '[]' })
    expect(open).toMatchObject({ kind: 'delete', state: 'open', has_third_party: true })
    expect(JSON.parse(open?.subjects ?? '')).toContainEqual(
      expect.objectContaining({ kind: 'report', elsewhere: [{ destination: 'open311', id: 'SR-9' }] }),
    )
  })

  test.each<[ReportState, boolean]>([
    ['received', true],
    ['resolved', true],
    ['in_progress', false],
    ['need_info', false],
  ])('one report in state %s: at once %s', async (state, isAtOnce) => {
    await report()
    await reportIn(state)
    await say(['xóa dữ liệu', 'xóa một mục'])
    await hoa.press(`Phản ánh ${(await db.selectFrom('report').select('reference').executeTakeFirstOrThrow()).reference}`)
    await hoa.press('Muốn xóa')
    if (isAtOnce) await hoa.press('Chắc chắn xóa')
    expect(await count('report')).toBe(isAtOnce ? 0 : 1)
    expect((await requests()).map((row) => [row.kind, row.state])).toEqual([['delete', isAtOnce ? 'done' : 'open']])
  })

  test('P-13: the same request twice is one; old buttons erase nothing', async () => {
    await report()
    await reportIn('in_progress')
    await say(['xóa dữ liệu', 'xóa một mục'])
    const { reference } = await db.selectFrom('report').select('reference').executeTakeFirstOrThrow()
    for (let i = 0; i < 2; i++) {
      await hoa.press(`Phản ánh ${reference}`)
      await hoa.press('Muốn xóa')
    }
    expect(await requests()).toHaveLength(1)
    await reportIn('resolved')
    for (const payload of ['p:erase:sure', 'p:erase:yes'])
      expect(textOf(await hoa.send({ type: 'button', payload }))).toContain('không làm thay đổi gì')
    expect(await count('report')).toBe(1)
  })

  test('a draft alone: the open one and one that was put aside', async () => {
    await say(REGISTERED.slice(0, 7))
    await say(['phản ánh', 'Đèn đường tắt'])
    await say(['xóa dữ liệu', 'xóa một mục', 'bản nháp đăng ký', 'có', 'có'])
    expect((await session()).kept.registration).toBeUndefined()
    expect((await session()).draft?.conversation).toBe('feedback')
    await say(['xóa dữ liệu', 'xóa một mục', 'bản nháp phản ánh', 'có', 'có'])
    expect((await session()).draft).toBeNull()
  })

  test('things beyond the first four are on further pages', async () => {
    for (let i = 0; i < 5; i++) await report()
    await hoa.text('xóa dữ liệu')
    const first = labelsOf(await hoa.press('Xóa một mục'))
    expect(first).toHaveLength(5)
    const second = labelsOf(await hoa.press('Mục cũ hơn'))
    expect(second).toHaveLength(1)
    expect(first).not.toContain(second[0])
  })
})
