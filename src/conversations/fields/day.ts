/** Days as people write them here: day before month, any dash, or in words. */
import { foldWords } from '../../lib/text.ts'
import { localDay } from '../../lib/time.ts'

export type Day =
  /** YYYY-MM-DD */
  | { readonly ok: true; readonly day: string }
  | { readonly ok: false; readonly why: 'words' | 'noYear' | 'never' | 'ahead' | 'over' | 'early' }

/** `past`: it has happened, and not before 1986. `coming`: an end, such as of a certificate. */
export type Sense = 'past' | 'coming'

const FIRST_YEAR = 1986
const FULL = /(?<!\d)(\d{1,2})\s*[/\-.\s]\s*(\d{1,2})\s*[/\-.\s]\s*(\d{4}|\d{2})(?!\d)/
const ISO = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/
const MONTH = /(?<!\d)(\d{1,2})\s*[/\-.]\s*(\d{4})(?!\d)/
const YEAR = /(?<!\d)(?:nam )?((?:19|20)\d\d)(?!\d)/
const NO_YEAR = /(?<![\d/.-])(\d{1,2})\s*[/-]\s*(\d{1,2})(?![\d/-])/

/**
 * The day in a text, e.g. "đến ngày 1 tháng 7 năm 2027". A month alone is its last day where an end is asked for, else its
 * first; a year alone likewise.
 */
export function parseDay(typed: string, sense: Sense, now: Date): Day {
  const today = localDay(now)
  const text = foldWords(typed.normalize('NFKC').replace(/[/.]/g, '-')).replace(/\s+/g, ' ')
  if (/^hom nay\b/.test(text)) return { ok: true, day: today }
  const raw = typed.normalize('NFKC')
  const read = numbers(raw) ?? inWords(text)
  if (read === undefined)
    return NO_YEAR.test(raw) || /ngay \d{1,2} thang \d{1,2}/.test(text)
      ? { ok: false, why: 'noYear' }
      : yearOnly(text, sense, today)
  return checked(read, sense, today)
}

interface Read {
  readonly year: number
  readonly month: number
  /** null: only the month was said */
  readonly day: number | null
}

function numbers(text: string): Read | undefined {
  const iso = ISO.exec(text)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const full = FULL.exec(text)
  if (full) return { year: century(full[3] ?? ''), month: Number(full[2]), day: Number(full[1]) }
  const month = MONTH.exec(text)
  return month ? { year: Number(month[2]), month: Number(month[1]), day: null } : undefined
}

function inWords(text: string): Read | undefined {
  const full = /(?:ngay |mung )?(\d{1,2}) thang (\d{1,2})(?: nam)? (\d{4}|\d{2})\b/.exec(text)
  if (full) return { year: century(full[3] ?? ''), month: Number(full[2]), day: Number(full[1]) }
  const month = /thang (\d{1,2})(?: nam)? (\d{4})\b/.exec(text)
  return month ? { year: Number(month[2]), month: Number(month[1]), day: null } : undefined
}

function century(year: string): number {
  if (year.length === 4) return Number(year)
  return Number(year) > 70 ? 1900 + Number(year) : 2000 + Number(year)
}

function yearOnly(text: string, sense: Sense, today: string): Day {
  const year = YEAR.exec(text)?.[1]
  if (year === undefined) return { ok: false, why: 'words' }
  const isEnd = sense === 'coming'
  return checked({ year: Number(year), month: isEnd ? 12 : 1, day: isEnd ? 31 : 1 }, sense, today)
}

function checked({ year, month, day }: Read, sense: Sense, today: string): Day {
  const last = month >= 1 && month <= 12 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 0
  const of = day ?? (sense === 'coming' ? last : 1)
  if (of < 1 || of > last) return { ok: false, why: 'never' }
  const found = `${year}-${String(month).padStart(2, '0')}-${String(of).padStart(2, '0')}`
  if (sense === 'coming')
    return found < today ? { ok: false, why: 'over' } : year > 2100 ? { ok: false, why: 'never' } : { ok: true, day: found }
  if (found > today) return { ok: false, why: 'ahead' }
  return year < FIRST_YEAR ? { ok: false, why: 'early' } : { ok: true, day: found }
}
