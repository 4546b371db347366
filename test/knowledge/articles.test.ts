import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fingerprintOf, preparedText } from '../../scripts/knowledge-files.ts'
import { OCOP_PRODUCTS } from '../../src/city/ocop-products.ts'
import { COMMUNES } from '../../src/city/units.ts'
import { createKnowledge } from '../../src/knowledge/answer.ts'
import { articles } from '../../src/knowledge/articles/index.ts'
import { checkArticles, type Fact } from '../../src/knowledge/check.ts'
import fitted from '../../src/knowledge/fitted.json' with { type: 'json' }
import { WEIGHTS } from '../../src/knowledge/weights.ts'
import { TODAY } from './measure.ts'

/** Ids of the facts that the city collected, and the numbers in each; then what its data say of communes and products. */
const facts: readonly Fact[] = [
  ...JSON.parse(readFileSync('test/knowledge/facts.json', 'utf8')),
  ...COMMUNES.map(({ code }) => ({ id: `xa-${code}`, numbers: [] })),
  ...OCOP_PRODUCTS.map(({ id, year, stars, score }) => ({
    id: `sanpham-${id}`,
    numbers: [year, stars, score].filter((number) => number !== null).map(String),
  })),
]

test('the shipped articles are in order: shape, sources, each way of asking finds its own article, no number is missing', () => {
  expect(checkArticles(articles, facts)).toEqual([])
})

test('every fact is covered by an article', () => {
  const covered = new Set(articles.flatMap(({ covers }) => covers))
  expect(facts.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([])
})

test('what is prepared and fitted is that of the shipped articles', () => {
  const stale = 'Articles or language data changed. Run: npm run fit'
  expect(readFileSync('src/knowledge/prepared.json', 'utf8') === preparedText(WEIGHTS), stale).toBe(true)
  expect(fitted.fittedOn, stale).toBe(fingerprintOf(articles))
})

test('every article as an answer: at most 900 letters, the source last, a link where there is one', () => {
  const knowledge = createKnowledge(articles)
  for (const { id, source } of articles) {
    for (const language of ['vi', 'en'] as const) {
      const answer = knowledge.article(id, { language, today: TODAY })
      expect(answer?.text.length, id).toBeLessThanOrEqual(900)
      expect(answer?.text.split('\n').at(-1), id).toMatch(/^Nguồn: .+\. Kiểm tra ngày \d\d\/\d\d\/\d{4}\.$/)
      expect(answer?.text, id).not.toContain('…')
      expect(answer?.links, id).toEqual(source.url === null ? [] : [{ label: source.document, url: source.url }])
    }
  }
})
