/** Reports and updates of a GeoReport server -> what they say in our words. Pure. */
import { shorten } from '../lib/text.ts'
import { CLOSED, type DestinationState, type StatusChange } from './destination.ts'
import { dateOf, type Entry, idOf, textOf } from './open311-answer.ts'

/** Lower case, blanks for `_`. An unknown word is never guessed at. */
const STATES: Readonly<Record<string, DestinationState>> = {
  open: 'received',
  'for triage': 'received',
  investigating: 'in_progress',
  'in progress': 'in_progress',
  planned: 'planned',
  'action scheduled': 'planned',
  'internal referral': 'referred',
  // GeoReport v2: "closed: it has been resolved".
  closed: 'resolved',
  fixed: 'resolved',
  duplicate: 'duplicate',
  'not councils responsibility': 'not_ours',
  'no further action': 'rejected',
  cancelled: 'cancelled',
  reopen: 'reopened',
}
const MAX_REASON = 4000
const COARSE = ['open', 'closed']
const UNCHANGED = ['', 'unchanged']

/**
 * All that is said of the asked reports, oldest first, each update once.
 *
 * @param asked   their id -> the id we asked by (they differ while we hold a receipt)
 * @param rows    entries of GET /requests: the present state, coarse and always there
 * @param updates entries of GET /servicerequestupdates: what happened, of all reports, in any order, any number of times
 */
export function changesOf(
  asked: ReadonlyMap<string, string>,
  rows: readonly Entry[],
  updates: readonly Entry[],
): readonly StatusChange[] {
  const present = new Map(rows.map((row) => [idOf(row, 'service_request_id'), row]))
  const changes = [...asked].flatMap(([id, externalId]) => {
    const names = { externalId, ...(externalId !== id && { newId: id }) }
    const news = newsOf(updates.filter((update) => idOf(update, 'service_request_id') === id)).map((one) => ({
      ...names,
      ...one,
    }))
    const row = present.get(id)
    return row ? withPresent(news, { ...names, ...presentOf(row) }) : news
  })
  return changes.toSorted((a, b) => timeOf(a) - timeOf(b))
}

type Said = Omit<StatusChange, 'externalId' | 'newId'>

function newsOf(updates: readonly Entry[]): readonly Said[] {
  const news = updates.map(newOf).filter((one) => one !== null)
  const inOrder = isNewestFirst(news) ? news.toReversed() : news
  return [...new Map(inOrder.map((one) => [one.updateId, one])).values()].toSorted((a, b) => timeOf(a) - timeOf(b))
}

/** Of two in the same second the list's own order counts. */
function isNewestFirst(news: readonly Said[]): boolean {
  const [first, last] = [news.at(0), news.at(-1)]
  return first !== undefined && last !== undefined && timeOf(first) > timeOf(last)
}

/** Without an id or a time it cannot be told from one seen before: then the present state has to do. */
function newOf(update: Entry): Said | null {
  const updateId = idOf(update, 'update_id')
  const at = dateOf(textOf(update, 'updated_datetime'))
  const wantsInfo = wordOf(textOf(update, 'external_status_code')) === 'need info'
  const said = saidBy(textOf(update, 'status'), wantsInfo)
  const reason = reasonOf(update, 'description')
  const isEmpty = said.state === null && reason === null
  return updateId === '' || at === null || isEmpty ? null : { updateId, at, ...said, reason }
}

function presentOf(row: Entry): Said {
  const at = dateOf(textOf(row, 'updated_datetime'))
  return { updateId: null, at, ...saidBy(textOf(row, 'status'), false), reason: reasonOf(row, 'status_notes') }
}

function saidBy(status: string, wantsInfo: boolean): Pick<StatusChange, 'state' | 'isCoarse' | 'raw'> {
  const word = wordOf(status)
  const raw = shorten(status, 100)
  if (UNCHANGED.includes(word)) return { state: wantsInfo ? 'need_info' : null, isCoarse: false, raw }
  const state = Object.hasOwn(STATES, word) ? STATES[word] : undefined
  if (state === undefined) return { state: 'unknown', isCoarse: false, raw }
  if (wantsInfo && !CLOSED.has(state)) return { state: 'need_info', isCoarse: false, raw }
  return { state, isCoarse: COARSE.includes(word), raw }
}

/** The present state is left out where the news already say it, or say more of it. */
function withPresent(news: readonly StatusChange[], present: StatusChange): readonly StatusChange[] {
  if (present.state === null) return news
  const last = news.findLast(({ state }) => state !== null && state !== 'unknown')
  if (!last?.at) return [...news, present]
  const isOlder = present.at !== null && present.at < last.at
  const isSame = present.isCoarse ? sideOf(present) === sideOf(last) : present.state === last.state
  return isOlder || isSame ? news : [...news, present]
}

function sideOf({ state }: StatusChange): 'closed' | 'open' {
  return state !== null && state !== 'unknown' && CLOSED.has(state) ? 'closed' : 'open'
}

/** What has no time is the present, so it comes last. */
function timeOf({ at }: Pick<StatusChange, 'at'>): number {
  return at?.getTime() ?? Number.MAX_SAFE_INTEGER
}

function wordOf(status: string): string {
  return status
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()
}

function reasonOf(entry: Entry, name: string): string | null {
  return shorten(textOf(entry, name), MAX_REASON) || null
}
