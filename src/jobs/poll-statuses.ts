import { tell } from '../conversations/tell.ts'
import { isOutage } from '../db/connect.ts'
import type { ReportState } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { type Destination, DestinationError, type DestinationState, type StatusChange } from '../destinations/destination.ts'
import { errorFields } from '../lib/log.ts'
import * as channelStates from '../models/channel-state.ts'
import * as deliveries from '../models/delivery.ts'
import * as deliveryNews from '../models/delivery-news.ts'
import * as polls from '../models/poll.ts'
import { signalOf } from './deliver-reports.ts'
import { type Budget, isSpent, type Job } from './drain.ts'

/** Their clocks and ours may differ, and what they write down late must be seen too. */
const OVERLAP_MS = 10 * 60_000
const FIRST_WINDOW_MS = 90 * 24 * 3_600_000
/** reports asked about in one call; few enough that a slow centre answers for all of them in time */
export const AT_ONCE = 200

/** Asks who handles reports elsewhere for news, and tells the citizens of real changes (P-10). */
export const pollStatuses: Job = {
  name: 'poll-statuses',
  async run(deps, budget) {
    let count = 0
    for (const destination of deps.destinations.values()) count += await poll(deps, budget, destination)
    return count
  },
}

async function poll(deps: Deps, budget: Budget, destination: Destination): Promise<number> {
  try {
    if (!destination.statuses || isSpent(deps, budget)) return 0
    if (await channelStates.isPaused(deps.db, destination.name)) return 0
    const turn = await polls.claim(deps.db, destination.name, deps.config.statusPollSeconds)
    return turn ? await ask(deps, budget, destination, turn) : 0
  } catch (error) {
    // The database is away: nothing was noted as seen, so the next turn asks again.
    deps.log.error('job_failed', { job: 'poll-statuses', ...errorFields(error) })
    return 0
  }
}

/** All watched reports, page by page. A page that cannot be had ends the turn, and the next turn begins behind it (P-09). */
async function ask(deps: Deps, budget: Budget, destination: Destination, turn: polls.Turn): Promise<number> {
  let told = 0
  for (let askedUntil = turn.askedUntil; ; ) {
    const page = await deliveries.listWatched(deps.db, destination.name, { after: askedUntil, limit: AT_ONCE })
    if (isSpent(deps, budget)) {
      await polls.pass(deps.db, turn)
      return told
    }
    const heard = page.length === 0 ? NOTHING : await askAbout(deps, destination, turn, page)
    told += heard.told
    const isLast = page.length < AT_ONCE
    askedUntil = isLast ? '0' : (page.at(-1)?.id ?? '0')
    await polls.advance(deps.db, turn, askedUntil, heard.end !== 'whole')
    if (heard.end === 'none') return told
    if (isLast) break
  }
  await polls.finish(deps.db, turn)
  return told
}

interface Heard {
  /** citizens who are told */
  readonly told: number
  /** part: news that could not be written down; none: they could not be asked */
  readonly end: 'whole' | 'part' | 'none'
}
const NOTHING: Heard = { told: 0, end: 'whole' }

async function askAbout(
  deps: Deps,
  destination: Destination,
  { seenUntil }: polls.Turn,
  page: readonly { readonly externalId: string }[],
): Promise<Heard> {
  const now = deps.now()
  const from = Math.max(now.getTime() - FIRST_WINDOW_MS, (seenUntil?.getTime() ?? 0) - OVERLAP_MS)
  const ids = page.map(({ externalId }) => externalId)
  try {
    const changes = await destination.statuses?.(ids, { from: new Date(from), to: now }, signalOf(deps))
    return await applyAll(deps, destination, changes ?? [])
  } catch (error) {
    if (!(error instanceof DestinationError)) throw error
    // The next turn asks again from the same time, so nothing is missed (P-12: each turn is one try).
    deps.log.warn('poll_failed', { destination: destination.name, ...errorFields(error) })
    if (error.retryAfterMs !== undefined) await channelStates.pause(deps.db, destination.name, 'busy', error.retryAfterMs)
    return { told: 0, end: 'none' }
  }
}

async function applyAll(deps: Deps, destination: Destination, changes: readonly StatusChange[]): Promise<Heard> {
  let heard = NOTHING
  for (const change of changes) {
    try {
      heard = { ...heard, told: heard.told + (await applied(deps, destination, change)) }
    } catch (error) {
      // One person whom we cannot tell must not keep news from the others (P-09).
      if (isOutage(error)) throw error
      deps.log.error('news_failed', { destination: destination.name, report: change.externalId, ...errorFields(error) })
      heard = { ...heard, end: 'part' }
    }
  }
  return heard
}

/** One change, its effect and the citizen's message in one transaction; 1: the citizen is told. */
function applied(deps: Deps, { name }: Destination, change: StatusChange): Promise<number> {
  const from = { destination: name, externalId: change.externalId }
  return deps.db.transaction().execute(async (tx) => {
    if (change.newId !== undefined) await deliveryNews.rename(tx, from, change.newId)
    const named = { ...from, externalId: change.newId ?? from.externalId }
    const told = await deliveryNews.apply(tx, deps.vault, named, newsOf(change))
    if (!told) return 0
    const { reference, state, words } = told
    await tell(tx, deps, told.personId, (t) =>
      [
        state ? t(`news:report.${state}`, { reference }) : t('news:centre.about', { reference }),
        ...(words ? [t('news:centre.words', { words })] : []),
      ].join('\n\n'),
    )
    return 1
  })
}

function newsOf({ updateId, state, isCoarse, raw, reason, at }: StatusChange) {
  return { updateId, state: state === null || state === 'unknown' ? state : OURS[state], isCoarse, raw, words: reason, at }
}

/** Their states in the words of ours. */
const OURS: Readonly<Record<DestinationState, ReportState | 'reopened'>> = {
  received: 'received',
  in_progress: 'in_progress',
  planned: 'planned',
  referred: 'referred',
  need_info: 'need_info',
  resolved: 'resolved',
  duplicate: 'duplicate',
  not_ours: 'rejected',
  rejected: 'rejected',
  cancelled: 'withdrawn',
  reopened: 'reopened',
}
