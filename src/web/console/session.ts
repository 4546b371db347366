import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as signIns from '../../models/sign-in.ts'
import { CLIENT_ADDRESS } from '../env.ts'
import type { ConsoleEnv } from './console-env.ts'
import { COOKIE } from './guard.ts'

/** A new session for this browser; the one it had, if any, ends: the id changes at every sign-in (P-24). */
export async function begin(c: Context<ConsoleEnv>, officialId: string): Promise<void> {
  const old = getCookie(c, COOKIE)
  if (old) await signIns.closeSession(c.env.db, old)
  const { token } = await signIns.openSession(c.env.db, officialId)
  setCookie(c, COOKIE, token, options(c))
}

export async function end(c: Context<ConsoleEnv>): Promise<void> {
  const token = getCookie(c, COOKIE)
  if (token) await signIns.closeSession(c.env.db, token)
  deleteCookie(c, COOKIE, options(c))
}

/** The network that a request comes from: an IPv4 address, or the /64 of an IPv6 one, which one household or office has. */
export function networkOf(c: Context<ConsoleEnv>): string {
  const address = c.req.header(CLIENT_ADDRESS) ?? 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  const [head = '', tail] = address.toLowerCase().split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

function options(c: Context<ConsoleEnv>) {
  return {
    path: '/console',
    httpOnly: true,
    secure: c.env.config.publicUrl.startsWith('https:'),
    // Lax, not Strict: a link to a report in an official's mail must not look signed out.
    sameSite: 'Lax' as const,
  }
}
