/** Numbers of certificates of business registration, new (the tax code) and old (`31A8001234`), kept as typed. */
export type LicenceNumber =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly why: 'short' | 'long' | 'words' }

const LABEL =
  /^(?:(?:giấy|giay|số|so|gcn|gpkd|đkkd|dkkd|đăng ký|dang ky|đkhkd|dkhkd|kinh doanh|chứng nhận|chung nhan|hộ|ho|là|la)[\s:.]*)+/iu

export function parseLicenceNumber(typed: string): LicenceNumber {
  const text = typed.normalize('NFKC').trim()
  const number = (numberIn(text) ?? text.replace(LABEL, '').replace(/\s+/g, '')).replace(/[.,;]+$/, '')
  const letters = number.replace(/[^\p{L}\p{N}]/gu, '')
  if (!/\d/.test(letters) || !/^[\p{L}\p{N}/.-]+$/u.test(number) || /\p{L}{6,}/u.test(number)) return { ok: false, why: 'words' }
  if (letters.length < 8) return { ok: false, why: 'short' }
  return number.length > 20 ? { ok: false, why: 'long' } : { ok: true, number: number.toUpperCase() }
}

/** The one word that is a number among others: "31A8001234 cấp năm 2019". */
function numberIn(text: string): string | undefined {
  const found = text.split(/[\s,;:]+/).filter((word) => word.length <= 20 && word.replace(/\D/g, '').length >= 6)
  return found.length === 1 ? found[0] : undefined
}
