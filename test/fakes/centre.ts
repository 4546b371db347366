/**
 * The smart-city centre over real HTTP on loopback: Open311 GeoReport v2 with mySociety's updates, its own books, its faults.
 *
 * A strict server by default, and each way in which real ones stray is a quirk that a test turns on. The books hold what it
 * accepted; counted by `attribute[client_ref]` they say whether a report reached it exactly once (P-08).
 */
import { createCentreApi, ROOT, SERVICES, type Service } from './centre-api.ts'
import { createBooks } from './centre-books.ts'
import { PLAIN, type Quirks } from './centre-wire.ts'
import { type Fault, startFaultyServer } from './faulty-server.ts'

export interface CentreOptions {
  readonly apiKey?: string
  readonly jurisdiction?: string
  /** else one for each of our categories */
  readonly services?: readonly Service[]
  readonly now?: () => Date
  readonly quirks?: Partial<Quirks>
}

export type CentreFake = Awaited<ReturnType<typeof startCentre>>

export async function startCentre(options: CentreOptions = {}) {
  const { apiKey = 'fake-centre-key', jurisdiction = 'hue.gov.vn', services = SERVICES, now = () => new Date() } = options
  const quirks: Quirks = { ...PLAIN, ...options.quirks }
  const books = createBooks(now)
  const api = createCentreApi({ apiKey, jurisdiction, services, quirks, now }, books)
  const server = await startFaultyServer(api)
  const counts = () => {
    const byReference = new Map<string, number>()
    for (const { clientRef } of books.reports) byReference.set(clientRef, (byReference.get(clientRef) ?? 0) + 1)
    return byReference
  }
  return {
    apiKey,
    jurisdiction,
    /** GeoReport root, no slash at the end: `OPEN311_URL` */
    url: `${server.baseUrl}${ROOT}`,
    host: server.host,
    /** Scripts the next calls: `next('cut-after', 1, 'submit')`; methods: submit, search, request, token, updates, update, services, service, discovery. */
    next: (fault: Fault, times?: number, method?: string) => server.next(fault, times, method),
    down: server.down,
    up: server.up,
    close: server.close,
    trapped: server.trapped,
    /** Every call that came, also those that went wrong. */
    calls: api.calls,
    /** May be changed at any time. */
    quirks,
    /** As after the start, books and script aside. */
    behave: () => void Object.assign(quirks, PLAIN),
    /** What was accepted, in order. */
    reports: () => books.reports,
    report: books.find,
    /** What happened to reports there, in order. */
    news: () => books.news,
    /** Updates that the sender posted: late photos, what the sender adds. */
    additions: () => books.additions,
    /** How often each reference was accepted: all must be 1. */
    counts,
    countOf: (reference: string) => counts().get(reference) ?? 0,
    /** A report moves on there: `move('PA-2026-000001', 'fixed', { reason: 'Đã vá.' })`; an id or a reference. */
    move: books.move,
  }
}
