import type { Deps } from '../deps.ts'
import type { Budget, Job } from './drain.ts'
import { handleUpdates } from './handle-updates.ts'
import { saveAttachments } from './save-attachments.ts'
import { sendMessages } from './send-messages.ts'

/** Jobs in the order in which work flows; each is a tick of its own on Node, all are one at the edge. */
export const JOBS: readonly Job[] = [handleUpdates, sendMessages, saveAttachments]

/** One bounded round of all work: what was received first, then what that caused. Items worked on. */
export async function tick(deps: Deps, budget: Budget): Promise<number> {
  const handled = await handleUpdates.run(deps, budget)
  const [sent, saved] = await Promise.all([sendMessages.run(deps, budget), saveAttachments.run(deps, budget)])
  return handled + sent + saved
}
