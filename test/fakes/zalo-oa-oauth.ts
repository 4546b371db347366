/**
 * Zalo's OAuth server as far as we call it: a refresh token is used once and dies, and with the new access token the old
 * one dies too. What a refused refresh says is documented nowhere: `-14014` is this fake's own guess.
 */
import { randomBytes } from 'node:crypto'
import type { Answer } from './faulty-server.ts'

export interface OauthKeys {
  readonly appId: string
  readonly appSecret: string
}

interface Grant {
  access: string | null
  accessUntil: number
  refresh: string
  refreshUntil: number
}

const DAY_MS = 86_400_000

/** @param now the platform's clock */
export function createZaloOaOauth({ appId, appSecret }: OauthKeys, now: () => number) {
  let grant: Grant | null = null
  const books = { consents: 0, rotations: 0, refusals: 0 }
  const refused = new Set<string>()
  /** seconds that an access token lives; Zalo writes them as a text */
  const limits = { expiresIn: 90_000 }
  const fresh = (kind: string) => `fake-${kind}-${randomBytes(24).toString('hex')}`
  const refusal = (error: number, error_name: string): Answer => {
    books.refusals += 1
    return { status: 200, body: JSON.stringify({ error, error_name, error_description: error_name }) }
  }
  return {
    books,
    /** Refresh tokens that were used once too often. */
    refused,
    limits,
    /** A human gives the app its rights: whatever was granted before is dead. */
    consent(): string {
      books.consents += 1
      grant = { access: null, accessUntil: 0, refresh: fresh('refresh'), refreshUntil: now() + 90 * DAY_MS }
      return grant.refresh
    },
    /** The pair that lives now, for comparison with what was stored. */
    living: () => ({ access: grant?.access ?? null, refresh: grant?.refresh ?? null }),
    isGood: (access: string | undefined) => grant !== null && grant.access === access && now() < grant.accessUntil,
    /** As when an administrator of the app resets something. */
    dropAccess() {
      if (grant) grant.access = null
    },
    exchange(form: URLSearchParams, secretKey: string | undefined): Answer {
      if (form.get('app_id') !== appId || secretKey !== appSecret) return refusal(-14004, 'Invalid app')
      if (form.get('grant_type') !== 'refresh_token') return refusal(-14002, 'Invalid grant type')
      const given = form.get('refresh_token') ?? ''
      if (!grant || given !== grant.refresh || now() >= grant.refreshUntil) {
        refused.add(given)
        return refusal(-14014, 'Invalid refresh token')
      }
      books.rotations += 1
      grant = {
        access: fresh('access'),
        accessUntil: now() + limits.expiresIn * 1000,
        refresh: fresh('refresh'),
        refreshUntil: now() + 90 * DAY_MS,
      }
      const { access: access_token, refresh: refresh_token } = grant
      return { status: 200, body: JSON.stringify({ access_token, refresh_token, expires_in: String(limits.expiresIn) }) }
    },
  }
}

export type ZaloOaOauth = ReturnType<typeof createZaloOaOauth>
