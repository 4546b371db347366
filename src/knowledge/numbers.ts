/** Numbers said in words, as a voice keyboard writes them: "ba sao" is "3 sao", "một bốn tám" is "148". */
import { type Syllable, syllable } from './syllable.ts'

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']
const VALUES = new Map<string, number>([
  ...DIGITS.map((word, digit) => [syllable(word).marked, digit] as const),
  ...(
    [
      ['mốt', 1],
      ['tư', 4],
      ['lăm', 5],
      ['nhăm', 5],
      ['bẩy', 7],
    ] as const
  ).map(([word, digit]) => [syllable(word).marked, digit] as const),
])
const marked = (words: string) => new Set(words.split(' ').map((word) => syllable(word).marked))
const TEN = marked('mười mươi chục')
const HUNDRED = marked('trăm')
const LINK = marked('linh lẻ')
/** What is counted: one number word before one of these is a number. */
const UNITS = marked('sao điểm phần tháng ngày bộ bước đợt nhóm triệu nghìn ngàn đồng tuổi hạng')
/** What is numbered: "đợt hai". */
const NUMBERED = marked('đợt mẫu thứ')
const UNMARKED = new Map([
  ['mot', 1],
  ['hai', 2],
  ['ba', 3],
  ['bon', 4],
  ['nam', 5],
])
const STAR = 'sao'

/** The words with each spoken number as digits. "năm" alone is a year but before "sao". */
export function withDigits(words: readonly Syllable[]): readonly Syllable[] {
  const result: Syllable[] = []
  for (let at = 0; at < words.length; ) {
    const length = spoken(words, at)
    const value = length > 0 ? digitsOf(words.slice(at, at + length)) : null
    const word = words[at]
    if (value !== null) result.push(syllable(value))
    else if (word) result.push(word)
    at += value === null ? 1 : length
  }
  return result
}

/** How many words from here are one number; 0: none. */
function spoken(words: readonly Syllable[], at: number): number {
  let length = 0
  while (isNumberWord(words[at + length]) && !isYear(words, at + length)) length += 1
  // "được không" ends a question: a number neither begins nor ends with it.
  while (length > 0 && valueAt(words, at + length - 1) === 0) length -= 1
  if (length === 0 || valueAt(words, at) === 0) return 0
  if (length >= 2) return isRoughly(words, at, length) ? 0 : length
  const next = words[at + 1]
  if (next?.folded === STAR || NUMBERED.has(words[at - 1]?.marked ?? '')) return 1
  return next !== undefined && UNITS.has(next.marked) ? 1 : 0
}

/** "năm" is five only before "sao" and the like, and in "năm mươi". */
function isYear(words: readonly Syllable[], at: number): boolean {
  if (valueAt(words, at) !== 5 || words[at]?.folded !== 'nam') return false
  const next = words[at + 1]
  return !(next && (next.folded === STAR || TEN.has(next.marked) || HUNDRED.has(next.marked)))
}

/** "hai ba món": two or three. */
function isRoughly(words: readonly Syllable[], at: number, length: number): boolean {
  const [first, second] = [valueAt(words, at), valueAt(words, at + 1)]
  return length === 2 && first !== null && second === first + 1
}

function isNumberWord(word: Syllable | undefined): boolean {
  return (
    word !== undefined &&
    (valueOfWord(word) !== null || TEN.has(word.marked) || HUNDRED.has(word.marked) || LINK.has(word.marked))
  )
}

function valueAt(words: readonly Syllable[], at: number): number | null {
  const word = words[at]
  return word ? valueOfWord(word) : null
}

function valueOfWord(word: Syllable): number | null {
  return VALUES.get(word.marked) ?? UNMARKED.get(word.marked) ?? null
}

/** "bảy mươi lăm" is 75, "một bốn tám" is 148; null where the words make no number ("năm ba"). */
function digitsOf(words: readonly Syllable[]): string | null {
  const isCounted = words.some((word) => TEN.has(word.marked) || HUNDRED.has(word.marked))
  if (!isCounted) return words.map((word) => String(valueOfWord(word) ?? 0)).join('')
  let total = 0
  let last = 0
  for (const word of words) {
    if (HUNDRED.has(word.marked)) [total, last] = [total + Math.max(last, 1) * 100, 0]
    else if (TEN.has(word.marked)) [total, last] = [total + Math.max(last, 1) * 10, 0]
    else last = valueOfWord(word) ?? 0
  }
  return String(total + last)
}
