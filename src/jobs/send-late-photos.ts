import type { Deps } from '../deps.ts'
import * as channelStates from '../models/channel-state.ts'
import * as latePhotos from '../models/late-photo.ts'
import * as transfers from '../models/transfer.ts'
import { translator } from '../texts.ts'
import { linkTo, signalOf } from './deliver-reports.ts'
import { drain, type Job } from './drain.ts'

const AT_ONCE = 4

/** What was photographed on a bad line still reaches who handles the report, as an update of it. */
export const sendLatePhotos: Job = {
  name: 'send-late-photos',
  run: (deps, budget) =>
    drain(deps, 'send-late-photos', budget, {
      claim: () =>
        latePhotos.claim(deps.db, {
          destinations: [...deps.destinations.values()].filter(({ addUpdate }) => addUpdate).map(({ name }) => name),
          leaseSeconds: deps.config.leaseSeconds,
          limit: AT_ONCE,
        }),
      handle: (photo) => send(deps, photo),
      fail: (photo) => latePhotos.postpone(deps.db, photo, deps.config.deliveryRetrySeconds),
      release: (photo) => latePhotos.release(deps.db, photo),
    }),
}

async function send(deps: Deps, photo: latePhotos.LatePhoto): Promise<void> {
  const { attachmentId, isClosed, externalId } = photo
  const update = {
    // The same at each attempt, so that it counts once there.
    updateId: `photo-${attachmentId}`,
    text: translator('vi')('news:centre.photo'),
    mediaUrls: [await linkTo(deps, attachmentId)],
    isClosed,
    at: deps.now(),
  }
  const result = await deps.destinations.get(photo.destination)?.addUpdate?.(externalId, update, signalOf(deps))
  if (result?.outcome === 'sent') return arrived(deps, photo)
  if (result?.outcome === 'not_sent' && result.reason === 'invalid') {
    deps.log.error('late_photo_refused', { delivery: photo.deliveryId, reason: result.detail })
    await deps.db.transaction().execute((tx) => latePhotos.settle(tx, photo))
    return
  }
  const asked = result?.outcome === 'not_sent' ? result.retryAfterMs : undefined
  if (asked !== undefined) await channelStates.pause(deps.db, photo.destination, 'busy', asked)
  await latePhotos.postpone(deps.db, photo, deps.config.deliveryRetrySeconds, asked)
}

function arrived(deps: Deps, photo: latePhotos.LatePhoto): Promise<void> {
  return deps.db.transaction().execute(async (tx) => {
    if (await latePhotos.settle(tx, photo)) await transfers.record(tx, { ...photo, fields: ['mediaUrls'], outcome: 'sent' })
  })
}
