/** An ordinary announcement to many followers, approved and due now. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as officials from '../../src/models/official.ts'
import { crowd, WORDS } from '../support/followers.ts'
import type { World } from './world.ts'

export const FIRST_FOLLOWER = 100_000
const FEW = 30
/** What is left then is told by the reconciliation. */
const LONGEST_MS = 600_000

/** @returns its id */
export async function announce({ db, vault, telegram }: World, people: number): Promise<string> {
  await crowd({ db, vault }, telegram, people, FIRST_FOLLOWER)
  const writer = await officials.create(db, 'writer@hue.example')
  const second = await officials.create(db, 'second@hue.example')
  return db.transaction().execute(async (tx) => {
    const id = await broadcasts.create(tx, WORDS, writer.id)
    await tx
      .updateTable('broadcast')
      .set({ state: 'scheduled', scheduled_at: sql<Date>`now()`, requested_by: writer.id, approved_by: second.id })
      .where('id', '=', id)
      .execute()
    return id
  })
}

/** Resolves when all but its last messages have left: until then there is something to disturb. */
export async function nearlyOver({ db }: Pick<World, 'db'>, id: string): Promise<void> {
  for (const began = Date.now(); Date.now() - began < LONGEST_MS; await sleep(500)) {
    const row = await db.selectFrom('broadcast').select('fanned_out_at').where('id', '=', id).executeTakeFirst()
    const { left } = await db
      .selectFrom('outbox')
      .select(sql<number>`count(*)::int`.as('left'))
      .where('broadcast_id', '=', id)
      .where('state', '=', 'queued')
      .executeTakeFirstOrThrow()
    if (row?.fanned_out_at && left < FEW) return
  }
}
