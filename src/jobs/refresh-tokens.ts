import type { Grant } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { errorFields } from '../lib/log.ts'
import * as tokens from '../models/token.ts'
import { drain, type Job } from './drain.ts'

const CALL_MS = 15_000
/** failed attempts after which it is an alarm */
const PATIENCE = 3
/** within about 25 seconds: the edge gives no more */
const STORE_TRIES = 9

/** Renews the access of channels where it ends by itself (P-11), long before it ends. */
export const refreshTokens: Job = {
  name: 'refresh-tokens',
  run: (deps, budget) =>
    drain(deps, 'refresh-tokens', budget, {
      claim: () => claim(deps),
      handle: ({ claimed, grant }) => refresh(deps, grant, claimed),
      // The answer may have been there and could not be stored: the lease runs out, and the old token is tried again.
      fail: async ({ claimed }) => deps.log.error('token_store_failed', { channel: claimed.channel }),
      release: ({ claimed }) => tokens.release(deps.db, claimed),
    }),
}

interface Due {
  readonly claimed: tokens.Claimed
  readonly grant: Grant
}

async function claim(deps: Deps): Promise<readonly Due[]> {
  const due: Due[] = []
  for (const { name, grant } of deps.channels.values()) {
    if (!grant) continue
    const { isNew, isDue, isEnding } = await tokens.look(deps.db, deps.vault, name, grant.given)
    const isTaken = isNew && grant.given !== null && (await tokens.adopt(deps.db, deps.vault, name, grant.given))
    if (isTaken) deps.log.info('token_taken_from_settings', { channel: name })
    const days = isEnding ? await tokens.takeAlarm(deps.db, name) : null
    if (days !== null) deps.log.error('token_grant_ends', { channel: name, days })
    const claimed = isDue || isTaken ? await tokens.claim(deps.db, deps.vault, name, deps.config.leaseSeconds) : null
    if (claimed) due.push({ claimed, grant })
  }
  return due
}

async function refresh(deps: Deps, grant: Grant, claimed: tokens.Claimed): Promise<void> {
  const { channel } = claimed
  // Shorter than the lease: nobody else asks while this request is on the wire.
  const signal = AbortSignal.timeout(Math.min(CALL_MS, deps.config.leaseSeconds * 800))
  const result = await grant.refresh(claimed.refresh, signal)
  if (result.outcome === 'renewed') {
    const isStored = await keep(deps, claimed, result)
    deps.log.info(isStored ? 'token_renewed' : 'token_was_replaced', { channel })
    return
  }
  const state = await tokens.fail(deps.db, claimed, result)
  if (state === 'lost') deps.log.error('token_lost', { channel, outcome: result.outcome, detail: result.detail })
  else if (claimed.attempts >= PATIENCE) deps.log.error('token_refresh_failing', { channel, attempts: claimed.attempts })
  else deps.log.warn('token_refresh_failed', { channel, outcome: result.outcome, detail: result.detail })
}

/** There is no second copy of this pair anywhere: a database that blinks must not cost it. @throws what the last try threw */
async function keep(deps: Deps, claimed: tokens.Claimed, pair: tokens.Pair): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await deps.db.transaction().execute((tx) => tokens.store(tx, deps.vault, claimed, pair))
    } catch (error) {
      if (tries === STORE_TRIES) throw error
      deps.log.warn('token_store_tried', { channel: claimed.channel, tries, ...errorFields(error) })
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries))
    }
  }
}
