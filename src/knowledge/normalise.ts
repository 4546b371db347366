/**
 * What was typed, as words that can be compared: keyboard leftovers, short forms of chat, Huế dialect, English, spoken
 * numbers and misspellings become plain Vietnamese. Pure, and bounded by the length that is read.
 */
import { decodeKeyboard } from './keyboard.ts'
import { withDigits } from './numbers.ts'
import { longestAt } from './phrases.ts'
import type { Speller } from './spelling.ts'
import { isSyllable, type Syllable, syllable } from './syllable.ts'
import { tables } from './tables.ts'

export interface Sentence {
  readonly words: readonly Syllable[]
  /** typed with marks, at least in part */
  readonly isMarked: boolean
  /** ended by a question mark */
  readonly isAsked: boolean
}

/** A longer text is read at both ends: a story begins with who and what, and ends with the question. */
const HEAD = 250
const TAIL = 750
const TOKEN = /\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+|[?!;…\n]+|\.+(?=\s|$)/gu
/** An English question begins with one of these. */
const ASKING_FIRST = new Set(
  'is are am was do does did can could may must should will would has have what who where when why which how'.split(' '),
)

/** The sentences of a text, each as plain Vietnamese words. */
export function normalise(text: string, speller: Speller): readonly Sentence[] {
  const sentences = tokenise(excerpt(text))
  if (looksEnglish(sentences.flatMap(({ tokens }) => tokens))) {
    return sentences.map(({ tokens, isAsked }) => ({
      words: translated(tokens, speller),
      isMarked: true,
      isAsked: isAsked || ASKING_FIRST.has(tokens[0] ?? ''),
    }))
  }
  const typed = sentences.map(({ tokens }) => tokens.flatMap(decoded).map(syllable))
  const isMarked = typed.flat().some(({ folded, marked }) => folded !== marked)
  const plain = typed.map((words) => understood(words, isMarked, speller))
  const whole = plain.length === 1 ? meantAlone(plain[0] ?? [], isMarked) : null
  if (whole) return [{ words: whole, isMarked: true, isAsked: true }]
  return sentences.map(({ isAsked }, at) => ({ words: plain[at] ?? [], isMarked, isAsked }))
}

function excerpt(text: string): string {
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`
}

function tokenise(text: string): readonly { readonly tokens: readonly string[]; readonly isAsked: boolean }[] {
  const prepared = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/(\d)\s?(?:\*|⭐|🌟|★)+/gu, '$1 sao ')
    .replace(/(?<![\p{L}\d])(\d+)(\p{L}{2})/gu, '$1 $2')
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .replace(/([yýỳỷỹỵ])y/gu, '$1')
  const sentences: { tokens: string[]; isAsked: boolean }[] = [{ tokens: [], isAsked: false }]
  for (const [token] of prepared.matchAll(TOKEN)) {
    const last = sentences.at(-1)
    if (!last) break
    if (!/^[.?!;…\n]/.test(token)) last.tokens.push(token)
    else if (last.tokens.length > 0) {
      last.isAsked = token.includes('?')
      sentences.push({ tokens: [], isAsked: false })
    }
  }
  return sentences.filter(({ tokens }) => tokens.length > 0)
}

function understood(typed: readonly Syllable[], isMarked: boolean, speller: Speller): readonly Syllable[] {
  return withDigits(speller.correct(withDigits(rewritten(rewritten(typed, isMarked), isMarked))))
}

/** The plain words of a message that says no more than "giấy tờ?", with or without courtesy after it. */
function meantAlone(words: readonly Syllable[], isMarked: boolean): readonly Syllable[] | null {
  const { alone, fillers } = tables()
  const found = longestAt(alone, words, 0, isMarked)
  const isCourtesy = (at: number) => longestAt(fillers, words, at, isMarked) !== null
  return found && words.slice(found.length).every((_, at) => isCourtesy(found.length + at)) ? found.value : null
}

/** A leftover of Telex or VNI as it was meant; "t8" is "tháng 8". */
function decoded(token: string): readonly string[] {
  if (/^\d/.test(token) || isSyllable(syllable(token).folded) || isShortForm(token)) return [token]
  const month = /^t(\d{1,2})$/.exec(token)?.[1]
  if (month) return ['tháng', month]
  return [decodeKeyboard(token) ?? token]
}

function isShortForm(token: string): boolean {
  return longestAt(tables().rewrites, [syllable(token)], 0, true) !== null
}

function rewritten(words: readonly Syllable[], isMarked: boolean): readonly Syllable[] {
  const { rewrites } = tables()
  const result: Syllable[] = []
  for (let at = 0; at < words.length; ) {
    const found = longestAt(rewrites, words, at, isMarked)
    const word = words[at]
    if (found) result.push(...found.value)
    else if (word) result.push(word)
    at += found?.length ?? 1
  }
  return result
}

/** Half of the words or more are English ones, and none has a Vietnamese mark. */
function looksEnglish(tokens: readonly string[]): boolean {
  const words = tokens.filter((token) => /^\p{L}/u.test(token) && !NEUTRAL.has(token))
  if (words.length === 0 || words.some((word) => /[^a-z]/.test(word))) return false
  const { englishWords, englishFillers } = tables()
  const isEnglish = (word: string) => englishWords.has(stemmed(word)) || LOOKS_FOREIGN.test(word)
  return words.filter(isEnglish).length * 2 >= words.length && words.some((word) => !isSyllable(word) || englishFillers.has(word))
}

/** Said in both languages. */
const NEUTRAL = new Set([
  'ocop',
  'haccp',
  'iso',
  'vietgap',
  'globalgap',
  'gmp',
  'logo',
  'qr',
  'website',
  'homestay',
  'tiktok',
  'shopee',
  'livestream',
  'online',
  'organic',
  'hue',
])
const LOOKS_FOREIGN = /(?:tion|ment|ing|ness|able|ity|ate|ed|ly|ck|sh|st|ght|ll|ss|ew|ld)$/

function translated(tokens: readonly string[], speller: Speller): readonly Syllable[] {
  const { english, englishFillers } = tables()
  const words = tokens.map((token) => syllable(stemmed(token)))
  const result: Syllable[] = []
  for (let at = 0; at < words.length; ) {
    const found = longestAt(english, words, at, true)
    const word = words[at]
    if (found) result.push(...found.value)
    else if (word && !englishFillers.has(tokens[at] ?? '')) result.push(word)
    at += found?.length ?? 1
  }
  return withDigits(speller.correct(result))
}

/** "certificates", "changed" and "hiring" are in the table as "certificate", "change" and "hire". */
function stemmed(word: string): string {
  const { englishWords } = tables()
  if (englishWords.has(word) || word.length < 4) return word
  const stems = [word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/d$/, ''), word.replace(/ed$/, '')]
  const ing = word.replace(/ing$/, '')
  return [...stems, ing, `${ing}e`].find((stem) => stem !== word && englishWords.has(stem)) ?? word
}
