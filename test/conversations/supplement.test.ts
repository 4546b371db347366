/** What a producer does with a dossier that is sent: sees, adds, takes back; only in the chat that sent it (P-17). */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Draft } from '../../src/conversations/session.ts'
import type { Database } from '../../src/db/connect.ts'
import type { RegistrationState } from '../../src/db/schema.ts'
import * as registrations from '../../src/models/registration.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

const PHOTO = { type: 'media', media: [{ from: 'platform', kind: 'photo', ref: 'x' }] } as const
const SHORT = ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã']
const REST = ['Hoa', 'Vỹ Dạ', '0905123456', 'chưa có', 'để sau', 'gửi hồ sơ']

let db: Database
let hoa: Talker
let code: string
beforeEach(async () => {
  db = (await freshDatabase()).db
  hoa = createTalker(db)
  const done = textOf(await say(hoa, [...SHORT, 'Mắm nêm', ...REST]))
  code = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]/.exec(done)?.[0] ?? ''
})

const textOf = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')
const labelsOf = (messages: readonly Message[]) => messages.flatMap(({ choices = [] }) => choices.map(({ label }) => label))
const session = async () => (await hoa.session()) as { draft: Draft | null; kept: Record<string, Draft> }

async function say(talker: Talker, words: readonly string[]): Promise<readonly Message[]> {
  let last: readonly Message[] = []
  for (const word of words) last = await talker.text(word)
  return last
}

async function mine(): Promise<readonly registrations.Registration[]> {
  return registrations.listOf(db, vault, await hoa.personId())
}

async function inState(state: RegistrationState): Promise<void> {
  await db.updateTable('registration').set({ state }).execute()
}

async function papers(): Promise<readonly (string | null)[]> {
  const rows = await db
    .selectFrom('attachment')
    .select('paper')
    .where('registration_id', 'is not', null)
    .orderBy('created_at')
    .execute()
  return rows.map(({ paper }) => paper)
}

describe('P-17: only its own chat', () => {
  test('sees what is missing, by code and by "hồ sơ của tôi"; elsewhere the code shows the state alone', async () => {
    for (const words of [code, `tra cứu ${code}`, `bổ sung ${code}`, 'hồ sơ của tôi']) {
      const said = await hoa.text(words)
      expect(textOf(said), words).toContain('Giấy nhãn hiệu')
      expect(labelsOf(said), words).toContain('Bổ sung hồ sơ')
    }
    const other = createTalker(db, { address: 'other' })
    const said = await other.text(`tra cứu ${code}`)
    expect(textOf(said)).toContain('đã gửi')
    expect(textOf(said)).not.toContain('Giấy nhãn hiệu')
    expect(labelsOf(said)).not.toContain('Bổ sung hồ sơ')
    expect(textOf(await other.text('hồ sơ của tôi'))).toContain('chưa có hồ sơ')
  })

  test('adds to it and takes it back: buttons of another chat do nothing', async () => {
    const other = createTalker(db, { address: 'other' })
    const [one] = await mine()
    for (const what of ['show', 'add', 'withdraw', 'nothing'])
      expect(textOf(await other.send({ type: 'button', payload: `d:${what}:${one?.id}` }))).toContain('không làm thay đổi gì')
    expect((await mine())[0]?.state).toBe('submitted')
  })
})

describe('adding', () => {
  test('papers by caption, by number, late and several at once; what is then missing is told', async () => {
    await hoa.text('bổ sung')
    await hoa.send({ ...PHOTO, caption: 'giấy đăng ký kinh doanh' })
    await hoa.send({ type: 'media', media: [...PHOTO.media, ...PHOTO.media] })
    await hoa.text('nhãn hiệu')
    await say(hoa, ['xong', 'bỏ qua'])
    // After the question is over they still find their place.
    await hoa.send({ type: 'media', media: [{ from: 'platform', kind: 'file', ref: 'x', fileName: 'phieu_kiem_nghiem.pdf' }] })
    const done = textOf(await hoa.text('để sau'))
    expect(done).toContain('Đã bổ sung vào hồ sơ DK-2026-000001')
    expect(done).not.toContain('Giấy đăng ký kinh doanh')
    expect(done).toContain('Giấy về nguyên liệu')
    expect(await papers()).toEqual(['business', 'trademark', 'trademark', 'test'])
  })

  test('answers that were left open; what is there already is not asked', async () => {
    const asked = [await hoa.text('bổ sung')]
    for (const words of ['bỏ qua', 'bỏ qua', '0100112437', '1,5 tấn', '5 người', 'chưa có', 'Nghề cũ', 'xong', '2020'])
      asked.push(await hoa.text(words))
    expect(textOf(asked.flat())).not.toContain('Nguyên liệu chính')
    expect((await mine())[0]?.fields).toMatchObject({
      ...{
        taxCode: '0100112437',
        scale: '1,5 tấn',
        labour: '5 người',
        story: 'Nghề cũ',
        founded: '2020-01-01',
        kind: 'household',
      },
    })
  })

  test('what was asked for is there: the dossier waits for the commune again; nothing added changes nothing', async () => {
    await inState('needs_more')
    await say(hoa, ['bổ sung', 'để sau'])
    expect((await mine())[0]?.state).toBe('needs_more')
    await hoa.text('bổ sung')
    await hoa.send({ ...PHOTO, caption: 'đăng ký kinh doanh' })
    await say(hoa, ['xong', 'để sau'])
    expect((await mine())[0]?.state).toBe('submitted')
  })

  test('P-13: a second tap loses nothing, and another draft waits meanwhile', async () => {
    await say(hoa, [...SHORT, 'Nón lá'])
    await hoa.text('bổ sung')
    expect((await session()).kept.registration?.answers.product).toBe('Nón lá')
    await hoa.send({ ...PHOTO, caption: 'đăng ký kinh doanh' })
    await hoa.press('Bổ sung hồ sơ')
    expect((await session()).draft?.answers.papers).toHaveLength(1)
    await say(hoa, ['xong', 'để sau'])
    expect(await papers()).toEqual(['business'])
    expect(textOf(await say(hoa, ['đăng ký', 'tiếp tục']))).toContain('Họ tên người đại diện')
  })

  test('with two dossiers it is asked which one', async () => {
    await say(hoa, [...SHORT, 'Nón lá', ...REST])
    const asked = await hoa.text('bổ sung')
    expect(labelsOf(asked)).toEqual(['DK-2026-000002 · Nón lá', 'DK-2026-000001 · Mắm nêm'])
    expect(textOf(await hoa.text('2'))).toContain('DK-2026-000001 (Mắm nêm)')
  })

  test('loose photos are offered to the dossier, and it is asked which paper they are', async () => {
    const asked = await hoa.send(PHOTO)
    expect(labelsOf(asked)).toEqual(['Bổ sung hồ sơ', 'Gửi phản ánh', 'Không cần'])
    expect(textOf(await hoa.press('Bổ sung hồ sơ'))).toContain('chưa rõ là giấy gì')
    await say(hoa, ['1', 'xong', 'để sau'])
    expect(await papers()).toEqual(['business'])
  })

  test('one that is decided can no longer be changed', async () => {
    await hoa.text('bổ sung')
    await hoa.send({ ...PHOTO, caption: 'đăng ký kinh doanh' })
    await inState('not_recognised')
    expect(textOf(await say(hoa, ['xong', 'để sau']))).toContain('không còn sửa được')
    expect(await papers()).toEqual([])
  })
})

describe('taking back', () => {
  test('asked twice; one button tapped twice answers only the first question', async () => {
    await hoa.text('rút hồ sơ')
    await hoa.press('Rút hồ sơ')
    await hoa.press('Rút hồ sơ')
    expect((await mine())[0]?.state).toBe('submitted')
    await hoa.press('Rút hẳn')
    expect((await mine())[0]?.state).toBe('withdrawn')
    expect(textOf(await hoa.text('rút hồ sơ'))).toContain('Không có hồ sơ nào')
  })

  test('a no at either question keeps it, and words alone do it too', async () => {
    await say(hoa, ['rut ho so', 'khong'])
    await say(hoa, ['rut ho so', 'co', 'khong'])
    expect((await mine())[0]?.state).toBe('submitted')
    await say(hoa, ['rut ho so', 'co', 'co'])
    expect((await mine())[0]?.state).toBe('withdrawn')
  })

  test('what is decided cannot be taken back', async () => {
    const [asked] = await hoa.text('hồ sơ của tôi')
    expect(labelsOf(asked ? [asked] : [])).toContain('Rút hồ sơ')
    await db
      .updateTable('registration')
      .set({ state: 'recognised', stars: 4, decision: 'QĐ 1', valid_until: '2030-01-31' })
      .execute()
    expect(textOf(await hoa.press('Rút hồ sơ'))).toContain('Không có hồ sơ nào')
    expect(textOf(await hoa.text('hồ sơ của tôi'))).toContain('4 sao, có giá trị đến 31/1/2030')
  })
})

test('one that an older release refused is shown as not recognised, in the list of my data too', async () => {
  await db.updateTable('registration').set({ state: 'rejected', fields: null, criteria_set: null }).execute()
  expect(textOf(await hoa.text('dữ liệu của tôi'))).toContain('chưa đạt')
  expect(textOf(await hoa.text('hồ sơ của tôi'))).toContain('chưa đạt')
})
