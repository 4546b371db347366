/** What Zalo's codes mean for the message, the person, the channel; `reliability.md` section 3 stands above it. */
import { nextWithin } from '../lib/time.ts'
import type { SendResult } from '../message.ts'

type Reason = Extract<SendResult, { outcome: 'not_sent' }>['reason']

/** The token is wrong or over: the next one may do. */
export function isTokenError(code: number): boolean {
  return TOKEN.has(code)
}

/** `rate`: more than its limit in a minute · `night`: this kind of message not before the morning */
export function classOf(code: number, status: number): Reason | 'rate' | 'night' {
  if (code === -32) return 'rate'
  const known = CLASSES.find(([, codes]) => codes.has(code))
  if (known) return known[0]
  // In its own words that it failed: believed, as of every platform (docs/decisions/0002).
  return status >= 500 ? 'busy' : 'invalid'
}

/** Until the next minute begins, when the count begins anew. */
export function nextMinuteMs(now: Date): number {
  return 60_000 - (now.getTime() % 60_000)
}

export function nightMs(now: Date): number {
  return Math.max(0, nextWithin(DAY, now).getTime() - now.getTime())
}

/** L-16 */
const DAY = { from: 7 * 60, to: 22 * 60 }

const TOKEN = new Set([-216, -220, -124])
/** Account or app disabled, not verified, not authorised, package, billing: a human must act, the queue is kept. */
const HUMAN = new Set([-204, -205, -209, -212, -219, -221, -223, -224, -320, -321])
const MONEY = new Set([-211, -144, -1441, -147, -1471, -1472, -115, -137])
/** Cap of the receiver, 45 days away, no word in seven days, restricted. */
const RECEIVER = new Set([-218, -227, -230, -232, -244])
const ASSET_OVER = new Set([-100])

const CLASSES: readonly (readonly [Reason | 'night', ReadonlySet<number>])[] = [
  ['unauthorized', HUMAN],
  ['quota', MONEY],
  ['blocked', new Set([-217])],
  ['closed', RECEIVER],
  ['night', new Set([-234, -133])],
  ['busy', ASSET_OVER],
]
