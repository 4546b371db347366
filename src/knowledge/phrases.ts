/** Tables of phrases: which one stands at a place of a text, the longest first. */
import { type Syllable, syllable } from './syllable.ts'

interface Entry<Value> {
  readonly words: readonly Syllable[]
  readonly isStrict: boolean
  readonly value: Value
}

export type Phrases<Value> = ReadonlyMap<string, readonly Entry<Value>[]>

export interface Match<Value> {
  readonly length: number
  readonly value: Value
}

/** @param list phrases with full marks; with a leading "!" the marks must have been typed */
export function createPhrases<Value>(list: Iterable<readonly [phrase: string, value: Value]>): Phrases<Value> {
  return phrasesOf(
    Array.from(list, ([phrase, value]) => {
      const isStrict = phrase.startsWith('!')
      return { words: (isStrict ? phrase.slice(1) : phrase).split(' ').map(syllable), isStrict, value }
    }),
  )
}

export function phrasesOf<Value>(list: readonly Entry<Value>[]): Phrases<Value> {
  const table = new Map<string, Entry<Value>[]>()
  for (const entry of list) {
    const key = entry.words[0]?.folded ?? ''
    const entries = table.get(key)
    if (entries) entries.push(entry)
    else table.set(key, [entry])
  }
  for (const entries of table.values()) entries.sort((a, b) => b.words.length - a.words.length)
  return table
}

/**
 * @param isMarked whether the text has marks at all: where it has none, no phrase with "!" is found; where it has some, a
 *                 phrase of one word is found only as it is written ("nghe" is not "nghệ")
 */
export function longestAt<Value>(
  phrases: Phrases<Value>,
  words: readonly Syllable[],
  at: number,
  isMarked: boolean,
): Match<Value> | null {
  for (const { words: wanted, isStrict, value } of phrases.get(words[at]?.folded ?? '') ?? []) {
    if (isStrict && !isMarked) continue
    const isExact = isStrict || (isMarked && wanted.length === 1)
    if (wanted.every((word, i) => isSame(words[at + i], word, isExact))) return { length: wanted.length, value }
  }
  return null
}

/** Marks decide only where they were typed. */
function isSame(typed: Syllable | undefined, wanted: Syllable, isStrict: boolean): boolean {
  if (typed?.folded !== wanted.folded) return false
  return typed.marked === wanted.marked || (!isStrict && typed.marked === typed.folded)
}

/** "a|b" as a list. */
export function listed(text: string): readonly string[] {
  return text.split('|')
}
