import type { Deps } from '../deps.ts'
import { deleteFiles } from './delete-files.ts'
import { deliverReports } from './deliver-reports.ts'
import type { Budget, Job } from './drain.ts'
import { everyFew } from './every-few.ts'
import { expireData } from './expire-data.ts'
import { fanOutBroadcasts } from './fan-out-broadcasts.ts'
import { handleUpdates } from './handle-updates.ts'
import { pollStatuses } from './poll-statuses.ts'
import { refreshTokens } from './refresh-tokens.ts'
import { remindPeople } from './remind-people.ts'
import { remindProducers } from './remind-producers.ts'
import { saveAttachments } from './save-attachments.ts'
import { sendBroadcasts } from './send-broadcasts.ts'
import { sendLatePhotos } from './send-late-photos.ts'
import { sendMessages } from './send-messages.ts'
import { watchChannels } from './watch-channels.ts'

const FOR_ONE: readonly Job[] = [
  refreshTokens,
  sendMessages,
  saveAttachments,
  deliverReports,
  sendLatePhotos,
  pollStatuses,
  everyFew(remindProducers, 300),
  everyFew(remindPeople, 300),
  everyFew(expireData, 3600),
  deleteFiles,
  watchChannels,
]
const FOR_MANY: readonly Job[] = [fanOutBroadcasts, sendBroadcasts]

/** Jobs in the order in which work flows; each is a tick of its own on Node, all are one at the edge. */
export const JOBS: readonly Job[] = [handleUpdates, ...FOR_ONE, ...FOR_MANY]

/** What an update waits for: it is handled, answered, and its photos are fetched. All else can wait for the next tick. */
export async function answerUpdates(deps: Deps, budget: Budget): Promise<void> {
  // Without access nothing can be sent; where a platform's access does not end there is nothing to do.
  await refreshTokens.run(deps, budget)
  await Promise.all([sendMessages.run(deps, budget), saveAttachments.run(deps, budget)])
}

/** One bounded round of all work: what was received first, then what that caused. Items worked on. */
export async function tick(deps: Deps, budget: Budget): Promise<number> {
  const handled = await handleUpdates.run(deps, budget)
  const counts = await Promise.all([answer(deps, budget), announce(deps, budget)])
  return counts.reduce((sum, count) => sum + count, handled)
}

/** What the destinations said, and what was refused, is owed to people only after the first sending. */
async function answer(deps: Deps, budget: Budget): Promise<number> {
  return (await beside(deps, budget, FOR_ONE)) + (await sendMessages.run(deps, budget))
}

/** May last as long as the budget does; sending goes on while the rows of the next broadcast are written. */
async function announce(deps: Deps, budget: Budget): Promise<number> {
  return (await beside(deps, budget, FOR_MANY)) + (await beside(deps, budget, FOR_MANY))
}

async function beside(deps: Deps, budget: Budget, jobs: readonly Job[]): Promise<number> {
  const counts = await Promise.all(jobs.map((job) => job.run(deps, budget)))
  return counts.reduce((sum, count) => sum + count, 0)
}
