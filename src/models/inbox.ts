/**
 * The inbox: each update once, in order for each person, through kills (P-01, P-02, P-05, P-06).
 *
 * A claim is a lease with a fencing number. The turn's own transaction ends the row with `finish`; if the lease was lost
 * meanwhile, `finish` throws and everything of the turn is rolled back, so a slow worker and its successor cannot both
 * leave an effect. An update waits for every earlier one of the same person: order is kept without a lock per person.
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Fields } from '../lib/log.ts'
import type { Vault } from '../lib/seal.ts'
import type { ChannelName, Inbound } from '../message.ts'
import { keyOf } from './person.ts'

const RAW = 'inbox.raw'
const MAX_ATTEMPTS = 5
/** P-20 */
export const FLOOD = { updates: 20, seconds: 60 } as const

export interface Arrival {
  readonly inbound: Inbound
  /** the raw body, as text */
  readonly raw: string
  /** which way of signing was found, where the platform signs */
  readonly signedBy?: string | undefined
  readonly albumWaitSeconds: number
}

/** Stores one update, sealed; false: it was there already (P-02). */
export async function add(db: Db, vault: Vault, { inbound, raw, signedBy, albumWaitSeconds }: Arrival): Promise<boolean> {
  const { channel, updateId, address, albumId } = inbound
  const wait = albumId === undefined ? 0 : albumWaitSeconds
  const row = await db
    .insertInto('inbox')
    .values({
      channel,
      update_id: updateId,
      person_key: address === '' ? '' : await keyOf(vault, channel, address),
      album_id: albumId ?? null,
      kind: inbound.content.type,
      raw: await vault.seal(raw, RAW),
      signed_by: signedBy ?? null,
      due_at: sql`now() + make_interval(secs => ${wait})`,
    })
    .onConflict((conflict) => conflict.columns(['channel', 'update_id']).doNothing())
    .returning(['id', 'person_key'])
    .executeTakeFirst()
  if (row && albumId !== undefined) await waitForAlbum(db, row.person_key, albumId, wait)
  return row !== undefined
}

/** Each part of an album pushes the whole album back: it is handled when no part came for a while. */
async function waitForAlbum(db: Db, personKey: string, albumId: string, waitSeconds: number): Promise<void> {
  await db
    .updateTable('inbox')
    .set({ due_at: sql`now() + make_interval(secs => ${waitSeconds})` })
    .where('person_key', '=', personKey)
    .where('album_id', '=', albumId)
    .where('state', '=', 'pending')
    .execute()
}

export interface Update {
  readonly id: string
  readonly channel: ChannelName
  readonly updateId: string
  /** `form`: the body is ours (`form-update.ts`), not the platform's */
  readonly kind: string
  readonly personKey: string
  readonly albumId: string | null
  readonly raw: string
  readonly attempts: number
  readonly fence: number
}

interface ClaimOptions {
  readonly channels: readonly ChannelName[]
  readonly leaseSeconds: number
  readonly limit: number
}

/** Due updates, oldest first, at most one a person, leased to the caller. */
export async function claim(db: Db, vault: Vault, options: ClaimOptions): Promise<readonly Update[]> {
  const due = db
    .selectFrom('inbox as i')
    .select('i.id')
    .where('i.state', 'in', ['pending', 'leased'])
    .where('i.channel', 'in', options.channels)
    .where('i.due_at', '<=', sql<Date>`now()`)
    .where((where) => where.or([where('i.state', '=', 'pending'), where('i.leased_until', '<', sql<Date>`now()`)]))
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('inbox as earlier')
            .select('earlier.id')
            .whereRef('earlier.person_key', '=', 'i.person_key')
            .where('earlier.person_key', '!=', '')
            .whereRef('earlier.id', '<', 'i.id')
            .where('earlier.state', 'in', ['pending', 'leased']),
        ),
      ),
    )
    .orderBy('i.id')
    .limit(options.limit)
    .forUpdate()
    .skipLocked()
  const rows = await db
    .updateTable('inbox')
    .set({
      state: 'leased',
      fence: sql`fence + 1`,
      attempts: sql`attempts + 1`,
      leased_until: sql`now() + make_interval(secs => ${options.leaseSeconds})`,
    })
    .where('id', 'in', due)
    .returning(['id', 'channel', 'update_id', 'kind', 'person_key', 'album_id', 'raw', 'attempts', 'fence'])
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      channel: row.channel as ChannelName,
      updateId: row.update_id,
      kind: row.kind,
      personKey: row.person_key,
      albumId: row.album_id,
      // What cannot be opened is a poison of its own: as an error here it would hold up all that is claimed with it (P-05).
      raw: await vault.open(row.raw ?? '', RAW).catch(() => ''),
      attempts: row.attempts,
      fence: row.fence,
    })),
  )
}

/** The lease of a row was lost: the transaction must be rolled back, another worker has the row. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Ends an update in the turn's transaction. @throws LeaseLost */
export async function finish(tx: Tx, update: Update, state: 'done' | 'shed' = 'done'): Promise<void> {
  const result = await tx
    .updateTable('inbox')
    .set({ state, done_at: sql`now()`, leased_until: null })
    .where('id', '=', update.id)
    .where('fence', '=', update.fence)
    .where('state', '=', 'leased')
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) throw new LeaseLost(`The lease of update ${update.id} was lost.`)
}

/** The other waiting parts of an album, ended in the same transaction; their raw bodies, oldest first. */
export async function takeAlbum(tx: Tx, vault: Vault, update: Update): Promise<readonly string[]> {
  if (update.albumId === null) return []
  const rows = await tx
    .updateTable('inbox')
    .set({ state: 'done', done_at: sql`now()`, fence: sql`fence + 1` })
    .where('person_key', '=', update.personKey)
    .where('album_id', '=', update.albumId)
    .where('state', '=', 'pending')
    .where('id', '!=', update.id)
    .returning(['id', 'raw'])
    .execute()
  const ordered = rows.toSorted((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
  return Promise.all(ordered.map((row) => vault.open(row.raw ?? '', RAW)))
}

/**
 * A failed attempt. The fifth makes it a dead letter; until then it is due again soon, because the person's next update
 * waits behind it (P-05: at most 5 s). An outage of the database is nobody's fault and does not count.
 */
export async function recordFailure(
  db: Db,
  update: Update,
  failure: { fields: Fields; isOutage: boolean },
): Promise<'dead' | 'pending'> {
  const isDead = !failure.isOutage && update.attempts >= MAX_ATTEMPTS
  const waitMs = 100 * 2 ** (update.attempts - 1)
  await db
    .updateTable('inbox')
    .set({
      state: isDead ? 'dead' : 'pending',
      leased_until: null,
      error: JSON.stringify(failure.fields),
      ...(isDead && { done_at: sql`now()` }),
      ...(failure.isOutage && { attempts: sql`attempts - 1` }),
      due_at: sql`now() + make_interval(secs => ${waitMs / 1000} * (0.8 + 0.4 * random()))`,
    })
    .where('id', '=', update.id)
    .where('fence', '=', update.fence)
    .where('state', '=', 'leased')
    .execute()
  return isDead ? 'dead' : 'pending'
}

/**
 * Whether this update is beyond what one person may send in a minute (P-20), and whether it is the first such: only that
 * one gets a notice, then there is silence until the person is calm.
 */
export async function flood(tx: Tx, update: Update): Promise<'calm' | 'first' | 'silent'> {
  if (update.personKey === '') return 'calm'
  const { recent, shed } = await tx
    .selectFrom('inbox')
    .select([sql<number>`count(*)::int`.as('recent'), sql<number>`count(*) filter (where state = 'shed')::int`.as('shed')])
    .where('person_key', '=', update.personKey)
    .where('id', '<=', update.id)
    .where(
      'received_at',
      '>',
      sql<Date>`(select received_at from inbox where id = ${update.id}) - make_interval(secs => ${FLOOD.seconds})`,
    )
    .executeTakeFirstOrThrow()
  if (recent <= FLOOD.updates) return 'calm'
  return shed === 0 ? 'first' : 'silent'
}

/** How many of the updates that are kept were signed in which way: where a platform's papers disagree, this says who is right. */
export async function signatures(db: Db): Promise<readonly { channel: string; way: string; count: number }[]> {
  const { rows } = await sql<{ channel: string; way: string; count: number }>`select channel, signed_by as way,
    count(*)::int as count from inbox where signed_by is not null group by 1, 2 order by 1, 3 desc`.execute(db)
  return rows
}

export interface Known {
  readonly id: string
  readonly state: 'pending' | 'leased' | 'done' | 'dead' | 'shed'
}

/** Where an update stands; undefined: never seen. */
export async function find(db: Db, channel: ChannelName, updateId: string): Promise<Known | undefined> {
  return db
    .selectFrom('inbox')
    .select(['id', 'state'])
    .where('channel', '=', channel)
    .where('update_id', '=', updateId)
    .executeTakeFirst()
}

/** Raw bodies of what a person sent, oldest first, with the time of arrival: the web chat rebuilds its page from them. */
export async function sentBy(
  db: Db,
  vault: Vault,
  personKey: string,
  limit: number,
): Promise<readonly { id: string; raw: string; at: Date }[]> {
  const rows = await db
    .selectFrom('inbox')
    .select(['id', 'raw', 'received_at'])
    .where('person_key', '=', personKey)
    .where('raw', 'is not', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return Promise.all(
    rows.toReversed().map(async (row) => ({ id: row.id, raw: await vault.open(row.raw ?? '', RAW), at: row.received_at })),
  )
}

/** Gives leased rows of a stopping worker back at once (P-35). */
export async function release(db: Db, update: Update): Promise<void> {
  await db
    .updateTable('inbox')
    .set({ state: 'pending', leased_until: null, attempts: sql`attempts - 1` })
    .where('id', '=', update.id)
    .where('fence', '=', update.fence)
    .where('state', '=', 'leased')
    .execute()
}
