/** A registration by talking; the straight ways are in `transcripts/`. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Draft } from '../../src/conversations/session.ts'
import type { Database } from '../../src/db/connect.ts'
import { criteriaOf, setById } from '../../src/knowledge/criteria.ts'
import * as accounts from '../../src/models/account-link.ts'
import * as assessments from '../../src/models/assessment.ts'
import * as registrations from '../../src/models/registration.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

let db: Database
let hoa: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  hoa = createTalker(db)
})

const textOf = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')
const labelsOf = (messages: readonly Message[]) => messages.flatMap(({ choices = [] }) => choices.map(({ label }) => label))
const SHORT = ['5', 'có rồi', 'đang bán', 'trong xã', 'Mắm nêm', 'Nguyễn Thị Hoa', 'thôn 3, xã Quảng Lợi', '0905123456']

async function say(talker: Talker, words: readonly string[]): Promise<readonly Message[]> {
  let last: readonly Message[] = []
  for (const word of words) last = await talker.text(word)
  return last
}

async function sent(talker: Talker): Promise<registrations.Registration | undefined> {
  return (await registrations.listOf(db, vault, await talker.personId()))[0]
}

async function score(talker: Talker, product: string): Promise<void> {
  const set = setById('tuong-nuoc-mam-gia-vi-long')
  if (!set) throw new Error('no set')
  const marks = Object.fromEntries(criteriaOf(set).map(({ id }) => [id, 1]))
  const personId = await talker.personId()
  await db
    .transaction()
    .execute((tx) => assessments.create(tx, vault, { personId, criteriaSet: set.id, product, marks, total: 62, stars: 3 }))
}

test('fewest questions: an honest household answers ten after the consent, one of them to leave the rest for later; two minutes of reading', async () => {
  const asked: string[] = []
  for (const word of ['đăng ký', 'đồng ý', ...SHORT, '046085001234', 'để sau']) asked.push(textOf(await hoa.text(word)))
  // The first is the consent, the last the summary.
  expect(asked.slice(1, -1).filter((text) => text.includes('?')).length).toBe(10)
  expect(asked.length).toBe(12)
  // At four syllables a second.
  const syllables = asked.join(' ').split(/\s+/).length
  expect(syllables).toBeLessThan(520)
  expect(textOf(await hoa.text('gửi'))).toContain('DK-2026-000001')
})

test('what was answered stands in the row: the commune by its present name, the number masked in the talk, the rest sealed', async () => {
  const last = await say(hoa, ['đăng ký', 'đồng ý', ...SHORT.slice(0, -1), '0905.123.456 gọi buổi tối', '046085001234', 'để sau'])
  expect(textOf(last)).toContain('046•••••••34')
  expect(textOf(last)).not.toContain('046085001234')
  await hoa.text('gửi hồ sơ')
  const one = await sent(hoa)
  expect(one).toMatchObject({
    ...{ name: 'Nguyễn Thị Hoa', phone: '0905123456', product: 'Mắm nêm', productGroup: 'thuc-pham', state: 'submitted' },
    criteriaSet: 'tuong-nuoc-mam-gia-vi-long',
    fields: {
      ...{ kind: 'household', licence: 'yes', stage: 'first', material: 'here', unit: 'Hộ kinh doanh Nguyễn Thị Hoa' },
      ...{ position: 'Chủ hộ', address: 'thôn 3, xã Quảng Lợi', taxCode: '046085001234', '.phoneRemark': 'gọi buổi tối' },
      ...{ story: null, '.gaps': expect.objectContaining({ story: 'later', photos: 'later', email: 'later' }) },
    },
  })
  const stored = JSON.stringify(await db.selectFrom('registration').selectAll().execute())
  for (const typed of ['Nguyễn', '0905123456', '046085001234', 'Quảng Lợi']) expect(stored).not.toContain(typed)
})

test('L-01: before the first question it is said what is kept; without consent nothing is', async () => {
  const consent = textOf(await hoa.text('đăng ký'))
  for (const kept of [
    'họ tên',
    'chức vụ',
    'số điện thoại',
    'e-mail',
    'địa chỉ',
    'mã số thuế',
    'câu chuyện',
    'chứng nhận',
    'giấy tờ',
    'ảnh',
  ])
    expect(consent).toContain(kept)
  await hoa.text('không đồng ý')
  expect(((await hoa.session()) as { draft: unknown }).draft).toBeNull()
  expect(await db.selectFrom('registration').selectAll().execute()).toEqual([])
})

describe('L-15: under 16 an adult registers', () => {
  test.each(['em 15 tuổi', 'con mới 14t', 'em chưa đủ 16 tuổi', 'chau 9 tuoi'])(
    '"%s" is told so, and nothing is kept',
    async (typed) => {
      await hoa.text('đăng ký')
      expect(textOf(await hoa.text(typed))).toContain('người lớn')
      expect(((await hoa.session()) as { draft: unknown }).draft).toBeNull()
      expect(await db.selectFrom('consent').selectAll().execute()).toEqual([])
    },
  )

  test('a number of somebody under 16 is not taken', async () => {
    const last = await say(hoa, ['đăng ký', 'đồng ý', ...SHORT, '046312001234'])
    expect(textOf(last)).toContain('chưa đủ 16 tuổi')
  })
})

describe('L-07: what is sensitive or not wanted', () => {
  test('that a household number is sensitive is said before it is typed, and that ID cards are not wanted before photos', async () => {
    expect(textOf(await say(hoa, ['đăng ký', 'đồng ý', ...SHORT]))).toContain('nhạy cảm')
    expect(textOf(await say(hoa, ['bỏ qua', 'điền luôn']))).toContain('Đừng gửi ảnh giấy tờ tùy thân')
    expect(textOf(await hoa.text('bỏ qua'))).toContain('Đừng gửi căn cước')
  })

  test('an ID card is caught by its caption and by its file name, also among papers', async () => {
    await say(hoa, ['đăng ký', 'đồng ý', ...SHORT, 'bỏ qua', 'điền luôn', 'bỏ qua'])
    const photo = { from: 'platform', kind: 'photo', ref: 'x' } as const
    const file = { from: 'platform', kind: 'file', ref: 'x', fileName: 'cccd_mat_truoc.pdf' } as const
    expect(textOf(await hoa.send({ type: 'media', media: [photo], caption: 'căn cước của tôi' }))).toContain('không cần ở đây')
    expect(textOf(await hoa.send({ type: 'media', media: [file] }))).toContain('không cần ở đây')
    expect(await db.selectFrom('attachment').selectAll().execute()).toEqual([])
  })
})

test('L-08: a registration is forwarded nowhere: no delivery is made of it', async () => {
  await say(hoa, ['đăng ký', 'đồng ý', ...SHORT, 'bỏ qua', 'để sau', 'gửi hồ sơ'])
  expect(await db.selectFrom('delivery').selectAll().execute()).toEqual([])
})

describe('drafts of an older release', () => {
  /** As version 1 kept it. */
  const OLD = {
    name: 'Nguyễn Thị Hoa',
    commune: '19777',
    product: 'Mắm nêm',
    group: 'thuc-pham',
    phone: '0905123456',
    photos: ['a', 'b'],
  }

  async function withOld(answers: Draft['answers'], step: string): Promise<void> {
    await hoa.text('đăng ký')
    const state = (await hoa.session()) as { draft: Draft }
    await hoa.setSession({ ...state, draft: { ...state.draft, version: 1, step, answers } })
  }

  test('P-13: what holds is kept, the person is told, agrees to what is kept now, and goes on where new questions begin', async () => {
    await withOld(OLD, 'review')
    const told = textOf(await hoa.text('gửi hồ sơ'))
    expect(told).toContain('vẫn được giữ')
    expect(told).toContain('đồng ý không')
    expect(textOf(await hoa.text('đồng ý'))).toContain('loại nào')
    const last = await say(hoa, ['5', 'có rồi', 'đang bán', 'trong xã', '1', 'Hộ Hoa', 'Chủ hộ', '12 Lê Lợi', 'bỏ qua', 'để sau'])
    const text = textOf(last)
    for (const kept of ['Nguyễn Thị Hoa', 'Phường Vỹ Dạ', 'Mắm nêm', '0905 123 456', '2 ảnh']) expect(text).toContain(kept)
    await hoa.text('gửi hồ sơ')
    expect(await sent(hoa)).toMatchObject({ name: 'Nguyễn Thị Hoa', communeCode: '19777', phone: '0905123456' })
  })

  test('a value that no longer parses is asked again', async () => {
    await withOld({ ...OLD, commune: '00000', phone: '12' }, 'photos')
    await hoa.text('xong')
    const { draft } = (await hoa.session()) as { draft: Draft }
    expect(draft.answers).toEqual({ product: 'Mắm nêm', group: 'thuc-pham', name: 'Nguyễn Thị Hoa', photos: ['a', 'b'] })
  })
})

describe('the same product by the same producer', () => {
  beforeEach(() => say(hoa, ['đăng ký', 'đồng ý', ...SHORT, 'bỏ qua', 'để sau', 'gửi hồ sơ']))

  test('it is noticed as soon as it is named, and the earlier one can be opened', async () => {
    const asked = await say(hoa, ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã', 'mam nem'])
    expect(textOf(asked)).toContain('DK-2026-000001')
    expect(labelsOf(asked)).toEqual(['Hồ sơ khác', 'Mở hồ sơ cũ'])
    expect(textOf(await hoa.press('Mở hồ sơ cũ'))).toContain('DK-2026-000001 · Mắm nêm')
    expect(textOf(await hoa.press('Hồ sơ khác'))).toContain('Họ tên người đại diện')
  })

  test('from a linked account too, and for a higher star only while the first is open', async () => {
    const be = createTalker(db, { address: 'other', channel: 'zalo' })
    const [first, second] = [await hoa.personId(), await be.personId()]
    await db.transaction().execute((tx) => accounts.join(tx, first, second))
    const talk = ['đăng ký', 'đồng ý', '5', 'có rồi']
    expect(textOf(await say(be, [...talk, 'nâng hạng', 'trong xã', 'Mắm nêm']))).toContain('DK-2026-000001')
    await db
      .updateTable('registration')
      .set({ state: 'recognised', stars: 3, decision: 'QĐ 1', valid_until: '2029-01-01' })
      .execute()
    await say(be, ['hủy', 'bỏ bản nháp'])
    expect(textOf(await say(be, [...talk, 'nâng hạng', 'trong xã', 'Mắm nêm']))).toContain('Họ tên người đại diện')
  })

  test('a stranger with the same product is asked nothing', async () => {
    const stranger = createTalker(db, { address: 'stranger' })
    expect(textOf(await say(stranger, ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã', 'Mắm nêm']))).toContain(
      'Họ tên',
    )
  })
})

describe('self-assessment joins in', () => {
  test('its product and set are offered and not asked again; the stars are seen before sending', async () => {
    await score(hoa, 'Mắm nêm Bà Hoa')
    const offered = await say(hoa, ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã'])
    expect(textOf(offered)).toContain('62 điểm, ước 3 sao')
    expect(textOf(await hoa.text('đúng'))).toContain('Họ tên người đại diện')
    const last = await say(hoa, ['Hoa', 'Vỹ Dạ', '0905123456', 'chưa có', 'để sau'])
    expect(textOf(last)).toContain('62 điểm, ước đạt 3 sao')
    expect(textOf(last)).toContain('Mắm nêm Bà Hoa')
    await hoa.text('gửi hồ sơ')
    expect((await sent(hoa))?.fields['.assessed']).toMatchObject({ total: '62', stars: '3' })
  })

  test('another product is asked for, and its stars are not those of the scored one', async () => {
    await score(hoa, 'Mắm nêm')
    await say(hoa, ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã', 'sản phẩm khác', 'Nón lá'])
    const last = await say(hoa, ['Hoa', 'Vỹ Dạ', '0905123456', 'chưa có', 'để sau'])
    expect(textOf(last)).toContain('Chưa tự chấm điểm')
    expect(labelsOf(last)).toEqual(['Gửi hồ sơ', 'Tự chấm điểm', 'Hủy'])
  })

  test('scored in between, the stars stand in the summary when the registration goes on', async () => {
    await say(hoa, ['đăng ký', 'đồng ý', ...SHORT, 'chưa có', 'để sau'])
    await hoa.press('Tự chấm điểm')
    await score(hoa, 'Mắm nêm')
    await hoa.text('đăng ký')
    expect(textOf(await hoa.press('Tiếp tục'))).toContain('ước đạt 3 sao')
  })
})

describe('P-13: words and taps that come late', () => {
  test('a correction loses nothing but what hangs on it', async () => {
    await say(hoa, ['đăng ký', 'đồng ý', ...SHORT, '0100112437', 'để sau'])
    const last = textOf(await say(hoa, ['1', '1', 'HTX Hương Cần', 'Giám đốc', '0100112437']))
    expect(last).toContain('Hợp tác xã')
    for (const kept of ['Mắm nêm', 'Nguyễn Thị Hoa', '0905 123 456', 'HTX Hương Cần']) expect(last).toContain(kept)
  })

  test('"để sau" at one question of the rest leaves all that is open, not what was given', async () => {
    await say(hoa, ['đăng ký', 'đồng ý', ...SHORT, 'chưa có', 'điền luôn', 'bỏ qua', 'bỏ qua', '1,5 tấn'])
    const last = textOf(await hoa.text('để sau'))
    expect(last).toContain('Sản lượng: 1,5 tấn')
    expect(last).toMatch(/Để sau \(gõ số để điền\): \d+\. Lao động địa phương/)
  })
})
