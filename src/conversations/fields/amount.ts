/**
 * Amounts as people write them: 1.200 and 1,200 and 1200 are the same, "1,5 tấn" is one and a half, "tấn rưỡi" too.
 *
 * A dot or comma before exactly three digits parts thousands, any other is the decimal mark.
 */
import { fold } from '../../lib/text.ts'

export type Amount =
  | { readonly ok: true; readonly amount: number; readonly per: Per | null }
  | { readonly ok: false; readonly why: 'noNumber' | 'negative' | 'huge' | 'date' }

export type Per = 'ngày' | 'tuần' | 'tháng' | 'vụ' | 'năm'

const DIGITS = new Map(Object.entries({ nua: 0.5, mot: 1, hai: 2, ba: 3, bon: 4, nam: 5, sau: 6, bay: 7, tam: 8, chin: 9 }))
const SCALES = new Map(Object.entries({ chuc: 10, muoi: 10, tram: 100, nghin: 1000, ngan: 1000, k: 1000, trieu: 1_000_000 }))
const PER: readonly (readonly [RegExp, Per])[] = [
  [/(?:\/|mot |moi |1 |trong |hang |per |a )(?:ngay|day)\b|hang ngay/, 'ngày'],
  [/(?:\/|mot |moi |1 |trong |hang |per |a )(?:tuan|week)\b/, 'tuần'],
  [/(?:\/|mot |moi |1 |trong |hang |per |a )(?:thang|month)\b/, 'tháng'],
  [/(?:\/|mot |moi |1 |trong |hang |per )(?:vu|mua|season)\b/, 'vụ'],
  [/(?:\/|mot |moi |1 |trong |hang |per |a )(?:nam|year)\b/, 'năm'],
]
const MOST = 1e9

/** @param typed e.g. "khoảng 1,5 tấn một tháng", "5 chục hũ/tuần" */
export function parseAmount(typed: string): Amount {
  const text = fold(typed.normalize('NFKC')).replace(/\s*\/\s*/g, '/')
  if (/\d{1,2}\/\d{1,2}\/\d{2,4}/.test(text)) return { ok: false, why: 'date' }
  if (/(?:^|\s)-\s?\d/.test(text) || /^am \d/.test(text)) return { ok: false, why: 'negative' }
  const per = PER.find(([pattern]) => pattern.test(text))?.[1] ?? null
  const rest = PER.reduce((left, [pattern]) => left.replace(pattern, ' '), text)
  const amount = inDigits(rest) ?? inWords(rest)
  if (amount === undefined) return { ok: false, why: 'noNumber' }
  return amount > MOST ? { ok: false, why: 'huge' } : { ok: true, amount, per }
}

/** 1.5 is shown as "1,5", 1200 as "1.200". */
export function showNumber(amount: number): string {
  return new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 3 }).format(amount)
}

function inDigits(text: string): number | undefined {
  const whole = /\d[\d.,]*/.exec(text)?.[0]
  if (whole === undefined) return undefined
  const after = text.slice(text.indexOf(whole) + whole.length).trim()
  const factor = SCALES.get(after.split(/[\s,.;/]+/)[0] ?? '') ?? 1
  const half = /\bruoi\b/.test(after) ? factor / 2 : 0
  return numberOf(whole.replace(/[.,]+$/, '')) * factor + half
}

function numberOf(digits: string): number {
  if (/^(?!0[.,])\d{1,3}(?:[.,]\d{3})+$/.test(digits)) return Number(digits.replace(/[.,]/g, ''))
  // "1.200,5": the last mark is the decimal one.
  const mark = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  return mark === -1 ? Number(digits) : Number(`${digits.slice(0, mark).replace(/[.,]/g, '')}.${digits.slice(mark + 1)}`)
}

/** "hai trăm", "nửa tấn", "tấn rưỡi". */
function inWords(text: string): number | undefined {
  const words = text.split(/[\s/,;.]+/).filter((word) => word !== '')
  const at = words.findIndex((word) => DIGITS.has(word) || SCALES.has(word))
  if (at === -1) return /\S ruoi\b/.test(text) ? 1.5 : undefined
  let total = 0
  let last = 0
  let end = at
  for (; end < words.length; end++) {
    const [digit, scale] = [DIGITS.get(words[end] ?? ''), SCALES.get(words[end] ?? '')]
    if (scale !== undefined) [total, last] = [total + Math.max(last, total === 0 ? 1 : 0) * scale, 0]
    else if (digit !== undefined) last = digit
    else break
  }
  const unit = SCALES.get(words[end - 1] ?? '') ?? 1
  return total + last + (words.slice(end).includes('ruoi') ? unit / 2 : 0)
}
