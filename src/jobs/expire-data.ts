import type { Deps } from '../deps.ts'
import { errorFields } from '../lib/log.ts'
import { EXPIRIES } from '../models/expiries.ts'
import type { Expiry } from '../models/expiry.ts'
import * as runs from '../models/retention-run.ts'
import { type Budget, drain, type Job } from './drain.ts'

/** Of one kind in one round: what is left goes in the next, an hour later. */
const MOST = 10_000
/** Beside the work that people wait for, this one takes little. */
const AT_ONCE = 2

/**
 * Takes away what is past its time (L-06, L-07): each removal and its count are one transaction, so a round that is killed
 * or stopped leaves nothing half done, and the next goes on. Kinds do not wait for each other, nor rows of one kind (P-09).
 */
export const expireData: Job = {
  name: runs.JOB,
  async run(deps, budget) {
    const at = await runs.begin(deps.db)
    let count = 0
    for (const expiry of EXPIRIES) count += await expire(deps, budget, expiry, at)
    return count
  },
}

async function expire(deps: Deps, budget: Budget, expiry: Expiry, at: Date): Promise<number> {
  let removed = 0
  let waiting: readonly (readonly string[])[] | null = null
  const worked = await drain(deps, runs.JOB, budget, {
    atOnce: AT_ONCE,
    async claim(room) {
      waiting ??= parts(await expiry.due(deps.db, MOST), expiry.together)
      const taken = waiting.slice(0, room)
      waiting = waiting.slice(room)
      return taken
    },
    async handle(ids) {
      removed += await deps.db.transaction().execute(async (tx) => {
        const gone = await expiry.remove(tx, deps.vault, ids)
        await runs.note(tx, at, expiry.kind, gone)
        return gone
      })
    },
    // It stays where it is, and the next round tries again.
    fail: async ([first], error) => deps.log.warn('expiry_failed', { kind: expiry.kind, id: first, ...errorFields(error) }),
    release: async () => {},
  })
  if (removed > 0) deps.log.info('data_expired', { kind: expiry.kind, removed })
  return worked
}

function parts(ids: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ids.slice(index * size, (index + 1) * size))
}
