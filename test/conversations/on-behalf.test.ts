/** Somebody fills in a registration for a producer, who confirms it by code. Through the real jobs: `jobs/on-behalf.test.ts`. */
import { beforeEach, describe, expect, test } from 'vitest'
import { CONFIRM_TEXT_VERSION } from '../../src/conversations/confirmation.ts'
import { sha256 } from '../../src/conversations/consent-text.ts'
import type { Database } from '../../src/db/connect.ts'
import type { Answer, Knowledge } from '../../src/knowledge/answer.ts'
import * as accounts from '../../src/models/account-link.ts'
import * as attachments from '../../src/models/attachment.ts'
import * as registrations from '../../src/models/registration.ts'
import { translator } from '../../src/texts.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

let db: Database
let officer: Talker
let hoa: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  officer = createTalker(db, { address: 'officer', channel: 'zalo' })
  hoa = createTalker(db, { address: 'hoa' })
})

const STARTS: Answer = {
  ...{ intent: 'start', start: 'registration', zone: 'refusal', confidence: 0 },
  ...{ articles: [], text: '', choices: [], links: [] },
}
const OFFICER = 'Chị Lan, cán bộ phường Vỹ Dạ'
const CODE = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]/
const textOf = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')
const labelsOf = (messages: readonly Message[]) => messages.flatMap(({ choices = [] }) => choices.map(({ label }) => label))
const codeIn = (messages: readonly Message[]) => textOf(messages).match(CODE)?.[0] ?? ''

async function say(talker: Talker, words: readonly string[]): Promise<readonly Message[]> {
  let last: readonly Message[] = []
  for (const word of words) last = await talker.text(word)
  return last
}

/** From the consent to the last look. */
function answers({ product = 'Mắm nêm', phone = '0905123456', helper = OFFICER } = {}): readonly string[] {
  const needed = ['5', 'có rồi', 'đang bán', 'trong xã', product, 'Nguyễn Thị Hoa', 'thôn 3, xã Quảng Lợi', phone]
  return ['đăng ký hộ', 'đồng ý', helper, ...needed, '046085001234', 'để sau']
}

/** @returns the code that is forwarded */
async function filled(talker: Talker, about: Parameters<typeof answers>[0] = {}): Promise<string> {
  return codeIn(await say(talker, [...answers(about), 'gửi']))
}

const row = async () => (await db.selectFrom('registration').selectAll().orderBy('id').execute())[0]

/** What was owed to them out of their own talk. */
async function toldTo(talker: Talker): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['payload'])
    .where('person_id', '=', await talker.personId())
    .orderBy('id')
    .execute()
  const open = async (sealed: string | null) => JSON.parse(await vault.open(sealed ?? '', 'outbox.payload')) as Message
  return Promise.all(rows.map(async ({ payload }) => (await open(payload)).text))
}

describe('the helper', () => {
  test.each(['đăng ký hộ', 'Dang ky ho', 'LÀM GIÚP', 'lam ho', 'đăng kí giúp', '/dangkyho', 'register for someone'])(
    '"%s" starts it, with a consent that says what a helper must know',
    async (typed) => {
      const text = textOf(await officer.text(typed))
      expect(text).toContain('cần biết và đồng ý trước')
      expect(text).toContain('xác nhận bằng mã')
    },
  )

  test.each([
    ['tôi muốn đăng ký giúp mẹ tôi', true],
    ['dang ky ho ba con trong thon', true],
    ['đăng ký thay cho hợp tác xã', true],
    ['I want to register for my mother', true],
    ['giúp tôi đăng ký với', false],
    ['tôi muốn đăng ký hộ kinh doanh', false],
    ['hộ gia đình đăng ký OCOP', false],
    ['đăng ký hồ sơ', false],
  ])('in a sentence: "%s" is for another: %s', async (typed, isForOther) => {
    const knowledge: Knowledge = { ask: () => STARTS, article: () => null }
    const lan = createTalker(db, { address: 'lan', knowledge })
    expect(textOf(await lan.text(typed)).includes('xác nhận bằng mã')).toBe(isForOther)
  })

  test('one question more than the producer is asked: who fills it in; the person asked about is the producer', async () => {
    const asked: string[] = []
    for (const word of answers()) asked.push(textOf(await officer.text(word)))
    expect(asked.slice(1, -1).filter((text) => text.includes('?')).length).toBe(11)
    expect(asked.join('\n')).toContain('Số điện thoại của chủ sản phẩm, không phải của anh/chị?')
    expect(asked.at(-1)).toContain(`1. Người điền giúp: ${OFFICER}`)
  })

  test('P-17: gets a message to forward with the code and its link, and no tracking code; only hashes are kept', async () => {
    const sent = await say(officer, [...answers(), 'gửi'])
    expect(sent.length).toBe(2)
    const [head, forward] = sent.map(({ text }) => text)
    expect(head).toContain('DK-2026-000001')
    expect(head).not.toMatch(CODE)
    const code = codeIn(sent)
    expect(forward).toContain(OFFICER)
    expect(forward).toContain(`https://ocop.example/chat#xac-nhan=${code}`)
    expect(forward).toContain(`xác nhận ${code}`)
    expect(textOf(await hoa.text(`tra cứu ${code}`))).toContain('Không tìm thấy')
    const stored = JSON.stringify([await row(), await db.selectFrom('registration_confirmation').selectAll().execute()])
    for (const secret of [code, code.replaceAll('-', ''), OFFICER, 'Nguyễn']) expect(stored).not.toContain(secret)
  })

  test('P-13: own drafts and those for others never meet, and the second time the name is one tap', async () => {
    await say(officer, ['đăng ký', 'đồng ý', '1'])
    expect(textOf(await officer.text('đăng ký hộ'))).toContain('đăng ký đang làm dở vẫn được giữ')
    await say(officer, ['đồng ý', OFFICER, '5', 'có rồi'])
    await officer.text('đăng ký')
    expect(textOf(await officer.text('tiếp tục'))).toContain('bước nào')
    await officer.text('đăng ký hộ')
    const last = await say(officer, ['tiếp tục', ...answers().slice(5), 'gửi'])
    expect(codeIn(last)).not.toBe('')
    expect(labelsOf(await say(officer, ['đăng ký hộ', 'đồng ý']))).toContain(OFFICER)
    expect(textOf(await officer.text('1'))).toContain('thuộc loại nào')
  })

  test('the same product of another producer is no slip, of the same phone it is asked about', async () => {
    await filled(officer)
    const other = await say(officer, answers({ phone: '0914000111' }))
    expect(textOf(other)).toContain('xem lại giúp')
    await say(officer, ['hủy', 'bỏ bản nháp'])
    const same = await say(officer, answers().slice(0, -2))
    expect(textOf(same)).toContain('DK-2026-000001')
    expect(textOf(same)).toContain('số điện thoại này')
  })

  test('sees it under "làm giúp", may drop it, and gets another code, which ends the first', async () => {
    const first = await filled(officer)
    const shown = await officer.text('hồ sơ của tôi')
    expect(textOf(shown)).toContain('DK-2026-000001 · Mắm nêm: chờ bà con xác nhận (làm giúp')
    expect(textOf(shown)).not.toContain('0905')
    const second = codeIn(await officer.press('Lấy mã khác'))
    expect(second).not.toBe(first)
    expect(textOf(await hoa.text(`xác nhận ${first}`))).toContain('không đúng, đã dùng hoặc đã hết hạn')
    expect(textOf(await hoa.text(`xác nhận ${second}`))).toContain('đã điền giúp anh/chị')
    await officer.text('hồ sơ của tôi')
    await officer.press('Bỏ hồ sơ này')
    expect(textOf(await officer.press('Bỏ hẳn'))).toContain('Đã bỏ hồ sơ')
    expect(await row()).toBeUndefined()
    expect(textOf(await hoa.press('Đúng, gửi hồ sơ'))).toContain('đã hết hạn')
  })

  test('P-34: a draft for another lies where the release before throws nothing of the talk away', async () => {
    await say(officer, ['đăng ký', 'đồng ý', '1', 'đăng ký hộ', 'đồng ý', OFFICER])
    const open = (await officer.session()) as {
      draft: unknown
      kept: Record<string, unknown>
      laterDrafts: { isOpen: boolean }[]
    }
    expect([open.draft, Object.keys(open.kept), open.laterDrafts[0]?.isOpen]).toEqual([null, ['registration'], true])
    await officer.text('menu')
    const aside = (await officer.session()) as typeof open
    expect([Object.keys(aside.kept), aside.laterDrafts[0]?.isOpen]).toEqual([['registration'], false])
    await officer.text('đăng ký hộ')
    expect(textOf(await officer.text('tiếp tục'))).toContain('thuộc loại nào')
  })
})

describe('the producer', () => {
  test('L-01: nothing is theirs before they agree to a text of their own; then it is sent as theirs, with a new code', async () => {
    const code = await filled(officer)
    expect(await registrations.listOf(db, vault, await officer.personId())).toEqual([])
    const asked = await hoa.text(`xac nhan ${code.toLowerCase()}`)
    expect(textOf(asked)).toContain(`${OFFICER} đã điền giúp`)
    for (const line of ['Sản phẩm: Mắm nêm', 'Người đại diện: Nguyễn Thị Hoa', '0905 123 456', '046•••••••34'])
      expect(textOf(asked)).toContain(line)
    expect(textOf(asked)).not.toContain('Người điền giúp:')
    expect(labelsOf(asked)).toEqual(['Đúng, gửi hồ sơ', 'Chưa đúng'])
    const done = await hoa.press('Đúng, gửi hồ sơ')
    expect(textOf(done)).toContain('DK-2026-000001')
    expect(textOf(done)).toContain('Giấy tờ còn thiếu')
    expect(textOf(done)).toContain('Còn làm trên giấy')
    const [one] = await registrations.listOf(db, vault, await hoa.personId())
    const helperId = await officer.personId()
    expect(one).toMatchObject({ state: 'submitted', help: { helperId, name: OFFICER, confirmedAt: expect.any(Date) } })
    expect(codeIn(done)).not.toBe(code)
    expect(textOf(await hoa.text(codeIn(done)))).toContain('Mắm nêm')
    expect((await toldTo(officer)).join()).toContain('Bà con đã xác nhận hồ sơ DK-2026-000001')
  })

  test('L-02: the ledger has what each agreed to: the helper to helping, the producer to the very text they saw', async () => {
    const code = await filled(officer)
    const asked = await hoa.text(`xác nhận ${code}`)
    await hoa.text('đúng rồi')
    const ledger = await db.selectFrom('consent').selectAll().orderBy('id').execute()
    expect(ledger.map(({ person_id, purpose, given }) => ({ person_id, purpose, given }))).toEqual([
      { person_id: await officer.personId(), purpose: 'helping', given: true },
      { person_id: await hoa.personId(), purpose: 'registration', given: true },
    ])
    expect(ledger[1]?.text_version).toBe(`vi:${CONFIRM_TEXT_VERSION}`)
    expect(ledger[1]?.text_hash).toBe(await sha256(asked.at(-1)?.text ?? ''))
  })

  /** If this fails the text has changed: then `CONFIRM_TEXT_VERSION` does too. */
  test('L-02: the version of the text changes with the text', async () => {
    expect([CONFIRM_TEXT_VERSION, await sha256(translator('vi')('on-behalf:confirm.consent'))]).toMatchInlineSnapshot(`
      [
        "2026-11-25",
        "180733020b0263e3f6343b41c86dbc74195aecbb6561a33a53f212621359bc8f",
      ]
    `)
  })

  test('L-15: under 16 an adult is asked for, and nothing is sent', async () => {
    const code = await filled(officer)
    await hoa.text(`xác nhận ${code}`)
    expect(textOf(await hoa.text('em 15 tuổi'))).toContain('người lớn')
    expect((await row())?.state).toBe('unconfirmed')
  })

  test('P-17: wrong, used, over and dropped codes answer alike', async () => {
    const code = await filled(officer)
    const wrong = textOf(await hoa.text('xác nhận ABCD-1234-EFGH-5678-9'))
    await hoa.text(`xác nhận ${code}`)
    await hoa.text('đồng ý')
    const used = textOf(await hoa.text(`xác nhận ${code}`))
    const late = await filled(officer, { phone: '0914000111' })
    await db
      .updateTable('registration_confirmation')
      .set({ expires_at: new Date('2026-01-01') })
      .execute()
    const over = textOf(await hoa.text(`xác nhận ${late}`))
    expect(wrong).toContain('không đúng, đã dùng hoặc đã hết hạn')
    expect([used, over]).toEqual([wrong, wrong])
    expect(textOf(await hoa.text('xác nhận giúp tôi với'))).not.toContain('Mã xác nhận')
  })

  test('P-17: the bare code is understood as well', async () => {
    expect(textOf(await hoa.text(await filled(officer)))).toContain('đã điền giúp anh/chị')
  })

  test('L-01: the helper cannot confirm it, from no account of theirs, and the code holds', async () => {
    const code = await filled(officer)
    expect(textOf(await officer.text(`xác nhận ${code}`))).toContain('chính họ cần xem và đồng ý')
    const web = createTalker(db, { address: 'officer-web' })
    await web.text(`xác nhận ${code}`)
    const [first, second] = [await officer.personId(), await web.personId()]
    await db.transaction().execute((tx) => accounts.join(tx, first, second))
    expect(textOf(await web.press('Đúng, gửi hồ sơ'))).toContain('chính họ cần xem và đồng ý')
    expect((await row())?.state).toBe('unconfirmed')
    await hoa.text(`xác nhận ${code}`)
    expect(textOf(await hoa.text('đúng'))).toContain('DK-2026-000001')
  })

  test('P-13: two phones at once send it once; the other is told kindly', async () => {
    const code = await filled(officer)
    const other = createTalker(db, { address: 'other' })
    await hoa.text(`xác nhận ${code}`)
    await other.text(`xác nhận ${code}`)
    const said = await Promise.all([hoa.press('Đúng, gửi hồ sơ'), other.press('Đúng, gửi hồ sơ')])
    expect(said.map(textOf).filter((text) => text.includes('Mã tra cứu')).length).toBe(1)
    expect(said.map(textOf).filter((text) => text.includes('hồ sơ đã gửi rồi')).length).toBe(1)
    expect((await db.selectFrom('consent').where('purpose', '=', 'registration').selectAll().execute()).length).toBe(1)
    expect((await db.selectFrom('state_change').selectAll().execute()).map(({ state }) => state)).toEqual([
      'unconfirmed',
      'submitted',
    ])
  })

  test('P-13: a button of an older message asks again instead of sending; a second tap sends nothing', async () => {
    const code = await filled(officer)
    await hoa.text(`xác nhận ${code}`)
    await hoa.text('menu')
    expect(textOf(await hoa.press('Đúng, gửi hồ sơ'))).toContain('đã điền giúp anh/chị')
    expect((await row())?.state).toBe('unconfirmed')
    await hoa.press('Đúng, gửi hồ sơ')
    expect(textOf(await hoa.press('Đúng, gửi hồ sơ'))).toContain('hồ sơ đã gửi rồi')
  })

  test('who has sent the same product already is told so before they send it again', async () => {
    await say(hoa, ['đăng ký', 'đồng ý', ...answers().slice(3), 'gửi'])
    expect(textOf(await hoa.text(`xác nhận ${await filled(officer)}`))).toContain('đã có hồ sơ DK-2026-000001 cho “Mắm nêm”')
  })

  test('photos and papers become theirs; one that is still on the helper’s platform when it has been fetched', async () => {
    await say(officer, answers().slice(0, -1))
    await officer.text('điền luôn')
    await officer.send({ type: 'media', media: [{ from: 'platform', kind: 'photo', ref: 'x' }] })
    await say(officer, ['xong', 'để sau'])
    const code = codeIn(await officer.text('gửi'))
    await say(hoa, [`xác nhận ${code}`, 'đúng'])
    const [officerId, hoaId] = [await officer.personId(), await hoa.personId()]
    const owner = async () => (await db.selectFrom('attachment').select('person_id').execute())[0]?.person_id
    expect(await owner()).toBe(officerId)
    const [wanted] = await attachments.claim(db, vault, { leaseSeconds: 60, limit: 1 })
    if (!wanted) throw new Error('nothing is wanted')
    const saved = { state: 'stored', storageKey: 'k', contentType: 'image/jpeg', bytes: 1, width: 1, height: 1 } as const
    await db.transaction().execute((tx) => attachments.settle(tx, wanted, saved))
    expect(await owner()).toBe(hoaId)
  })
})

describe('not right', () => {
  test('P-13: the words go to the helper, the code ends, and it is taken up again with all that was answered', async () => {
    const code = await filled(officer)
    await hoa.text(`xác nhận ${code}`)
    await hoa.press('Chưa đúng')
    expect(textOf(await hoa.text('số điện thoại sai, số đúng là 0914 000 111'))).toContain('Đã nhắn lại')
    expect((await toldTo(officer)).join()).toContain('số điện thoại sai, số đúng là 0914 000 111')
    expect(textOf(await hoa.text(`xác nhận ${code}`))).toContain('đã hết hạn')
    expect(labelsOf(await officer.text('hồ sơ của tôi'))).toEqual(['Sửa lại', 'Bỏ hồ sơ này'])
    const again = textOf(await officer.press('Sửa lại'))
    for (const kept of ['Mắm nêm', 'Nguyễn Thị Hoa', '0905 123 456', OFFICER, 'xem lại giúp']) expect(again).toContain(kept)
    expect(await row()).toBeUndefined()
    const number = again.match(/(\d+)\. Số điện thoại/)?.[1] ?? ''
    expect(textOf(await say(officer, [number, '0914000111']))).toContain('0914 000 111')
    const next = codeIn(await officer.text('gửi'))
    expect(next).not.toBe(code)
    expect(textOf(await hoa.text(`xác nhận ${next}`))).toContain('0914 000 111')
    expect(textOf(await hoa.text('đúng'))).toContain('DK-2026-000002')
  })

  test('P-13: another one under way is not lost for it', async () => {
    const code = await filled(officer)
    await say(hoa, [`xác nhận ${code}`, 'chưa đúng', 'sai tên'])
    await say(officer, ['đăng ký hộ', 'đồng ý', OFFICER, '5'])
    await officer.text('hồ sơ của tôi')
    expect(textOf(await officer.press('Sửa lại'))).toContain('đang điền dở một hồ sơ')
    expect((await row())?.state).toBe('unconfirmed')
    expect(textOf(await officer.text('tiếp tục'))).toContain('giấy đăng ký kinh doanh chưa')
  })
})

describe('from then on', () => {
  beforeEach(async () => {
    const code = await filled(officer)
    await say(hoa, [`xác nhận ${code}`, 'đúng'])
  })

  test('the helper may add what is missing; what was asked for goes back to the officials, and the producer hears of it', async () => {
    await db.updateTable('registration').set({ state: 'needs_more' }).execute()
    await officer.text('bổ sung')
    await officer.text('bỏ qua')
    await officer.text('bỏ qua')
    await officer.text('20 hũ một tháng')
    await officer.text('để sau')
    expect((await row())?.state).toBe('submitted')
    expect((await toldTo(hoa)).join()).toContain(`${OFFICER} đã bổ sung giúp`)
    const shown = textOf(await officer.text('hồ sơ của tôi'))
    expect(shown).toContain('Giấy tờ còn thiếu')
    expect(shown).not.toContain('Nguyễn')
  })

  test('P-17: the helper cannot take it back, show its person, or press what is the producer’s', async () => {
    expect(textOf(await officer.text('rút hồ sơ'))).toContain('Không có hồ sơ nào')
    const { id } = (await row()) ?? { id: '' }
    for (const what of ['withdraw', 'alone', 'reopen', 'drop', 'dropped', 'code'])
      await officer.send({ type: 'button', payload: `d:${what}:${id}` })
    expect(await row()).toMatchObject({ state: 'submitted', helper_id: await officer.personId() })
  })

  test('the producer ends the help: told once, the helper then sees and may do nothing more', async () => {
    await hoa.text('hồ sơ của tôi')
    const label = hoa.everShown.findLast((choice) => choice.label.startsWith('Thôi nhờ'))?.label ?? ''
    expect(textOf(await hoa.press(label))).toContain('chỉ anh/chị nhận tin')
    expect((await toldTo(officer)).at(-1)).toContain('tự theo dõi')
    expect(textOf(await officer.text('hồ sơ của tôi'))).toContain('chưa có hồ sơ')
    await hoa.press(label)
    expect((await toldTo(officer)).filter((text) => text.includes('tự theo dõi')).length).toBe(1)
    expect((await registrations.find(db, vault, (await row())?.id ?? ''))?.help).toMatchObject({ helperId: null, name: OFFICER })
  })

  test('the producer takes it back, and the helper hears of it', async () => {
    await say(hoa, ['rút hồ sơ', 'có', 'có'])
    expect((await toldTo(officer)).at(-1)).toContain('đã rút')
  })
})
