/**
 * Questions that only the last answer makes clear: "còn 4 sao thì sao?", "giấy đó xin ở đâu?".
 *
 * Such a text begins like one, points back, or is too short to stand alone. Its own words take the place of what is of
 * their kind in the question of the last answer (stars, product, what is asked for), and the two are ranked and weighed
 * together like any text. The last answer itself is given again only where it says all that was asked. Nothing is
 * invented: what has a word that no article knows is no follow-up, and what is sure by itself never comes here.
 */
import { type Analysis, analyse, isAsking } from './analyse.ts'
import type { Article } from './article.ts'
import { type Confidence, confidenceOf } from './confidence.ts'
import type { Phrases } from './phrases.ts'
import { readAsWritten } from './prepare.ts'
import type { Ranked } from './rank.ts'
import type { Index } from './retrieve.ts'
import { compiledWords, lengthAt, namesSubject, remaining, SLOTS, termsOf } from './slots.ts'
import type { Syllable } from './syllable.ts'

export interface Followed {
  readonly confidence: Confidence
  /** best first; without the last answer where that does not say it */
  readonly ranked: readonly Ranked[]
  /** of the new words, the share that one way of asking the first article holds, 0 to 1 */
  readonly share: number
}

/** How much a text leans on what was said before; null: not at all. */
interface Leaning {
  /** it begins like a follow-up or points back, so it means little by itself */
  readonly isExplicit: boolean
  /** by itself it would be given the meaning that it has for a newcomer ("giấy tờ?") */
  readonly isBare: boolean
  /** its own words, without what only leads over or points back */
  readonly own: Analysis
}

/** More words than this stand alone. */
const MOST_WORDS = 9
const MOST_SHORT = 6
const MOST_BARE = 3

export function leaningOf(index: Index, text: string): Leaning | null {
  // Beside another sentence a bare "giấy tờ?" is read as typed.
  const [sentence, ...others] = index.read(`${text}\nocop`)
  if (others.length !== 1 || !sentence || sentence.words.length > MOST_WORDS) return null
  const isBare = toWords(index.read(text)) !== toWords([sentence]) || asksOnly(sentence)
  const { opening, back, empty } = compiledWords()
  const { isMarked } = sentence
  const opens = lengthAt(opening, sentence.words, 0, isMarked)
  const rest = sentence.words.slice(opens)
  const points = rest.some((_, at) => lengthAt(back, rest, at, isMarked) > 0)
  const said = without(without(rest, back, isMarked), empty, isMarked)
  const own = analyse({ words: said, isMarked, isAsked: sentence.isAsked })
  if (!isTelling(own) || own.offTopic > 0) return null
  const isExplicit = opens > 0 || points
  return isExplicit || (said.length <= MOST_SHORT && !standsAlone(own)) ? { isExplicit, isBare, own } : null
}

/** "ai ký?", "bao lâu": what is asked for, and hardly of what. */
function asksOnly({ words: said, concepts, numbers }: Analysis): boolean {
  return (
    said.length <= MOST_BARE && isAsking(said) && numbers.length === 0 && concepts.some(({ name }) => SLOTS.get(name) === 'asked')
  )
}

/** Who names the programme has said what it is about. */
function standsAlone({ words: said }: Analysis): boolean {
  return said.some(({ folded }) => folded === 'ocop')
}

function toWords(analysis: readonly Analysis[]): string {
  return analysis.flatMap(({ words: said }) => said.map(({ folded }) => folded)).join(' ')
}

/** What the text means after that answer; null: the articles do not know its words. */
export function followUp(index: Index, { own }: Leaning, previous: Article): Followed | null {
  if (index.rank([own]).unknown > MOST_UNKNOWN) return null
  const ways = [previous.question, ...previous.aliases].slice(0, MOST_WAYS).flatMap((way) => readAsWritten(way).slice(0, 1))
  const found = ways.map((way) => joinedWith(index, way, own, previous))
  const winner = favourite(found)
  return (
    found.filter(({ ranked }) => ranked[0]?.article === winner).toSorted((a, b) => b.confidence.right - a.confidence.right)[0] ??
    null
  )
}

/** So many ways of asking the last article are tried: by one alone a chance likeness would decide. */
const MOST_WAYS = 6

function joinedWith(index: Index, before: Analysis, own: Analysis, previous: Article): Followed {
  const kept = analyse({ words: remaining(before, own), isMarked: before.isMarked, isAsked: false })
  const joined = [kept, own]
  const ranking = index.rank(joined)
  const ranked = ranking.ranked.filter(({ article }) => {
    const share = shareOf(own, article)
    return article === previous ? share === 1 && namesSubject(own) : share >= LEAST_SHARE
  })
  return {
    ranked,
    confidence: confidenceOf(joined, { ...ranking, ranked }),
    share: ranked[0] ? shareOf(own, ranked[0].article) : 0,
  }
}

/** Of the new words that say something, so many stand in one way of asking an article that may answer them. */
const LEAST_SHARE = 0.5

/** The article that most ways lead to, each by how sure it is. */
function favourite(found: readonly Followed[]): Article | undefined {
  const votes = new Map<Article, number>()
  for (const { ranked, confidence } of found) {
    const first = ranked[0]?.article
    if (first) votes.set(first, (votes.get(first) ?? 0) + confidence.right)
  }
  return [...votes].toSorted((a, b) => b[1] - a[1])[0]?.[0]
}

/** Share of the text's weight that stands in no article, from which on it is of something else. */
const MOST_UNKNOWN = 0.4

function without(all: readonly Syllable[], phrases: Phrases<unknown>, isMarked: boolean): readonly Syllable[] {
  const kept: Syllable[] = []
  for (let at = 0; at < all.length; ) {
    const length = lengthAt(phrases, all, at, isMarked)
    const word = all[at]
    if (length === 0 && word) kept.push(word)
    at += Math.max(1, length)
  }
  return kept
}

function isTelling({ words: said, concepts, numbers }: Analysis): boolean {
  return concepts.length > 0 || numbers.length > 0 || said.some(({ kind }) => kind === 'plain' || kind === 'product')
}

/** Share of the new words that one way of asking the article holds; 0 where it fills not all slots that they fill. */
function shareOf(own: Analysis, article: Article): number {
  const wanted = [...termsOf(own)]
  const slots = wanted.filter((term) => /^[*y=]/.test(term) || (term.startsWith('#') && SLOTS.has(term.slice(1))))
  const shares = waysOf(article).map((known) =>
    slots.every((term) => known.has(term)) ? wanted.filter((term) => known.has(term)).length / Math.max(1, wanted.length) : 0,
  )
  return Math.max(...shares)
}

const known = new WeakMap<Article, readonly ReadonlySet<string>[]>()

/** What each way of asking an article says; kept, as articles do not change. */
function waysOf(article: Article): readonly ReadonlySet<string>[] {
  const found =
    known.get(article) ??
    [article.question, ...article.aliases].map((way) => new Set(readAsWritten(way).flatMap((one) => [...termsOf(one)])))
  known.set(article, found)
  return found
}
