/**
 * Personal identification numbers (số định danh cá nhân): 12 digits without a check digit. The first three are the place
 * where the birth was registered (old provinces stay for life), the fourth century and sex, the next two the year.
 */
export type PersonalNumber =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly why: 'letters' | 'old' | 'short' | 'long' | 'birth' | 'young' }
  /** the place is unknown to us: only a question back */
  | { readonly ok: false; readonly why: 'place'; readonly number: string }

const YOUNGEST = 16
/** Codes of the 63 provinces of before 2025 (Thông tư 07/2016/TT-BCA). */
const PLACES = new Set(
  `001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 046
   048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095
   096`.split(/\s+/),
)

/** @param typed any text @param now for the age: who is under 16 does not register (L-15) */
export function parsePersonalNumber(typed: string, now: Date): PersonalNumber {
  const digits = typed.normalize('NFKC').replace(/[\s.\-–_/]/g, '')
  if (!/^\d+$/.test(digits)) return { ok: false, why: 'letters' }
  if (digits.length === 9) return { ok: false, why: 'old' }
  if (digits.length !== 12) return { ok: false, why: digits.length < 12 ? 'short' : 'long' }
  const year = birthYearOf(digits)
  const thisYear = now.getUTCFullYear()
  if (year > thisYear || year < thisYear - 110) return { ok: false, why: 'birth' }
  if (thisYear - year < YOUNGEST) return { ok: false, why: 'young' }
  return PLACES.has(digits.slice(0, 3)) ? { ok: true, number: digits } : { ok: false, why: 'place', number: digits }
}

/** 046•••••••12 */
export function maskPersonalNumber(number: string): string {
  return `${number.slice(0, 3)}${'•'.repeat(Math.max(0, number.length - 5))}${number.slice(-2)}`
}

function birthYearOf(digits: string): number {
  return 1900 + Math.floor(Number(digits[3]) / 2) * 100 + Number(digits.slice(4, 6))
}
