import { tell } from '../conversations/tell.ts'
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
/** reports asked about in one turn; a destination cuts them to what it takes */
const AT_ONCE = 1000

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
    const turn = await polls.claim(deps.db, destination.name, deps.config.statusPollSeconds)
    return turn ? await ask(deps, budget, destination, turn) : 0
  } catch (error) {
    await couldNotAsk(deps, destination, error)
    return 0
  }
}

/** The next turn asks again from the same time, so nothing is missed (P-12: each turn is one try). */
async function couldNotAsk(deps: Deps, destination: Destination, error: unknown): Promise<void> {
  deps.log.warn('poll_failed', { destination: destination.name, ...errorFields(error) })
  if (error instanceof DestinationError && error.retryAfterMs !== undefined)
    await channelStates.pause(deps.db, destination.name, 'busy', error.retryAfterMs)
}

async function ask(deps: Deps, budget: Budget, destination: Destination, turn: polls.Turn): Promise<number> {
  const now = deps.now()
  const from = turn.seenUntil ?? new Date(now.getTime() - FIRST_WINDOW_MS)
  let count = 0
  for (let after = '0'; ; ) {
    const page = await deliveries.listWatched(deps.db, destination.name, { after, limit: AT_ONCE })
    if (page.length === 0) break
    if (isSpent(deps, budget)) return count
    const window = { from: new Date(from.getTime() - OVERLAP_MS), to: now }
    const changes =
      (await destination.statuses?.(
        page.map(({ externalId }) => externalId),
        window,
        signalOf(deps),
      )) ?? []
    for (const change of changes) count += await applied(deps, destination, change)
    after = page.at(-1)?.id ?? after
  }
  await polls.seen(deps.db, turn, now)
  return count
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
