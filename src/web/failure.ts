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
  foreign: 'Another site sent this request.',
  not_a_message: 'The body is none of: {"text"}, {"button"}, {"location":{"lat","lng"}}, or a form with photo or file.',
  too_many_files: 'At most ten photos and files fit in one message.',
  bad_after: 'The parameter after must be the id of a message.',
  internal: 'Something went wrong on our side. Try again.',
} as const

export type FailureCode = keyof typeof MESSAGES

/** An error of `/api` and `/webhooks`: `{"error":{"code","message"}}`. */
export function failure(c: Context<Env>, status: ContentfulStatusCode, code: FailureCode): Response {
  return c.json({ error: { code, message: MESSAGES[code] } }, status)
}
