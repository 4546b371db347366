/**
 * Vietnamese telephone numbers as people type them.
 *
 * Ranges: libphonenumber's table for 84, loose on purpose, for new ranges appear. The eleven-digit mobile numbers of
 * before 2018 and Huế's old area code 054 no longer work: the new number is offered, never put in silently.
 */
export type Phone =
  | { readonly ok: true; readonly phone: string }
  | { readonly ok: false; readonly why: 'letters' | 'short' | 'long' | 'unknown' | 'service' }
  | { readonly ok: false; readonly why: 'moved'; readonly phone: string }

/** @param typed any text, also with words around one number. `phone` in national form, digits only: 0905123456 */
export function parsePhone(typed: string): Phone {
  const compact = (numberIn(typed) ?? typed.normalize('NFKC')).replace(/[\s.\-()–_/]/g, '')
  if (!/^\+?\d+$/.test(compact)) return { ok: false, why: 'letters' }
  const digits = national(compact)
  if (/^(1[89]00\d*|11[2-5])$/.test(digits)) return { ok: false, why: 'service' }
  const moved = movedTo(digits)
  if (moved) return { ok: false, why: 'moved', phone: moved }
  if (MOBILE.test(digits) || LANDLINE.test(digits)) return { ok: true, phone: digits }
  const length = digits.startsWith('02') ? 11 : 10
  if (digits.length < length) return { ok: false, why: 'short' }
  return { ok: false, why: digits.length > length ? 'long' : 'unknown' }
}

/** 0905 123 456 · 0234 3 822 123 */
export function showPhone(phone: string): string {
  return phone.length === 11
    ? `${phone.slice(0, 4)} ${phone.slice(4, 5)} ${phone.slice(5, 8)} ${phone.slice(8)}`
    : `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`
}

const MOBILE = /^0(3\d|5[1-9]|7[06-9]|8[1-9]|9\d)\d{7}$/
const LANDLINE = /^02\d{9}$/

const MOVED: Readonly<Record<string, string>> = {
  ...Object.fromEntries([2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`016${n}`, `03${n}`])),
  ...{ '0120': '070', '0121': '079', '0122': '077', '0126': '076', '0128': '078' },
  ...{ '0123': '083', '0124': '084', '0125': '085', '0127': '081', '0129': '082' },
  ...{ '0186': '056', '0188': '058', '0199': '059' },
}

/** The one number in "0905.123.456 gọi buổi tối"; undefined: none, or more than one. */
function numberIn(typed: string): string | undefined {
  const text = typed.normalize('NFKC')
  const found = text.match(/(?<![\p{L}\d])\+?\(?\d[\d\s.\-()–_]{6,}\d(?![\p{L}\d])/gu) ?? []
  const others = text.replace(found[0] ?? '', '').match(/\d{3,}/g) ?? []
  return found.length === 1 && others.length === 0 ? found[0] : undefined
}

function national(compact: string): string {
  const abroad =
    compact.match(/^(?:\+|00)84(\d+)$/)?.[1] ?? (compact.length >= 11 ? compact.match(/^84(\d{9,10})$/)?.[1] : undefined)
  return abroad === undefined ? compact : `0${abroad.replace(/^0/, '')}`
}

function movedTo(digits: string): string | undefined {
  // 054 822 123 and 054 3 822 123 both became 0234 3 822 123.
  const hue = digits.match(/^0543?(\d{6})$/)?.[1]
  if (hue) return `02343${hue}`
  const prefix = digits.length === 11 ? MOVED[digits.slice(0, 4)] : undefined
  return prefix && prefix + digits.slice(4)
}
