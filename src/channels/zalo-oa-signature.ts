/**
 * Zalo's signature: plain SHA-256 (no HMAC) over app id, raw body, timestamp and secret (P-18).
 *
 * Its papers, its SDK and people's code disagree on three points: whether the timestamp is that of the body or that of the
 * header, whether the first term is the app or the account, which secret it is. All combinations are computed; which one is
 * right is counted with each update (`inbox.signed_by`), so that the others can be taken out after the first real week.
 */
import { joined, utf8 } from '../lib/bytes.ts'
import { parseExact } from '../lib/json.ts'
import { equalSecrets, sha256, toHex } from '../lib/seal.ts'

interface Keys {
  readonly appId: string
  readonly oaId: string
  readonly appSecret: string
  readonly secret: string
  now(): Date
}

/** Retries carry the timestamp of the first try, 1 h 50 min later at most. */
const MAX_AGE_MS = 2 * 3_600_000

/** Whether there is something of the shape of a signature. */
export function hasSignature(headers: Headers): boolean {
  return macOf(headers) !== null
}

/** e.g. `body+app+oa_key`: whence timestamp, first term and secret; null: no known way makes this signature, or it is old. */
export async function signedBy(keys: Keys, headers: Headers, rawBody: Uint8Array): Promise<string | null> {
  const mac = macOf(headers)
  if (mac === null) return null
  for (const { name, first, timestamp, secret } of ways(keys, headers, rawBody)) {
    const digest = toHex(await sha256(joined([utf8(first), rawBody, utf8(`${timestamp}${secret}`)])))
    // Only who has the secret sees that the right way was tried sooner than the others.
    if (await equalSecrets(digest, mac)) return name
  }
  return null
}

/** `mac=<hex>` or bare hex. */
function macOf(headers: Headers): string | null {
  return /^(?:mac=)?([0-9a-f]{64})$/.exec(headers.get('x-zevent-signature') ?? '')?.[1] ?? null
}

function ways({ appId, oaId, appSecret, secret, now }: Keys, headers: Headers, rawBody: Uint8Array) {
  const times = { body: bodyTimestamp(rawBody), header: headers.get('x-zevent-timestamp') ?? '' }
  const firsts = { app: appId, oa: oaId }
  const secrets = { oa_key: secret, app_secret: appSecret }
  return Object.entries(times).flatMap(([time, timestamp]) =>
    Object.entries(firsts).flatMap(([term, first]) =>
      Object.entries(secrets)
        .filter(([, value]) => value !== '' && isFresh(timestamp, now()))
        .map(([key, value]) => ({ name: `${time}+${term}+${key}`, first, timestamp, secret: value })),
    ),
  )
}

function bodyTimestamp(rawBody: Uint8Array): string {
  const body = parseExact(rawBody)
  const found = typeof body === 'object' && body !== null && 'timestamp' in body ? body.timestamp : ''
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

/** A clock of ours that is behind must not refuse everyone. */
function isFresh(timestamp: string, now: Date): boolean {
  if (!/^(\d{10}|\d{13})$/.test(timestamp)) return false
  const at = Number(timestamp) * (timestamp.length === 10 ? 1000 : 1)
  return Math.abs(now.getTime() - at) <= MAX_AGE_MS
}
