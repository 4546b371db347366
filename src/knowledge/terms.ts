/** An analysed text as weighted terms: syllables, concepts, criteria sets. */
import type { Analysis, Kind } from './analyse.ts'
import type { Weights } from './weights.ts'

export interface Term {
  /** "ho" a syllable, "#papers" a concept, "=gia-vi-khac" a criteria set */
  readonly key: string
  /** of a syllable, with its marks; else as `key` */
  readonly marked: string
  /** 0 to 1: how much it has to do with what is asked */
  readonly weight: number
}

/** A story has more words than this. */
const STORY = 24

/** Each term once, with the greatest weight that it has anywhere in the text. */
export function toTerms(sentences: readonly Analysis[], weights: Weights): readonly Term[] {
  const found = new Map<string, Term>()
  const add = (key: string, marked: string, weight: number) => {
    const before = found.get(key)
    if (weight > 0 && (!before || before.weight < weight)) found.set(key, { key, marked, weight })
  }
  const focus = focusOf(sentences, weights.story)
  for (const [at, { words, concepts, sets, names }] of sentences.entries()) {
    const share = focus[at] ?? 1
    for (const { folded, marked, kind } of words) add(folded, marked, weightOf(kind, weights) * share)
    for (const { name, isInner } of concepts) add(`#${name}`, `#${name}`, (isInner ? weights.inner : 1) * share)
    for (const set of sets) add(`=${set}`, `=${set}`, weights.product * share)
    for (const name of names) add(`=${name}`, `=${name}`, weights.name * share)
  }
  return [...found.values()]
}

/** How much each sentence counts: in a story the last question whole, what leads to it half, all else a little. */
export function focusOf(sentences: readonly Analysis[], story: number): readonly number[] {
  const total = sentences.reduce((sum, { words }) => sum + words.length, 0)
  if (total <= STORY || sentences.length === 1) return sentences.map(() => 1)
  const asked = sentences.findLastIndex(({ isAsked }) => isAsked)
  const chosen = asked < 0 ? sentences.length - 1 : asked
  return sentences.map((_, at) => (at === chosen ? 1 : at === chosen - 1 ? Math.min(1, story * 2) : story))
}

function weightOf(kind: Kind, weights: Weights): number {
  if (kind === 'filler') return 0
  if (kind === 'common') return weights.common
  if (kind === 'name') return weights.name
  return kind === 'product' ? weights.product : 1
}
