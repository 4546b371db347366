/**
 * Where a report is handled: here by officials, or by another system that is told of it and asked for news.
 *
 * A destination reports facts and decides nothing: what to try again, what to tell the citizen and what is news is the
 * caller's (P-08, P-10, P-12). Three rules hold for each of them: a call is one attempt, what may have arrived is `unknown`,
 * and what cannot be asked throws, so that "could not ask" is never taken for "is not there".
 */
import type { SendResult } from '../message.ts'

/** A system that handles reports: one file that implements this, one fake in `test/fakes`, one line in `open.ts`. */
export interface Destination {
  /** In rows and settings. */
  readonly name: string
  /** The only parts of a report that leave the house (L-08); name and phone are not among them unless configured. */
  readonly fields: readonly ReportField[]
  /**
   * Hands a report over; `id` is theirs, or a receipt that only `statuses` and `addUpdate` understand.
   *
   * Before any further attempt at the same report ask `find` (P-08). Never throws; `signal` cuts it off (then `unknown`).
   */
  submit(report: OutgoingReport, signal: AbortSignal): Promise<SendResult>
  /**
   * Looks for a report of ours by its reference; null: surely not there.
   *
   * @param window when it may have been submitted: from the begin of the first attempt to the end of the last
   * @throws DestinationError when they could not be asked, or not to the end
   */
  find?(reference: string, window: TimeWindow, signal: AbortSignal): Promise<{ readonly id: string } | null>
  /**
   * Says more about a report that they have: photos that came late, what the sender adds. Never throws.
   *
   * After `unknown` it may go again with the same `updateId`: they take each once. `invalid`: they refuse it or know no updates.
   */
  addUpdate?(id: string, update: OutgoingUpdate, signal: AbortSignal): Promise<SendResult>
  /**
   * What they say of reports, oldest first. Windows may overlap, and the same news comes again and again (P-10).
   *
   * @param ids    as `submit` and `find` gave them
   * @param window since when news are wanted; reports without news in it come with their present state
   * @throws DestinationError when they could not be asked; then nothing was seen, ask again from the same time
   */
  statuses?(ids: readonly string[], window: TimeWindow, signal: AbortSignal): Promise<readonly StatusChange[]>
}

/** What may go to a destination. `name` and `phone` are filled only where its `fields` name them (L-08). */
export interface OutgoingReport {
  /** public label (PA-2026-000123), never the secret code */
  readonly reference: string
  /** our id of the kind of report, as in city/categories */
  readonly category: string
  readonly description: string
  /** Words before the description, e.g. that it may be double (P-08). */
  readonly notice?: string
  /** the place in the citizen's own words */
  readonly place: string | null
  readonly position: { readonly lat: number; readonly lng: number } | null
  readonly communeName: string | null
  /** Signed links with an end (P-23). */
  readonly mediaUrls: readonly string[]
  /** when the citizen sent it */
  readonly requestedAt: Date
  readonly name?: string
  readonly phone?: string
}

export type ReportField = keyof OutgoingReport

/** What a destination is told later about a report that it has. */
export interface OutgoingUpdate {
  /** Ours, the same at each attempt; letters, digits, `-` and `_`. */
  readonly updateId: string
  readonly text: string
  readonly mediaUrls: readonly string[]
  /** The report is closed there, as far as we know: an update must not open it again. */
  readonly isClosed: boolean
  readonly at: Date
}

/** Both ends belong to it; adapters widen it by what clocks may differ. */
export interface TimeWindow {
  readonly from: Date
  readonly to: Date
}

export type DestinationState =
  | 'received'
  | 'in_progress'
  | 'planned'
  | 'referred'
  | 'need_info'
  | 'resolved'
  | 'duplicate'
  | 'not_ours'
  | 'rejected'
  | 'cancelled'
  | 'reopened'

/** The states in which a destination is done with a report. */
export const CLOSED: ReadonlySet<DestinationState> = new Set(['resolved', 'duplicate', 'not_ours', 'rejected', 'cancelled'])

/** One thing that a destination says of a report. */
export interface StatusChange {
  /** As it was asked for. */
  readonly externalId: string
  /** The receipt has become this id: keep it in place of `externalId`. */
  readonly newId?: string
  /** Their own id of this news, unique per report; null: no news but the present state, which comes at each asking. */
  readonly updateId: string | null
  /** null: words only, the state stays · unknown: a word that we do not know, the state stays and an official looks at `raw` */
  readonly state: DestinationState | 'unknown' | null
  /** They said no more than open (`received`) or closed (`resolved`): news only for a report on the other side. */
  readonly isCoarse: boolean
  /** Their word as it came. */
  readonly raw: string
  /** What they tell the citizen, at most 4,000 characters. */
  readonly reason: string | null
  /** null: they did not say. It is their clock: it may stand in the future. */
  readonly at: Date | null
}

/** They could not be asked. Asking again: `busy` later, `unauthorized` after the key is mended, `unreadable` may not help. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError'
  readonly kind: 'busy' | 'unauthorized' | 'unreadable'
  /** They named a time: everything for this destination pauses (P-12). */
  readonly retryAfterMs: number | undefined
  constructor(kind: DestinationError['kind'], why: string, retryAfterMs?: number) {
    super(`The destination could not be asked: ${why}.`)
    this.kind = kind
    this.retryAfterMs = retryAfterMs
  }
}

/** Which parts of a report go to a destination, for the log of transfers (L-08). */
export function sentFields(destination: Destination, report: OutgoingReport): readonly ReportField[] {
  return destination.fields.filter((field) => !isEmpty(report[field]))
}

function isEmpty(value: OutgoingReport[ReportField]): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
