import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import type { ChannelName, Language } from '../message.ts'

/** A chat account as the rest of the house sees it. */
export interface Person {
  readonly id: string
  readonly channel: ChannelName
  readonly address: string
  readonly name: string | null
  readonly language: Language
  readonly isActive: boolean
  /** the account whose talk this is: its own id, unless it is linked with others of the same human (`account-link.ts`) */
  readonly homeId: string
}

/** namespace of the lock, in the database's shared space of numbers */
const TURN = 7001

/** Key of one person's work, in the inbox and in look-ups. */
export function keyOf(vault: Vault, channel: ChannelName, address: string): Promise<string> {
  return vault.hash(`${channel}:${address}`, 'person.address')
}

interface Arrival {
  readonly channel: ChannelName
  readonly address: string
  readonly name?: string | undefined
  readonly language: Language
}

/** The person who wrote, made at the first message; whoever writes is active again (P-16). */
export async function welcome(tx: Tx, vault: Vault, arrival: Arrival): Promise<Person> {
  const key = await keyOf(vault, arrival.channel, arrival.address)
  const name = arrival.name === undefined ? null : await vault.seal(arrival.name, 'person.name')
  const known = await tx
    .updateTable('person')
    .set({ seen_at: sql`now()`, is_active: true, ...(name && { name }) })
    .where('address_hash', '=', key)
    .returning(['id', 'language', 'home_id'])
    .executeTakeFirst()
  const row =
    known ??
    (await tx
      .insertInto('person')
      .values({
        channel: arrival.channel,
        address: await vault.seal(arrival.address, 'person.address'),
        address_hash: key,
        name,
        language: arrival.language,
      })
      .returning(['id', 'language', 'home_id'])
      .executeTakeFirstOrThrow())
  if (row.home_id !== null) await oneTurnAtATime(tx, row.home_id)
  return {
    ...arrival,
    id: row.id,
    name: arrival.name ?? null,
    language: row.language,
    isActive: true,
    homeId: row.home_id ?? row.id,
  }
}

/** The inbox keeps the updates of one account apart; linked accounts have one talk, so their turns wait for each other. */
async function oneTurnAtATime(tx: Tx, homeId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${TURN}, ${Number(BigInt(homeId) % 2147483647n)})`.execute(tx)
}

/** @throws Error when there is no such person */
export async function load(db: Db, vault: Vault, id: string): Promise<Person> {
  const person = await loadIfThere(db, vault, id)
  if (!person) throw new Error(`There is no person ${id}.`)
  return person
}

export async function loadIfThere(db: Db, vault: Vault, id: string): Promise<Person | undefined> {
  const row = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  return {
    id: row.id,
    channel: row.channel as ChannelName,
    address: await vault.open(row.address, 'person.address'),
    name: row.name && (await vault.open(row.name, 'person.name')),
    language: row.language,
    isActive: row.is_active,
    homeId: row.home_id ?? row.id,
  }
}

/** The person behind an address, if they ever wrote. */
export async function find(db: Db, vault: Vault, channel: ChannelName, address: string): Promise<{ id: string } | undefined> {
  const key = await keyOf(vault, channel, address)
  return db.selectFrom('person').select('id').where('address_hash', '=', key).executeTakeFirst()
}

export async function setLanguage(tx: Tx, id: string, language: Language): Promise<void> {
  await tx.updateTable('person').set({ language }).where('id', '=', id).execute()
}

/** The person blocked us: nothing more is sent until they write again (P-16). */
export async function deactivate(db: Db, id: string): Promise<void> {
  await db.updateTable('person').set({ is_active: false }).where('id', '=', id).execute()
}
