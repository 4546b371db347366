import { fold } from '../../lib/text.ts'
import { parseDay } from './day.ts'

/** What a producer says to have. `until`: YYYY-MM-DD, null: no end was said. */
export type Certificate = { readonly name: string; readonly until: string | null }

export type Certificates =
  | { readonly ok: true; readonly certificates: readonly Certificate[] }
  | { readonly ok: false; readonly why: 'short' | 'many' }
  /** of `name`: it is over, or no such day */
  | { readonly ok: false; readonly why: 'over' | 'never'; readonly name: string }

const MOST = 10
const END =
  /(?:[\s(]|^)(?:(?:con )?(?:han|hieu luc)?\s*(?:den|toi|het han|den het|han|until|to|valid)|het han)\s*(?:ngay|thang|nam)?\s*[:.]?\s*/
/** A comma or "và" before a certificate, not before the rest of a date. */
const BETWEEN = /\s*(?:[;\n+]|,(?!\d{3}\b)(?!\s*(?:hạn|han|đến|den|hết|het|còn|con)\s)|\s(?:và|va|and)\s)\s*/u

/** "VietGAP đến 30/6/2027, HACCP" @param typed any text */
export function parseCertificates(typed: string, now: Date): Certificates {
  const parts = typed
    .normalize('NFKC')
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter((part) => /\p{L}{2,}/u.test(part))
  if (parts.every((part) => /^(?:co|co roi|roi|yes)$/.test(fold(part)))) return { ok: false, why: 'short' }
  if (parts.length > MOST) return { ok: false, why: 'many' }
  const certificates: Certificate[] = []
  for (const part of parts) {
    const name = nameIn(part)
    const day = hasEnd(part) ? parseDay(part, 'coming', now) : null
    if (day && !day.ok && (day.why === 'over' || day.why === 'never')) return { ok: false, why: day.why, name }
    certificates.push({ name, until: day?.ok ? day.day : null })
  }
  return { ok: true, certificates }
}

/** A year may be part of a name ("ISO 22000:2018"): it is an end only after a word for it, or as a whole date. */
function hasEnd(part: string): boolean {
  return END.test(fold(part)) || /\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}\/\d{4}/.test(part)
}

function nameIn(part: string): string {
  const end = END.exec(fold(part))
  const digits = /[\s(]*\d{1,2}[/.-]\d{1,2}.*$/.exec(part)
  const cut = Math.min(end?.index ?? part.length, digits?.index ?? part.length)
  return part
    .slice(0, cut > 1 ? cut : part.length)
    .replace(/[\s,(]+$/, '')
    .trim()
}
