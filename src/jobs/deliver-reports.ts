/** Takes reports to who handles them elsewhere, and photos after them that came late. */
import { OTHER } from '../city/categories.ts'
import { communeByCode } from '../city/units.ts'
import type { Deps } from '../deps.ts'
import { type Destination, DestinationError, type OutgoingReport, sentFields } from '../destinations/destination.ts'
import { errorFields } from '../lib/log.ts'
import type { SendResult } from '../message.ts'
import * as attachments from '../models/attachment.ts'
import * as channelStates from '../models/channel-state.ts'
import * as deliveries from '../models/delivery.ts'
import * as policy from '../models/delivery-policy.ts'
import { mediaLink } from '../models/media-link.ts'
import * as reports from '../models/report.ts'
import * as transfers from '../models/transfer.ts'
import { translator } from '../texts.ts'
import { drain, type Job } from './drain.ts'

const AT_ONCE = 4
const CALL_MS = 15_000
/** a centre fetches pictures when it gets to it */
const LINK_MS = 7 * 24 * 3_600_000

export const deliverReports: Job = {
  name: 'deliver-reports',
  run: (deps, budget) =>
    drain(deps, 'deliver-reports', budget, {
      claim: () =>
        deliveries.claim(deps.db, {
          destinations: [...deps.destinations.keys()],
          leaseSeconds: deps.config.leaseSeconds,
          limit: AT_ONCE,
        }),
      handle: (claimed) => deliver(deps, claimed),
      fail: (claimed, error) => fail(deps, claimed, error),
      release: (claimed) => deliveries.release(deps.db, claimed),
    }),
}

async function deliver(deps: Deps, claimed: deliveries.Claimed): Promise<void> {
  const destination = deps.destinations.get(claimed.destination)
  const report = await reports.find(deps.db, deps.vault, claimed.reportId)
  if (!destination || !report) throw new Error(`Delivery ${claimed.id} has no report or no destination.`)
  const photos = (await attachments.listOf(deps.db, { reportId: report.id })).filter(isSendable)
  const outgoing = await outgoingOf(deps, report, photos, claimed.isDoubtful)
  const fields = sentFields(destination, outgoing)
  // Also after a refusal: a server can fail after it has stored. Where nobody can be asked, an official has decided.
  if (claimed.attempts > 0 && (destination.find || (claimed.unknowns > 0 && !claimed.isDoubtful))) {
    const earlier = await ask(deps, destination, claimed, report.reference)
    if (earlier) return settle(deps, claimed, earlier, fields)
  }
  const attempt = { leaseSeconds: deps.config.leaseSeconds, photoIds: photos.map(({ id }) => id) }
  // From before the lease is renewed: where the answer of the database took as long as the lease, another has the row by now.
  const signal = signalOf(deps)
  if (!(await deps.db.transaction().execute((tx) => deliveries.begin(tx, claimed, attempt)))) return
  await settle(deps, claimed, await destination.submit(outgoing, signal), fields)
}

/** Not begun: it climbs the ladder as a refused one does. Begun: it stays `sending`, and is asked for later (P-08). */
async function fail(deps: Deps, claimed: deliveries.Claimed, error: unknown): Promise<void> {
  const { error: name, source } = errorFields(error)
  const detail = [name, source].filter(Boolean).join(' at ')
  const outcome = outcomeOf(deps, claimed, { outcome: 'not_sent', reason: 'busy', detail })
  await deliveries.settle(deps.db, claimed, outcome, ['leased'])
}

/** Whether an earlier attempt arrived: its id as a result; what could not be asked as one too; null: it surely did not. */
async function ask(
  deps: Deps,
  destination: Destination,
  claimed: deliveries.Claimed,
  reference: string,
): Promise<SendResult | null> {
  if (!destination.find) return { outcome: 'unknown', detail: 'it cannot be asked' }
  const window = { from: claimed.firstTryAt ?? deps.now(), to: deps.now() }
  try {
    const found = await destination.find(reference, window, signalOf(deps))
    return found && { outcome: 'sent', id: found.id }
  } catch (error) {
    // A destination says "could not ask" by throwing, so that it is never taken for "is not there".
    if (!(error instanceof DestinationError)) throw error
    const { kind, retryAfterMs } = error
    return {
      outcome: 'not_sent',
      reason: kind === 'unauthorized' ? 'unauthorized' : 'busy',
      detail: 'it could not be asked',
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    }
  }
}

/** @param fields what leaves, or left with the attempt that was found: it is noted (L-08), as its worker may have ended */
async function settle(deps: Deps, claimed: deliveries.Claimed, result: SendResult, fields: readonly string[]): Promise<void> {
  const outcome = outcomeOf(deps, claimed, result)
  const isSettled = await deps.db.transaction().execute(async (tx) => {
    if (!(await deliveries.settle(tx, claimed, outcome))) return false
    if (result.outcome !== 'not_sent') await transfers.record(tx, { ...claimed, fields, outcome: result.outcome })
    return true
  })
  if (result.outcome === 'not_sent' && result.retryAfterMs !== undefined)
    await channelStates.pause(deps.db, claimed.destination, 'busy', result.retryAfterMs)
  if (isSettled) log(deps, claimed, outcome)
}

function outcomeOf(deps: Deps, claimed: deliveries.Claimed, result: SendResult): policy.Outcome {
  const canAsk = deps.destinations.get(claimed.destination)?.find !== undefined
  return policy.outcomeOf(claimed, result, { retrySeconds: deps.config.deliveryRetrySeconds, canAsk, now: deps.now() })
}

function log(deps: Deps, { id, destination }: deliveries.Claimed, outcome: policy.Outcome): void {
  const level = outcome.state === 'delivered' ? 'info' : outcome.state === 'waiting' ? 'warn' : 'error'
  const reason = 'reason' in outcome ? outcome.reason : undefined
  deps.log[level]('delivery', { delivery: id, destination, state: outcome.state, reason })
}

async function outgoingOf(
  deps: Deps,
  report: reports.Report,
  photos: readonly attachments.Attachment[],
  isDoubtful: boolean,
): Promise<OutgoingReport> {
  const commune = report.communeCode === null ? undefined : communeByCode(report.communeCode)
  return {
    reference: report.reference,
    category: report.category ?? OTHER,
    description: report.description,
    ...(isDoubtful && { notice: translator('vi')('news:centre.doubtful') }),
    place: report.place,
    position: report.position,
    communeName: commune?.fullName ?? null,
    mediaUrls: await Promise.all(photos.map(({ id }) => linkTo(deps, id))),
    requestedAt: report.createdAt,
  }
}

export function linkTo(deps: Deps, attachmentId: string): Promise<string> {
  return mediaLink(deps.vault, deps.config.publicUrl, attachmentId, new Date(deps.now().getTime() + LINK_MS))
}

function isSendable({ kind, state }: attachments.Attachment): boolean {
  return kind === 'photo' && state === 'stored'
}

/** Shorter than the lease, so that no other worker can take the row while its request is on the wire. */
export function signalOf({ config }: Deps): AbortSignal {
  return AbortSignal.timeout(Math.min(CALL_MS, config.leaseSeconds * 800))
}
