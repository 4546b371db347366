/**
 * The door of the console: default deny by the role matrix, a session, and for every POST its origin and token
 * (P-24, P-25, P-26). Handlers behind it never ask again who is there; what they see of the city's matters is `scope`.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { matchedRoutes } from 'hono/route'
import { readBody } from '../../lib/body.ts'
import { equalSecrets } from '../../lib/seal.ts'
import { scopeOf } from '../../models/scope.ts'
import * as signIns from '../../models/sign-in.ts'
import type { ConsoleEnv } from './console-env.ts'
import { signInPath } from './local-path.ts'
import { interrupted, refusal } from './refusal.tsx'
import { mayUse, ROLES } from './roles.ts'

export const COOKIE = 'console'
const LIMITS = { maxBytes: 64 * 1024, totalMs: 5000 }

export const guard: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  const route = matchedRoutes(c).find((candidate) => candidate.method !== 'ALL')
  const line = route ? `${route.method} ${route.path}` : ''
  const isPost = c.req.method !== 'GET' && c.req.method !== 'HEAD'
  if (isPost) {
    if (!isFromHere(c)) return refusal(c, 403)
    const body = await readBody(c.req.raw, LIMITS)
    if (!body.ok) return refusal(c, body.status)
    c.set('form', new URLSearchParams(new TextDecoder().decode(body.bytes)))
  }
  if (ROLES[line] === 'anyone') return next()

  const token = getCookie(c, COOKIE)
  const session = token ? await signIns.touchSession(c.env.db, token) : null
  if (!session) return isPost ? interrupted(c) : c.redirect(signInPath(c.req.url))
  c.set('official', session.official)
  c.set('scope', scopeOf(session.official))
  c.set('csrf', session.csrf)
  if (!mayUse(session.official.role, line)) return refusal(c, 404)
  if (isPost && !(await equalSecrets(c.get('form').get('csrf') ?? '', session.csrf))) return interrupted(c)
  return next()
}

/**
 * Whether the browser says that the request comes from our own page.
 *
 * Under `no-referrer` browsers send "Origin: null" from our own forms, so the console's pages ask for `same-origin` by a
 * meta element, and `Sec-Fetch-Site` speaks where the origin is withheld. Saying nothing at all is a refusal.
 */
function isFromHere(c: Context<ConsoleEnv>): boolean {
  const origin = c.req.header('Origin')
  if (origin && origin !== 'null') {
    return origin === new URL(c.env.config.publicUrl).origin || origin === new URL(c.req.url).origin
  }
  return c.req.header('Sec-Fetch-Site') === 'same-origin'
}
