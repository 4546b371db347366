/** The language data, compiled once: at the first question, not at import. */

import concepts from './concepts.json' with { type: 'json' }
import language from './language.json' with { type: 'json' }
import { type Meaning, properNames } from './names.ts'
import offTopic from './off-topic.json' with { type: 'json' }
import { createPhrases, listed, type Phrases } from './phrases.ts'
import products from './products.json' with { type: 'json' }
import { type Syllable, syllable } from './syllable.ts'

export interface Tables {
  /** what was typed to what was meant; values in words */
  readonly rewrites: Phrases<readonly Syllable[]>
  /** what a short message means when it is all that is said */
  readonly alone: Phrases<readonly Syllable[]>
  readonly english: Phrases<readonly Syllable[]>
  readonly englishFillers: ReadonlySet<string>
  /** every word of the English tables */
  readonly englishWords: ReadonlySet<string>
  readonly fillers: Phrases<true>
  /** words that say little: with their marks, and without for texts that have none */
  readonly common: ReadonlySet<string>
  readonly commonFolded: ReadonlySet<string>
  /** phrase to concept */
  readonly concepts: Phrases<string>
  /** concepts that only this programme has */
  readonly anchors: ReadonlySet<string>
  /** phrase to the criteria sets of the product */
  readonly products: Phrases<readonly string[]>
  /** proper names to what they mean */
  readonly names: Phrases<Meaning>
  readonly offTopic: Phrases<true>
  /** every folded syllable that stands in a table: no misspelling */
  readonly known: ReadonlySet<string>
  /** the same with their marks */
  readonly knownMarked: ReadonlySet<string>
  /** pairs of neighbours in the tables that say something: "bun kho" */
  readonly pairs: ReadonlySet<string>
  /** all pairs of neighbours in the tables: "khach san" */
  readonly neighbours: ReadonlySet<string>
}

let compiled: Tables | undefined

export function tables(): Tables {
  compiled ??= compile()
  return compiled
}

function compile(): Tables {
  const { keep, typed, dialect, meant, alone, english, englishFillers, fillers, common } = language
  const { groups, anchors } = concepts
  const kept = listed(keep).map((phrase) => [phrase, phrase] as const)
  const said = turned(meant)
  const conceptPhrases = Object.entries(groups).flatMap(([name, phrases]) =>
    listed(phrases).map((phrase) => [phrase, name] as const),
  )
  const productPhrases = setsByProduct()
  const commonFolded = unmistakable(words(common), [...conceptPhrases.map(([phrase]) => phrase), ...productPhrases.keys()])
  const offPhrases = listed(offTopic.phrases)
  const spoken = [
    ...listed(keep),
    ...Object.values(typed),
    ...Object.values(dialect),
    ...said.map(([phrase]) => phrase),
    ...listed(fillers),
    ...common.split(' '),
    ...conceptPhrases.map(([phrase]) => phrase),
    ...productPhrases.keys(),
    ...offPhrases,
  ].map((phrase) => words(phrase.replace('!', '')))
  return {
    rewrites: createPhrases([...kept, ...Object.entries(typed), ...Object.entries(dialect), ...said].map(toWords)),
    alone: createPhrases(turned(alone).map(toWords)),
    english: createPhrases(Object.entries(english).map(toWords)),
    englishFillers: new Set(listed(englishFillers)),
    englishWords: new Set([...Object.keys(english), ...listed(englishFillers)].flatMap((phrase) => phrase.split(' '))),
    fillers: createPhrases(listed(fillers).map((phrase) => [phrase, true] as const)),
    common: new Set(words(common).map(({ marked }) => marked)),
    commonFolded,
    concepts: createPhrases(conceptPhrases),
    anchors: new Set(listed(anchors)),
    products: createPhrases(productPhrases),
    names: createPhrases(properNames()),
    offTopic: createPhrases(offPhrases.map((phrase) => [phrase, true] as const)),
    known: new Set(spoken.flatMap((phrase) => phrase.map(({ folded }) => folded))),
    knownMarked: new Set(spoken.flatMap((phrase) => phrase.map(({ marked }) => marked))),
    pairs: new Set(spoken.flatMap((phrase) => pairsOf(phrase, commonFolded))),
    neighbours: new Set(spoken.flatMap((phrase) => pairsOf(phrase, NONE))),
  }
}

function setsByProduct(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>(listed(products.none).map((phrase) => [phrase, []]))
  for (const [set, names] of Object.entries(products.sets)) {
    for (const name of listed(names)) found.set(name, [...(found.get(name) ?? []), set])
  }
  return found
}

const NONE: ReadonlySet<string> = new Set()

function pairsOf(phrase: readonly Syllable[], common: ReadonlySet<string>): readonly string[] {
  const isTelling = (word: Syllable | undefined) => word !== undefined && !common.has(word.folded)
  return phrase.flatMap((word, at) =>
    isTelling(phrase[at - 1]) && isTelling(word) ? [`${phrase[at - 1]?.folded} ${word.folded}`] : [],
  )
}

/** Common words whose letters are not those of a word that says something: "nhắn" is "nhãn" without marks. */
function unmistakable(common: readonly Syllable[], phrases: readonly string[]): ReadonlySet<string> {
  const marked = new Set(common.map((word) => word.marked))
  const telling = phrases.flatMap((phrase) => words(phrase.replace('!', ''))).filter((word) => !marked.has(word.marked))
  const letters = new Set(telling.map(({ folded }) => folded))
  return new Set(common.map(({ folded }) => folded).filter((folded) => !letters.has(folded)))
}

/** "plain: a|b" as a list of what is said and what it is in plain words. */
function turned(table: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(table).flatMap(([plain, phrases]) => listed(phrases).map((phrase) => [phrase, plain] as const))
}

function toWords([phrase, value]: readonly [string, string]): readonly [string, readonly Syllable[]] {
  return [phrase, words(value)]
}

function words(text: string): readonly Syllable[] {
  return text.split(' ').map(syllable)
}
