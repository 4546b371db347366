/** One call to a GeoReport server: paths, key, bounds, and what its failures mean. */
import { noAnswer, rootOf } from '../lib/answer.ts'
import { type Http, type HttpAnswer, HttpError } from '../lib/http.ts'
import type { SendResult } from '../message.ts'
import { DestinationError } from './destination.ts'
import { type Entry, idOf, readEntries, refusalWords, retryAfterOf } from './open311-answer.ts'
import { formOf } from './open311-form.ts'

export interface CallOptions {
  /** GeoReport v2 root, e.g. https://centre.example/open311/v2 */
  readonly url: URL
  readonly apiKey: string
  /** null: the server serves one body only */
  readonly jurisdiction: string | null
  readonly http: Http
}

const POST_MS = 20_000
const GET_MS = 15_000
const MAX_ANSWER_BYTES = 1 << 20
/** A page of reports of 4,000 Vietnamese characters each. */
const MAX_LIST_BYTES = 8 << 20

/** What a send came to, where the server's own words decide (P-07): only what they say themselves is a refusal. */
export interface Sent {
  readonly path: string
  readonly form: URLSearchParams
  /** What must not be repeated though it is one word only. */
  readonly secrets: readonly string[]
}

/** @returns their answer to a POST, or how it ended without one */
export async function post(options: CallOptions, { path, form }: Sent, signal: AbortSignal): Promise<HttpAnswer | SendResult> {
  const body = new URLSearchParams([...keys(options), ...form])
  try {
    return await options.http.request(urlOf(options, path), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body,
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: POST_MS,
      signal,
    })
  } catch (error) {
    return error instanceof HttpError ? noAnswer(error) : { outcome: 'unknown', detail: 'unreadable answer' }
  }
}

/** A POST's answer that brought no id. What is not in GeoReport's form may come from a gateway that lost their answer. */
export function refusal(options: CallOptions, { form, secrets }: Sent, answer: HttpAnswer): SendResult {
  const { status, bytes } = answer
  const words = refusalWords(bytes, [...form.values()], [options.apiKey, ...secrets])
  const detail = `${status} ${words ?? 'unreadable answer'}`
  const retryAfterMs = retryAfterOf(answer)
  const pause = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (status === 429) return { outcome: 'not_sent', reason: 'busy', ...pause, detail }
  if (status === 401) return { outcome: 'not_sent', reason: 'unauthorized', detail }
  if (words === null || status < 400 || status === 408 || isThere(status, words)) return { outcome: 'unknown', detail }
  if (status >= 500) return { outcome: 'not_sent', reason: 'busy', ...pause, detail }
  return { outcome: 'not_sent', reason: status === 403 ? 'unauthorized' : 'invalid', detail }
}

/** A refusal because they have it already: then it is to be looked for, not given up. */
export function isThere(status: number, words: string): boolean {
  return status === 409 || (status === 400 && /already exist/i.test(words))
}

/** The id in a 2xx answer to a POST; '': none, whatever the status says. */
export function newId({ status, bytes }: HttpAnswer, name: string): string {
  if (status < 200 || status > 299) return ''
  return (readEntries(bytes) ?? []).map((entry) => idOf(entry, name)).find((id) => id !== '') ?? ''
}

type Params = Readonly<Record<string, string>>

/** `entries` null: refused, or no such thing there (400, 404, 405, 501). */
export interface Listed {
  readonly status: number
  readonly entries: readonly Entry[] | null
  /** It was asked with what goes beyond the frozen specification. */
  readonly hasExtras: boolean
}

/**
 * A list by GET.
 *
 * @param extras beyond the frozen specification; a server that refuses them (400) is asked once more without
 * @throws DestinationError
 */
export async function list(
  options: CallOptions,
  path: string,
  params: Params,
  extras: Params,
  signal: AbortSignal,
): Promise<Listed> {
  const answer = await get(options, path, { ...params, ...extras }, signal)
  const { status } = answer
  const hasExtras = Object.keys(extras).length > 0
  if (status === 400 && hasExtras) return list(options, path, params, {}, signal)
  if ([400, 404, 405, 501].includes(status)) return { status, entries: null, hasExtras }
  if (status !== 200) throw refused(answer)
  const entries = readEntries(answer.bytes)
  if (entries === null) throw new DestinationError('unreadable', 'its answer is no JSON')
  return { status, entries, hasExtras }
}

/** The key, as an extra: with it a server may show our reports that it shows nobody else. */
export function keyOf({ apiKey }: CallOptions): Params {
  return { api_key: apiKey }
}

async function get(options: CallOptions, path: string, params: Params, signal: AbortSignal): Promise<HttpAnswer> {
  const url = urlOf(options, path)
  url.search = formOf({ jurisdiction_id: options.jurisdiction, ...params }).toString()
  try {
    return await options.http.request(url, { maxBytes: MAX_LIST_BYTES, timeoutMs: GET_MS, signal })
  } catch (error) {
    throw toDestinationError(error)
  }
}

function refused(answer: HttpAnswer): DestinationError {
  const { status } = answer
  if (status === 401 || status === 403) return new DestinationError('unauthorized', `status ${status}`)
  if (status === 429 || status >= 500) return new DestinationError('busy', `status ${status}`, retryAfterOf(answer))
  return new DestinationError('unreadable', `status ${status}`)
}

function toDestinationError(error: unknown): DestinationError {
  if (!(error instanceof HttpError)) return new DestinationError('unreadable', 'no readable answer')
  return new DestinationError(error.kind === 'too_large' || error.kind === 'redirect' ? 'unreadable' : 'busy', error.kind)
}

function urlOf({ url }: CallOptions, path: string): URL {
  return new URL(`${rootOf(url)}/${path}.json`)
}

function keys({ apiKey, jurisdiction }: CallOptions): URLSearchParams {
  return formOf({ api_key: apiKey, jurisdiction_id: jurisdiction })
}
