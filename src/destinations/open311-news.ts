/** Asks a GeoReport server what has become of reports. */
import { DestinationError, type StatusChange, type TimeWindow } from './destination.ts'
import { dateTime, type Entry } from './open311-answer.ts'
import { type CallOptions, keyOf, list } from './open311-call.ts'
import { widened } from './open311-search.ts'
import { changesOf } from './open311-status.ts'
import { resolved } from './open311-token.ts'

const IDS_A_CALL = 50

/** Reports first, updates after: whatever closed a report that is seen closed is then among the updates. */
export async function statusesOf(
  options: CallOptions,
  ids: readonly string[],
  window: TimeWindow,
  signal: AbortSignal,
): Promise<readonly StatusChange[]> {
  const asked = new Map<string, string>()
  for (const id of ids) {
    const realId = await resolved(options, id, signal)
    if (realId !== null) asked.set(realId, id)
  }
  if (asked.size === 0) return []
  const rows = await rowsOf(options, [...asked.keys()], signal)
  if (rows === null) throw new DestinationError('unreadable', 'it refuses to list reports')
  return changesOf(asked, rows, await updatesIn(options, window, signal))
}

/** Where a list is refused for one id in it, halves are asked until that one stands alone (P-09); null: each was refused. */
async function rowsOf(options: CallOptions, ids: readonly string[], signal: AbortSignal): Promise<readonly Entry[] | null> {
  if (ids.length > IDS_A_CALL) return inParts(options, ids, IDS_A_CALL, signal)
  const params = { service_request_id: ids.join(',') }
  const { status, entries } = await list(options, 'requests', params, keyOf(options), signal)
  if (entries === null && ids.length > 1) return inParts(options, ids, Math.ceil(ids.length / 2), signal)
  // 404: hidden or gone; its updates may still tell.
  return entries ?? (status === 400 ? null : [])
}

async function inParts(
  options: CallOptions,
  ids: readonly string[],
  size: number,
  signal: AbortSignal,
): Promise<readonly Entry[] | null> {
  const first = await rowsOf(options, ids.slice(0, size), signal)
  const rest = await rowsOf(options, ids.slice(size), signal)
  return first === null && rest === null ? null : [...(first ?? []), ...(rest ?? [])]
}

/** Of all reports: the extension knows no filter. None where the server does not have it. */
async function updatesIn(options: CallOptions, window: TimeWindow, signal: AbortSignal): Promise<readonly Entry[]> {
  const { from, to } = widened(window)
  const span = { start_date: dateTime(from), end_date: dateTime(to), ...keyOf(options) }
  const { status, entries } = await list(options, 'servicerequestupdates', span, {}, signal)
  if (status === 400) throw new DestinationError('unreadable', 'it refuses to list its updates')
  return entries ?? []
}
