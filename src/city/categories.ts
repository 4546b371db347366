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

const CATEGORIES: readonly Category[] = data.categories
/** The kinds that may be handled by a destination: those that name another are left out. */
export function categoriesFor(destination: string): readonly Category[] {
  return CATEGORIES.filter((category) => category.destination === undefined || category.destination === destination)
}

export function categoryById(id: string): Category | undefined {
  return CATEGORIES.find((category) => category.id === id)
}

/** The kind of what nobody could tell. */
export const OTHER = 'khac'

/**
 * The kind that a citizen's words point to: the one with most of its words in the text. Danger goes before all; a kind that
 * others must not see before the rest: who says something of an official may speak of a pothole too.
 */
export function guessCategory(text: string): Category | undefined {
  const scored = CATEGORIES.map((category) => ({ category, score: scoreOf(category, text) })).filter(({ score }) => score > 0)
  return scored.toSorted((a, b) => b.score - a.score)[0]?.category
}

function scoreOf(category: Category, text: string): number {
  const hits = category.words.filter((word) => mentions(text, [word])).length
  if (hits === 0) return 0
  if (category.danger) return 100
  return category.destination === undefined ? hits : 50 + hits
}
