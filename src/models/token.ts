/**
 * The tokens of a channel whose access ends by itself (P-11): one pair, renewed by one worker at a time.
 *
 * An attempt is committed (`refreshing`) before the request leaves; the new pair is stored before anyone calls with it. What
 * the platform answered counts if it was asked with the token that is still the stored one, whoever holds the lease by then:
 * the one answer that holds the new pair must not be thrown away because it was slow. Where an answer was lost the old token
 * is tried again; only if the platform refuses it then is the grant lost, and a human must renew it. Rejected: to take the
 * loss for granted at once, since most lost answers are lost requests.
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import type { ChannelName } from '../message.ts'
import * as channelStates from './channel-state.ts'

const ACCESS = 'channel_token.access'
const REFRESH = 'channel_token.refresh'
/** share of the access token's life after which it is renewed: 20 of 25 hours */
const RENEW_AT = 0.8
/** waits after a failed attempt, in seconds; the last is repeated */
const RETRY_SECONDS = [60, 120, 300, 900, 1800, 3600] as const
/** about a day and a half, then a human looks (P-12) */
const MAX_ATTEMPTS = 40
/** a token younger than this that the platform refuses is not renewed once more */
const FRESH_MINUTES = 10
/** a refresh token lives for three months */
const GRANT_DAYS = 90
/** how long before that it is told */
const ALARM_DAYS = 14

/** By whichever way of counting it is nearer. */
const GRANT_ENDS = sql<Date>`least(refresh_at, consented_at) + make_interval(days => ${GRANT_DAYS})`
const IS_ENDING = sql<boolean>`(${GRANT_ENDS} < now() + make_interval(days => ${ALARM_DAYS})
  and coalesce(told_at < now() - interval '1 day', true))`

export interface Due {
  /** the settings hold a token that was never taken */
  readonly isNew: boolean
  readonly isDue: boolean
  /** its end is to be told */
  readonly isEnding: boolean
}

/** What is to be done for a channel, in one look: it is asked twice a second and changes twice a day. */
export async function look(db: Db, vault: Vault, channel: ChannelName, given: string | null): Promise<Due> {
  const hash = given === null ? null : await vault.hash(given, REFRESH)
  const row = await db
    .selectFrom('channel_token')
    .select([
      sql<boolean>`coalesce(${hash}::text <> all(given_hashes), false)`.as('isNew'),
      sql<boolean>`state <> 'lost' and due_at <= now() and coalesce(leased_until < now(), true)`.as('isDue'),
      sql<boolean>`${IS_ENDING}`.as('isEnding'),
    ])
    .where('channel', '=', channel)
    .executeTakeFirst()
  return row ?? { isNew: given !== null, isDue: false, isEnding: false }
}

/** Takes a token of the settings, each value once; true: it is new and the next refresh begins with it. */
export async function adopt(db: Db, vault: Vault, channel: ChannelName, given: string): Promise<boolean> {
  return put(db, vault, channel, given, [await vault.hash(given, REFRESH)], true)
}

/**
 * A grant that a human got from the platform: replaces whatever is there; the next refresh lets the channel send again.
 *
 * @param given what stands in the settings now: older than this, so it is never taken
 */
export async function renewByHand(
  tx: Tx,
  vault: Vault,
  channel: ChannelName,
  refreshToken: string,
  given: string | null,
): Promise<void> {
  await put(tx, vault, channel, refreshToken, given === null ? [] : [await vault.hash(given, REFRESH)], false)
}

/** @param onlyNew another worker may have taken the same value of the settings in between: then nothing is changed */
async function put(
  db: Db,
  vault: Vault,
  channel: ChannelName,
  refreshToken: string,
  given: readonly string[],
  onlyNew: boolean,
): Promise<boolean> {
  const row = {
    state: 'good',
    access: null,
    access_hash: null,
    access_at: null,
    access_until: null,
    refresh: await vault.seal(refreshToken, REFRESH),
    refresh_hash: await vault.hash(refreshToken, REFRESH),
    refresh_at: sql<Date>`now()`,
    consented_at: sql<Date>`now()`,
    due_at: sql<Date>`now()`,
    leased_until: null,
    attempts: 0,
    unknowns: 0,
    reason: null,
    told_at: null,
  } as const
  const result = await db
    .insertInto('channel_token')
    .values({ ...row, channel, given_hashes: [...given] })
    .onConflict((conflict) =>
      conflict
        .column('channel')
        .doUpdateSet({
          ...row,
          fence: sql`channel_token.fence + 1`,
          given_hashes: sql`channel_token.given_hashes || ${[...given]}::text[]`,
        })
        .where(sql<boolean>`(not ${onlyNew}::boolean or not (channel_token.given_hashes && ${[...given]}::text[]))`),
    )
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** What to call with; null: there is none that can be good. */
export async function current(db: Db, vault: Vault, channel: ChannelName): Promise<string | null> {
  const row = await db
    .selectFrom('channel_token')
    .select('access')
    .where('channel', '=', channel)
    .where('access_until', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row?.access ? vault.open(row.access, ACCESS) : null
}

/**
 * The platform refused an access token. `replaced`: it is not the present one. Else it is dropped and renewed at once; one
 * that is fresh from a renewal is not, or the grant would be renewed for ever: a human looks.
 */
export async function refused(db: Db, vault: Vault, channel: ChannelName, access: string): Promise<'replaced' | 'stopped'> {
  const isFresh = sql<boolean>`(access_at > now() - make_interval(mins => ${FRESH_MINUTES}) and access_until > now() + interval '1 minute')`
  const row = await db
    .updateTable('channel_token')
    .set({
      access: null,
      access_hash: null,
      access_until: null,
      state: sql`case when state = 'good' and ${isFresh} then 'lost' else state end`,
      reason: sql`case when state = 'good' and ${isFresh} then 'rejected' else reason end`,
      due_at: sql`case when state = 'good' then now() else due_at end`,
    })
    .where('channel', '=', channel)
    .where('access_hash', '=', await vault.hash(access, ACCESS))
    .returning('channel')
    .executeTakeFirst()
  return row ? 'stopped' : 'replaced'
}

export interface Claimed {
  readonly channel: ChannelName
  readonly refresh: string
  readonly refreshHash: string
  readonly attempts: number
  readonly unknowns: number
  readonly fence: number
}

/** The right to renew, if it is due and nobody else is at it: the attempt is committed with it. */
export async function claim(db: Db, vault: Vault, channel: ChannelName, leaseSeconds: number): Promise<Claimed | null> {
  const row = await db
    .updateTable('channel_token')
    .set({
      state: 'refreshing',
      attempts: sql`attempts + 1`,
      // Whoever was at it is gone: the platform may have answered.
      unknowns: sql`unknowns + case when state = 'refreshing' then 1 else 0 end`,
      fence: sql`fence + 1`,
      leased_until: sql<Date>`now() + make_interval(secs => ${leaseSeconds})`,
    })
    .where('channel', '=', channel)
    .where('state', '!=', 'lost')
    .where('due_at', '<=', sql<Date>`now()`)
    .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`now()`)]))
    .returning(['refresh', 'refresh_hash', 'attempts', 'unknowns', 'fence'])
    .executeTakeFirst()
  if (!row) return null
  const { attempts, unknowns, fence, refresh_hash: refreshHash } = row
  return { channel, refresh: await vault.open(row.refresh, REFRESH), refreshHash, attempts, unknowns, fence }
}

export interface Pair {
  readonly access: string
  readonly refresh: string
  readonly expiresInMs: number
}

/** The new pair, and the channel sends again; false: a human has put in another grant meanwhile. */
export async function store(tx: Tx, vault: Vault, claimed: Claimed, pair: Pair): Promise<boolean> {
  const seconds = pair.expiresInMs / 1000
  const result = await tx
    .updateTable('channel_token')
    .set({
      state: 'good',
      access: await vault.seal(pair.access, ACCESS),
      access_hash: await vault.hash(pair.access, ACCESS),
      access_at: sql<Date>`now()`,
      access_until: sql<Date>`now() + make_interval(secs => ${seconds})`,
      refresh: await vault.seal(pair.refresh, REFRESH),
      refresh_hash: await vault.hash(pair.refresh, REFRESH),
      refresh_at: sql<Date>`now()`,
      due_at: sql<Date>`now() + make_interval(secs => ${seconds * RENEW_AT})`,
      leased_until: null,
      attempts: 0,
      unknowns: 0,
      reason: null,
    })
    .where('channel', '=', claimed.channel)
    .where('refresh_hash', '=', claimed.refreshHash)
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await channelStates.resumeFrom(tx, claimed.channel, 'unauthorized')
  return true
}

export interface Failure {
  readonly outcome: 'not_sent' | 'unknown' | 'refused'
  readonly detail: string
}

/** What a failed attempt leads to: another one later, or an end that a human sees. */
export function stateAfter(claimed: Pick<Claimed, 'attempts' | 'unknowns'>, { outcome, detail }: Failure) {
  if (outcome === 'refused')
    return { state: 'lost', reason: `${claimed.unknowns > 0 ? 'answer_lost' : 'refused'}: ${detail}` } as const
  if (claimed.attempts >= MAX_ATTEMPTS) return { state: 'lost', reason: `unreachable: ${detail}` } as const
  return { state: 'failing', reason: `${outcome}: ${detail}` } as const
}

/** Ends an attempt that brought no pair; what it led to, null: another worker or a human was quicker. */
export async function fail(db: Db, claimed: Claimed, failure: Failure): Promise<'lost' | 'failing' | null> {
  const after = stateAfter(claimed, failure)
  const seconds = RETRY_SECONDS[Math.min(claimed.attempts, RETRY_SECONDS.length) - 1] ?? 60
  const result = await db
    .updateTable('channel_token')
    .set({
      ...after,
      leased_until: null,
      ...(failure.outcome === 'unknown' && { unknowns: sql`unknowns + 1` }),
      due_at: sql<Date>`now() + make_interval(secs => ${seconds} * (1 + 0.2 * random()))`,
    })
    .where('channel', '=', claimed.channel)
    .where('refresh_hash', '=', claimed.refreshHash)
    .where('fence', '=', claimed.fence)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n ? after.state : null
}

/** Gives back what was claimed and not begun (P-35). */
export async function release(db: Db, claimed: Claimed): Promise<void> {
  await db
    .updateTable('channel_token')
    .set({ state: 'failing', leased_until: null, attempts: sql`attempts - 1` })
    .where('channel', '=', claimed.channel)
    .where('fence', '=', claimed.fence)
    .where('state', '=', 'refreshing')
    .execute()
}

export interface Status {
  readonly channel: string
  readonly state: 'good' | 'refreshing' | 'failing' | 'lost'
  readonly reason: string | null
  readonly attempts: number
  /** seconds left; negative: over */
  readonly accessSeconds: number
  readonly refreshSeconds: number
  /** where the three months count from the human's consent and not from the last renewal */
  readonly consentSeconds: number
  readonly consentedAt: Date
  /** the nearer end of the grant, of both ways of counting */
  readonly endsAt: Date
  readonly nextAt: Date
}

/** For metrics, `channel info` and the console; no secret in it. */
export async function list(db: Db): Promise<readonly Status[]> {
  const left = (column: string, days = 0) =>
    sql<number>`coalesce(extract(epoch from ${sql.ref(column)} + make_interval(days => ${days}) - now()), 0)::float8`
  const rows = await db
    .selectFrom('channel_token')
    .select(['channel', 'state', 'reason', 'attempts', 'consented_at', 'due_at'])
    .select([
      left('access_until').as('access'),
      left('refresh_at', GRANT_DAYS).as('refresh'),
      left('consented_at', GRANT_DAYS).as('consent'),
      GRANT_ENDS.as('ends_at'),
    ])
    .orderBy('channel')
    .execute()
  return rows.map((row) => ({
    channel: row.channel,
    state: row.state,
    reason: row.reason,
    attempts: row.attempts,
    accessSeconds: row.access,
    refreshSeconds: row.refresh,
    consentSeconds: row.consent,
    consentedAt: row.consented_at,
    endsAt: row.ends_at,
    nextAt: row.due_at,
  }))
}

/** Days that are left of a grant which ends soon by one of both ways of counting, once a day; else null. */
export async function takeAlarm(db: Db, channel: ChannelName): Promise<number | null> {
  const row = await db
    .updateTable('channel_token')
    .set({ told_at: sql<Date>`now()` })
    .where('channel', '=', channel)
    .where(IS_ENDING)
    .returning(sql<number>`floor(extract(epoch from ${GRANT_ENDS} - now()) / 86400)::int`.as('days'))
    .executeTakeFirst()
  return row?.days ?? null
}
