import data from './groups.json' with { type: 'json' }
import { mentions, plain } from './words.ts'

/** One of the six product groups of OCOP. */
export interface Group {
  readonly id: string
  readonly vi: string
  readonly en: string
  /** products and words that belong to it alone */
  readonly words: readonly string[]
}

export const GROUPS: readonly Group[] = data.groups

export function groupById(id: string): Group | undefined {
  return GROUPS.find((group) => group.id === id)
}

/** The one group that the words name ("thu cong", "nước mắm"), else undefined: never guess between two. */
export function groupOf(text: string): Group | undefined {
  const typed = plain(text)
  if (typed.length < 3) return undefined
  const named = GROUPS.filter((group) => plain(group.vi).includes(typed) || plain(group.en).includes(typed))
  const found = named.length > 0 ? named : GROUPS.filter((group) => mentions(text, group.words))
  return found.length === 1 ? found[0] : undefined
}
