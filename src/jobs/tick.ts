import type { Deps } from '../deps.ts'
import type { Budget, Job } from './drain.ts'
import { fanOutBroadcasts } from './fan-out-broadcasts.ts'
import { handleUpdates } from './handle-updates.ts'
import { saveAttachments } from './save-attachments.ts'
import { sendBroadcasts } from './send-broadcasts.ts'
import { sendMessages } from './send-messages.ts'

/** Jobs in the order in which work flows; each is a tick of its own on Node, all are one at the edge. */
export const JOBS: readonly Job[] = [handleUpdates, sendMessages, saveAttachments, fanOutBroadcasts, sendBroadcasts]

/** One bounded round of all work: what was received first, then what that caused. Items worked on. */
export async function tick(deps: Deps, budget: Budget): Promise<number> {
  const handled = await handleUpdates.run(deps, budget)
  const counts = await Promise.all([sendMessages.run(deps, budget), saveAttachments.run(deps, budget), announce(deps, budget)])
  return counts.reduce((sum, count) => sum + count, handled)
}

/** Sending goes on while the rows of the next broadcast are written. */
async function announce(deps: Deps, budget: Budget): Promise<number> {
  const counts = await Promise.all([fanOutBroadcasts.run(deps, budget), sendBroadcasts.run(deps, budget)])
  return counts.reduce((sum, count) => sum + count, 0) + (counts[0] > 0 ? await sendBroadcasts.run(deps, budget) : 0)
}
