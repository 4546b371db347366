import data from './categories.json' with { type: 'json' }
import { mentions } from './words.ts'

/** A kind of report. */
export interface Category {
  readonly id: string
  readonly vi: string
  readonly en: string
  /** words that point to it */
  readonly words: readonly string[]
  /** life is at risk: the emergency numbers come before any form */
  readonly danger?: boolean
  /** who handles it, where that is not who handles all others (`REPORTING_CHANNEL`) */
  readonly destination?: string
}

export const CATEGORIES: readonly Category[] = data.categories
/** The kind of what nobody could tell. */
export const OTHER = 'khac'

/** The kind that a citizen's words point to: danger first, else the one with most of its words in the text. */
export function guessCategory(text: string): Category | undefined {
  const scored = CATEGORIES.map((category) => ({ category, score: scoreOf(category, text) })).filter(({ score }) => score > 0)
  return scored.toSorted((a, b) => b.score - a.score)[0]?.category
}

function scoreOf(category: Category, text: string): number {
  const hits = category.words.filter((word) => mentions(text, [word])).length
  return hits > 0 && category.danger ? 100 : hits
}
