/**
 * The one door to the outside (P-22): known hosts only, no redirects, bounded size and time, and never a second try.
 *
 * What callers must know of a failure is whether the request may have been read by the other side: `not_sent` may be
 * repeated, `unknown` may not (P-07). Node tells by the error's cause; workerd tells nothing, so there all is `unknown`.
 * Messages hold no address: a platform's URL carries its token (P-29).
 */
import { readBody } from './body.ts'

export interface Http {
  /**
   * One request, one answer, read to its end. Any status is an answer, except a redirect.
   *
   * @throws HttpError
   */
  request(url: URL, init: HttpInit): Promise<HttpAnswer>
}

interface HttpInit {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | URLSearchParams | FormData
  /** Largest answer, in bytes after decompression. */
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array<ArrayBuffer>
}

export type HttpErrorKind = 'refused_host' | 'not_sent' | 'unknown' | 'too_large' | 'timeout' | 'redirect'

export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly kind: HttpErrorKind
  constructor(kind: HttpErrorKind, why: string) {
    super(`The request failed: ${why}.`)
    this.kind = kind
  }
}

/** A platform's photo or file cannot be had. `busy`: asking again may help; `gone`, `too_large`: it will not. */
export class FetchError extends Error {
  override readonly name = 'FetchError'
  readonly kind: 'busy' | 'gone' | 'too_large'
  constructor(kind: 'busy' | 'gone' | 'too_large', why: string) {
    super(`The media cannot be had: ${why}.`)
    this.kind = kind
  }
}

export interface HttpOptions {
  /** Hosts as in a URL, with the port where it is not the scheme's own; `*.zdn.vn` stands for any host below zdn.vn. */
  readonly allowedHosts: readonly string[]
  /** Plain http, and only to this machine: for tests; production refuses the setting. */
  readonly allowLoopback: boolean
  readonly fetch?: typeof fetch
}

export function createHttp(options: HttpOptions): Http {
  const send = options.fetch ?? fetch
  return {
    async request(url, init) {
      if (!isAllowed(url, options)) throw new HttpError('refused_host', 'its host is not in the configuration')
      if (init.signal?.aborted) throw new HttpError('not_sent', 'it was cancelled before it began')
      const timeout = AbortSignal.timeout(init.timeoutMs)
      const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
      try {
        const response = await send(url, {
          method: init.method ?? 'GET',
          ...(init.headers && { headers: init.headers }),
          ...(init.body !== undefined && { body: init.body as BodyInit }),
          redirect: 'manual',
          signal,
        })
        if (isRedirect(response)) {
          response.body?.cancel().catch(() => undefined)
          throw new HttpError('redirect', `it was answered with a redirect (${response.status})`)
        }
        return { status: response.status, headers: response.headers, bytes: await readAnswer(response, init.maxBytes) }
      } catch (error) {
        throw toHttpError(error, timeout.aborted)
      }
    },
  }
}

function isAllowed(url: URL, { allowedHosts, allowLoopback }: HttpOptions): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowLoopback && isLoopback(url.hostname))) return false
  return allowedHosts.some((allowed) => {
    const host = allowed.toLowerCase()
    return host.startsWith('*.') ? url.host.endsWith(host.slice(1)) && url.host.length > host.length - 1 : url.host === host
  })
}

function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]'
}

function isRedirect(response: Response): boolean {
  return response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
}

async function readAnswer(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const body = await readBody(response, { maxBytes })
  if (body.ok) return body.bytes
  if (body.status === 413) throw new HttpError('too_large', `the answer is larger than ${maxBytes} bytes`)
  throw new Error('The answer broke off.')
}

function toHttpError(error: unknown, timedOut: boolean): HttpError {
  if (error instanceof HttpError) return error
  if (isBeforeWrite(error)) return new HttpError('not_sent', 'no connection was made')
  if (timedOut) return new HttpError('timeout', 'no whole answer came in time')
  return new HttpError('unknown', 'the connection broke, and it may have been read')
}

const BEFORE_WRITE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS_CERT.*|DEPTH_ZERO_.*|UNABLE_TO_.*)$/

/** No name, no connection or no handshake: not a byte of the request left. */
function isBeforeWrite(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown; syscall?: unknown } | undefined) : undefined
  if (typeof cause !== 'object' || cause === null) return false
  return cause.syscall === 'connect' || (typeof cause.code === 'string' && BEFORE_WRITE.test(cause.code))
}
