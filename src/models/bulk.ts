/**
 * The outbox of broadcasts: the same rows as replies, claimed behind them and at a rate of their own (P-07, P-12, L-16).
 *
 * What may change while a row waits is looked at again in the statement that begins the send: the broadcast is under way,
 * the hour is right, the person still follows the topic and has not had enough. An answer in between would be one that
 * nobody can take back.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Hours } from '../lib/time.ts'
import type { ChannelName, Limits, Outbound } from '../message.ts'
import { idsOf } from './account-link.ts'
import * as channelStates from './channel-state.ts'
import { isOpenNow } from './hours.ts'
import { type Claimed, lost, recover, release, settle, wordsOf } from './outbox.ts'

/** Broadcasts in 24 hours to one person (L-16). */
export const MOST_A_DAY = 3

interface ClaimOptions {
  readonly leaseSeconds: number
  readonly limit: number
  readonly bulkRate: number
  readonly hours: Hours
}

export interface BulkClaim {
  readonly rows: readonly Claimed[]
  /** more is due, and this is when the rate allows it; null: nothing is due, or the channel is paused */
  readonly waitMs: number | null
}

/** Due rows of broadcasts that are under way, emergencies first, leased; never at the cost of a reply that is due. */
export async function claim(
  db: Exclude<Db, Tx>,
  channel: { readonly name: ChannelName; readonly limits: Limits },
  options: ClaimOptions,
): Promise<BulkClaim> {
  const due = await look(db, channel.name, options.hours)
  if (due.length === 0) return { rows: [], waitMs: null }
  return db.transaction().execute(async (tx) => {
    const { count, waitMs } = await channelStates.bulkAllowance(tx, channel.name, channel.limits, options.bulkRate)
    const free = count > 0 ? count - (await repliesDue(tx, channel)) : 0
    const limit = Math.min(options.limit, free)
    const rows = limit > 0 ? await lease(tx, channel.name, due, { ...options, limit }) : []
    if (rows.length > 0) await channelStates.takeBulk(tx, channel.name, channel.limits, options.bulkRate, rows.length)
    return { rows, waitMs: waitMs === null ? null : Math.max(waitMs, 20) }
  })
}

/** Ids of the broadcasts that have something to send on the channel now. */
async function look(db: Db, channel: ChannelName, hours: Hours): Promise<readonly string[]> {
  const { rows } = await sql<{ ids: string[] | null; hasLost: boolean }>`select ${lost()} as "hasLost",
    (select array_agg(b.id::text order by b.kind = 'emergency' desc, b.id) from broadcast b
      where b.state = 'sending' and (b.kind = 'emergency' or ${isOpenNow(hours)})
        and exists(select 1 from outbox o where o.broadcast_id = b.id and o.channel = ${channel} and ${isDue()})) as ids`.execute(
    db,
  )
  if (!rows[0]?.hasLost) return rows[0]?.ids ?? []
  await recover(db)
  return look(db, channel, hours)
}

function isDue() {
  return sql<boolean>`o.state in ('queued', 'leased') and o.due_at <= now() and (o.state = 'queued' or o.leased_until < now())`
}

/** Replies that wait for the same tokens: these are left for them. */
async function repliesDue(tx: Tx, channel: { readonly name: ChannelName; readonly limits: Limits }): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
    select 1 from outbox where channel = ${channel.name} and lane = 'reply' and state = 'queued' and due_at <= now()
    limit ${channel.limits.perSecond}) as waiting`.execute(tx)
  return rows[0]?.n ?? 0
}

async function lease(
  tx: Tx,
  channel: ChannelName,
  broadcastIds: readonly string[],
  options: ClaimOptions,
): Promise<readonly Claimed[]> {
  const claimed: Claimed[] = []
  for (const id of broadcastIds) {
    if (claimed.length < options.limit)
      claimed.push(...(await leaseOf(tx, channel, id, { ...options, limit: options.limit - claimed.length })))
  }
  return claimed
}

async function leaseOf(tx: Tx, channel: ChannelName, broadcastId: string, options: ClaimOptions): Promise<readonly Claimed[]> {
  const due = sql<string>`(select o.id from outbox o where o.broadcast_id = ${broadcastId} and o.channel = ${channel} and ${isDue()}
    order by o.id limit ${options.limit} for update skip locked)`
  const rows = await tx
    .updateTable('outbox')
    .set({ state: 'leased', fence: sql`fence + 1`, leased_until: sql`now() + make_interval(secs => ${options.leaseSeconds})` })
    .where('id', 'in', due)
    .returning(['id', 'person_id', 'lane', 'attempts', 'unknowns', 'fence', wordsOf('outbox').as('words')])
    .execute()
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    lane: row.lane,
    message: JSON.parse(row.words ?? '') as Outbound,
    attempts: row.attempts,
    unknowns: row.unknowns,
    fence: row.fence,
  }))
}

/**
 * Commits the attempt before the request leaves; null: do not send, what becomes of the row is written already.
 *
 * On the web chat the row is its own delivery: it gets a new id, so that a page which asks for "after 7" finds it there.
 */
export async function begin(db: Exclude<Db, Tx>, claimed: Claimed, options: BeginOptions): Promise<Claimed | null> {
  const id =
    options.channel === 'web'
      ? await db.transaction().execute((tx) => beginInTurn(tx, claimed, options))
      : await start(db, claimed, options)
  if (id !== undefined) return { ...claimed, id }
  await refuse(db, claimed, options.hours)
  return null
}

interface BeginOptions {
  readonly channel: ChannelName
  readonly leaseSeconds: number
  readonly hours: Hours
}

/** With the person's row locked, as `enqueue` does it: ids grow in the order of commits. */
async function beginInTurn(tx: Tx, claimed: Claimed, options: BeginOptions): Promise<string | undefined> {
  await tx.selectFrom('person').select('id').where('id', '=', claimed.personId).forUpdate().execute()
  return start(tx, claimed, options)
}

async function start(db: Db, claimed: Claimed, { channel, leaseSeconds, hours }: BeginOptions): Promise<string | undefined> {
  const row = await db
    .updateTable('outbox')
    .set({
      state: 'sending',
      attempts: sql`attempts + 1`,
      leased_until: sql`now() + make_interval(secs => ${leaseSeconds})`,
      ...(channel === 'web' && { id: sql`default` }),
    })
    .where('id', '=', claimed.id)
    .where('fence', '=', claimed.fence)
    .where('state', '=', 'leased')
    .where(isUnderWay(hours))
    .where(isFollowed())
    .where((where) => where.or([where('lane', '=', 'emergency'), hasRoomToday()]))
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

function isUnderWay(hours: Hours) {
  return sql<boolean>`exists(select 1 from broadcast b where b.id = outbox.broadcast_id and b.state = 'sending'
    and (b.kind = 'emergency' or ${isOpenNow(hours)}))`
}

function isFollowed() {
  return sql<boolean>`exists(select 1 from broadcast b join subscription s on s.topic = b.topic and s.commune_code = b.commune_code
    where b.id = outbox.broadcast_id and s.person_id = outbox.person_id)`
}

function hasRoomToday() {
  return sql<boolean>`(select count(*) from outbox had where had.person_id = outbox.person_id and had.broadcast_id is not null
    and had.state in ('sent', 'unknown') and had.settled_at > now() - interval '24 hours')
    + ${remindersOf(sql`outbox.person_id`)} < ${MOST_A_DAY}`
}

/** What a person was reminded of in 24 hours: it counts with the announcements (L-16). */
export function remindersOf(personId: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(select count(*) from registration r join registration_reminder m on m.registration_id = r.id
    where r.person_id = ${personId} and m.is_told and m.at > now() - interval '24 hours')`
}

/** Why it was not begun: a broadcast that rests keeps its row, a person who wants no more has none. */
async function refuse(db: Db, claimed: Claimed, hours: Hours): Promise<void> {
  const row = await db
    .selectFrom('outbox')
    .select([isUnderWay(hours).as('isUnderWay'), isFollowed().as('isFollowed')])
    .where('id', '=', claimed.id)
    .executeTakeFirst()
  if (!row?.isUnderWay) return release(db, claimed)
  await settle(db, claimed, { state: 'failed', reason: row.isFollowed ? 'daily_limit' : 'unsubscribed' })
}

/** Ends what waits for a person who no longer follows it; what is on the wire cannot be called back. */
export async function dropUnwanted(tx: Tx, personId: string): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ state: 'failed', reason: 'unsubscribed', settled_at: sql`now()`, leased_until: null })
    .where('person_id', 'in', idsOf(tx, personId))
    .where('broadcast_id', 'is not', null)
    .where('state', 'in', ['queued', 'leased'])
    .where((where) => where.not(isFollowed()))
    .execute()
}
