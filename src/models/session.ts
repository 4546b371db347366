import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'

const PLACE = 'session.state'

/** The stored talk as JSON, and when it was last touched. */
export async function load(db: Db, vault: Vault, personId: string): Promise<{ state: unknown; updatedAt: Date } | null> {
  const row = await db.selectFrom('session').selectAll().where('person_id', '=', personId).executeTakeFirst()
  return row ? { state: JSON.parse(await vault.open(row.state, PLACE)), updatedAt: row.updated_at } : null
}

/** Replaces the stored talk; the caller's inbox lease keeps two turns of one person apart. */
export async function save(tx: Tx, vault: Vault, personId: string, state: unknown): Promise<void> {
  const sealed = await vault.seal(JSON.stringify(state), PLACE)
  await tx
    .insertInto('session')
    .values({ person_id: personId, state: sealed })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ state: sealed, updated_at: sql`now()` }))
    .execute()
}
