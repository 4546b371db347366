/** What a sentence is made of: which of its words say something, what it is about, which products it names. */
import { type Meaning, narrowed } from './names.ts'
import type { Sentence } from './normalise.ts'
import { longestAt, type Match, type Phrases } from './phrases.ts'
import type { Syllable } from './syllable.ts'
import { tables } from './tables.ts'

/** `filler`: courtesy, says nothing; `common`: a word of any talk; `product` and `name`: what is spoken of, not what is asked. */
export type Kind = 'plain' | 'common' | 'product' | 'name' | 'filler'

export interface Said extends Syllable {
  readonly kind: Kind
}

export interface Analysis {
  readonly words: readonly Said[]
  /** names of concepts; `isInner`: its words are part of a longer phrase */
  readonly concepts: readonly { readonly name: string; readonly isInner: boolean }[]
  /** criteria sets that the products named point to */
  readonly sets: readonly string[]
  /** facts that the proper names are about: "xa-19885" */
  readonly names: readonly string[]
  /** those of them between which a name does not tell */
  readonly doubtful: readonly string[]
  /** words of matters that are not ours */
  readonly offTopic: number
  /** "*4" a number of stars (also by points), "y2023" a year, "n148" any other number of two digits or more */
  readonly numbers: readonly string[]
  /** typed with marks, at least in part */
  readonly isMarked: boolean
  readonly isAsked: boolean
}

export function analyse({ words, isMarked, isAsked }: Sentence): Analysis {
  const { concepts, products, names, fillers, offTopic } = tables()
  const at = <Value>(phrases: Phrases<Value>): Places<Value> =>
    words.map((_, place) => longestAt(phrases, words, place, isMarked))
  const conceptAt = at(concepts)
  const productAt = at(products)
  const nameAt = at(names)
  const meanings = narrowed(oneAfterAnother(nameAt).map(({ value }) => value))
  const named = conceptsIn(conceptAt)
  return {
    words: said(words, isMarked, { conceptAt, productAt, nameAt, fillerAt: at(fillers) }),
    concepts: named,
    sets: [...new Set(oneAfterAnother(productAt).flatMap(({ value }) => value))],
    names: [...new Set(meanings.flat())],
    doubtful: meanings.filter((facts) => facts.length > 1).flat(),
    offTopic: oneAfterAnother(at(offTopic)).reduce((sum, { length }) => sum + length, 0),
    numbers: numbersIn(words),
    isMarked,
    isAsked: isAsked || isAsking(words) || named.some(({ name }) => ASKED.has(name)),
  }
}

/** What phrase begins at each word. */
type Places<Value> = readonly (Match<Value> | null)[]

const ASKING = new Set(['gi2', 'nao2', 'sao', 'đâu', 'mây1', 'nhiêu', 'chưa', 'lâu'])

/** Whether the words hold a question word, begin with "ai" ("không ai dọn" tells), or end in "không". */
export function isAsking(words: readonly Syllable[]): boolean {
  if (words[0]?.marked === 'ai' || endsInNo(words)) return true
  return words.some(({ marked }, at) => ASKING.has(marked) && !(marked === 'sao' && isNumber(words[at - 1])))
}

/** Concepts that are only named to ask for them. */
const ASKED = new Set(['handler', 'where', 'when', 'who', 'long', 'definition', 'whichset', 'whichlaw', 'total', 'steps'])

function endsInNo(words: readonly Syllable[]): boolean {
  return words.slice(-3).some(({ marked }) => marked === 'không')
}

function isNumber(word: Syllable | undefined): boolean {
  return word !== undefined && /^\d/.test(word.folded)
}

interface PlacesOfKinds {
  readonly conceptAt: Places<string>
  readonly productAt: Places<readonly string[]>
  readonly nameAt: Places<Meaning>
  readonly fillerAt: Places<true>
}

/** Where phrases begin at one word, the longest tells what kind its words are; a concept makes them plain. */
function said(words: readonly Syllable[], isMarked: boolean, places: PlacesOfKinds): readonly Said[] {
  const { common, commonFolded } = tables()
  const isCommon = ({ folded, marked }: Syllable) =>
    common.has(marked) || (folded === marked && !isMarked && commonFolded.has(folded))
  const kinds: Kind[] = words.map((word) => (isCommon(word) ? 'common' : 'plain'))
  for (let at = 0; at < words.length; ) {
    const { kind, length } = kindAt(places, at)
    if (kind) kinds.fill(kind, at, at + length)
    at += length
  }
  return words.map(({ folded, marked }, at) => ({ folded, marked, kind: kinds[at] ?? 'plain' }))
}

function kindAt({ conceptAt, productAt, nameAt, fillerAt }: PlacesOfKinds, at: number): { kind: Kind | null; length: number } {
  const concept = conceptAt[at]?.length ?? 0
  const product = productAt[at]
  const name = nameAt[at]?.length ?? 0
  const filler = fillerAt[at]?.length ?? 0
  const length = Math.max(concept, product?.length ?? 0, name, filler, 1)
  if (filler === length) return { kind: 'filler', length }
  if (name === length) return { kind: 'name', length }
  const isProduct = product?.length === length && product.value.length > 0 && concept === 0
  return { kind: isProduct ? 'product' : null, length }
}

function conceptsIn(conceptAt: Places<string>): Analysis['concepts'] {
  const found = new Map<string, boolean>()
  let covered = 0
  for (const [at, match] of conceptAt.entries()) {
    if (!match) continue
    const isInner = at + match.length <= covered
    found.set(match.value, isInner && (found.get(match.value) ?? true))
    covered = Math.max(covered, at + match.length)
  }
  return [...found].map(([name, isInner]) => ({ name, isInner }))
}

/** The phrases that one reads from left to right, none inside another. */
function oneAfterAnother<Value>(places: Places<Value>): readonly Match<Value>[] {
  const found: Match<Value>[] = []
  for (let at = 0; at < places.length; ) {
    const match = places[at]
    if (match) found.push(match)
    at += match?.length ?? 1
  }
  return found
}

function numbersIn(words: readonly Syllable[]): readonly string[] {
  const stars = starsIn(words)
  const others = words
    .filter(({ folded }) => /^\d{2,}$/.test(folded))
    .map(({ folded }) => (/^(?:19|20)\d\d$/.test(folded) ? `y${folded}` : `n${folded}`))
  return [...new Set([...stars, ...others])]
}

/** Said as such, else told by the points: 75 of them are four stars. */
function starsIn(words: readonly Syllable[]): readonly string[] {
  const before = (unit: string) =>
    words.filter((_, at) => words[at + 1]?.folded === unit).map(({ folded }) => Number(folded.replace(',', '.')))
  const stars = before('sao').filter((value) => value >= 1 && value <= 5)
  const points = before('diem').filter((value) => value >= 20 && value <= 100)
  return (stars.length > 0 ? stars : points.map(starsOf)).map((count) => `*${count}`)
}

function starsOf(points: number): number {
  return [30, 50, 70, 90].filter((least) => points >= least).length + 1
}
