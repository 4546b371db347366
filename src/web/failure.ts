import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Env } from './env.ts'

const MESSAGES = {
  not_found: 'There is nothing at this address.',
  broken: 'The body broke off.',
  too_large: 'The body is larger than this address takes.',
  too_slow: 'The body came too slowly.',
  not_json: 'The body is not JSON of reasonable depth.',
  not_an_update: 'The body is not an update of this platform.',
  try_again: 'The update could not be stored. Send it again.',
  internal: 'Something went wrong on our side. Try again.',
} as const

/** An error of `/api` and `/webhooks`: `{"error":{"code","message"}}`. */
export function failure(c: Context<Env>, status: ContentfulStatusCode, code: keyof typeof MESSAGES): Response {
  return c.json({ error: { code, message: MESSAGES[code] } }, status)
}
