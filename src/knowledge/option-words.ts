/** Which criteria of a sheet some words speak of ("có VietGAP", "thêm mã truy xuất"): by the words of their options. */

import { foldWords } from '../lib/text.ts'
import { type CriteriaSet, type Criterion, criteriaOf } from './criteria.ts'

/** Words that any supposing has. */
const EMPTY = new Set(
  'neu gia su du lo thi la co duoc len may bao nhieu sao diem hang toi tui minh anh chi lam them ma va voi cho cua cac mot them nua moi da dang se khong ko if we have had with a an the how many stars star points point would get what'.split(
    ' ',
  ),
)
const MOST = 2
/** Share of what was said, by weight, that an option must hold. */
const ENOUGH = 0.5

/** @returns the criteria that fit best, at most two; none where nothing fits */
export function findOptions(set: CriteriaSet, text: string): readonly Criterion[] {
  const said = [...new Set(foldWords(text).split(' '))].filter((word) => word.length > 1 && !EMPTY.has(word))
  const options = criteriaOf(set).flatMap((criterion) =>
    criterion.options.map(({ label }) => ({ criterion, words: new Set(foldWords(`${criterion.name} ${label}`).split(' ')) })),
  )
  const weight = (word: string) => {
    const found = options.filter(({ words }) => words.has(word)).length
    return found === 0 ? 1 : Math.log(options.length / found)
  }
  const weights = new Map(said.map((word) => [word, weight(word)]))
  const all = [...weights.values()].reduce((sum, one) => sum + one, 0)
  const best = new Map<Criterion, number>()
  for (const { criterion, words } of options) {
    const share = said.reduce((sum, word) => sum + (words.has(word) ? (weights.get(word) ?? 0) : 0), 0) / (all || 1)
    best.set(criterion, Math.max(best.get(criterion) ?? 0, share))
  }
  const ranked = [...best].filter(([, share]) => share >= ENOUGH).toSorted(([, a], [, b]) => b - a)
  const first = ranked[0]?.[1] ?? 0
  return ranked
    .filter(([, share]) => share > first * 0.85)
    .slice(0, MOST)
    .map(([criterion]) => criterion)
}
