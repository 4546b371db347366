import type { Tx } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { localMonth } from '../lib/time.ts'
import * as broadcasts from '../models/broadcast.ts'
import * as audience from '../models/broadcast-audience.ts'
import { messageOf } from '../models/broadcast-message.ts'
import * as results from '../models/broadcast-result.ts'
import { drain, type Job } from './drain.ts'

/** followers in one transaction: short enough that nobody's talk waits for it */
const BATCH = 1000

/** Leads each broadcast one step on: begun when due, its rows written, ended when all have a final state. */
export const fanOutBroadcasts: Job = {
  name: 'fan-out-broadcasts',
  run: (deps, budget) =>
    drain(deps, 'fan-out-broadcasts', budget, {
      claim: () => audience.listDue(deps.db, deps.config.bulkHours),
      handle: (id) => deps.db.transaction().execute((tx) => step(deps, tx, id)),
      // Nothing is leased: the row's lock ended with the transaction, and the next round sees it again.
      fail: async (id) => deps.log.error('broadcast_step_failed', { broadcast: id }),
      release: async () => {},
    }),
}

async function step(deps: Deps, tx: Tx, id: string): Promise<void> {
  const one = await broadcasts.lockFree(tx, id)
  if (!one) return
  if (one.state === 'scheduled') return begin(deps, tx, one)
  if (one.fannedOutAt === null) return fanOut(deps, tx, one)
  if (one.state === 'stopped' && (await results.cancel(tx, id, BATCH * 5)) > 0) return
  if (!(await results.isOpen(tx, id))) await broadcasts.finish(tx, one)
}

/** With more recipients than when it was asked for, the second official is asked for after all (P-27). */
async function begin(deps: Deps, tx: Tx, one: broadcasts.Broadcast): Promise<void> {
  const { config } = deps
  const reached = one.approvedBy === null ? audience.reached(await audience.forecast(tx, one, linesOf(deps))) : 0
  if (reached > broadcasts.APPROVAL_ABOVE) {
    await broadcasts.move(tx, one.id, 'waiting_approval', null)
    return
  }
  const messages = { vi: messageOf(one, 'vi', config.publicUrl), en: messageOf(one, 'en', config.publicUrl) }
  await broadcasts.begin(tx, one.id, messages)
  deps.log.info('broadcast_begun', { broadcast: one.id, kind: one.kind })
}

async function fanOut(deps: Deps, tx: Tx, one: broadcasts.Broadcast): Promise<void> {
  const { queued, skipped, isLast } = await audience.fanOut(tx, one, linesOf(deps), BATCH)
  deps.log.info('broadcast_fanned_out', { broadcast: one.id, queued, skipped, isLast })
}

function linesOf(deps: Deps): audience.Lines {
  return { channels: deps.channels, month: localMonth(deps.now()) }
}
