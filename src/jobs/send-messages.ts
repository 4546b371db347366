import type { Channel } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import type { SendResult } from '../message.ts'
import * as channelStates from '../models/channel-state.ts'
import * as contacts from '../models/contact.ts'
import * as outbox from '../models/outbox.ts'
import * as people from '../models/person.ts'
import { type Budget, drain, type Job } from './drain.ts'

const AT_ONCE = 8
const SEND_MS = 15_000
/** shares of the monthly quota at which operators are warned */
const QUOTA_ALARMS = [0.7, 0.9] as const

/** Replies and news. With `send-broadcasts` the only one who talks to the platforms; a slow channel delays no other. */
export const sendMessages: Job = {
  name: 'send-messages',
  async run(deps, budget) {
    const counts = await Promise.all([...deps.channels.values()].map((channel) => sendOn(deps, channel, budget)))
    return counts.reduce((sum, count) => sum + count, 0)
  },
}

function sendOn(deps: Deps, channel: Channel, budget: Budget): Promise<number> {
  const { leaseSeconds } = deps.config
  return drain(deps, `send-messages ${channel.name}`, budget, {
    atOnce: AT_ONCE,
    claim: (room) => outbox.claim(deps.db, deps.vault, channel, { leaseSeconds, limit: room }),
    handle: (claimed) =>
      send(deps, channel, claimed, async () => ((await outbox.begin(deps.db, claimed, leaseSeconds)) ? claimed : null)),
    // What was begun may have arrived; the row stays `sending` until `recover` decides (P-07).
    fail: (claimed) => outbox.release(deps.db, claimed),
    release: (claimed) => outbox.release(deps.db, claimed),
  })
}

/** @param begin commits the attempt; null: it is not to be sent */
export async function send(
  deps: Deps,
  channel: Channel,
  claimed: outbox.Claimed,
  begin: () => Promise<outbox.Claimed | null>,
): Promise<void> {
  const { leaseSeconds } = deps.config
  const person = await people.load(deps.db, deps.vault, claimed.personId)
  if (!person.isActive) {
    await outbox.settle(deps.db, claimed, { state: 'failed', reason: 'blocked: inactive' })
    return
  }
  const window = await contacts.windowOf(deps.db, channel.limits, person.id)
  const template = window === 'closed' && claimed.message.type === 'message' ? claimed.message.template : undefined
  if (window === 'closed' && !(template && channel.sendTemplate)) {
    await outbox.settle(deps.db, claimed, { state: 'failed', reason: 'closed: window over' })
    return
  }
  // Shorter than the lease, and from before it is renewed: no other worker can take the row while its request is on the wire.
  const signal = AbortSignal.timeout(Math.min(SEND_MS, leaseSeconds * 800))
  const begun = await begin()
  if (!begun) return
  const result =
    template && channel.sendTemplate
      ? await channel.sendTemplate(person.address, template, signal)
      : await channel.send(person.address, begun.message, signal)
  const outcome = outbox.outcomeOf({ ...begun, attempts: begun.attempts + 1 }, result)
  await outbox.settle(deps.db, begun, outcome)
  await consequences(deps, channel, begun, result)
  if (window !== null && window !== 'free' && result.outcome === 'sent')
    await contacts.countPaid(deps.db, channel.name, deps.now())
  if (outcome.state === 'failed' || outcome.state === 'unknown')
    deps.log.warn('send_ended', { outbox: begun.id, channel: channel.name, state: outcome.state, reason: outcome.reason })
}

/** What one result means for the person or the whole channel. */
async function consequences(deps: Deps, channel: Channel, claimed: outbox.Claimed, result: SendResult): Promise<void> {
  if (result.outcome === 'sent') return countQuota(deps, channel)
  if (result.outcome === 'unknown') return
  if (result.reason === 'blocked') return people.deactivate(deps.db, claimed.personId)
  if (result.reason === 'closed') return contacts.close(deps.db, claimed.personId)
  if (result.reason === 'busy' && result.retryAfterMs !== undefined) {
    deps.log.warn('channel_paused', { channel: channel.name, ms: result.retryAfterMs })
    return channelStates.pause(deps.db, channel.name, 'busy', result.retryAfterMs)
  }
  if (result.reason === 'unauthorized' || result.reason === 'quota') {
    deps.log.error('channel_stopped', { channel: channel.name, reason: result.reason })
    return channelStates.pause(deps.db, channel.name, result.reason, result.retryAfterMs ?? null)
  }
}

async function countQuota(deps: Deps, channel: Channel): Promise<void> {
  const { perMonth } = channel.limits
  if (perMonth === null) return
  const count = await channelStates.countSent(deps.db, channel.name, deps.now())
  if (QUOTA_ALARMS.some((share) => count === Math.ceil(share * perMonth)))
    deps.log.error('quota_alarm', { channel: channel.name, sent: count, perMonth })
}
