/**
 * What is left of Vietnamese typed with the keyboard switched off: Telex "hangf hoas", VNI "hang2 hoa1".
 *
 * Only for a word that cannot be Vietnamese as it stands and can be when decoded; so nothing that reads well is touched.
 */
import { isSyllable, syllable } from './syllable.ts'

const MARK_OF: Readonly<Record<string, string>> = { s: '\u0301', f: '\u0300', r: '\u0309', x: '\u0303', j: '\u0323' }
const VNI_TONE = ['', '\u0301', '\u0300', '\u0309', '\u0303', '\u0323']
const CIRCUMFLEX: Readonly<Record<string, string>> = { a: 'â', e: 'ê', o: 'ô' }
const HORN: Readonly<Record<string, string>> = { a: 'ă', o: 'ơ', u: 'ư' }

/** The word meant, with its marks, or null where it is no leftover. */
export function decodeKeyboard(token: string): string | null {
  if (token.length < 2 || token.length > 9) return null
  const decoded = /\d/.test(token) ? decodeVni(token) : decodeTelex(token)
  return decoded !== null && isSyllable(syllable(decoded).folded) ? decoded : null
}

function decodeTelex(token: string): string | null {
  if (!/^[a-zđ]+$/.test(token)) return null
  let letters = ''
  let tone = ''
  for (const key of token) {
    const hasVowel = /[aăâeêioôơuưy]/.test(letters)
    const isTone = hasVowel && key in MARK_OF
    if (isTone) tone = MARK_OF[key] ?? ''
    else letters = typed(letters, key)
  }
  return letters === token ? null : withTone(letters, tone)
}

function typed(letters: string, key: string): string {
  if (key === 'w') return horned(letters) ?? `${letters}ư`
  if (key === 'd' && letters.startsWith('d')) return `đ${letters.slice(1)}`
  const at = key in CIRCUMFLEX ? letters.lastIndexOf(key) : -1
  return at < 0 ? letters + key : `${letters.slice(0, at)}${CIRCUMFLEX[key]}${letters.slice(at + 1)}`
}

/** "uow" is "ươ"; else the last a, o or u gets its hook; null: there is none. */
function horned(letters: string): string | null {
  if (/u[oơ]/.test(letters)) return letters.replace(/u[oơ]/, 'ươ')
  const at = Math.max(letters.lastIndexOf('a'), letters.lastIndexOf('o'), letters.lastIndexOf('u'))
  return at < 0 ? null : `${letters.slice(0, at)}${HORN[letters[at] ?? '']}${letters.slice(at + 1)}`
}

function decodeVni(token: string): string | null {
  if (!/^[a-z]+(?:\d+[a-z]*){1,3}$/.test(token)) return null
  let letters = ''
  let tone = ''
  for (const key of token) {
    const digit = '0123456789'.indexOf(key)
    if (digit < 0) letters += key
    else if (digit === 0) return null
    else if (digit <= 5) tone = VNI_TONE[digit] ?? ''
    else letters = shaped(letters, digit)
  }
  return /[aăâeêioôơuưy]/.test(letters) ? withTone(letters, tone) : null
}

function shaped(letters: string, digit: number): string {
  if (digit === 9) return letters.replace(/^d/, 'đ')
  if (digit === 8) return letters.replace('a', 'ă')
  if (digit === 7) return horned(letters) ?? letters
  return letters.replace(/[aeo](?=[^aeo]*$)/, (letter) => CIRCUMFLEX[letter] ?? letter)
}

/** Where the tone sits does not count for comparing: it goes on the first vowel. */
function withTone(letters: string, tone: string): string {
  return letters.replace(/[aăâeêioôơuưy]/, (vowel) => vowel + tone).normalize('NFC')
}
