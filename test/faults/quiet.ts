/** After the last trouble: waits until nothing is left to do, or says what is (P-06, P-12). */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { World } from './world.ts'

/** P-06: two minutes; a refused message may stand on the third rung of its ladder (1 min) at the end. */
const LONGEST_MS = 180_000
/** twice the pause between two looks of a worker, and a poll of the centre: what is surplus shows in it */
const GRACE_MS = 2500

interface Left {
  readonly updates: number
  readonly messages: number
  readonly deliveries: number
  readonly announcements: number
  /** at the centre, and not yet heard of */
  readonly news: number
}

/** @returns what is left after the longest wait; empty: all is quiet */
export async function untilQuiet(world: World): Promise<readonly string[]> {
  const began = Date.now()
  for (;;) {
    const left = await leftOf(world)
    const names = Object.entries(left).flatMap(([name, count]) => (count > 0 ? [`${count} ${name} left undone`] : []))
    if (names.length > 0 && Date.now() - began > LONGEST_MS) return names
    await sleep(names.length === 0 ? GRACE_MS : 200)
    if (names.length === 0) return []
  }
}

async function leftOf({ db, centre }: World): Promise<Left> {
  const { rows } = await sql<Omit<Left, 'news'> & { heard: number }>`select
    (select count(*)::int from inbox where state in ('pending', 'leased')) as updates,
    (select count(*)::int from outbox where state in ('queued', 'leased', 'sending')) as messages,
    (select count(*)::int from delivery where state in ('waiting', 'leased', 'sending')) as deliveries,
    (select count(*)::int from broadcast where state in ('scheduled', 'sending')) as announcements,
    (select count(distinct update_id)::int from delivery_news where update_id not like 'state:%') as heard`.execute(db)
  const { heard = 0, updates = 0, messages = 0, deliveries = 0, announcements = 0 } = rows[0] ?? {}
  return { updates, messages, deliveries, announcements, news: centre.news().length - heard }
}
