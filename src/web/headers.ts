/**
 * The header set that every answer carries, errors too (P-30). Exceptions, each here: `/chat` may be embedded by
 * EMBED_ORIGINS; signed media may be shown elsewhere; console pages are never stored.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Env } from './env.ts'

const NONE = ["'none'"]
const SELF = ["'self'"]

export const headers: MiddlewareHandler<Env> = async (c, next) => {
  const isMedia = c.req.path.startsWith('/media/')
  const handler = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: NONE,
      scriptSrc: SELF,
      styleSrc: SELF,
      imgSrc: ["'self'", 'blob:'],
      connectSrc: SELF,
      formAction: SELF,
      baseUri: NONE,
      frameAncestors: framers(c),
    },
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: isMedia ? 'cross-origin' : 'same-origin',
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: 'max-age=31536000; includeSubDomains',
    xContentTypeOptions: 'nosniff',
    xFrameOptions: framers(c) === NONE ? 'DENY' : false,
    permissionsPolicy: { geolocation: SELF.map(() => 'self'), camera: [], microphone: [] },
  })
  await handler(c, next)
  if (c.req.path.startsWith('/console')) c.header('Cache-Control', 'no-store')
}

function framers(c: Context<Env>): string[] {
  const { embedOrigins } = c.env.config
  return c.req.path === '/chat' && embedOrigins.length > 0 ? [...embedOrigins] : NONE
}
