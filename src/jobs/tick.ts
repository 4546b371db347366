import type { Deps } from '../deps.ts'
import { deliverReports } from './deliver-reports.ts'
import type { Budget, Job } from './drain.ts'
import { handleUpdates } from './handle-updates.ts'
import { pollStatuses } from './poll-statuses.ts'
import { saveAttachments } from './save-attachments.ts'
import { sendLatePhotos } from './send-late-photos.ts'
import { sendMessages } from './send-messages.ts'
import { watchChannels } from './watch-channels.ts'

/** Jobs in the order in which work flows; each is a tick of its own on Node, all are one at the edge. */
export const JOBS: readonly Job[] = [
  handleUpdates,
  sendMessages,
  saveAttachments,
  deliverReports,
  sendLatePhotos,
  pollStatuses,
  watchChannels,
]

/** What an update waits for: it is handled, answered, and its photos are fetched. All else can wait for the next tick. */
export async function answerUpdates(deps: Deps, budget: Budget): Promise<void> {
  await Promise.all([sendMessages.run(deps, budget), saveAttachments.run(deps, budget)])
}

/** One bounded round of all work: what was received first, then what that caused. Items worked on. */
export async function tick(deps: Deps, budget: Budget): Promise<number> {
  const [first, ...others] = JOBS
  const handled = (await first?.run(deps, budget)) ?? 0
  const counts = await Promise.all(others.map((job) => job.run(deps, budget)))
  // What the destinations said, and what was refused, is owed to people only now.
  const told = await sendMessages.run(deps, budget)
  return counts.reduce((sum, count) => sum + count, handled + told)
}
