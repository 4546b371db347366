/**
 * What all workers share about a channel: one token bucket, one pause, one monthly count.
 *
 * A claim of the outbox locks this row, so two workers together never exceed the platform's rate (P-12).
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import { localMonth } from '../lib/time.ts'
import type { ChannelName, Limits } from '../message.ts'

export type PauseReason = 'busy' | 'unauthorized' | 'quota'

/** How many sends may leave now; 0 while paused. Locks the row until the caller's transaction ends. */
export async function allowance(tx: Tx, channel: ChannelName, limits: Limits): Promise<number> {
  const row = await locked(tx, channel, limits, 1)
  return row.isPaused ? 0 : Math.floor(row.tokens)
}

/** Takes `count` tokens that `allowance` gave, in the same transaction. */
export async function take(tx: Tx, channel: ChannelName, limits: Limits, count: number): Promise<void> {
  await tx
    .updateTable('channel_state')
    .set({
      tokens: sql`${refilled('tokens', 'refilled_at', limits.perSecond, limits.perSecond)} - ${count}`,
      refilled_at: later('refilled_at'),
    })
    .where('channel', '=', channel)
    .execute()
}

/**
 * The same for broadcasts, which have a second, smaller bucket (BULK_RATE) beside the channel's own.
 *
 * @returns `waitMs`: when asking again makes sense, null while the channel is paused
 */
export async function bulkAllowance(
  tx: Tx,
  channel: ChannelName,
  limits: Limits,
  bulkRate: number,
): Promise<{ readonly count: number; readonly waitMs: number | null }> {
  const rate = Math.min(bulkRate, limits.perSecond)
  const row = await locked(tx, channel, limits, rate)
  if (row.isPaused) return { count: 0, waitMs: null }
  const wanted = Math.max(1, Math.min(rate * STEP_SECONDS, burstOf(rate, limits) / 2))
  const short = Math.max(wanted - row.bulkTokens, wanted - row.tokens, 0)
  return { count: Math.floor(Math.min(row.tokens, row.bulkTokens)), waitMs: Math.ceil((short / rate) * 1000) }
}

/** Takes `count` tokens of both buckets. */
export async function takeBulk(tx: Tx, channel: ChannelName, limits: Limits, bulkRate: number, count: number): Promise<void> {
  const rate = Math.min(bulkRate, limits.perSecond)
  await take(tx, channel, limits, count)
  await tx
    .updateTable('channel_state')
    .set({
      bulk_tokens: sql`${refilled('bulk_tokens', 'bulk_refilled_at', rate, burstOf(rate, limits))} - ${count}`,
      bulk_refilled_at: later('bulk_refilled_at'),
    })
    .where('channel', '=', channel)
    .execute()
}

/** Broadcasts leave in small groups, a few a second. */
const STEP_SECONDS = 0.1

/**
 * What may leave at once after a pause: the time that a busy sender may lose without falling behind, but never so much
 * that together with the steady rate a second holds more than the platform takes.
 */
function burstOf(rate: number, limits: Limits): number {
  return Math.max(2, rate * STEP_SECONDS, Math.min(rate * 2 * STEP_SECONDS, limits.perSecond - rate - 1))
}

async function locked(tx: Tx, channel: ChannelName, limits: Limits, rate: number) {
  await tx
    .insertInto('channel_state')
    .values({ channel, tokens: limits.perSecond, bulk_tokens: burstOf(rate, limits) })
    .onConflict((conflict) => conflict.column('channel').doNothing())
    .execute()
  return tx
    .selectFrom('channel_state')
    .select([
      refilled('tokens', 'refilled_at', limits.perSecond, limits.perSecond).as('tokens'),
      refilled('bulk_tokens', 'bulk_refilled_at', rate, burstOf(rate, limits)).as('bulkTokens'),
      sql<boolean>`coalesce(paused_until > now(), false)`.as('isPaused'),
    ])
    .where('channel', '=', channel)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Never back: whoever waited for the row has an older `now()`, and the time between must not count twice. */
function later(column: string) {
  return sql<Date>`greatest(${sql.ref(column)}, now())`
}

function refilled(tokens: string, since: string, perSecond: number, most: number) {
  return sql<number>`least(${most}, ${sql.ref(tokens)} + extract(epoch from greatest(now() - ${sql.ref(since)}, interval '0')) * ${perSecond})::float8`
}

/** Counts one accepted message of this month; the count after it. */
export async function countSent(db: Db, channel: ChannelName, now: Date): Promise<number> {
  const month = localMonth(now)
  const row = await db
    .updateTable('channel_state')
    .set({ month, month_count: sql`case when month = ${month} then month_count + 1 else 1 end` })
    .where('channel', '=', channel)
    .returning('month_count')
    .executeTakeFirst()
  return row?.month_count ?? 0
}

/**
 * Nothing is sent for `forMs`; null: until an operator resumes. A longer pause is never shortened.
 *
 * @param name of a channel, or of a destination of reports
 */
export async function pause(db: Db, name: string, reason: PauseReason, forMs: number | null): Promise<void> {
  const until =
    forMs === null ? sql<Date>`'infinity'::timestamptz` : sql<Date>`now() + make_interval(secs => ${forMs / 1000} + random())`
  await db
    .insertInto('channel_state')
    .values({ channel: name, tokens: 0, refilled_at: sql<Date>`to_timestamp(0)`, paused_until: until, paused_reason: reason })
    .onConflict((conflict) =>
      conflict.column('channel').doUpdateSet({
        paused_until: sql<Date>`greatest(coalesce(channel_state.paused_until, now()), ${until})`,
        paused_reason: reason,
      }),
    )
    .execute()
}

/** Whether a channel or destination has asked to be left alone (P-12). */
export async function isPaused(db: Db, name: string): Promise<boolean> {
  const row = await db
    .selectFrom('channel_state')
    .select('channel')
    .where('channel', '=', name)
    .where('paused_until', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row !== undefined
}

/** Ends a pause, by an operator. */
export async function resume(db: Db, channel: ChannelName): Promise<void> {
  await db.updateTable('channel_state').set({ paused_until: null, paused_reason: null }).where('channel', '=', channel).execute()
}

/** Ends a pause that had this reason, which is over; any other stays. */
export async function resumeFrom(db: Db, channel: ChannelName, reason: PauseReason): Promise<void> {
  await db
    .updateTable('channel_state')
    .set({ paused_until: null, paused_reason: null })
    .where('channel', '=', channel)
    .where('paused_reason', '=', reason)
    .execute()
}

/** What the platform said of the updates that wait there. */
export async function noteBacklog(db: Db, channel: ChannelName, backlog: number): Promise<void> {
  await db
    .insertInto('channel_state')
    .values({ channel, tokens: 0, refilled_at: sql<Date>`to_timestamp(0)`, backlog })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet({ backlog }))
    .execute()
}

export interface ChannelState {
  readonly channel: string
  readonly isPaused: boolean
  readonly pausedReason: string | null
  readonly month: string
  readonly monthCount: number
  readonly backlog: number | null
}

/** For metrics and `channel info`; destinations that asked for a pause are among them. */
export async function list(db: Db): Promise<readonly ChannelState[]> {
  const rows = await db
    .selectFrom('channel_state')
    .select([
      'channel',
      'paused_reason',
      'month',
      'month_count',
      'backlog',
      sql<boolean>`coalesce(paused_until > now(), false)`.as('isPaused'),
    ])
    .orderBy('channel')
    .execute()
  return rows.map((row) => ({
    channel: row.channel,
    isPaused: row.isPaused,
    pausedReason: row.isPaused ? row.paused_reason : null,
    month: row.month,
    monthCount: row.month_count,
    backlog: row.backlog,
  }))
}
