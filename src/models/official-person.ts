/** The chat accounts of an official: a code shown in the console and typed in the chat proves that both are one human. */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { lettersOf, makeShortCode, showShortCode } from '../lib/short-code.ts'
import type { ChannelName } from '../message.ts'

const PLACE = 'official_person_code.code'
const MINUTES = 15

/** A new code of this official, `XXXX-XXXX`, for 15 minutes; the one before ends. */
export async function createCode(db: Db, vault: Vault, officialId: string): Promise<string> {
  const letters = makeShortCode()
  const row = { code_hash: await vault.hash(letters, PLACE), expires_at: sql<Date>`now() + make_interval(mins => ${MINUTES})` }
  await db
    .insertInto('official_person_code')
    .values({ official_id: officialId, ...row })
    .onConflict((conflict) => conflict.column('official_id').doUpdateSet(row))
    .execute()
  return showShortCode(letters)
}

/** Uses a typed code up. @returns the official's e-mail; null: unknown, used or over */
export async function link(tx: Tx, vault: Vault, typed: string, personId: string): Promise<string | null> {
  const used = await tx
    .deleteFrom('official_person_code')
    .where('code_hash', '=', await vault.hash(lettersOf(typed), PLACE))
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('official_id')
    .executeTakeFirst()
  if (!used) return null
  await tx
    .insertInto('official_person')
    .values({ official_id: used.official_id, person_id: personId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { email } = await tx.selectFrom('official').select('email').where('id', '=', used.official_id).executeTakeFirstOrThrow()
  return email
}

export interface Linked {
  readonly personId: string
  readonly channel: ChannelName
  readonly name: string | null
}

export async function listOf(db: Db, vault: Vault, officialId: string): Promise<readonly Linked[]> {
  const rows = await db
    .selectFrom('official_person')
    .innerJoin('person', 'person.id', 'official_person.person_id')
    .select(['person.id', 'person.channel', 'person.name'])
    .where('official_id', '=', officialId)
    .orderBy('official_person.at')
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      personId: row.id,
      channel: row.channel as ChannelName,
      name: row.name && (await vault.open(row.name, 'person.name')),
    })),
  )
}

export async function unlink(db: Db, officialId: string, personId: string): Promise<void> {
  if (!/^\d{1,18}$/.test(personId)) return
  await db.deleteFrom('official_person').where('official_id', '=', officialId).where('person_id', '=', personId).execute()
}
