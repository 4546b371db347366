/** What became of a broadcast, for all and for each. */
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'

export const OUTCOMES = ['sent', 'left', 'failed', 'unknown', 'skipped'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Tally {
  readonly channel: string
  readonly outcome: Outcome
  /** of failed and skipped: the first word of the reason */
  readonly reason: string | null
  readonly count: number
}

/** How many of which outcome; together they are all followers that it was written for. */
export async function tally(db: Db, id: string): Promise<readonly Tally[]> {
  const { rows } = await sql<Tally>`${countOf(sql`
      select channel, ${OUTCOME} as outcome, case when state = 'failed' then split_part(reason, ':', 1) end as reason
        from outbox where broadcast_id = ${id}
      union all select p.channel, 'skipped', s.reason from broadcast_skip s join person p on p.id = s.person_id
        where s.broadcast_id = ${id}`)}`.execute(db)
  return together(await summed(db, id), rows)
}

function countOf(rows: RawBuilder<unknown>): RawBuilder<Tally> {
  return sql<Tally>`select channel, outcome, reason, count(*)::int as count from (${rows}) as one
    group by channel, outcome, reason order by channel, outcome, reason`
}

/** What stands for the rows of single people that are gone (L-06). */
async function summed(db: Db, id: string): Promise<readonly Tally[]> {
  const row = await db.selectFrom('broadcast').select('tally').where('id', '=', id).executeTakeFirst()
  return (row?.tally ?? []) as readonly Tally[]
}

function together(a: readonly Tally[], b: readonly Tally[]): readonly Tally[] {
  const sums = new Map<string, Tally>()
  for (const one of [...a, ...b]) {
    const key = `${one.channel} ${one.outcome} ${one.reason ?? ''}`
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, one]) => one)
}

/** True of a broadcast of which rows of single people are kept. */
export const HAS_ROWS = sql<boolean>`(exists(select 1 from outbox where outbox.broadcast_id = broadcast.id)
  or exists(select 1 from broadcast_skip where broadcast_skip.broadcast_id = broadcast.id))`

/** In one transaction, so that it stays short: the rest goes the next time. */
const MOST_SUMMED = 20_000

/** Puts numbers in the place of rows that say who got it; the caller holds the broadcast's row. How many rows went. */
export async function sumUp(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<Tally>`with gone as (delete from outbox where id in
      (select id from outbox where broadcast_id = ${id} limit ${MOST_SUMMED}) returning channel, state, reason),
    skipped as (delete from broadcast_skip where broadcast_id = ${id} and person_id in
      (select person_id from broadcast_skip where broadcast_id = ${id} limit ${MOST_SUMMED}) returning person_id, reason)
    ${countOf(sql`
      select channel, ${OUTCOME} as outcome, case when state = 'failed' then split_part(reason, ':', 1) end as reason from gone
      union all select p.channel, 'skipped', s.reason from skipped s join person p on p.id = s.person_id`)}`.execute(tx)
  const tally = JSON.stringify(together(await summed(tx, id), rows))
  await tx.updateTable('broadcast').set({ tally }).where('id', '=', id).execute()
  return rows.reduce((sum, { count }) => sum + count, 0)
}

export interface Pace {
  readonly channel: string
  readonly left: number
  /** sends a second over the last minute; null: none in it */
  readonly perSecond: number | null
}

export async function pace(db: Db, id: string): Promise<readonly Pace[]> {
  const { rows } =
    await sql<Pace>`select channel, (count(*) filter (where state in ('queued', 'leased', 'sending')))::int as left,
      (count(*) filter (where settled_at > now() - interval '1 minute')
        / greatest(1, extract(epoch from now() - min(settled_at) filter (where settled_at > now() - interval '1 minute'))))::float8
        as "perSecond"
    from outbox where broadcast_id = ${id} group by channel order by channel`.execute(db)
  return rows.map((row) => ({ ...row, perSecond: row.perSecond || null }))
}

export interface PersonResult {
  readonly personId: string
  /** as the platform told it */
  readonly name: string | null
  readonly channel: string
  readonly outcome: Outcome
  /** first word of what went wrong, and the platform's own words */
  readonly reason: string | null
  readonly at: Date | null
}

/** What became of it for each person, in the order of ids. @param after id of the last one of the page before */
export async function listPeople(
  db: Db,
  vault: Vault,
  id: string,
  page: { readonly outcome?: Outcome | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<readonly PersonResult[]> {
  const after = page.after !== undefined && /^\d{1,18}$/.test(page.after) ? page.after : '0'
  const { rows } = await sql<Omit<PersonResult, 'name'> & { name: string | null }>`
    select one.person_id::text as "personId", p.name, p.channel, outcome, reason, at from (
      select person_id, ${OUTCOME} as outcome, case when state in ('failed', 'unknown') then reason end as reason, settled_at as at
        from outbox where broadcast_id = ${id}
      union all select person_id, 'skipped', reason, null from broadcast_skip where broadcast_id = ${id}) as one
    join person p on p.id = one.person_id
    where one.person_id > ${after}::bigint ${page.outcome ? sql`and outcome = ${page.outcome}` : sql``}
    order by one.person_id limit ${page.limit}`.execute(db)
  return Promise.all(rows.map(async (row) => ({ ...row, name: row.name && (await vault.open(row.name, 'person.name')) })))
}

/** Ends what waits of a stopped broadcast; how many. */
export async function cancel(tx: Tx, id: string, limit: number): Promise<number> {
  const result = await sql`update outbox set state = 'failed', reason = 'stopped', settled_at = now(), leased_until = null
    where id in (select id from outbox where broadcast_id = ${id} and state in ('queued', 'leased') limit ${limit}
      for update skip locked)`.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

/** Whether some row has no final state yet. */
export async function isOpen(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('outbox')
    .select('id')
    .where('broadcast_id', '=', id)
    .where('state', 'in', ['queued', 'leased', 'sending'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

const OUTCOME = sql`case when state in ('queued', 'leased', 'sending') then 'left' else state end`
