/** A reminder that a person asked for, one at a time: said once, at a decent hour. */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'

/** In place of the one before. @returns when it is due */
export async function ask(tx: Tx, personId: string, days: number): Promise<Date> {
  const due_at = sql<Date>`now() + make_interval(days => ${days})`
  const row = await tx
    .insertInto('person_reminder')
    .values({ person_id: personId, due_at })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ due_at, told_at: null }))
    .returning('due_at')
    .executeTakeFirstOrThrow()
  return row.due_at
}

/** false: there was none to come. */
export async function cancel(tx: Tx, personId: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('person_reminder')
    .where('person_id', '=', personId)
    .where('told_at', 'is', null)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Persons whose reminder has come, by id. @param after last of the batch before */
export async function due(db: Db, now: Date, after: string, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('person_reminder')
    .select('person_id')
    .where('told_at', 'is', null)
    .where('due_at', '<=', now)
    .where('person_id', '>', after)
    .orderBy('person_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.person_id)
}

/** Notes it as said; false: it was said, put off or called off meanwhile. */
export async function note(tx: Tx, personId: string, now: Date): Promise<boolean> {
  const noted = await tx
    .updateTable('person_reminder')
    .set({ told_at: now })
    .where('person_id', '=', personId)
    .where('told_at', 'is', null)
    .where('due_at', '<=', now)
    .executeTakeFirst()
  return noted.numUpdatedRows === 1n
}
