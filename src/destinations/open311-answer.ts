/**
 * Reads what GeoReport servers answer: strict is what we write, not what we read.
 *
 * Seen in the wild: the root kept, a single object where a list is meant, XML's inner names, ids as numbers. JSON only: no
 * small and well-kept XML reader is in this house, so an answer in XML counts as unreadable.
 */
import { bareWords } from '../lib/answer.ts'
import type { HttpAnswer } from '../lib/http.ts'
import { parseExact } from '../lib/json.ts'
import { clean, fold, shorten } from '../lib/text.ts'

export type Entry = Readonly<Record<string, unknown>>

const WRAPPERS = [
  'service_requests',
  'service_request_updates',
  'errors',
  'requests',
  'request',
  'request_update',
  'error',
] as const

/** What only an entry itself has: then none of its other fields is a wrapper. */
const OWN = ['service_request_id', 'token', 'update_id'] as const

/** The entries of a list in whatever dress; null: neither list nor object in JSON. An empty element is an empty list. */
export function readEntries(bytes: Uint8Array): readonly Entry[] | null {
  const value = parseExact(bytes)
  return typeof value === 'object' ? entriesOf(value) : null
}

function entriesOf(value: unknown): readonly Entry[] {
  if (Array.isArray(value)) return value.flatMap(entriesOf)
  if (typeof value !== 'object' || value === null) return []
  const entry = value as Entry
  const wrapper = OWN.some((name) => Object.hasOwn(entry, name)) ? undefined : WRAPPERS.find((name) => wraps(entry, name))
  return wrapper ? entriesOf(entry[wrapper]) : [entry]
}

function wraps(entry: Entry, name: string): boolean {
  return Object.hasOwn(entry, name) && (typeof entry[name] === 'object' || Object.keys(entry).length === 1)
}

/** A field as text, cleaned and trimmed; '': absent, null, or no text. */
export function textOf(entry: Entry, name: string): string {
  const value = Object.hasOwn(entry, name) ? entry[name] : undefined
  return typeof value === 'string' || typeof value === 'number' ? clean(String(value)).trim() : ''
}

/** An id of theirs, exact; '': none that we could keep. */
export function idOf(entry: Entry, name: string): string {
  const id = textOf(entry, name)
  return id.length <= 256 && !/\p{Cc}/u.test(id) ? id : ''
}

/**
 * Their own words of a refusal, for an official and the log; null: not in GeoReport's form, so perhaps not theirs at all.
 *
 * Whatever repeats two words in a row of what we sent is left out, and so are addresses, quotes, long numbers (P-29).
 */
export function refusalWords(bytes: Uint8Array, sent: readonly string[], secrets: readonly string[]): string | null {
  const words = (readEntries(bytes) ?? []).map((entry) => textOf(entry, 'description')).filter((text) => text !== '')
  if (words.length === 0) return null
  return shorten(withoutEchoes(bareWords(words.join('; ').slice(0, 2000), secrets), sent), 160)
}

function withoutEchoes(words: string, sent: readonly string[]): string {
  const ours = new Set(sent.flatMap((text) => pairsOf(text.split(/\s+/u))))
  const theirs = words.split(/\s+/u)
  const echoes = pairsOf(theirs).map((pair) => ours.has(pair))
  const kept = theirs.map((word, at) => (echoes[at] || (at > 0 && echoes[at - 1]) ? '…' : word))
  return kept.filter((word, at) => word !== '…' || kept[at - 1] !== '…').join(' ')
}

function pairsOf(words: readonly string[]): string[] {
  const bare = words.map((word) => fold(word).replace(/[^\p{L}\p{N}]+/gu, ''))
  return bare.slice(1).map((word, at) => `${bare[at]} ${word}`)
}

/** They named a time to wait: seconds, or a date, which is read against their own clock. */
export function retryAfterOf({ headers }: Pick<HttpAnswer, 'headers'>): number | undefined {
  const given = headers.get('retry-after')?.trim() ?? ''
  const ms = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS) : undefined
}

/** As long as a delivery is tried at all (P-08). */
const LONGEST_PAUSE_MS = 3 * 24 * 3600 * 1000

/** 2026-11-23T07:05:00Z: no fractions, as strict servers want. */
export function dateTime(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** null: no date in it. Without a zone it is the city's time, as people there mean it. */
export function dateOf(text: string): Date | null {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(text)
  if (!parts) return null
  const [, day, clock, , zone = '+07:00'] = parts
  const at = new Date(`${day}T${clock}${zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(at.getTime()) ? null : at
}
