/** What the clocks removed, and when they last looked (L-06): counts only. */
import { sql } from 'kysely'
import type { Kind } from '../city/retention.ts'
import type { Db, Tx } from '../db/schema.ts'

/** Name of the job, by which its turns are told. */
export const JOB = 'expire-data'

/** The database's time, which a round is known by. */
export async function begin(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()`.execute(db)
  return (rows[0] as { now: Date }).now
}

/** In the transaction of the removal itself: the report is never more nor less than what went. */
export async function note(tx: Tx, at: Date, kind: Kind, removed: number): Promise<void> {
  if (removed === 0) return
  await tx
    .insertInto('retention_run')
    .values({ at, kind, removed })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'at']).doUpdateSet({ removed: sql<number>`retention_run.removed + excluded.removed` }),
    )
    .execute()
}

/** How many went in the last so many days, by kind; what lost nothing is not in it. */
export async function removedIn(db: Db, days: number): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ kind: string; n: number }>`select kind, sum(removed)::int as n from retention_run
    where at > now() - make_interval(days => ${days}::int) group by kind`.execute(db)
  return new Map(rows.map(({ kind, n }) => [kind, n]))
}

/** When a worker last began a round; null: never. */
export async function lastAt(db: Db): Promise<Date | null> {
  const row = await db.selectFrom('poll').select('round_at').where('of', '=', JOB).executeTakeFirst()
  return row?.round_at ?? null
}
