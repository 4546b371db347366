/**
 * Open311 GeoReport v2, the public standard for reports of a city; with mySociety's updates where a server has them.
 *
 * JSON only. The standard has no key against doubles, so our reference travels in `attribute[client_ref]` and on the first
 * line of the description, and `find` looks for it. Nothing here tries a POST again: that is the caller's, after `find`.
 * Facts: the frozen specification (wiki.open311.org/GeoReport_v2) and mySociety's open311-adapter.
 */
import type { HttpAnswer } from '../lib/http.ts'
import type { SendResult } from '../message.ts'
import type { Destination, OutgoingReport, ReportField } from './destination.ts'
import { type CallOptions, isThere, newId, post, refusal, type Sent } from './open311-call.ts'
import { requestForm, updateForm } from './open311-form.ts'
import { statusesOf } from './open311-news.ts'
import { findByReference } from './open311-search.ts'
import { idSoon, resolved } from './open311-token.ts'

export interface Open311Options extends CallOptions {
  /** What may be told of the sender (L-08). */
  readonly personalFields?: readonly ('name' | 'phone')[]
  /** The centre's code by our category, where it is another. */
  readonly serviceCodes?: Readonly<Record<string, string>>
  /** Between two questions for the id that a token stands for. */
  readonly tokenWaitMs?: number
}

const FIELDS: readonly ReportField[] = [
  'reference',
  'category',
  'description',
  'notice',
  'place',
  'position',
  'communeName',
  'mediaUrls',
  'requestedAt',
]
const TOKEN_WAIT_MS = 1000

export function createOpen311(options: Open311Options): Required<Destination> {
  const fields = [...FIELDS, ...(options.personalFields ?? [])]
  return {
    name: 'open311',
    fields,
    async submit(report, signal) {
      const form = requestForm(report, { fields, serviceCodes: options.serviceCodes ?? {} })
      const sent: Sent = { path: 'requests', form, secrets: namesIn(report) }
      const answer = await post(options, sent, signal)
      return 'outcome' in answer ? answer : accepted(options, sent, answer, signal)
    },
    find: (reference, window, signal) => findByReference(options, reference, window, signal),
    async addUpdate(id, update, signal) {
      const realId = await resolved(options, id, signal)
      if (realId === null) return { outcome: 'not_sent', reason: 'busy', detail: 'no id yet' }
      const sent: Sent = { path: 'servicerequestupdates', form: updateForm(realId, update), secrets: [] }
      const answer = await post(options, sent, signal)
      return 'outcome' in answer ? answer : taken(options, sent, answer, update.updateId)
    },
    statuses: (ids, window, signal) => statusesOf(options, ids, window, signal),
  }
}

/** An id, or a token: then the report is theirs, and the id may come today or tomorrow. */
async function accepted(options: Open311Options, sent: Sent, answer: HttpAnswer, signal: AbortSignal): Promise<SendResult> {
  const id = newId(answer, 'service_request_id')
  if (id !== '') return { outcome: 'sent', id }
  const token = newId(answer, 'token')
  if (token === '') return refusal(options, sent, answer)
  return { outcome: 'sent', id: await idSoon(options, token, options.tokenWaitMs ?? TOKEN_WAIT_MS, signal) }
}

/** mySociety's receiver refuses an update that it has; and a server without the extension has no such path. */
function taken(options: CallOptions, sent: Sent, answer: HttpAnswer, updateId: string): SendResult {
  const id = newId(answer, 'update_id')
  if (id !== '') return { outcome: 'sent', id }
  const result = refusal(options, sent, answer)
  if (result.outcome === 'unknown' && isThere(answer.status, result.detail ?? '')) return { outcome: 'sent', id: updateId }
  const isMissing = result.outcome === 'unknown' && [404, 405, 501].includes(answer.status)
  return isMissing ? { outcome: 'not_sent', reason: 'invalid', detail: `${answer.status} no updates` } : result
}

function namesIn({ name, phone }: OutgoingReport): readonly string[] {
  return [name ?? '', phone ?? ''].filter((text) => text !== '')
}
