/**
 * Whose web chat this is: a random address in a cookie that no script can read. It is the key to the whole talk, so it
 * stands in no URL and no log line. There is nothing to sign: an address that nobody was given opens an empty talk.
 */
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { randomName } from '../lib/random.ts'
import type { Env } from './env.ts'

const ADDRESS = /^[0-9a-z]{32}$/
/** Half a year after the last look at the page; a registration takes months. */
const MAX_AGE_SECONDS = 180 * 24 * 3600

/** The address of this browser's talk; null: it has none yet. */
export function addressOf(c: Context<Env>): string | null {
  const value = getCookie(c, cookieName(c))
  return value !== undefined && ADDRESS.test(value) ? value : null
}

/** The address of this browser's talk, a new one if it has none; the answer carries the cookie. */
export function keepSession(c: Context<Env>): string {
  const address = addressOf(c) ?? randomName()
  setCookie(c, cookieName(c), address, {
    path: '/',
    httpOnly: true,
    secure: isHttps(c),
    sameSite: 'Lax',
    maxAge: MAX_AGE_SECONDS,
  })
  return address
}

/**
 * Whether the browser says that another site sent this request.
 *
 * The cookie would not come along, but a new one would replace the person's own and their talk would be gone. Who says
 * nothing (no browser, or an old one) is let in.
 */
export function isForeign(c: Context<Env>): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const origin = c.req.header('Origin')
  if (origin === undefined || origin === 'null') return false
  return origin !== new URL(c.env.config.publicUrl).origin && origin !== new URL(c.req.url).origin
}

/** With the prefix no neighbour under the same domain can plant a cookie of its own; browsers ask for https then. */
function cookieName(c: Context<Env>): string {
  return isHttps(c) ? '__Host-chat' : 'chat'
}

function isHttps(c: Context<Env>): boolean {
  return c.env.config.publicUrl.startsWith('https:')
}
