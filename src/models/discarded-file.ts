/**
 * Files in our storage that no row names any more.
 *
 * A row goes in a transaction and its bytes lie elsewhere, so the key is written down in that transaction and deleted after
 * it: a storage that is away keeps nothing for good, and a kill in between forgets nothing (L-06).
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'

const LEASE_SECONDS = 60
const LONGEST_WAIT_SECONDS = 3600

/** @param keys null: there were no bytes */
export async function add(tx: Tx, keys: readonly (string | null)[]): Promise<void> {
  const rows = keys.filter((key) => key !== null).map((key) => ({ storage_key: key }))
  if (rows.length === 0) return
  await tx
    .insertInto('discarded_file')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export interface Discarded {
  readonly key: string
  readonly attempts: number
}

/** The next that are due. Deleting twice does no harm, so the lease needs no fence: it is a later due time. */
export async function claim(db: Db, limit: number): Promise<readonly Discarded[]> {
  const due = db
    .selectFrom('discarded_file')
    .select('storage_key')
    .where('due_at', '<=', sql<Date>`now()`)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
  const rows = await db
    .updateTable('discarded_file')
    .set({ attempts: sql`attempts + 1`, due_at: sql`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where('storage_key', 'in', due)
    .returning(['storage_key', 'attempts'])
    .execute()
  return rows.map((row) => ({ key: row.storage_key, attempts: row.attempts }))
}

/** The bytes are gone. */
export async function settle(db: Db, { key }: Discarded): Promise<void> {
  await db.deleteFrom('discarded_file').where('storage_key', '=', key).execute()
}

/** Tried again, up to once an hour and without an end: what was promised to be deleted must go. */
export async function recordFailure(db: Db, { key, attempts }: Discarded): Promise<void> {
  const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, 10 * 2 ** Math.min(attempts, 10))
  await db
    .updateTable('discarded_file')
    .set({ due_at: sql`now() + make_interval(secs => ${waitSeconds} * (0.8 + 0.4 * random()))` })
    .where('storage_key', '=', key)
    .execute()
}

/** Gives back what was claimed and not begun (P-35). */
export async function release(db: Db, { key }: Discarded): Promise<void> {
  await db
    .updateTable('discarded_file')
    .set({ due_at: sql`now()`, attempts: sql`attempts - 1` })
    .where('storage_key', '=', key)
    .execute()
}
