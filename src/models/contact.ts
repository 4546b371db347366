/**
 * How long a platform takes messages to a person: free for a while after their last word, then paid, then not at all
 * (Zalo OA: 48 hours, 7 days). Known before anything is sent, so that nothing is sent which cannot arrive.
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import { localMonth } from '../lib/time.ts'
import type { ChannelName, Limits, WindowLimits } from '../message.ts'

export type Window = 'free' | 'paid' | 'closed'

/** @param lastInteraction null: none that opens the window */
export function windowAt({ freeMs, openMs }: WindowLimits, lastInteraction: Date | null, now: Date): Window {
  if (lastInteraction === null) return 'closed'
  const ageMs = now.getTime() - lastInteraction.getTime()
  if (ageMs >= openMs) return 'closed'
  return ageMs < freeMs ? 'free' : 'paid'
}

/** null: the channel has no window. */
export async function windowOf(db: Db, { window }: Limits, personId: string): Promise<Window | null> {
  if (!window) return null
  const row = await db
    .selectFrom('contact')
    .select(['interacted_at', sql<Date>`now()`.as('now')])
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row ? windowAt(window, row.interacted_at, row.now) : 'closed'
}

/** The person wrote, pressed or followed. Events come late and in any order; a time from the future is now. */
export async function touch(tx: Tx, personId: string, at: Date): Promise<void> {
  const interacted_at = sql<Date>`least(${at}::timestamptz, now())`
  await tx
    .insertInto('contact')
    .values({ person_id: personId, interacted_at })
    .onConflict((conflict) =>
      conflict
        .column('person_id')
        .doUpdateSet({ interacted_at: sql<Date>`greatest(contact.interacted_at, excluded.interacted_at)` }),
    )
    .execute()
}

/** The platform says that it takes nothing more for the person: until they write again. */
export async function close(db: Db, personId: string): Promise<void> {
  await db.updateTable('contact').set({ interacted_at: null }).where('person_id', '=', personId).execute()
}

/** How long the bot is silent after one of us wrote by hand. */
const STAFF_MINUTES = 30

export async function noteStaff(tx: Tx, personId: string): Promise<void> {
  await tx
    .insertInto('contact')
    .values({ person_id: personId, staff_at: sql<Date>`now()` })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ staff_at: sql<Date>`now()` }))
    .execute()
}

export async function isWithStaff(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('contact')
    .select('person_id')
    .where('person_id', '=', personId)
    .where('staff_at', '>', sql<Date>`now() - make_interval(mins => ${STAFF_MINUTES})`)
    .executeTakeFirst()
  return row !== undefined
}

const PAID = 'paid'

/** One more message of this month that costs money. */
export async function countPaid(db: Db, channel: ChannelName, now: Date): Promise<void> {
  await db
    .insertInto('counter')
    .values({ name: `${PAID}:${channel}:${localMonth(now)}`, value: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`counter.value + 1` }))
    .execute()
}

/** Newest month of each channel. */
export async function paidOf(db: Db): Promise<readonly { labels: { channel: string; month: string }; value: number }[]> {
  const { rows } = await sql<{ channel: string; month: string; value: number }>`select distinct on (1)
    split_part(name, ':', 2) as channel, split_part(name, ':', 3) as month, value from counter
    where name like ${`${PAID}:%`} order by 1, 2 desc`.execute(db)
  return rows.map(({ channel, month, value }) => ({ labels: { channel, month }, value }))
}
