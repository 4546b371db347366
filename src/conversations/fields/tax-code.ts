/**
 * Tax codes (mã số thuế): 10 digits of an organisation, 13 of its branch, 12 of a person, household or household business.
 *
 * No law prints the formula of the check digit, so a code that fails it is only asked about; a wrong shape is refused.
 */
import { parsePersonalNumber } from './personal-number.ts'

export type TaxCode =
  /** digits, of a branch with its dash: `0312687878-001` */
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly why: 'letters' | 'length' | 'never' | 'old' | 'birth' | 'young' }
  /** perhaps right as it is, perhaps a slip */
  | { readonly ok: false; readonly why: 'check' | 'zero' | 'place'; readonly code: string }

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3]
const LABEL = /(?:mã số thuế|ma so thue|mst|tax code)[\s:.]*/giu

/** @param typed any text, e.g. "MST: 3300.123.456" */
export function parseTaxCode(typed: string, now: Date): TaxCode {
  const text = typed.normalize('NFKC')
  const compact = (numberIn(text) ?? text.replace(LABEL, '')).replace(/[\s.\-–_/:,]/g, '')
  if (!/^\d+$/.test(compact)) return { ok: false, why: 'letters' }
  switch (compact.length) {
    case 9:
      return isChecked(`0${compact}`) ? { ok: false, why: 'zero', code: `0${compact}` } : { ok: false, why: 'old' }
    case 10:
      return organisation(compact, compact)
    case 12:
      return person(compact, now)
    case 13:
      return compact.endsWith('000')
        ? { ok: false, why: 'never' }
        : organisation(compact.slice(0, 10), `${compact.slice(0, 10)}-${compact.slice(10)}`)
    default:
      return { ok: false, why: 'length' }
  }
}

/** The one number in "0100112437 nha"; undefined: none, or more than one. */
function numberIn(text: string): string | undefined {
  const found = text.match(/(?<![\p{L}\d])\d(?:[\s.\-–]?\d){7,}(?![\p{L}\d])/gu) ?? []
  return found.length === 1 ? found[0] : undefined
}

function organisation(ten: string, code: string): TaxCode {
  if (/^\d\d0{7}/.test(ten)) return { ok: false, why: 'never' }
  return isChecked(ten) ? { ok: true, code } : { ok: false, why: 'check', code }
}

function person(digits: string, now: Date): TaxCode {
  const read = parsePersonalNumber(digits, now)
  if (read.ok) return { ok: true, code: read.number }
  if (read.why === 'place') return { ok: false, why: 'place', code: read.number }
  return { ok: false, why: read.why === 'birth' || read.why === 'young' ? read.why : 'length' }
}

/** 10 less the weighted sum modulo 11 is the last digit. */
function isChecked(ten: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(ten[at]), 0)
  return 10 - (sum % 11) === Number(ten[9])
}
