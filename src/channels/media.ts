import { FetchError, HttpError } from '../lib/http.ts'

/** The bytes of a GET as a Response; 20 MiB, as Telegram and our own uploads allow. */
export function mediaResponse(answer: { status: number; headers: Headers; bytes: Uint8Array<ArrayBuffer> }): Response {
  if (answer.status === 200)
    return new Response(answer.bytes, {
      headers: { 'content-type': answer.headers.get('content-type') ?? 'application/octet-stream' },
    })
  const isGone = answer.status >= 400 && answer.status < 500 && ![401, 408, 429].includes(answer.status)
  throw new FetchError(isGone ? 'gone' : 'busy', `status ${answer.status}`)
}

export const MAX_MEDIA_BYTES = 20 * 1024 * 1024

export function toFetchError(error: unknown): FetchError {
  if (error instanceof FetchError) return error
  if (!(error instanceof HttpError)) return new FetchError('busy', 'no readable answer')
  if (error.kind === 'too_large') return new FetchError('too_large', 'it is too large')
  return new FetchError(error.kind === 'refused_host' || error.kind === 'redirect' ? 'gone' : 'busy', error.kind)
}
