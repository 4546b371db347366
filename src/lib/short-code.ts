/**
 * A code that lives for minutes and is typed once: `XXXX-XXXX`, 39 bits, no letters that look alike.
 *
 * Short, because it is read on one phone and typed on another; safe, because it is used up by the first who types it and
 * tries are few (P-20).
 */
import { randomBytes } from './random.ts'

const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8

/** The eight letters; shown with `showShortCode`. */
export function makeShortCode(): string {
  // 256 is no multiple of 30; the small bias costs less than a bit of 39.
  return Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('')
}

export function showShortCode(letters: string): string {
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** The letters of a typed code, in any case and with any dash or blank. */
export function lettersOf(typed: string): string {
  return typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
}
