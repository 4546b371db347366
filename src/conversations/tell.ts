import type { Channel } from '../channels/channel.ts'
import type { Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import type { ChannelName, Limits, Outbound } from '../message.ts'
import { toTell } from '../models/account-link.ts'
import * as outbox from '../models/outbox.ts'
import * as people from '../models/person.ts'
import { type T, translator } from '../texts.ts'

/** For a channel that is off now: what fits all of them. The message waits until it is on again. */
const SMALLEST: Limits = {
  maxText: 2000,
  maxButtons: 0,
  canShareLocation: false,
  withholdsLinks: true,
  perSecond: 1,
  perMonth: null,
}

interface Means {
  readonly vault: Vault
  /** not needed for a few words */
  readonly channels?: ReadonlyMap<ChannelName, Channel>
}

type Words = string | Extract<Outbound, { type: 'message' }>

/**
 * Owes a person a message out of any talk, in the caller's transaction and the person's language; on the account they used
 * last, of those that are linked.
 *
 * @param say gets `t` of that language; what others typed goes through as a value, never as a key
 */
export async function tell(tx: Tx, means: Means, personId: string, say: (t: T) => Words): Promise<void> {
  await tellAccount(tx, means, await toTell(tx, personId), say)
}

/** The same on this very account. */
export async function tellAccount(tx: Tx, { vault, channels }: Means, personId: string, say: (t: T) => Words): Promise<void> {
  const person = await people.load(tx, vault, personId)
  const limits = channels?.get(person.channel)?.limits ?? SMALLEST
  const said = say(translator(person.language))
  await outbox.enqueue(tx, vault, {
    personId,
    message: typeof said === 'string' ? { type: 'message', text: said } : shown(said, limits),
    limits,
  })
}

/** A number typed means a choice of the talk's own last message, so out of it there are no numbered ones. */
function shown(said: Exclude<Words, string>, { maxButtons }: Limits): Outbound {
  if (maxButtons > 0) return said
  const { choices: _, ...rest } = said
  return rest
}
