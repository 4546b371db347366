import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { idsOf } from './account-link.ts'

export interface Handover {
  readonly id: string
  readonly personId: string
  readonly state: 'open' | 'closed'
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface HandoverMessage {
  readonly id: string
  /** e-mail of the official; null: the person */
  readonly by: string | null
  readonly text: string
  readonly at: Date
}

/** Opens a hand-over, or gives the open one back: at most one a person, whatever account they write from. */
export async function open(tx: Tx, personId: string): Promise<{ id: string; isNew: boolean }> {
  const known = await findOpen(tx, personId)
  if (known) return { id: known, isNew: false }
  const { id } = await tx.insertInto('handover').values({ person_id: personId }).returning('id').executeTakeFirstOrThrow()
  return { id, isNew: true }
}

export async function findOpen(db: Db, personId: string): Promise<string | null> {
  const row = await db
    .selectFrom('handover')
    .select('id')
    .where('person_id', 'in', idsOf(db, personId))
    .where('state', '=', 'open')
    .orderBy('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** `officialId` null: the person says it. */
export async function say(tx: Tx, vault: Vault, id: string, officialId: string | null, text: string): Promise<void> {
  await tx
    .insertInto('handover_message')
    .values({ handover_id: id, official_id: officialId, text: await vault.seal(text, 'handover_message.text') })
    .execute()
  await tx.updateTable('handover').set({ updated_at: sql`now()` }).where('id', '=', id).execute()
}

/** false: it was closed already. */
export async function close(tx: Tx, id: string): Promise<boolean> {
  const result = await tx
    .updateTable('handover')
    .set({ state: 'closed', updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function find(db: Db, id: string): Promise<Handover | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('handover').selectAll().where('id', '=', id).executeTakeFirst()
  return row
    ? { id: row.id, personId: row.person_id, state: row.state, createdAt: row.created_at, updatedAt: row.updated_at }
    : null
}

/** Longest waiting first. */
export async function listOpen(db: Db, limit: number): Promise<readonly Handover[]> {
  const rows = await db
    .selectFrom('handover')
    .selectAll()
    .where('state', '=', 'open')
    .orderBy('updated_at')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
}

export async function countOpen(db: Db): Promise<number> {
  const row = await db
    .selectFrom('handover')
    .select(db.fn.countAll<string>().as('n'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Oldest first. */
export async function messages(db: Db, vault: Vault, id: string): Promise<readonly HandoverMessage[]> {
  const rows = await db
    .selectFrom('handover_message')
    .leftJoin('official', 'official.id', 'handover_message.official_id')
    .select(['handover_message.id', 'handover_message.text', 'handover_message.at', 'official.email'])
    .where('handover_id', '=', id)
    .orderBy('handover_message.id')
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      by: row.email,
      text: await vault.open(row.text, 'handover_message.text'),
      at: row.at,
    })),
  )
}
