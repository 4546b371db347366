/** L-21: a machine that sorts texts says so and why, a person can always be asked, and switching it off changes nothing else. */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { createKnowledge } from '../../src/knowledge/answer.ts'
import { articles } from '../../src/knowledge/articles/index.ts'
import { freshDatabase } from '../support/database.ts'
import { configOf } from '../support/deps.ts'
import { play } from './play.ts'
import { createTalker, type Talker, vault } from './talker.ts'

let db: Database
let talker: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  talker = createTalker(db)
})

const FOLDER = new URL('transcripts/', import.meta.url)
const category = async () => (await db.selectFrom('report').select('category').executeTakeFirst())?.category

/** A registration up to a question that any words may answer. */
async function toProduct(): Promise<void> {
  for (const words of ['đăng ký', 'đồng ý', '5', 'có rồi', '1', '1']) await talker.text(words)
}

describe('L-21: it says so and why', () => {
  test('L-21: the first answer of a day says that a machine gave it, for which question, and both ways out; the next does not', async () => {
    const [first] = await talker.text('OCOP là gì?')
    for (const words of ['Máy trả lời', '“OCOP là gì?”', 'gặp cán bộ', 'tắt máy đoán']) expect(first?.text).toContain(words)
    expect((await talker.text('OCOP là gì?'))[0]?.text).not.toContain('Máy')
    talker.wait(24)
    expect((await talker.text('OCOP là gì?'))[0]?.text).toContain('Máy trả lời')
  })

  test('L-21: with that an answer of the real articles still ends in its source and has at most 900 letters', async () => {
    const knowledge = createKnowledge(articles)
    for (const [at, { question }] of articles.entries()) {
      if (at % 9 !== 0) continue
      const real = createTalker(db, { knowledge, address: `p-${at}` })
      const messages = await real.text(question)
      const answer = messages.find((message) => message.answer?.zone === 'answer')
      if (!answer) continue
      expect(answer.text.length, question).toBeLessThanOrEqual(900)
      expect(answer.text.split('\n').at(-1), question).toMatch(/^Nguồn: /)
      expect(
        messages.filter(({ text }) => text.includes('Máy trả lời')),
        question,
      ).toHaveLength(1)
    }
  })

  test('L-21: the kind of a report is told with the words that gave it away, and that an official will check', async () => {
    await talker.text('phản ánh')
    const [said] = await talker.text('Đèn đường trước nhà hư mấy bữa ni')
    expect(said?.text).toContain('Máy xếp vào loại “Đèn đường hỏng, thiếu đèn” vì có chữ “đèn đường”; cán bộ sẽ xem lại.')
  })

  test('L-21: where it takes an answer for a question it says for which, and asks', async () => {
    await toProduct()
    const [said] = await talker.text('OCOP là gì?')
    expect(said?.text).toContain('Máy thấy câu này giống câu hỏi “OCOP là gì?”')
    expect(said?.choices?.map(({ label }) => label)).toEqual(['Là câu hỏi', 'Là câu trả lời'])
  })
})

describe('L-21: it can be switched off', () => {
  test('L-21: then no text is answered, kept or taken for a report; it may go to an official as it is', async () => {
    await talker.text('tắt máy đoán')
    for (const words of ['OCOP là gì?', 'đèn đường trước nhà tắt', 'hồ sơ tới đâu rồi', 'xin chào']) {
      const [said] = await talker.text(words)
      expect(said?.text, words).toContain('Máy đoán đang tắt')
      expect(said?.choices?.[0]?.label).toBe('Chuyển lời cho cán bộ')
    }
    await talker.text('có')
    const rows = await db.selectFrom('handover_message').select('text').execute()
    expect(await Promise.all(rows.map(({ text }) => vault.open(text, 'handover_message.text')))).toEqual(['xin chào'])
    expect(await db.selectFrom('question').selectAll().execute()).toEqual([])
  })

  test('L-21: at an open step words are the answer, and are not taken for a question', async () => {
    await talker.text('tắt máy đoán')
    await toProduct()
    await talker.text('OCOP là gì?')
    expect(await talker.session()).toMatchObject({ draft: { answers: { product: 'OCOP là gì?' } } })
  })

  test('L-21: the kind of a report is asked from a list; also of one that was begun before', async () => {
    await talker.text('phản ánh')
    await talker.text('tắt máy đoán')
    const [list] = await talker.text('Đèn đường trước nhà hư')
    expect(list?.text).toContain('3. Đèn đường')
    expect(list?.text).not.toContain('Máy')
    await talker.text('1')
    for (const words of ['trước chợ, phường Vỹ Dạ', 'bỏ qua', 'gửi phản ánh']) await talker.text(words)
    expect(await category()).toBe('duong-hu-hong')
  })

  test('L-21: switched off at the very end, nothing is guessed for who sends all the same', async () => {
    for (const words of [
      'phản ánh',
      'Đèn đường trước nhà hư',
      'trước chợ, phường Vỹ Dạ',
      'bỏ qua',
      'tắt máy đoán',
      'gửi phản ánh',
    ])
      await talker.text(words)
    expect(await category()).toBeNull()
  })

  test('L-21: danger to life is said whether or not a machine may sort', async () => {
    await talker.text('tắt máy đoán')
    await talker.text('phản ánh')
    expect((await talker.text('Cháy nhà ở kiệt 12'))[0]?.text).toContain('114')
  })

  test('L-21: it is told with what is kept of the person, and switched there too; off lasts', async () => {
    await talker.text('dữ liệu của tôi')
    await talker.press('Việc khác về dữ liệu')
    await talker.press('Tắt máy đoán')
    talker.wait(24 * 30)
    expect((await talker.text('dữ liệu của tôi'))[0]?.text).toContain('Máy đoán đang tắt')
    await talker.press('Việc khác về dữ liệu')
    await talker.press('Bật máy đoán')
    expect((await talker.text('OCOP là gì?'))[0]?.text).toContain('mỗi xã một sản phẩm')
  })

  test('L-21: off for the whole installation, nobody turns it on', async () => {
    expect(configOf({ MACHINE_SORTING: 'off' }).machineSorting).toBe(false)
    expect(configOf({}).machineSorting).toBe(true)
    const off = createTalker(db, { machineSorting: false, address: 'p' })
    expect((await off.text('bật máy đoán'))[0]?.text).toContain('không đoán')
    expect((await off.text('OCOP là gì?'))[0]?.choices?.[0]?.label).toBe('Chuyển lời cho cán bộ')
  })
})

describe('L-21: switching it off changes nothing else', () => {
  /** Talks in which nothing is asked freely: registration, look-up by code, news, words to an official, photos, language. */
  const SAME = [
    'registration.txt',
    'registration-left-and-resumed.txt',
    'news-zalo.txt',
    'english.txt',
    'photos-in-the-wrong-place.txt',
    'old-button.txt',
  ]

  const LOOK_UP = `> <code>
> tra cứu <code>
> việc <code> tới đâu rồi?
> tra cứu 0000-0000-0000-0000-1
> DK-2026-000001
@ other
> <code>`

  test.each(SAME)('L-21: the talk in %s is the same', async (file) => {
    await expectSame(readFileSync(new URL(file, FOLDER), 'utf8'))
  })

  test('L-21: a look-up by code is the same, in its own chat, in a sentence and elsewhere', async () => {
    await expectSame(`${readFileSync(new URL('registration.txt', FOLDER), 'utf8')}\n${LOOK_UP}`)
  })

  async function expectSame(script: string): Promise<void> {
    const on = withoutSorting(await play((await freshDatabase()).db, script))
    const off = withoutSorting(await play((await freshDatabase()).db, withKind(script), { machineSorting: false }))
    expect(off).toBe(on)
    expect(on).toContain('\n< ')
  }

  /** After the first words of a report its kind is asked, where no machine tells it. */
  function withKind(script: string): string {
    const lines = script.split('\n')
    const at = lines.findIndex((line) => line.includes('Máy xếp vào loại'))
    return at < 0 ? script : [...lines.slice(0, at), '> việc khác', ...lines.slice(at)].join('\n')
  }

  /** Without what L-21 adds: the line of the kind, the question for it, and how to switch. */
  function withoutSorting(played: string): string {
    return played
      .replace(/Máy xếp vào loại .*\n {2}/g, '')
      .replace(/< Việc này thuộc loại nào\?[^<]*> việc khác\n/g, '')
      .split('\n')
      .map((line) => line.replace(/\[(?:Tắt máy đoán|Turn off guessing)\] /, ''))
      .filter((line) => !/máy không đoán|tắt máy đoán|no machine guesses|turn off guessing/i.test(line))
      .join('\n')
  }
})
