/** Words that officials add to what the channel understands; public, so they lie open. */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'

export interface Word {
  readonly id: string
  readonly said: string
  readonly meant: string
  /** e-mail of the official */
  readonly by: string
  readonly at: Date
}

/** Another one after every change. */
export async function versionOf(db: Db): Promise<string> {
  const row = await db
    .selectFrom('word')
    .select(sql<string>`count(*) || ':' || coalesce(max(id), 0)`.as('version'))
    .executeTakeFirstOrThrow()
  return row.version
}

export async function list(db: Db): Promise<readonly Word[]> {
  return db
    .selectFrom('word')
    .innerJoin('official', 'official.id', 'word.official_id')
    .select(['word.id', 'said', 'meant', 'official.email as by', 'word.created_at as at'])
    .orderBy('word.id', 'desc')
    .execute()
}

/** false: this is said already; it is taken out first. */
export async function add(tx: Tx, word: { readonly said: string; readonly meant: string }, officialId: string): Promise<boolean> {
  const row = await tx
    .insertInto('word')
    .values({ ...word, official_id: officialId })
    .onConflict((conflict) => conflict.column('said').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('word').where('id', '=', id).execute()
}
