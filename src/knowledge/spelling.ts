/**
 * Mistyped syllables, put right from the words of the articles.
 *
 * Vietnamese syllables are so short that one letter makes nearly any of them another: a distance alone would turn
 * "tram" into "cham". So a word is changed only where the new one makes a known pair with its neighbour ("truy xuất" for
 * "truy suất"), or where it is no syllable at all and one word alone is near.
 */
import { isSyllable, type Syllable, syllable } from './syllable.ts'

export interface Vocabulary {
  /** folded syllables of the articles and of the tables */
  readonly syllables: ReadonlySet<string>
  /** the same with their marks */
  readonly marked: ReadonlySet<string>
  /** two that say something, side by side: "truy xuat"; and those of them that are seen often */
  readonly pairs: ReadonlySet<string>
  readonly often: ReadonlySet<string>
  /** any two side by side in the tables: a word in one of these is right as it stands */
  readonly neighbours: ReadonlySet<string>
  /** folded syllables of any talk, never changed */
  readonly common: ReadonlySet<string>
}

export interface Speller {
  correct(words: readonly Syllable[]): readonly Syllable[]
}

const LONGEST_RUN = 40

/** @param gather called once, at the first text */
export function createSpeller(gather: () => Vocabulary): Speller {
  let gathered: Vocabulary | undefined
  let near: ReadonlyMap<string, readonly string[]> | undefined
  const candidates = (word: string, { syllables }: Vocabulary): readonly string[] => {
    near ??= byForms(syllables)
    const found = new Set([word, ...shortened(word)].flatMap((form) => near?.get(form) ?? []))
    return [...found].filter((candidate) => candidate !== word && isNear(word, candidate))
  }
  return {
    correct(words) {
      gathered ??= gather()
      const vocabulary = gathered
      const nearTo = (typed: string) => candidates(typed, vocabulary)
      const result: Syllable[] = []
      for (const [at, word] of words.entries()) {
        result.push(...corrected(word, result.at(-1)?.folded, words[at + 1]?.folded, vocabulary, nearTo))
      }
      return result
    },
  }
}

function corrected(
  word: Syllable,
  before: string | undefined,
  after: string | undefined,
  { syllables, marked, pairs, often, neighbours, common }: Vocabulary,
  candidates: (word: string) => readonly string[],
): readonly Syllable[] {
  const { folded } = word
  if (folded.length < 2 || /\d/.test(folded) || common.has(folded)) return [word]
  const times = (pair: string) => (often.has(pair) ? 2 : pairs.has(pair) ? 1 : 0)
  const support = (candidate: string) => times(`${before} ${candidate}`) + times(`${candidate} ${after}`)
  const isKnown = syllables.has(folded) && (word.marked === folded || marked.has(word.marked))
  const isAtHome = support(folded) > 0 || neighbours.has(`${before} ${folded}`) || neighbours.has(`${folded} ${after}`)
  // Marks that no word has ("hôp", "thuờng") were slips: the letters alone count then.
  const meant = isKnown || !syllables.has(folded) ? word : syllable(folded)
  if (syllables.has(folded) && (isAtHome || folded.length < 3)) return [meant]
  const near = candidates(folded)
  const best = near
    .map((candidate) => ({ candidate, seen: support(candidate) }))
    .filter(({ candidate, seen }) => seen > 0 && (!isKnown || soundsAlike(folded, candidate)))
    .map(({ candidate, seen }) => ({ candidate, score: seen * (soundsAlike(folded, candidate) ? 3 : 1) }))
    .reduce<{ candidate: string; score: number } | null>((a, b) => (a && a.score >= b.score ? a : b), null)
  if (best) return [syllable(best.candidate)]
  if (isKnown || isSyllable(folded)) return [meant]
  const [only, other] = near
  if (only && !other && folded.length >= 4) return [syllable(only)]
  return split(folded, pairs)?.map(syllable) ?? [word]
}

/** "dangkyocop" in its syllables, where each two of them are a known pair. */
function split(run: string, pairs: ReadonlySet<string>): readonly string[] | null {
  if (run.length < 5 || run.length > LONGEST_RUN) return null
  const failed = new Set<string>()
  const from = (start: number, before: string | null): readonly string[] | null => {
    if (start === run.length) return []
    if (failed.has(`${start} ${before}`)) return null
    for (let end = Math.min(run.length, start + 7); end > start; end--) {
      const part = syllable(run.slice(start, end)).folded
      if (before !== null && !pairs.has(`${before} ${part}`)) continue
      if (before === null && !isSyllable(part)) continue
      const rest = from(end, part)
      if (rest) return [part, ...rest]
    }
    failed.add(`${start} ${before}`)
    return null
  }
  const parts = from(0, null)
  return parts && parts.length > 1 ? parts : null
}

/** Each word under itself and under each form with one letter less. */
function byForms(words: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>()
  for (const word of words) {
    if (word.length < 2 || /\d/.test(word)) continue
    for (const form of [word, ...shortened(word)]) {
      const list = table.get(form)
      if (list) list.push(word)
      else table.set(form, [word])
    }
  }
  return table
}

function shortened(word: string): readonly string[] {
  return Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))
}

/** One letter more, less or other, or two neighbours changed places. */
function isNear(a: string, b: string): boolean {
  return isOneEdit(a, b) || soundsAlike(a, b)
}

function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  const [restA, restB] = [a.slice(from), b.slice(from)]
  if (a.length === b.length) {
    return (
      restA.slice(1) === restB.slice(1) || (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
    )
  }
  return a.length > b.length ? restA.slice(1) === restB : restA === restB.slice(1)
}

/** Letters that sound alike to many: s and x, tr and ch, d, gi and r, n and l; final n and ng, c and t. */
function soundsAlike(a: string, b: string): boolean {
  return sound(a) === sound(b)
}

function sound(word: string): string {
  const known = sounds.get(word)
  if (known !== undefined) return known
  const made = soundOf(word)
  if (sounds.size < MOST_SOUNDS) sounds.set(word, made)
  return made
}

const sounds = new Map<string, string>()
const MOST_SOUNDS = 10_000

function soundOf(word: string): string {
  return word
    .replace(/^(?:gi|d|r|v|z)/, 'd')
    .replace(/^x/, 's')
    .replace(/^tr/, 'ch')
    .replace(/^(?:n|l)(?!g|h)/, 'l')
    .replace(/^(?:f|ph)/, 'ph')
    .replace(/^ngh/, 'ng')
    .replace(/^gh/, 'g')
    .replace(/^k(?!h)/, 'c')
    .replace(/ng$/, 'n')
    .replace(/nh$/, 'n')
    .replace(/ch$/, 't')
    .replace(/c$/, 't')
    .replace(/m$/, 'n')
    .replace(/y/, 'i')
}
