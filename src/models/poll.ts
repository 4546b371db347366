import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'

export interface Turn {
  readonly of: string
  /** news up to this time were seen; null: never asked */
  readonly seenUntil: Date | null
  readonly fence: number
}

/** The turn to ask a destination or channel, one worker each period; null: not due. */
export async function claim(db: Db, of: string, everySeconds: number): Promise<Turn | null> {
  await db
    .insertInto('poll')
    .values({ of })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .updateTable('poll')
    .set({ due_at: sql`now() + make_interval(secs => ${everySeconds})`, fence: sql`fence + 1` })
    .where('of', '=', of)
    .where('due_at', '<=', sql<Date>`now()`)
    .returning(['seen_until', 'fence'])
    .executeTakeFirst()
  return row ? { of, seenUntil: row.seen_until, fence: row.fence } : null
}

/** All news up to this time were applied. */
export async function seen(db: Db, { of, fence }: Turn, until: Date): Promise<void> {
  await db.updateTable('poll').set({ seen_until: until }).where('of', '=', of).where('fence', '=', fence).execute()
}
