/** Votes on answers, the questions that are kept, and what two misses lead to. */
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { createKnowledge } from '../../src/knowledge/answer.ts'
import { articles } from '../../src/knowledge/articles/index.ts'
import { clean } from '../../src/lib/text.ts'
import * as handovers from '../../src/models/handover.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

let db: Database
let talker: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  talker = createTalker(db)
})

const votes = () => db.selectFrom('article_vote').selectAll().orderBy('article_id').execute()
const kept = () => db.selectFrom('question').selectAll().orderBy('id').execute()
const labels = (messages: readonly Message[]) => messages.at(-1)?.choices?.map(({ label }) => label) ?? []
const push = (payload: string) => talker.send({ type: 'button', payload })
const missed = async () => ((await talker.session()) as { missed: readonly string[] }).missed

describe('a vote', () => {
  test('P-13: pressed any number of times, either way, there is one vote of a person and article, the last', async () => {
    await talker.text('OCOP là gì?')
    for (const way of ['+', '+', '-', '-', '+', '-']) expect((await push(`v:${way}:ocop-la-gi`))[0]?.text).not.toBe('')
    expect(await votes()).toMatchObject([{ article_id: 'ocop-la-gi', is_up: false }])
    expect(await kept()).toMatchObject([{ zone: 'answer', vote: 'down', article_id: 'ocop-la-gi', state: 'open' }])
    expect(await missed()).toHaveLength(1)
  })

  test('P-13: one of last week counts, asks nothing, and changes nothing of the open registration', async () => {
    await talker.text('OCOP là gì?')
    for (const words of ['được 3 sao cần mấy điểm?', 'OCOP là gì?', 'được 3 sao cần mấy điểm?', 'còn 4 sao thì sao?'])
      await talker.text(words)
    talker.wait(24 * 7)
    await talker.text('đăng ký')
    await talker.text('đồng ý')
    const [thanks, step] = await push('v:-:ocop-la-gi')
    expect(thanks?.text).toContain('cảm ơn')
    expect(thanks?.choices).toBeUndefined()
    expect(step?.text).toContain('Cơ sở thuộc loại nào?')
    expect(await votes()).toMatchObject([{ article_id: 'ocop-la-gi', is_up: false }])
    await talker.text('5')
    expect((await talker.session()) as object).toMatchObject({ draft: { conversation: 'registration', failures: 0 } })
    expect(JSON.stringify(await talker.session())).toContain('household')
  })

  test('P-13: on what is no article does nothing, and says so', async () => {
    for (const payload of ['v:+:khong-co', 'v:', 'v:x:ocop-la-gi', 'q:none:1', 'q:none:', 'q:x']) {
      expect((await push(payload))[0]?.text).toContain('không làm thay đổi gì')
    }
    expect(await votes()).toEqual([])
  })

  test('the right way takes back what an official would have looked at', async () => {
    await talker.text('OCOP là gì?')
    await push('v:-:ocop-la-gi')
    await push('v:+:ocop-la-gi')
    expect(await kept()).toMatchObject([{ vote: 'up', state: 'dismissed' }])
    expect(await missed()).toEqual([])
  })

  test('has no buttons under an answer in the middle of a conversation, whose own choices stay', async () => {
    await talker.text('đăng ký')
    await talker.text('đồng ý')
    await talker.text('Hoa')
    const said = await talker.text('OCOP là gì?')
    expect(said.map(({ choices }) => choices?.length ?? 0)).toEqual([0, 0])
  })

  test('"dung y" and "sai roi" typed a moment later are votes; an hour later they are not', async () => {
    await talker.text('OCOP là gì?')
    await talker.text('menu')
    expect((await talker.text('sai roi'))[0]?.text).toContain('Chưa đúng chỗ nào')
    expect((await talker.text('dung y'))[0]?.text).toContain('Cảm ơn')
    talker.wait(1)
    expect((await talker.text('sai roi'))[0]?.text).toContain('Chưa hiểu')
    expect(await votes()).toMatchObject([{ is_up: true }])
  })
})

describe('why an answer was not right', () => {
  test('P-14: any words are kept sealed and as sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), async (typed) => {
        const words = clean(`ý ${typed} x`).trim()
        await talker.text('OCOP là gì?')
        await push('v:+:ocop-la-gi')
        await push('v:-:ocop-la-gi')
        await talker.text(`ý ${typed} x`)
        const [row] = await kept()
        expect(row?.reason).not.toContain(words)
        expect(await vault.open(row?.reason ?? '', 'question.reason')).toBe(words)
      }),
      { numRuns: 25 },
    )
  })

  test('a new question or a command in its place is taken as that, and the question asks no more', async () => {
    for (const [words, reply] of [
      ['được 3 sao cần mấy điểm?', '50 điểm'],
      ['menu', 'Kênh OCOP Huế'],
      ['đèn đường trước nhà tắt rồi', 'phản ánh'],
    ] as const) {
      await talker.text('OCOP là gì?')
      await push('v:+:ocop-la-gi')
      await push('v:-:ocop-la-gi')
      expect((await talker.text(words))[0]?.text, words).toContain(reply)
      await talker.text('hủy')
      await talker.text('menu')
    }
    expect((await kept()).map(({ reason }) => reason)).toEqual([null])
  })
})

describe('questions that are kept', () => {
  test('the same words of a person within a day are kept once, of two persons twice', async () => {
    for (const words of ['Có hỗ trợ tiền xe không?', 'co ho tro tien xe khong?', 'Có hỗ trợ  tiền xe KHÔNG?'])
      await talker.text(words)
    await createTalker(db, { address: 'person-2' }).text('Có hỗ trợ tiền xe không?')
    expect(await kept()).toHaveLength(2)
    await db
      .updateTable('question')
      .set({ created_at: new Date(Date.now() - 25 * 3_600_000) })
      .execute()
    await talker.text('Có hỗ trợ tiền xe không?')
    expect(await kept()).toHaveLength(3)
  })

  test('of one that ended in choices it is kept which was chosen, or that none was meant', async () => {
    const said = await talker.text('hồ sơ gồm những gì?')
    expect(labels(said)).toEqual(['OCOP là gì', 'Không phải các ý trên', 'Gặp cán bộ'])
    await talker.press('Không phải các ý trên')
    await talker.press('Không phải các ý trên')
    expect(await missed()).toHaveLength(1)
    expect(await kept()).toMatchObject([{ zone: 'choices', vote: 'down', chosen_id: null }])
    await talker.press('OCOP là gì')
    expect(await kept()).toMatchObject([{ zone: 'choices', vote: null, chosen_id: 'ocop-la-gi', state: 'open' }])
    expect(await missed()).toEqual([])
  })

  test('"none of these" is only for who asked', async () => {
    await talker.text('hồ sơ gồm những gì?')
    const [row] = await kept()
    const other = createTalker(db, { address: 'person-2' })
    expect((await other.send({ type: 'button', payload: `q:none:${row?.id}` }))[0]?.text).toContain('không làm thay đổi gì')
    expect(await kept()).toMatchObject([{ vote: null }])
  })
})

describe('after two misses in a row', () => {
  const said = async () => {
    const id = await handovers.findOpen(db, await talker.personId())
    return id === null ? [] : (await handovers.messages(db, vault, id)).map(({ text, by }) => [by, text])
  }

  test.each(['có', 'ừ', 'dạ', 'Gặp cán bộ', 'gap can bo'])(
    '"%s" opens a talk with an official that holds the questions in order',
    async (yes) => {
      await talker.text('Có hỗ trợ tiền xe không?')
      expect(labels(await talker.text('Mấy giờ làm việc?'))).toEqual(['Gặp cán bộ', 'Hỏi cách khác'])
      const [opened] = await talker.text(yes)
      expect(opened?.text).toContain('trò chuyện gần đây')
      expect(await said()).toEqual([
        [null, '(câu đã hỏi máy) Có hỗ trợ tiền xe không?'],
        [null, '(câu đã hỏi máy) Mấy giờ làm việc?'],
      ])
      await talker.press('Gặp cán bộ')
      expect(await said()).toHaveLength(2)
    },
  )

  test('a thumb up, a chosen article and another conversation begin the count anew', async () => {
    for (const good of [
      async () => {
        await talker.text('OCOP là gì?')
        await push('v:-:ocop-la-gi')
        await push('v:+:ocop-la-gi')
      },
      async () => {
        await talker.text('hồ sơ gồm những gì?')
        await talker.press('OCOP là gì')
      },
      async () => {
        await talker.text('phản ánh')
        await talker.text('hủy')
      },
    ]) {
      await talker.text('Có hỗ trợ tiền xe không?')
      await good()
      expect(await missed()).toEqual([])
      expect(labels(await talker.text('Mấy giờ làm việc?'))).toEqual(['Gặp cán bộ'])
      await push('v:+:ocop-la-gi')
      await talker.text('phản ánh')
      await talker.text('hủy')
    }
  })

  test('the same wrong answer to other words is a second miss', async () => {
    await talker.text('OCOP là gì?')
    await push('v:-:ocop-la-gi')
    await talker.text('thế OCOP là gì vậy?')
    expect(labels(await push('v:-:ocop-la-gi'))).toEqual(['Gặp cán bộ', 'Hỏi cách khác'])
  })
})

test('the real articles: a talk of short questions, each leaning on the last answer', async () => {
  const real = createTalker(db, { knowledge: createKnowledge(articles), address: 'real' })
  const first = async (words: string) => (await real.text(words))[0]?.answer?.articles[0]
  expect(await first('được 3 sao cần mấy điểm?')).toBe('hang-3-sao')
  expect(await first('còn 4 sao thì sao?')).toBe('hang-4-sao')
  expect(await first('rua 5 sao?')).toBe('hang-5-sao')
  expect(await first('giấy chứng nhận OCOP có giá trị mấy năm?')).toBe('gcn-thoi-han')
  expect(await first('con vietgap thi sao')).toBe('vietgap-han')
})
