import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { articles } from '../../src/knowledge/articles/index.ts'
import { createGroup } from '../../src/knowledge/likeness.ts'

const group = createGroup(articles)

test('the same question in other words, other spelling and other regions is one group, the largest first', () => {
  const texts = [
    'Hôm nay trời có mưa không?',
    'Lệ phí nộp hồ sơ OCOP bao nhiêu?',
    'nop ho so ocop ton may tien',
    'Thuê gian hàng ở chợ nổi thì liên hệ ai?',
    'lệ phí hồ sơ ocop mấy tiền rứa',
    'muốn thuê gian hàng chợ nổi liên hệ chỗ mô',
    'phi nop hồ sơ ocop la bao nhieu',
  ]
  const groups = group(texts)
  expect(groups[0]).toEqual([1, 2, 4, 6])
  expect(groups[1]).toEqual([3, 5])
  expect(groups.flat().toSorted((a, b) => a - b)).toEqual(texts.map((_, at) => at))
})

test('questions that differ in what matters stay apart', () => {
  for (const [one, other] of [
    ['Sản phẩm 3 sao cần bao nhiêu điểm?', 'Giấy chứng nhận OCOP có thời hạn mấy năm?'],
    ['Ai được tham gia OCOP?', 'Nộp hồ sơ OCOP ở đâu?'],
    ['Xổ số hôm nay', 'Giá vàng hôm nay'],
  ] as const) {
    expect(group([one, other]), `${one} ${other}`).toHaveLength(2)
  }
})

test('the same texts give the same groups, however often they are asked, and what says nothing stands alone', () => {
  const texts = ['???', 'Lệ phí OCOP?', '!!', 'lệ phí ocop', '']
  expect(group(texts)).toEqual(createGroup(articles)(texts))
  expect(group(texts)).toEqual([[1, 3], [0], [2], [4]])
  expect(group([])).toEqual([])
})

test('of two questions that are put together, at least six in seven ask the same', () => {
  const questions = readFileSync('test/knowledge/dev-questions.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { q?: string; expect?: readonly string[]; half?: string })
    .filter(({ expect, half }) => half === 'hold' && expect && expect.length > 0)
  const together = group(questions.map(({ q = '' }) => q)).flatMap((places) =>
    places.flatMap((one, at) => places.slice(at + 1).map((other) => [questions[one], questions[other]] as const)),
  )
  const right = together.filter(([one, other]) => one?.expect?.some((id) => other?.expect?.includes(id)))
  expect(together.length).toBeGreaterThan(50)
  expect(right.length / together.length).toBeGreaterThan(6 / 7)
})

test('five hundred questions are put together within a page’s time', () => {
  const asked = articles.flatMap(({ question, aliases }) => [question, ...aliases]).filter((_, at) => at % 8 === 0)
  const texts = asked.slice(0, 500)
  expect(texts).toHaveLength(500)
  const warm = createGroup(articles)
  warm(asked.slice(0, 20))
  const started = performance.now()
  const groups = warm(texts)
  const tookMs = performance.now() - started
  expect(groups.length).toBeLessThan(texts.length)
  // About 120 ms on two quiet cores; other tests run beside this one.
  expect(tookMs).toBeLessThan(1000)
})
