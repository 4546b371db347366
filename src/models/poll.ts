/**
 * Turns to ask a destination or channel, one worker each period.
 *
 * A destination is asked about many reports: they are a round, and a round may take several turns. Each goes on where the
 * last one stopped, so that the reports at the end are asked about too (P-09). News count as seen up to the begin of a
 * round that missed nothing.
 */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'

export interface Turn {
  readonly of: string
  /** news up to this time were seen; null: never asked */
  readonly seenUntil: Date | null
  /** last delivery that the present round has asked about; '0': none yet */
  readonly askedUntil: string
  readonly fence: number
}

/** The turn, null: it is not due. */
export async function claim(db: Db, of: string, everySeconds: number): Promise<Turn | null> {
  await db
    .insertInto('poll')
    .values({ of })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .updateTable('poll')
    .set({
      due_at: sql`now() + make_interval(secs => ${everySeconds})`,
      round_at: sql`case when asked_until = 0 then now() else round_at end`,
      fence: sql`fence + 1`,
    })
    .where('of', '=', of)
    .where('due_at', '<=', sql<Date>`now()`)
    .returning(['seen_until', 'asked_until', 'fence'])
    .executeTakeFirst()
  return row ? { of, seenUntil: row.seen_until, askedUntil: row.asked_until, fence: row.fence } : null
}

/** All up to this delivery were asked about. @param missed something of it was not seen: the round does not count as seen */
export async function advance(db: Db, { of, fence }: Turn, askedUntil: string, missed: boolean): Promise<void> {
  await db
    .updateTable('poll')
    .set({ asked_until: askedUntil, ...(missed && { round_at: null }) })
    .where('of', '=', of)
    .where('fence', '=', fence)
    .execute()
}

/** The round is over. */
export async function finish(db: Db, { of, fence }: Turn): Promise<void> {
  await db
    .updateTable('poll')
    .set({ asked_until: '0', seen_until: sql<Date | null>`coalesce(round_at, seen_until)` })
    .where('of', '=', of)
    .where('fence', '=', fence)
    .execute()
}

/** This worker's time is up: the next one goes on at once. */
export async function pass(db: Db, { of, fence }: Turn): Promise<void> {
  await db.updateTable('poll').set({ due_at: sql<Date>`now()` }).where('of', '=', of).where('fence', '=', fence).execute()
}
