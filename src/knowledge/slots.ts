/**
 * The places that the words of a short question fill: stars, product, kind of paper, what is asked for. A new word takes
 * the place of what was of its kind in the question before.
 */
import type { Analysis } from './analyse.ts'
import words from './follow-up.json' with { type: 'json' }
import { createPhrases, listed, longestAt, type Phrases } from './phrases.ts'
import type { Syllable } from './syllable.ts'
import { tables } from './tables.ts'

/** The words of the last question whose place the new words do not take. */
export function remaining(before: Analysis, own: Analysis): readonly Syllable[] {
  const { concepts, products } = tables()
  const { isMarked } = before
  const taken = new Set(own.concepts.flatMap(({ name }) => SLOTS.get(name) ?? []))
  const isOfProduct = own.sets.length > 0 || own.words.some(({ kind }) => kind === 'product') || namesGroup(own)
  const kept: Syllable[] = []
  for (let at = 0; at < before.words.length; ) {
    const concept = longestAt(concepts, before.words, at, isMarked)
    const product = lengthAt(products, before.words, at, isMarked)
    const group = lengthAt(compiledWords().groups, before.words, at, isMarked)
    const isReplaced =
      (concept !== null && taken.has(SLOTS.get(concept.value) ?? '')) ||
      (isOfProduct && (product > 0 || group > 0)) ||
      isNumberReplaced(before.words, at, own)
    const length = Math.max(1, concept?.length ?? 0, isOfProduct ? Math.max(product, group) : 0)
    if (!isReplaced) kept.push(...before.words.slice(at, at + length))
    at += length
  }
  return kept
}

/** Of each concept, the slot that it fills: of what is asked for, of papers, of levels a message has one. */
export const SLOTS: ReadonlyMap<string, string> = new Map(
  Object.entries(words.slots).flatMap(([slot, names]) => listed(names).map((name) => [name, slot] as const)),
)

/** A number or a product: "3 sao" and "4 sao" may be one article. */
export function namesSubject({ numbers, sets }: Analysis): boolean {
  return numbers.length > 0 || sets.length > 0
}

function namesGroup({ words: said, isMarked }: Analysis): boolean {
  return said.some((_, at) => lengthAt(compiledWords().groups, said, at, isMarked) > 0)
}

/** A number of stars, a year, another number: each takes the place of its own kind. */
function isNumberReplaced(said: readonly Syllable[], at: number, own: Analysis): boolean {
  const number = said[at]?.folded ?? ''
  if (!/^\d+$/.test(number)) return false
  const kind = said[at + 1]?.folded === 'sao' ? '*' : /^(?:19|20)\d\d$/.test(number) ? 'y' : 'n'
  return own.numbers.some((one) => one.startsWith(kind))
}

export function termsOf({ words: said, concepts, sets, numbers }: Analysis): ReadonlySet<string> {
  const telling = said.filter(({ kind }) => kind === 'plain' || kind === 'product').map(({ folded }) => folded)
  return new Set([...telling, ...concepts.map(({ name }) => `#${name}`), ...sets.map((set) => `=${set}`), ...numbers])
}

interface Words {
  readonly opening: Phrases<true>
  readonly back: Phrases<true>
  readonly empty: Phrases<true>
  readonly groups: Phrases<true>
}

let compiled: Words | undefined

export function compiledWords(): Words {
  const of = (text: string) => createPhrases(listed(text).map((phrase) => [phrase, true] as const))
  compiled ??= { opening: of(words.opening), back: of(words.back), empty: of(words.empty), groups: of(words.groups) }
  return compiled
}

export function lengthAt(phrases: Phrases<unknown>, all: readonly Syllable[], at: number, isMarked: boolean): number {
  return longestAt(phrases, all, at, isMarked)?.length ?? 0
}
