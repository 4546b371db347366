/**
 * How Zalo knocks: signed, at least once, again after 30 s, 5, 15, 30 and 60 min, then never more.
 *
 * The papers disagree on how it signs, so each way can be chosen. Waiting is on the platform's clock, which a test moves.
 */
import { createHash } from 'node:crypto'
import type { WebhookTarget } from './webhook.ts'
import type { ZaloOaIds } from './zalo-oa-events.ts'

export interface Signing {
  time: 'body' | 'header'
  first: 'app' | 'oa'
  secret: 'oa_key' | 'app_secret'
  prefix: 'mac=' | ''
}

interface Keys extends ZaloOaIds {
  readonly appSecret: string
  readonly secret: string
}

interface Pending {
  readonly body: string
  tries: number
  dueAt: number
}

const LADDER_MS = [30_000, 300_000, 900_000, 1_800_000, 3_600_000] as const
const TIMEOUT_MS = 2000

export function zaloOaSignature(
  keys: Keys,
  signing: Signing,
  body: string | Uint8Array,
  times: { body: string; header: string },
) {
  const first = signing.first === 'app' ? keys.appId : keys.oaId
  const secret = signing.secret === 'oa_key' ? keys.secret : keys.appSecret
  const hash = createHash('sha256').update(first).update(body).update(times[signing.time]).update(secret)
  return signing.prefix + hash.digest('hex')
}

export function createZaloOaWebhook(keys: Keys, now: () => number) {
  const signing: Signing = { time: 'body', first: 'app', secret: 'oa_key', prefix: 'mac=' }
  const deliveries: { readonly body: string; readonly status: number; readonly numRetry: number }[] = []
  let target: WebhookTarget | null = null
  let pending: Pending[] = []
  let isOn = true

  const headersOf = (body: string, numRetry: number) => {
    // The two can differ.
    const times = { body: timestampOf(body), header: String(Date.now() + 7) }
    return {
      'content-type': 'application/json',
      'user-agent': 'ZaloOA-Webhook',
      'x-zevent-signature': zaloOaSignature(keys, signing, body, times),
      'x-zevent-timestamp': times.header,
      ...(numRetry > 0 && { num_retry: String(numRetry) }),
    }
  }
  const post = async (body: string, headers: Record<string, string>) => {
    if (!target) throw new Error('The fake has no webhook yet: call useWebhook first.')
    const init = { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) }
    const response = await Promise.resolve((target.fetch ?? fetch)(target.url, init)).catch(() => null)
    await response?.arrayBuffer().catch(() => undefined)
    return response?.status ?? 0
  }
  const attempt = async (one: Pending): Promise<number> => {
    const status = await post(one.body, headersOf(one.body, one.tries))
    deliveries.push({ body: one.body, status, numRetry: one.tries })
    const wait = LADDER_MS[one.tries]
    if (status === 200) return status
    if (wait === undefined) isOn = false
    else pending.push({ body: one.body, tries: one.tries + 1, dueAt: now() + wait })
    return status
  }
  return {
    signing,
    deliveries,
    isOn: () => isOn,
    pending: () => pending.length,
    use(next: WebhookTarget | null) {
      target = next
    },
    /** Status of our answer, 0: none; what is not 200 is tried again when its time has come. */
    deliver: async (body: string): Promise<number> => (isOn && target ? attempt({ body, tries: 0, dueAt: now() }) : 0),
    /** Sends what is due by the clock as it stands. */
    async catchUp() {
      const due = pending.filter(({ dueAt }) => dueAt <= now())
      pending = pending.filter(({ dueAt }) => dueAt > now())
      for (const one of due) if (isOn) await attempt(one)
    },
    /** Any body with these headers only; not kept. */
    knock: (body: string, headers: Record<string, string> = {}) => post(body, headers),
    /** The headers of a genuine delivery. */
    headersOf: (body: string) => headersOf(body, 0),
    /** The last `count` once more, in the opposite order: at least once, and no order promised. */
    async redeliver(count = 1) {
      for (const { body } of deliveries.slice(-count).toReversed()) await post(body, headersOf(body, 0))
    },
  }
}

function timestampOf(body: string): string {
  return /"timestamp":"(\d+)"/.exec(body)?.[1] ?? ''
}
