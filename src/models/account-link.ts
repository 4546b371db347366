/**
 * Chat accounts of one human, on several channels: joined by a one-time code that is read on one and typed on the other.
 *
 * Rows stay with the account that made them, so that unlinking gives each its own back; what is asked for "the person" asks
 * for all accounts (`idsOf`). One of them is the home: the open talk (drafts, who is talked to) is kept there. Never guessed
 * from a phone number or a name: two people may share both.
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { lettersOf, makeShortCode, showShortCode } from '../lib/short-code.ts'
import type { ChannelName } from '../message.ts'

const PLACE = 'account_link_code.code'
export const MINUTES = 15
export const MOST_ACCOUNTS = 5

/** A new code of this account, `XXXX-XXXX`, for `MINUTES`; the one before ends. */
export async function createCode(tx: Tx, vault: Vault, personId: string): Promise<string> {
  const letters = makeShortCode()
  const row = { code_hash: await vault.hash(letters, PLACE), expires_at: sql<Date>`now() + make_interval(mins => ${MINUTES})` }
  await tx
    .insertInto('account_link_code')
    .values({ person_id: personId, ...row })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
    .execute()
  return showShortCode(letters)
}

/** Uses a typed code up. @returns the account that it was shown to; null: unknown, used or over */
export async function useCode(tx: Tx, vault: Vault, typed: string): Promise<string | null> {
  const used = await tx
    .deleteFrom('account_link_code')
    .where('code_hash', '=', await vault.hash(lettersOf(typed), PLACE))
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('person_id')
    .executeTakeFirst()
  return used?.person_id ?? null
}

/** Ids of all accounts of the same human, this one among them: for `where … in`. */
export function idsOf(db: Db, personId: string) {
  return db
    .selectFrom('person as one')
    .innerJoin('person as other', (join) =>
      join.on((on) => on.or([on('other.id', '=', on.ref('one.id')), on('other.home_id', '=', on.ref('one.home_id'))])),
    )
    .where('one.id', '=', personId)
    .select('other.id')
}

/** Whether an account is one of this human's. */
export async function isAccountOf(db: Db, personId: string, accountId: string | null): Promise<boolean> {
  if (accountId === null) return false
  const rows = await db.selectFrom('person').select('id').where('id', 'in', idsOf(db, personId)).execute()
  return rows.some(({ id }) => id === accountId)
}

/** Joins two accounts and all that are linked with either. @returns the home; null: they would be too many */
export async function join(tx: Tx, ownerId: string, joinerId: string): Promise<string | null> {
  const both = await tx
    .selectFrom('person')
    .select(['id', 'home_id'])
    .where((where) => where.or([where('id', 'in', idsOf(tx, ownerId)), where('id', 'in', idsOf(tx, joinerId))]))
    .execute()
  if (both.length > MOST_ACCOUNTS) return null
  const homeId = both.find(({ id }) => id === ownerId)?.home_id ?? ownerId
  const ids = both.map(({ id }) => id)
  await tx.updateTable('person').set({ home_id: homeId }).where('id', 'in', ids).execute()
  await gatherNews(tx, joinerId)
  return homeId
}

/** Takes one account out; the others stay together, under a new home where the home leaves. */
export async function leave(tx: Tx, personId: string): Promise<void> {
  const others = await tx
    .selectFrom('person')
    .select(['id', 'home_id'])
    .where('id', 'in', idsOf(tx, personId))
    .where('id', '!=', personId)
    .orderBy('id')
    .execute()
  await tx.updateTable('person').set({ home_id: null }).where('id', '=', personId).execute()
  const [first] = others
  if (!first) return
  const isHomeGone = first.home_id === personId
  const home_id = others.length === 1 ? null : isHomeGone ? first.id : first.home_id
  await tx
    .updateTable('person')
    .set({ home_id })
    .where(
      'id',
      'in',
      others.map(({ id }) => id),
    )
    .execute()
}

export interface Account {
  readonly id: string
  readonly channel: ChannelName
  readonly name: string | null
}

/** The other accounts of the same human, oldest first. */
export async function othersOf(db: Db, vault: Vault, personId: string): Promise<readonly Account[]> {
  const rows = await db
    .selectFrom('person')
    .select(['id', 'channel', 'name'])
    .where('id', 'in', idsOf(db, personId))
    .where('id', '!=', personId)
    .orderBy('id')
    .execute()
  return Promise.all(rows.map((row) => shown(vault, row)))
}

async function shown(vault: Vault, row: { id: string; channel: string; name: string | null }): Promise<Account> {
  const name = row.name && (await vault.open(row.name, 'person.name'))
  return { id: row.id, channel: row.channel as ChannelName, name }
}

/** One account as it is shown to its human; null: there is none. */
export async function find(db: Db, vault: Vault, id: string): Promise<Account | null> {
  const row = await db.selectFrom('person').select(['id', 'channel', 'name']).where('id', '=', id).executeTakeFirst()
  return row ? shown(vault, row) : null
}

/** Where to tell the human something: the account used last of those that did not block us; one whose platform has closed comes last. */
export async function toTell(db: Db, personId: string): Promise<string> {
  const row = await db
    .selectFrom('person')
    .leftJoin('contact', 'contact.person_id', 'person.id')
    .select('person.id')
    .where('person.id', 'in', idsOf(db, personId))
    .where('is_active', '=', true)
    .orderBy(sql`contact.person_id is not null and coalesce(contact.interacted_at < now() - interval '7 days', true)`)
    .orderBy('seen_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? personId
}

/** All that one human follows comes to one account: the limits a day hold for the human (L-16). */
export async function gatherNews(tx: Tx, personId: string): Promise<void> {
  const others = (await tx.selectFrom('person').select('id').where('id', 'in', idsOf(tx, personId)).execute())
    .map(({ id }) => id)
    .filter((id) => id !== personId)
  if (others.length === 0) return
  const moved = await tx
    .deleteFrom('subscription')
    .where('person_id', 'in', others)
    .returning(['topic', 'commune_code', 'at'])
    .execute()
  const held = await tx.selectFrom('subscription').select('topic').where('person_id', '=', personId).execute()
  const topics = new Set(held.map(({ topic }) => topic))
  for (const row of moved) {
    if (topics.has(row.topic)) continue
    topics.add(row.topic)
    await tx
      .insertInto('subscription')
      .values({ person_id: personId, ...row })
      .execute()
  }
}
