import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'

export interface Turn {
  readonly destination: string
  /** news up to this time were seen; null: never asked */
  readonly seenUntil: Date | null
  readonly fence: number
}

/** The turn to ask a destination for news, one worker each period; null: not due. */
export async function claim(db: Db, destination: string, everySeconds: number): Promise<Turn | null> {
  await db
    .insertInto('poll')
    .values({ destination })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .updateTable('poll')
    .set({ due_at: sql`now() + make_interval(secs => ${everySeconds})`, fence: sql`fence + 1` })
    .where('destination', '=', destination)
    .where('due_at', '<=', sql<Date>`now()`)
    .returning(['seen_until', 'fence'])
    .executeTakeFirst()
  return row ? { destination, seenUntil: row.seen_until, fence: row.fence } : null
}

/** All news up to this time were applied. */
export async function seen(db: Db, { destination, fence }: Turn, until: Date): Promise<void> {
  await db
    .updateTable('poll')
    .set({ seen_until: until })
    .where('destination', '=', destination)
    .where('fence', '=', fence)
    .execute()
}
