import type { Channel } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { errorFields } from '../lib/log.ts'
import * as channelStates from '../models/channel-state.ts'
import * as polls from '../models/poll.ts'
import { type Budget, isSpent, type Job } from './drain.ts'

const EVERY_SECONDS = 300
const CALL_MS = 10_000

/** Asks each platform how many updates wait there: a webhook that it gave up is seen by nobody else (P-31). */
export const watchChannels: Job = {
  name: 'watch-channels',
  async run(deps, budget) {
    for (const channel of deps.channels.values()) await watch(deps, budget, channel)
    // Never a reason to begin another round at once.
    return 0
  },
}

async function watch(deps: Deps, budget: Budget, channel: Channel): Promise<void> {
  if (!channel.backlog || isSpent(deps, budget)) return
  try {
    if (!(await polls.claim(deps.db, channel.name, EVERY_SECONDS))) return
    await channelStates.noteBacklog(deps.db, channel.name, await channel.backlog(AbortSignal.timeout(CALL_MS)))
  } catch (error) {
    // One look is missed, the next comes in five minutes.
    deps.log.warn('watch_failed', { channel: channel.name, ...errorFields(error) })
  }
}
