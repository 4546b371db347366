import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/conversations/consent-text.ts'
import { CONVERSATIONS } from '../../src/conversations/index.ts'
import { STOPPED_TEXT_VERSION } from '../../src/conversations/menu.ts'
import type { Database } from '../../src/db/connect.ts'
import type { InboundContent } from '../../src/message.ts'
import * as registrations from '../../src/models/registration.ts'
import { WHOLE_CITY } from '../../src/models/scope.ts'
import { translator } from '../../src/texts.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

let db: Database
beforeEach(async () => {
  db = (await freshDatabase()).db
})

const fill = async (talker: Talker, words: readonly string[]) => {
  let last: readonly Message[] = []
  for (const word of words) last = await talker.text(word)
  return last
}
/** The shortest honest one. The product has to be another each time: the same one again is asked about. */
const registered = (product: string) => [
  ...['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã', product, 'Hoa', 'Vỹ Dạ', '0905123456', 'chưa có', 'để sau'],
]
const REGISTRATION = registered('Mắm nêm')
const ANEW = ['menu', 'đăng ký', 'Làm lại từ đầu', ...registered('Nước mắm').slice(1)]
const FEEDBACK = ['phản ánh', 'Đường hỏng nặng', 'trước chợ, phường Vỹ Dạ', 'bỏ qua']
const count = async (table: 'report' | 'registration') =>
  Number((await db.selectFrom(table).select(db.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()).n)

describe('P-13: taps in any order', () => {
  test('P-13: every button of a talk pressed again, twice, makes no second registration and changes none', async () => {
    const talker = createTalker(db)
    await fill(talker, [...REGISTRATION, 'gửi hồ sơ'])
    expect(await count('registration')).toBe(1)
    const steps = talker.everShown.filter(({ payload }) => payload.startsWith('a:'))
    expect(steps.length).toBeGreaterThan(3)
    for (const { payload } of [...steps, ...steps]) {
      const [message] = await talker.send({ type: 'button', payload })
      expect(message?.text).toContain('DK-2026-000001')
    }
    expect(await count('registration')).toBe(1)
  })

  test('P-13: a new registration cannot be sent by the button of the last one', async () => {
    const talker = createTalker(db)
    await fill(talker, [...REGISTRATION, 'gửi hồ sơ', ...registered('Nước mắm')])
    const old = talker.everShown.find(({ payload }) => payload.endsWith(':review:send'))
    const [message] = await talker.send({ type: 'button', payload: old?.payload ?? '' })
    expect(message?.text).toContain('DK-2026-000001')
    expect(await count('registration')).toBe(1)
    await talker.text('gửi hồ sơ')
    expect(await count('registration')).toBe(2)
  })

  test('a session that is not ours is begun anew', async () => {
    const talker = createTalker(db)
    for (const state of [{ draft: 7 }, 'x', [], { draft: { conversation: '__proto__' } }]) {
      await talker.setSession(state)
      expect((await talker.text('menu'))[0]?.text).toContain('Kênh OCOP Huế')
    }
  })
})

test('an official who ends the talk is not talked to any more, and the words are a question again', async () => {
  const talker = createTalker(db)
  await fill(talker, ['gặp cán bộ', 'Tui hỏi về nhãn'])
  expect((await talker.text('còn đó không'))[0]?.text).toContain('Đã chuyển lời')
  await db.updateTable('handover').set({ state: 'closed' }).execute()
  expect((await talker.text('OCOP là gì?'))[0]?.text).toContain('mỗi xã một sản phẩm')
  expect((await talker.text('menu'))[0]?.text).not.toContain('cán bộ vẫn được giữ')
})

test('P-14: what was typed is stored as sent, without bidi controls and lone surrogates', async () => {
  const talker = createTalker(db)
  await fill(talker, ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã', '=CMD() \u0000Mắm'.normalize('NFD')])
  await fill(talker, ['1', '2', 'Hoa 👩‍🌾 <b>&amp; \u202Eabc\uD800', 'Vỹ Dạ', '0905123456', 'chưa có', 'để sau', 'gửi hồ sơ'])
  const [kept] = await registrations.list(db, vault, WHOLE_CITY, { limit: 1 })
  expect(kept?.name).toBe('Hoa 👩‍🌾 <b>&amp; abc')
  expect(kept?.product).toBe('=CMD() Mắm'.normalize('NFC'))
  expect(kept).toMatchObject({ communeCode: '19777', productGroup: 'thuc-pham', phone: '0905123456' })
})

test('P-21: an answer with interpolation signs is shown as typed', async () => {
  const talker = createTalker(db)
  const last = await fill(talker, ['phản ánh', 'Đường hỏng {{code}} $t(common:help)', 'trước chợ, phường Vỹ Dạ', 'bỏ qua'])
  expect(last[0]?.text).toContain('1. Nội dung: Đường hỏng {{code}} $t(common:help)')
})

test('L-02: the ledger holds the hash of the very text, and a changed text has a new version', async () => {
  const talker = createTalker(db)
  const [shown] = await talker.text('đăng ký')
  await talker.text('đồng ý')
  await talker.text('dừng')
  const rows = await db.selectFrom('consent').select(['purpose', 'given', 'text_version', 'text_hash']).orderBy('id').execute()
  expect(rows.map(({ purpose, given }) => [purpose, given])).toEqual([
    ['registration', true],
    ['news', false],
  ])
  expect(rows[0]?.text_hash).toBe(await sha256(shown?.text ?? ''))
  expect(rows[0]?.text_version).toBe(`vi:${CONVERSATIONS.registration.consent?.textVersion}`)
})

test('L-02: whoever changes a text that is agreed to must raise its version and these hashes', async () => {
  const hashes = await Promise.all(
    (['vi', 'en'] as const).flatMap((language) =>
      ['registration:consent.ask', 'common:stopped'].map((key) => sha256(translator(language)(key))),
    ),
  )
  expect([CONVERSATIONS.registration.consent?.textVersion, STOPPED_TEXT_VERSION, ...hashes]).toMatchInlineSnapshot(`
    [
      "2026-11-25",
      "2026-11-24",
      "f445f58b667522a575aac822d1cbb8bc1a222aa5b2b754cfa1ef6db0b7f66220",
      "f774e8e29b29d1c905e747b9f318c411511e34ab3e9eae80210d7a724e06c09e",
      "adb00b3a2ff56f282cb48f4888cbc523b5a3a17af3d7742e4501232938fd9a90",
      "7f3d63c175eb8177bfedd5e22a042347d0e2ae1a807ab774253150a11abddde3",
    ]
  `)
})

describe('whatever a person does', () => {
  const words = [
    ...REGISTRATION,
    'gửi hồ sơ',
    'phản ánh',
    'Đường hỏng nặng',
    'trước chợ',
    'xong',
    'gửi phản ánh',
    'hủy',
    'quay lại',
  ]
  const others = [
    'menu',
    'gặp cán bộ',
    'kết thúc',
    'dừng',
    'english',
    'tiếng việt',
    'chấm điểm',
    'dữ liệu của tôi',
    'OCOP là gì?',
    '2',
    'sửa 3',
    'không',
    'có',
    'được 3 sao cần mấy điểm?',
    'còn 4 sao thì sao?',
    'hồ sơ gồm những gì?',
    'Có hỗ trợ tiền xe không?',
    'chưa đúng',
    'đúng ý',
    'sai chỗ điểm',
    'tắt máy đoán',
    'bật máy đoán',
  ]
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...words).map((text): Action => ({ type: 'text', text })) },
    { weight: 3, arbitrary: fc.constantFrom(...others).map((text): Action => ({ type: 'text', text })) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text): Action => ({ type: 'text', text })) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(ANEW, [...ANEW, 'gửi'], FEEDBACK, ['menu', ...FEEDBACK, 'gửi'])
        .map((words): Action => ({ type: 'fill', words })),
    },
    { weight: 5, arbitrary: fc.oneof(fc.nat(2), fc.nat(50)).map((back): Action => ({ type: 'press', back })) },
    { weight: 1, arbitrary: fc.string().map((payload): Action => ({ type: 'button', payload })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          'a:::',
          'p:resume:yes',
          'p:leave:drop',
          'k:',
          'w:__proto__',
          'v:+:ocop-la-gi',
          'v:-:ocop-la-gi',
          'v:-:',
          'q:none:1',
          'p:why:hard',
          'p:official:yes',
          'p:pass:yes',
        )
        .map((payload): Action => ({ type: 'button', payload })),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('location' as const), lat: fc.double(), lng: fc.double() }) },
    {
      weight: 1,
      arbitrary: fc.constant<Action>({
        type: 'media',
        media: [{ from: 'platform', kind: 'photo', ref: 'x' }],
        caption: 'ảnh đây',
      }),
    },
    { weight: 1, arbitrary: fc.string().map((text): Action => ({ type: 'edited', text })) },
    { weight: 1, arbitrary: fc.constantFrom<Action>({ type: 'wait' }, { type: 'unsupported', why: 'sticker' }) },
  )
  type Action =
    | InboundContent
    | { readonly type: 'fill'; readonly words: readonly string[] }
    | { readonly type: 'press'; readonly back: number }
    | { readonly type: 'wait' }

  test('P-13: nothing throws, nothing is silent, each confirmed talk is filed once, the session stays small', async () => {
    let person = 0
    let everFiled = 0
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 30 }), async (actions) => {
        person += 1
        const talker = createTalker(db, { address: `p-${person}`, channel: person % 3 === 0 ? 'zalo' : 'web' })
        const filed = new Set<string>()
        for (const one of actions) {
          if (one.type === 'wait') {
            talker.wait(30)
            continue
          }
          if (one.type === 'fill') {
            expectSound(await fill(talker, one.words))
          } else expectSound(await talker.send(one.type === 'press' ? pressed(talker, one.back) : one))
          const state = (await talker.session()) as { filed: { reference: string } | null }
          if (state.filed) filed.add(state.filed.reference)
          expect(JSON.stringify(state).length).toBeLessThan(40_000)
        }
        everFiled += filed.size
        const id = await talker.personId()
        const rows = await Promise.all(
          (['report', 'registration'] as const).map((table) =>
            db.selectFrom(table).select('reference').where('person_id', '=', id).execute(),
          ),
        )
        expect(
          rows
            .flat()
            .map(({ reference }) => reference)
            .toSorted(),
        ).toEqual([...filed].toSorted())
      }),
      { numRuns: 30 },
    )
    expect(everFiled).toBeGreaterThan(5) // the talks are not all dead ends
  })

  function pressed(talker: Talker, back: number): InboundContent {
    return { type: 'button', payload: talker.everShown.at(-1 - back)?.payload ?? 'w:menu' }
  }

  function expectSound(messages: readonly Message[]): void {
    expect(messages.length).toBeGreaterThan(0)
    for (const { text, choices = [] } of messages) {
      expect(text.trim()).not.toBe('')
      expect(text).not.toMatch(/undefined|\[object/)
      expect(choices.length).toBeLessThanOrEqual(5)
      expect(new Set(choices.map(({ label }) => label)).size).toBe(choices.length)
      for (const { label, payload } of choices) {
        expect(label).not.toBe('')
        expect(new TextEncoder().encode(payload).length).toBeLessThanOrEqual(64)
      }
    }
  }
})

test.each(['ok', 'Vâng', 'dạ ok', 'được rồi ạ.', 'RÕ RỒI'])(
  '"%s" after something was said is no question; in the middle of one it is an answer',
  async (nod) => {
    const talker = createTalker(db)
    await fill(talker, [...REGISTRATION, 'gửi hồ sơ'])
    expect((await talker.text(nod)).map(({ text }) => text)).toEqual(['Vâng. Cần gì thêm, anh/chị cứ nhắn hoặc gõ “menu”.'])
    await fill(talker, ['phản ánh'])
    expect((await talker.text(nod)).map(({ text }) => text).join()).not.toContain('Cần gì thêm')
  },
)

describe('"để sau" and "tiếp tục" of the whole talk', () => {
  const textOf = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')

  test.each([
    ['at a choice', ['đăng ký', 'đồng ý']],
    ['where any words are an answer', REGISTRATION.slice(0, 7)],
    ['at the last look', REGISTRATION],
    ['in a self-assessment', ['chấm điểm', 'mắm nêm']],
  ])('%s the draft waits, and goes on where it stood', async (_, words) => {
    const talker = createTalker(db)
    const asked =
      textOf(await fill(talker, words))
        .split('\n')
        .at(-1) ?? ''
    expect(textOf(await talker.text('để sau'))).toContain('vẫn được giữ')
    await talker.text(words[0] ?? '')
    expect(textOf(await talker.text('tiếp tục'))).toContain(asked)
    expect(textOf(await talker.text('làm tiếp'))).toContain(asked)
  })

  test('who is not ready may wait, or go on all the same', async () => {
    const talker = createTalker(db)
    await fill(talker, ['đăng ký', 'đồng ý', 'hộ', 'chưa', 'mới nghĩ', 'trong xã'])
    expect(textOf(await talker.text('để khi đủ'))).toContain('vẫn được giữ')
    await fill(talker, ['đăng ký', 'tiếp tục'])
    expect(textOf(await talker.text('làm tiếp'))).toContain('Sản phẩm tên là gì')
  })

  test('"hủy", then "giữ lại" or "bỏ luôn"', async () => {
    const talker = createTalker(db)
    await fill(talker, [...REGISTRATION.slice(0, 7), 'hủy'])
    expect(textOf(await talker.text('giữ lại'))).toContain('vẫn được giữ')
    await fill(talker, ['đăng ký', 'tiếp tục', 'hủy'])
    expect(textOf(await talker.text('bỏ luôn'))).not.toContain('vẫn được giữ')
    expect(textOf(await talker.text('đăng ký'))).toContain('Để đăng ký OCOP')
  })

  test('somebody whose name is Mai is registered', async () => {
    const talker = createTalker(db)
    await fill(talker, [...REGISTRATION.slice(0, 7), 'Mai', ...REGISTRATION.slice(8), 'gửi hồ sơ'])
    const [one] = await registrations.listOf(db, vault, await talker.personId())
    expect(one?.name).toBe('Mai')
  })
})
