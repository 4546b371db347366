/**
 * Where platforms knock: verify, read, parse, store, answer. Nothing else happens before the answer (P-01, P-04).
 *
 * A secret in a header is checked before a byte of the body is read: a stranger costs no memory and no database work
 * (P-18). A signature over the body (Zalo OA) can only be checked when the body is there, and before it is parsed; which
 * way of making it was the right one is kept with the update, because the platform's own papers disagree.
 */
import { Hono } from 'hono'
import type { Deps } from '../deps.ts'
import { parseJson, readBody } from '../lib/body.ts'
import { errorFields } from '../lib/log.ts'
import type { Inbound } from '../message.ts'
import * as inbox from '../models/inbox.ts'
import type { Env } from './env.ts'
import { failure } from './failure.ts'

const MAX_BYTES = 1024 * 1024
const BODY_MS = 5000
/** P-03: the platform hears 503 within 1.5 s */
const STORE_MS = 1200
/** Writes at once beyond which more are refused at the door: a slow database must not pile up requests. */
const MAX_WRITING = 64

const PATHS = { telegram: 'telegram', zalo: 'zalo', 'zalo-oa': 'zalo-oa' } as const

export const webhooks = new Hono<Env>()

webhooks.post('/:channel', async (c) => {
  const name = PATHS[c.req.param('channel') as keyof typeof PATHS]
  const channel = name && c.env.channels.get(name)
  if (!channel) return failure(c, 404, 'not_found')
  const { headers } = c.req.raw
  if (!(await channel.verify(headers, null))) return c.body(null, 401)
  const body = await readBody(c.req.raw, { maxBytes: MAX_BYTES, totalMs: BODY_MS })
  if (!body.ok) return failure(c, body.status, body.status === 413 ? 'too_large' : body.status === 408 ? 'too_slow' : 'broken')
  const signedBy = await channel.signedBy?.(headers, body.bytes)
  if (signedBy === null) return c.body(null, 401)
  if (body.bytes.length === 0) return c.json({ ok: true })
  if (!parseJson(body.bytes, { maxDepth: 64 }).ok) return failure(c, 400, 'not_json')
  const inbounds = await channel.parse(body.bytes)
  if (inbounds === null) return failure(c, 400, 'not_an_update')
  if (!(await stored(c.env, inbounds, body.bytes, signedBy))) {
    c.header('Retry-After', '5')
    return failure(c, 503, 'try_again')
  }
  void c.env.wake()
  return c.json({ ok: true })
})

async function stored(deps: Deps, inbounds: readonly Inbound[], body: Uint8Array, signedBy?: string): Promise<boolean> {
  const { intake } = deps
  if (intake.writing >= MAX_WRITING) return false
  intake.writing += 1
  const raw = new TextDecoder().decode(body)
  const writes = Promise.all(
    inbounds.map((inbound) =>
      inbox.add(deps.db, deps.vault, { inbound, raw, signedBy, albumWaitSeconds: deps.config.albumWaitSeconds }),
    ),
  )
    .then(() => true)
    .catch((error) => {
      deps.log.error('inbox_write_failed', errorFields(error))
      return false
    })
    .finally(() => {
      intake.writing -= 1
    })
  return Promise.race([writes, timeout(STORE_MS)])
}

function timeout(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms))
}
