/**
 * How an official gets in and stays in: one-time links, sessions of browsers, and the slow-down of guessing (P-24).
 *
 * Links and sessions are random names of which only the hash is kept: who reads the database cannot sign in with it. All
 * ages are by the database clock.
 */

import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import { utf8 } from '../lib/bytes.ts'
import { randomName } from '../lib/random.ts'
import { sha256, toBase64Url, type Vault } from '../lib/seal.ts'
import { COLUMNS, type Official } from './official.ts'

const LINK = sql`interval '24 hours'`
const IDLE = sql`interval '30 minutes'`
const LONGEST = sql`interval '8 hours'`

/** A link's secret, for `/console/sign-in/<token>`: works once, for 24 hours. Earlier unused ones of this official end. */
export async function createLink(db: Db, officialId: string): Promise<{ token: string; expiresAt: Date }> {
  const token = randomName()
  await db.deleteFrom('sign_in_link').where('official_id', '=', officialId).where('used_at', 'is', null).execute()
  const { expires_at } = await db
    .insertInto('sign_in_link')
    .values({ token_hash: await hashed(token), official_id: officialId, expires_at: sql<Date>`now() + ${LINK}` })
    .returning('expires_at')
    .executeTakeFirstOrThrow()
  return { token, expiresAt: expires_at }
}

/** Whose link it is, without using it; null: unknown, used or over. */
export async function findLink(db: Db, token: string): Promise<Official | null> {
  const row = await db
    .selectFrom('sign_in_link')
    .innerJoin('official', 'official.id', 'sign_in_link.official_id')
    .select(COLUMNS)
    .where('token_hash', '=', await hashed(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row ?? null
}

/** Uses the link up; false: someone was faster, or it is over. */
export async function useLink(tx: Tx, token: string): Promise<boolean> {
  const result = await tx
    .updateTable('sign_in_link')
    .set({ used_at: sql`now()` })
    .where('token_hash', '=', await hashed(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** A new session; what is long over is swept out on the way. */
export async function openSession(db: Db, officialId: string): Promise<{ token: string; csrf: string }> {
  const [token, csrf] = [randomName(), randomName()]
  await db.deleteFrom('sign_in_session').where('created_at', '<', sql<Date>`now() - ${LONGEST}`).execute()
  await db
    .insertInto('sign_in_session')
    .values({ token_hash: await hashed(token), official_id: officialId, csrf })
    .execute()
  await db.updateTable('official').set({ signed_in_at: sql`now()` }).where('id', '=', officialId).execute()
  return { token, csrf }
}

export interface Session {
  readonly official: Official
  /** stands in every form of this session (P-25) */
  readonly csrf: string
}

/** The session of a browser, seen now; null: unknown, 30 minutes idle, or 8 hours old. */
export async function touchSession(db: Db, token: string): Promise<Session | null> {
  const row = await db
    .updateTable('sign_in_session')
    .from('official')
    .set({ seen_at: sql`now()` })
    .whereRef('official.id', '=', 'sign_in_session.official_id')
    .where('token_hash', '=', await hashed(token))
    .where('seen_at', '>', sql<Date>`now() - ${IDLE}`)
    .where('sign_in_session.created_at', '>', sql<Date>`now() - ${LONGEST}`)
    .returning([...COLUMNS, 'sign_in_session.csrf'])
    .executeTakeFirst()
  if (!row) return null
  const { csrf, ...official } = row
  return { official, csrf }
}

export async function closeSession(db: Db, token: string): Promise<void> {
  await db
    .deleteFrom('sign_in_session')
    .where('token_hash', '=', await hashed(token))
    .execute()
}

export async function closeAllSessions(db: Db, officialId: string): Promise<void> {
  await db.deleteFrom('sign_in_session').where('official_id', '=', officialId).execute()
}

/** Failures from one network at one account before waits begin, and from one network at any account. */
const FREE = { pair: 5, network: 30, account: 20 } as const
const LONGEST_WAIT = { pair: 300, network: 60 } as const
const HOLD_MS = 2000
const WINDOW = sql`interval '15 minutes'`

export interface Attempt {
  /** to be told how it ended: `forgive` when the password was right */
  readonly id: string
  /** more than 0: refuse without looking at the password; whole seconds until the next try is heard */
  readonly waitSeconds: number
  /** how long to hold the answer back, whatever it is */
  readonly holdMs: number
}

/**
 * Counts a try before the password is looked at, so that many tries at once count too.
 *
 * Waits grow for one network at one account, and for one network that tries many accounts. Nobody is locked out: from
 * another network the right password is heard at once, or 2 s later while the account is being guessed at from many.
 */
export async function attempt(db: Db, vault: Vault, who: { readonly email: string; readonly network: string }): Promise<Attempt> {
  const account = await vault.hash(who.email.trim().toLowerCase(), 'sign_in_failure.account')
  const network = await vault.hash(who.network, 'sign_in_failure.network')
  const { id } = await db
    .insertInto('sign_in_failure')
    .values({ account_hash: account, network_hash: network })
    .returning('id')
    .executeTakeFirstOrThrow()
  const earlier = await failuresBefore(db, id, account, network)
  const waitSeconds = Math.max(
    waitAfter(earlier.pair - FREE.pair, earlier.pairAge ?? 0, LONGEST_WAIT.pair),
    waitAfter(earlier.network - FREE.network, earlier.networkAge ?? 0, LONGEST_WAIT.network),
  )
  // A try that is not heard does not lengthen the wait.
  if (waitSeconds > 0) await db.deleteFrom('sign_in_failure').where('id', '=', id).execute()
  return { id, waitSeconds, holdMs: earlier.account >= FREE.account ? HOLD_MS : 0 }
}

interface Failures {
  readonly pair: number
  readonly network: number
  readonly account: number
  /** seconds since the last one */
  readonly pairAge: number | null
  readonly networkAge: number | null
}

async function failuresBefore(db: Db, id: string, account: string, network: string): Promise<Failures> {
  const ofAccount = sql`account_hash = ${account}`
  const ofNetwork = sql`network_hash = ${network}`
  const { rows } = await sql<Failures>`
    select count(*) filter (where ${ofAccount} and ${ofNetwork})::int as pair,
      count(*) filter (where ${ofNetwork})::int as network,
      count(*) filter (where ${ofAccount})::int as account,
      extract(epoch from now() - max(at) filter (where ${ofAccount} and ${ofNetwork}))::float8 as "pairAge",
      extract(epoch from now() - max(at) filter (where ${ofNetwork}))::float8 as "networkAge"
    from sign_in_failure where id < ${id} and at > now() - ${WINDOW} and (${ofAccount} or ${ofNetwork})`.execute(db)
  return rows[0] ?? { pair: 0, network: 0, account: 0, pairAge: null, networkAge: null }
}

/** Whole seconds still to wait: 2, 4, 8, … after the last failure. @param over failures past the free ones */
export function waitAfter(over: number, ageSeconds: number, longest: number): number {
  if (over < 0) return 0
  return Math.max(0, Math.ceil(Math.min(longest, 2 ** Math.min(over + 1, 20)) - ageSeconds))
}

/** The password was right: this network's failures at this account are forgotten, and those of everybody a day ago. */
export async function forgive(db: Db, attemptId: string): Promise<void> {
  const own = db.selectFrom('sign_in_failure').where('id', '=', attemptId)
  await db
    .deleteFrom('sign_in_failure')
    .where('account_hash', '=', own.select('account_hash'))
    .where('network_hash', '=', own.select('network_hash'))
    .execute()
  await db.deleteFrom('sign_in_failure').where('at', '<', sql<Date>`now() - interval '1 day'`).execute()
}

async function hashed(token: string): Promise<string> {
  return toBase64Url(await sha256(utf8(token)))
}
