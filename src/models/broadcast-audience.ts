/**
 * Whom a broadcast reaches, and who is left out for which reason: one statement, for the forecast as for the sending.
 *
 * Sending writes a row for every follower, a few thousand in one short transaction that holds the broadcast's row: that
 * lock is the lease, it ends with the connection of whoever holds it, and `cursor_id` says where to go on. Fan-outs of
 * several broadcasts take turns by an advisory lock, so that no one gets two on one day because neither saw the other.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Hours } from '../lib/time.ts'
import type { ChannelName, Limits } from '../message.ts'
import { APPROVAL_ABOVE, type Broadcast } from './broadcast.ts'
import { MOST_A_DAY, remindersOf } from './bulk.ts'
import { isOpenNow, isToday } from './hours.ts'

/** What is left of a monthly quota after this share is for replies. */
const QUOTA_SHARE = 0.7

export interface Lines {
  readonly channels: ReadonlyMap<ChannelName, { readonly limits: Limits }>
  /** YYYY-MM of now in Huế */
  readonly month: string
}

export interface Reach {
  readonly channel: ChannelName
  /** null: it is sent */
  readonly reason: string | null
  /** of what is sent: as an ordinary message within the platform's free time, after it, or as its template */
  readonly price: 'free' | 'paid' | 'template' | null
  readonly count: number
}

/** How many it would reach now on which channel, and how many of its followers not and why. */
export async function forecast(db: Db, one: Broadcast, lines: Lines): Promise<readonly Reach[]> {
  const room = await roomOf(db, lines)
  const { rows } = await sql<Reach>`with ${judged(one, lines, { room, cursor: '0', limit: null, most: null })}
    select channel, reason, case when reason is null then price end as price, count(*)::int as count
    from judged group by 1, 2, 3 order by 1, 2 nulls first, 3`.execute(db)
  return rows
}

export function reached(reach: readonly Reach[]): number {
  return reach.reduce((sum, { reason, count }) => sum + (reason === null ? count : 0), 0)
}

/** All who write to us and follow something else or nothing. */
export async function countOthers(db: Db, { topic, communeCode }: Pick<Broadcast, 'topic' | 'communeCode'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from person p where not exists(select 1 from subscription s
    where s.person_id = p.id and s.topic = ${topic} and s.commune_code = ${communeCode ?? ''})`.execute(db)
  return rows[0]?.n ?? 0
}

/** Ids of broadcasts for which something is to be done now, and which no other worker holds. */
export async function listDue(db: Db, hours: Hours): Promise<readonly string[]> {
  const open = (states: string) =>
    sql`exists(select 1 from outbox o where o.broadcast_id = b.id and o.state in (${sql.raw(states)}))`
  const { rows } = await sql<{ id: string }>`select b.id::text as id from broadcast b where
    (b.state = 'scheduled' and b.scheduled_at <= now() and (b.kind = 'emergency' or ${isOpenNow(hours)}))
    or (b.state in ('sending', 'paused', 'stopped') and b.fanned_out_at is null)
    or (b.state = 'sending' and not ${open(`'queued', 'leased', 'sending'`)})
    or (b.state = 'stopped' and b.ended_at is null
      and (${open(`'queued', 'leased'`)} or not ${open(`'queued', 'leased', 'sending'`)}))
    order by b.kind = 'emergency' desc, b.id limit 1 for update skip locked`.execute(db)
  return rows.map(({ id }) => id)
}

export interface Batch {
  readonly queued: number
  readonly skipped: number
  readonly isLast: boolean
}

/** Writes rows for the next `limit` followers, in the caller's transaction, which holds the broadcast's row. */
export async function fanOut(tx: Tx, one: Broadcast, lines: Lines, limit: number): Promise<Batch> {
  await sql`select pg_advisory_xact_lock(hashtext('broadcast'))`.execute(tx)
  const page = { room: await roomOf(tx, lines), cursor: one.cursor, limit, most: await mostOf(tx, one) }
  await lockWebTalks(tx, one, page)
  const lane = one.kind === 'emergency' ? 'emergency' : 'bulk'
  const { rows } = await sql<{
    last: string | null
    seen: number
    queued: number
    skipped: number
  }>`with ${judged(one, lines, page)},
    queued as (insert into outbox (person_id, channel, lane, broadcast_id)
      select id, channel, ${lane}, ${one.id}::bigint from judged where reason is null order by id returning 1),
    skipped as (insert into broadcast_skip (broadcast_id, person_id, reason)
      select ${one.id}::bigint, id, reason from judged where reason is not null returning 1)
    select max(id)::text as last, count(*)::int as seen, (select count(*)::int from queued) as queued,
      (select count(*)::int from skipped) as skipped from judged`.execute(tx)
  const { last = null, seen = 0, queued = 0, skipped = 0 } = rows[0] ?? {}
  const isLast = seen < limit
  await tx
    .updateTable('broadcast')
    .set({ ...(last !== null && { cursor_id: last }), ...(isLast && { fanned_out_at: sql<Date>`now()` }) })
    .where('id', '=', one.id)
    .execute()
  return { queued, skipped, isLast }
}

interface Page {
  /** what is left of the monthly quota, by channel; a channel that is not named has none */
  readonly room: Readonly<Record<string, number>>
  readonly cursor: string
  /** null: all */
  readonly limit: number | null
  /** at most so many messages; null: any number */
  readonly most: number | null
}

/** Ids grow in the order of commits (`outbox.enqueue`): only the web chat's page asks by them. */
async function lockWebTalks(tx: Tx, one: Broadcast, page: Page): Promise<void> {
  await sql`with ${followers(one, page)} select p.id from follower f join person p on p.id = f.person_id
    where p.channel = 'web' order by p.id for update of p`.execute(tx)
}

function followers(one: Broadcast, { cursor, limit }: Page): RawBuilder<unknown> {
  const first = limit === null ? sql`` : sql`order by s.person_id limit ${limit}`
  return sql`follower as (select s.person_id from subscription s
    where s.topic = ${one.topic} and s.commune_code = ${one.communeCode ?? ''} and s.person_id > ${cursor}::bigint ${first})`
}

function judged(one: Broadcast, { channels }: Lines, page: Page): RawBuilder<unknown> {
  const isOrdinary = one.kind === 'ordinary'
  return sql`${followers(one, page)},
    seen as (select p.id, p.channel, case
      when ${one.state} = 'stopped' then 'stopped'
      when not p.is_active then 'inactive'
      when not coalesce((select c.given from consent c where c.person_id = p.id and c.purpose = 'news'
        and (c.topic is null or c.topic = ${one.topic}) order by c.id desc limit 1), false) then 'no_consent'
      when p.channel <> all(${[...channels.keys()]}::text[]) then 'channel_off'
      when ${isOrdinary} and ${hadEnough(one.id)} then 'daily_limit'
      when w.price = 'closed' then 'closed'
      end as reason, w.price from follower f join person p on p.id = f.person_id
      cross join lateral (select ${priceOf(channels, one)} as price) w),
    ranked as (select *, count(*) filter (where reason is null) over (partition by channel order by id) as place,
      count(*) filter (where reason is null) over (order by id) as place_of_all from seen),
    judged as (select id, channel, price, case
      when reason is not null then reason
      when place > coalesce((${JSON.stringify(page.room)}::jsonb ->> channel)::int, 2147483647) then 'quota'
      when place_of_all > coalesce(${page.most}::int, 2147483647) then 'no_approval'
      end as reason from ranked)`
}

/** What it costs to reach the person `p` now on their channel; 'closed': nothing reaches them. */
function priceOf(channels: Lines['channels'], { beyond }: Broadcast): RawBuilder<string> {
  const windows = [...channels].flatMap(
    ([
      name,
      {
        limits: { window },
      },
    ]) => {
      if (!window) return []
      const past = window.template && beyond === 'template' ? 'template' : 'closed'
      return [
        sql`when p.channel = ${name} then coalesce((select case
      when now() - c.interacted_at < make_interval(secs => ${window.freeMs / 1000}) then 'free'
      when now() - c.interacted_at < make_interval(secs => ${window.openMs / 1000}) then 'paid'
      end from contact c where c.person_id = p.id), ${past})`,
      ]
    },
  )
  return windows.length === 0 ? sql`'free'` : sql`case ${sql.join(windows, sql` `)} else 'free' end`
}

/** Another ordinary one today or still to come, or too many in 24 hours (L-16). */
function hadEnough(id: string): RawBuilder<boolean> {
  return sql<boolean>`(exists(select 1 from outbox o where o.person_id = p.id and o.broadcast_id <> ${id}::bigint and o.lane = 'bulk'
      and (o.state in ('queued', 'leased', 'sending') or (o.state in ('sent', 'unknown') and ${isToday('o.settled_at')})))
    or (select count(*) from outbox o where o.person_id = p.id and o.broadcast_id is not null
      and o.state in ('sent', 'unknown') and o.settled_at > now() - interval '24 hours') + ${remindersOf(sql`p.id`)} >= ${MOST_A_DAY})`
}

/** Without a second official's yes never more than the few that one may send to, whoever subscribes meanwhile (P-27). */
async function mostOf(tx: Tx, one: Broadcast): Promise<number | null> {
  if (one.approvedBy !== null) return null
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from outbox where broadcast_id = ${one.id}`.execute(tx)
  return Math.max(0, APPROVAL_ABOVE - (rows[0]?.n ?? 0))
}

/** Channels with a monthly quota: what broadcasts may still use of it. */
async function roomOf(db: Db, { channels, month }: Lines): Promise<Readonly<Record<string, number>>> {
  const limited = [...channels].flatMap(([name, { limits }]) =>
    limits.perMonth === null ? [] : [[name, limits.perMonth] as const],
  )
  const room: Record<string, number> = {}
  for (const [name, perMonth] of limited) {
    const { rows } = await sql<{ spent: number }>`select
      coalesce((select month_count from channel_state where channel = ${name} and month = ${month}), 0)
      + (select count(*)::int from outbox where broadcast_id is not null and channel = ${name}
          and state in ('queued', 'leased', 'sending')) as spent`.execute(db)
    room[name] = Math.max(0, Math.floor(perMonth * QUOTA_SHARE) - (rows[0]?.spent ?? 0))
  }
  return room
}
