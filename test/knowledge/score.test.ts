import { expect, test } from 'vitest'
import { BANDS, type CriteriaSet, criteriaOf, proofOf, SETS, setsFor } from '../../src/knowledge/criteria.ts'
import { type Marks, planFor, score, starFor } from '../../src/knowledge/score.ts'

const best = (set: CriteriaSet): Record<string, number | null> =>
  Object.fromEntries(criteriaOf(set).map(({ id, max, options }) => [id, options.findIndex(({ points }) => points === max)]))
const named = SETS.map((set) => [set.id, set] as const)

test('there are 26 sheets with 787 criteria and 2579 options', () => {
  expect(SETS.map(({ number }) => number)).toEqual(Array.from({ length: 26 }, (_, at) => at + 1))
  expect(SETS.flatMap(criteriaOf)).toHaveLength(787)
  expect(SETS.flatMap(criteriaOf).flatMap(({ options }) => options)).toHaveLength(2579)
})

test.each(named)('%s: the parts are 40, 25 and 35 points, and the best answers give 100 and five stars', (_, set) => {
  expect(set.parts.map(({ max }) => max)).toEqual([40, 25, 35])
  for (const { max, criteria } of set.parts) expect(criteria.reduce((sum, one) => sum + one.max, 0)).toBe(max)
  expect(score(set, best(set))).toMatchObject({ total: 100, stars: 5, starsByPoints: 5, gates: [], unknown: [] })
  expect(planFor(set, best(set))).toBeNull()
})

test.each(named)('%s: nothing known is no point, one star, and all is told as unknown', (_, set) => {
  expect(score(set, {})).toMatchObject({ total: 0, stars: 1, unknown: criteriaOf(set) })
})

test.each(named)('%s: each minimum holds the star down by itself, whatever the points', (_, set) => {
  for (const star of [3, 4, 5] as const) {
    for (const [id, least] of Object.entries(set.minimums[star])) {
      const criterion = criteriaOf(set).find((one) => one.id === id)
      if (!criterion) throw new Error(`${set.id} has no ${id}.`)
      expect(criterion.options.some(({ points }) => points === least)).toBe(true)
      const below = criterion.options.findLastIndex(({ points }) => points < least)
      const found = score(set, { ...best(set), [id]: below === -1 ? null : below })
      expect(found.stars, `${id} for ${star}`).toBeLessThan(star)
      expect(found.gates.map((gate) => gate.criterion.id)).toContain(id)
    }
  }
})

test.each(named)('%s: a higher star needs all that the lower ones need', (_, set) => {
  for (const [lower, higher] of [
    [3, 4],
    [4, 5],
  ] as const)
    for (const [id, least] of Object.entries(set.minimums[lower]))
      expect(set.minimums[higher][id] ?? 0).toBeGreaterThanOrEqual(least)
})

test.each(named)(
  '%s: whatever is marked, the plan reaches its star when all of it is done, and never names a step that gains nothing',
  (_, set) => {
    let seed = set.number
    const next = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed / 2147483648
    }
    for (let round = 0; round < 40; round++) {
      const marks: Marks = Object.fromEntries(
        criteriaOf(set).map(({ id, options }) => [id, next() < 0.15 ? null : Math.floor(next() * options.length)]),
      )
      const plan = planFor(set, marks, 99)
      const now = score(set, marks)
      expect(now.total).toBe(now.parts.reduce((sum, { points }) => sum + points, 0))
      if (!plan) continue
      expect(plan.star).toBeGreaterThan(now.stars)
      expect(plan.steps.every(({ gain }) => gain > 0)).toBe(true)
      expect(plan.isEnough).toBe(true)
      const five = planFor(set, marks)
      expect(five?.steps).toEqual(plan.steps.slice(0, 5))
    }
  },
)

test('the bands are those of the decision, without a gap', () => {
  expect(BANDS).toEqual([
    [5, 90],
    [4, 70],
    [3, 50],
    [2, 30],
    [1, 0],
  ])
  expect([100, 90, 89.9, 70, 69.5, 50, 49, 30, 29, 0].map(starFor)).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1])
})

test('each criterion has a proof or says that there is none to bring, and an effort', () => {
  for (const criterion of SETS.flatMap(criteriaOf)) expect([1, 2, 3]).toContain(proofOf(criterion).effort)
})

test.each([
  ['mắm ruốc bà Hoa', 'tuong-nuoc-mam-gia-vi-long'],
  ['nuoc mam', 'tuong-nuoc-mam-gia-vi-long'],
  ['trà rau má', 'tra-tu-thuc-vat-khac'],
  ['rượu làng chuồn', 'ruou-trang'],
  ['dầu tràm', 'tinh-dau-duoc-lieu-khac'],
  ['nón lá', 'thu-cong-my-nghe-gia-dung'],
  ['mè xửng', 'che-bien-gao-ngu-coc'],
  ['homestay', 'du-lich-cong-dong'],
  ['gạo hữu cơ', 'gao-ngu-coc-hat-so-che'],
])('"%s" may belong to %s', (words, id) => {
  expect(setsFor(words).map((set) => set.id)).toContain(id)
})

test.each([
  ['mè xửng', ['che-bien-gao-ngu-coc', 'che-bien-rau-cu-qua-hat']],
  ['mam ruoc ba hoa', ['tuong-nuoc-mam-gia-vi-long', 'che-bien-thit-thuy-san-trung-sua-mat-ong']],
  ['banh ep', ['che-bien-gao-ngu-coc', 'do-an-nhanh']],
  ['Hạt sen sấy Huế', ['che-bien-rau-cu-qua-hat', 'gao-ngu-coc-hat-so-che']],
])('"%s" may go into either of two sets', (words, ids) => {
  expect(setsFor(words).map(({ id }) => id)).toEqual(ids)
})

test('words that name no product point to no set', () => {
  for (const words of ['', 'abc', 'sản phẩm của tôi', 'xin chào']) expect(setsFor(words)).toEqual([])
})
