/**
 * Finds a report of ours at a GeoReport server, which has no idempotency key: by our reference, within a time (P-08).
 *
 * "Not there" must be certain, or a second report follows: a list that may be cut off, or that hides what we search by,
 * is an error and never a no.
 */
import { DestinationError, type TimeWindow } from './destination.ts'
import { dateTime, type Entry, idOf, textOf } from './open311-answer.ts'
import { type CallOptions, keyOf, list } from './open311-call.ts'

const PAGE_SIZE = 100
const MAX_PAGES = 20
/** Without paging a list ends after the first 1,000 by the specification. */
const FIRST_ROWS = 1000
const DAY_MS = 24 * 3600 * 1000
const MAX_SPAN_MS = 89 * DAY_MS
/** Their clock may be off, and their times may be local ones that say Z. */
const MARGIN_MS = 12 * 3600 * 1000

/** @throws DestinationError */
export async function findByReference(
  options: CallOptions,
  reference: string,
  window: TimeWindow,
  signal: AbortSignal,
): Promise<{ readonly id: string } | null> {
  let isCertain = true
  for await (const row of rowsIn(options, widened(window), signal)) {
    if (isOurs(row, reference)) return { id: idOfFound(row) }
    isCertain &&= !hidesReference(row)
  }
  if (!isCertain) throw new DestinationError('unreadable', 'its list shows neither attributes nor descriptions')
  return null
}

export function widened({ from, to }: TimeWindow): TimeWindow {
  return { from: new Date(from.getTime() - MARGIN_MS), to: new Date(to.getTime() + MARGIN_MS) }
}

async function* rowsIn(options: CallOptions, window: TimeWindow, signal: AbortSignal): AsyncGenerator<Entry> {
  for (let from = window.from.getTime(); from < window.to.getTime(); from += MAX_SPAN_MS) {
    const to = Math.min(from + MAX_SPAN_MS, window.to.getTime())
    yield* rowsInSpan(options, { start_date: dateTime(new Date(from)), end_date: dateTime(new Date(to)) }, signal)
  }
}

/** Pages until one brings nothing new: servers choose their own size of a page, and some know no pages. */
async function* rowsInSpan(
  options: CallOptions,
  span: Readonly<Record<'start_date' | 'end_date', string>>,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const seen = new Set<string>()
  for (let page = 1; page <= MAX_PAGES; page++) {
    const extras = { extensions: 'true', page: String(page), page_size: String(PAGE_SIZE), ...keyOf(options) }
    const { entries, hasExtras } = await list(options, 'requests', span, extras, signal)
    // Some servers have no page behind the last.
    if (entries === null && page > 1) return
    if (entries === null) throw new DestinationError('unreadable', 'it gives no list of reports')
    const fresh = entries.filter((row) => !seen.has(identityOf(row)))
    for (const row of fresh) seen.add(identityOf(row))
    yield* fresh
    if (entries.length === 0) return
    if (fresh.length > 0 && hasExtras) continue
    if (entries.length < FIRST_ROWS) return
    break
  }
  throw new DestinationError('unreadable', 'its list has no end that we can see')
}

function identityOf(row: Entry): string {
  return idOf(row, 'service_request_id') || JSON.stringify(row)
}

/** Their attribute, else the first line alone: a citizen's own words about this reference are not this report. */
function isOurs(row: Entry, reference: string): boolean {
  const attribute = clientRefOf(row)
  return attribute === '' ? textOf(row, 'description').split(/\r?\n/)[0]?.trim() === reference : attribute === reference
}

function hidesReference(row: Entry): boolean {
  return clientRefOf(row) === '' && !Object.hasOwn(row, 'description')
}

/** @throws DestinationError: it is there, so it must not go again, and nobody can say which it is */
function idOfFound(row: Entry): string {
  const id = idOf(row, 'service_request_id')
  if (id === '') throw new DestinationError('unreadable', 'it has the report but shows no id')
  return id
}

/** Servers write attributes as a map, or as a list of pairs. */
function clientRefOf(row: Entry): string {
  const places = [row.attributes, row.extended_attributes].flat().filter((value) => typeof value === 'object' && value !== null)
  for (const place of places as Entry[]) {
    const named = ['code', 'name', 'label', 'key'].some((key) => textOf(place, key) === 'client_ref')
    const text = named ? textOf(place, 'value') : textOf(place, 'client_ref')
    if (text !== '') return text
  }
  return ''
}
