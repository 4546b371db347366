/**
 * Renewing the grant of a Zalo OA: the refresh token is used once and comes back as another (P-11).
 *
 * No code of a refused refresh is documented: whatever Zalo says in its own words, but "too many", is taken as its word
 * that the token is no good. What nobody could read says nothing about it.
 */
import * as v from 'valibot'
import { describe, rootOf } from '../lib/answer.ts'
import { type Http, HttpError } from '../lib/http.ts'
import { lenient, parseExact } from '../lib/json.ts'
import type { Grant, Refreshed } from './channel.ts'

export interface ZaloOaGrantOptions {
  readonly appId: string
  readonly appSecret: string
  readonly refreshToken: string | null
  /** https://oauth.zaloapp.com, or a fake's */
  readonly oauthUrl: URL
  readonly http: Http
}

export function createZaloOaGrant(options: ZaloOaGrantOptions): Grant {
  return {
    given: options.refreshToken,
    async refresh(refreshToken, signal) {
      try {
        return await ask(options, refreshToken, signal)
      } catch (error) {
        const kind = error instanceof HttpError ? error.kind : 'unreadable answer'
        return { outcome: kind === 'not_sent' || kind === 'refused_host' ? 'not_sent' : 'unknown', detail: kind }
      }
    },
  }
}

const TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 1 << 16
/** 25 hours, where it does not say */
const USUAL_SECONDS = 90_000

async function ask(options: ZaloOaGrantOptions, refreshToken: string, signal: AbortSignal): Promise<Refreshed> {
  const answer = await options.http.request(new URL(`${rootOf(options.oauthUrl)}/v4/oa/access_token`), {
    method: 'POST',
    headers: { secret_key: options.appSecret, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ refresh_token: refreshToken, app_id: options.appId, grant_type: 'refresh_token' }).toString(),
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs: TIMEOUT_MS,
    signal,
  })
  const body = parseExact(answer.bytes)
  const pair = v.safeParse(Pair, body)
  if (pair.success) return renewed(pair.output)
  const refusal = v.safeParse(Refusal, body)
  if (!refusal.success) return { outcome: 'unknown', detail: `status ${answer.status}` }
  const { error, error_name, error_description, message } = refusal.output
  const words = [error_name, error_description ?? message].filter(Boolean).join(': ')
  const detail = describe(error, words, [options.appSecret, refreshToken])
  return { outcome: error === -32 || answer.status >= 500 || answer.status === 429 ? 'not_sent' : 'refused', detail }
}

/** `expires_in` is a text at times. */
const seconds = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.number(), v.minValue(1), v.maxValue(1e8))
const Pair = v.object({ access_token: opaqueLong(), refresh_token: opaqueLong(), expires_in: lenient(seconds) })
const Refusal = v.object({
  error: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer()),
  error_name: lenient(v.string()),
  error_description: lenient(v.string()),
  message: lenient(v.string()),
})

function renewed({ access_token, refresh_token, expires_in = USUAL_SECONDS }: v.InferOutput<typeof Pair>): Refreshed {
  return { outcome: 'renewed', access: access_token, refresh: refresh_token, expiresInMs: expires_in * 1000 }
}

/** Tokens of Zalo are several hundred characters long. */
function opaqueLong() {
  return v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,4096}$/))
}
