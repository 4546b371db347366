/**
 * What every typed text goes through before anyone reads it.
 *
 * `clean` keeps what was typed and removes only what can hurt (P-14); `fold` makes the form that is compared: people
 * type with and without marks, "Hoá" and "Hòa", "đ" and "d", so comparing always happens on folded text.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what P-14 removes
const HARMFUL = /[\u0000\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const LONGEST_GRAPHEME = 100
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const COMBINING = /\p{M}+/gu

/** NFC without U+0000, lone surrogates and bidi controls; all else as typed (P-14). */
export function clean(text: string): string {
  return text.replace(HARMFUL, '').replace(LONE_SURROGATE, '').normalize('NFC')
}

/** At most `max` UTF-16 units: what is too long is cut between graphemes and ends in "…". */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  const edge = graphemes.segment(text.slice(0, max + LONGEST_GRAPHEME)).containing(max - 1)?.index ?? 0
  // A grapheme without end must not cost all the rest: then the cut goes through it.
  const cut = edge > max - 1 - LONGEST_GRAPHEME ? edge : max - 1
  return `${text.slice(0, cut).replace(LONE_SURROGATE, '').trimEnd()}…`
}

/** Lower case, no marks, đ to d, blanks joined: "  Mắm  RUỐC " gives "mam ruoc". Idempotent. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(COMBINING, '')
    .replace(/[đĐ]/g, 'd')
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()
}

/** `fold` with punctuation turned into blanks: "Phường Thuận-Hoá!" gives "phuong thuan hoa". */
export function foldWords(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
