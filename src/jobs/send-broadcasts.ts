import type { Channel } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import * as bulk from '../models/bulk.ts'
import * as outbox from '../models/outbox.ts'
import { type Budget, drain, type Job } from './drain.ts'
import { send } from './send-messages.ts'

/** A slow platform must not hold the rate down: 25 a second at a second each, and some to spare. */
const AT_ONCE = 40

/**
 * Messages of broadcasts, in a job of its own: however long it lasts, replies leave beside it.
 *
 * It waits for the rate instead of ending its round: at the edge a round is all there is for a minute.
 */
export const sendBroadcasts: Job = {
  name: 'send-broadcasts',
  async run(deps, budget) {
    const counts = await Promise.all([...deps.channels.values()].map((channel) => sendOn(deps, channel, budget)))
    return counts.reduce((sum, count) => sum + count, 0)
  },
}

function sendOn(deps: Deps, channel: Channel, budget: Budget): Promise<number> {
  const { leaseSeconds, bulkHours: hours } = deps.config
  return drain(deps, `send-broadcasts ${channel.name}`, budget, {
    atOnce: AT_ONCE,
    claim: (room) => claim(deps, channel, budget, room),
    handle: (claimed) =>
      send(deps, channel, claimed, () => bulk.begin(deps.db, claimed, { channel: channel.name, leaseSeconds, hours })),
    // Ordinary bulk that was begun is never sent again; the row stays `sending` until `recover` decides (P-07).
    fail: (claimed) => outbox.release(deps.db, claimed),
    release: (claimed) => outbox.release(deps.db, claimed),
  })
}

/** Asks again as soon as the rate allows, as long as there is something to send and time to do it. */
async function claim(deps: Deps, channel: Channel, budget: Budget, room: number): Promise<readonly outbox.Claimed[]> {
  const { leaseSeconds, bulkRate, bulkHours: hours } = deps.config
  while (!budget.signal.aborted && deps.now().getTime() < budget.endsAt) {
    const { rows, waitMs } = await bulk.claim(deps.db, channel, { leaseSeconds, limit: room, bulkRate, hours })
    if (rows.length > 0 || waitMs === null) return rows
    await rest(waitMs, budget.signal)
  }
  return []
}

/** Ends early when the process is to stop. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake)
  })
}
