/**
 * What a helper filled in waits for the producer, who holds a code of 80 bits that is used once (P-17). Nothing of it is
 * anybody's but the helper's until then; what is ended leaves no row, for the producer never agreed to one (L-01).
 *
 * The registration is locked before its code: so a confirmation, a new code and an end wait for each other (P-13).
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import * as attachments from './attachment.ts'
import { hashCode, newCode } from './reference.ts'
import * as registrations from './registration.ts'
import { type Actor, mayMove } from './registration-state.ts'
import * as stateChanges from './state-change.ts'

/** How long a code holds; what nobody confirmed goes with the drafts (`city/retention.json`). */
export const DAYS = 30

/** A new code of a registration that waits; the one before ends. null: it does not wait (any more) */
export async function createCode(tx: Tx, vault: Vault, id: string): Promise<string | null> {
  if (!(await isWaiting(tx, id))) return null
  const { code, codeHash } = await newCode(vault)
  const row = { code_hash: codeHash, expires_at: sql<Date>`now() + make_interval(days => ${DAYS})` }
  await tx
    .insertInto('registration_confirmation')
    .values({ registration_id: id, ...row })
    .onConflict((conflict) => conflict.column('registration_id').doUpdateSet(row))
    .execute()
  await tx.updateTable('registration').set({ updated_at: sql`now()` }).where('id', '=', id).execute()
  return code
}

/** What a code opens; null: wrong, used, ended or over. The same work is done either way, so that timing tells nothing. */
export async function find(db: Db, vault: Vault, code: string): Promise<registrations.Registration | null> {
  return registrations.find(db, vault, (await idOf(db, vault, code)) ?? '0')
}

/** Whether the producer can still confirm it: it was not called wrong, and its code is not over. */
export async function isOpen(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('registration_confirmation')
    .select('registration_id')
    .where('registration_id', '=', id)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row !== undefined
}

/** It becomes the producer's, and is sent. @returns it, with a key that nobody else had; null: as `find` */
export async function confirm(
  tx: Tx,
  vault: Vault,
  { code, personId }: { readonly code: string; readonly personId: string },
): Promise<{ readonly one: registrations.Registration; readonly code: string } | null> {
  const id = await use(tx, vault, code)
  if (id === null) return null
  const key = await newCode(vault)
  const now = sql<Date>`now()`
  await tx
    .updateTable('registration')
    .set({
      person_id: personId,
      state: 'submitted',
      code_hash: key.codeHash,
      confirmed_at: now,
      created_at: now,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute()
  await stateChanges.add(tx, vault, { registrationId: id, state: 'submitted' })
  await attachments.giveTo(tx, id, personId)
  const one = await registrations.find(tx, vault, id)
  return one && { one, code: key.code }
}

/** The producer finds it wrong: its code ends, the helper may take it up again. @returns it; null: as `find` */
export async function refuse(tx: Tx, vault: Vault, code: string): Promise<registrations.Registration | null> {
  const id = await use(tx, vault, code)
  return id === null ? null : registrations.find(tx, vault, id)
}

/** Ends what waits; its photos and papers are loose again. false: it does not wait (any more) */
export async function drop(tx: Tx, id: string, by: Actor): Promise<boolean> {
  if (!mayMove('unconfirmed', 'withdrawn', by) || !(await isWaiting(tx, id))) return false
  await attachments.loosen(tx, id)
  await tx.deleteFrom('registration').where('id', '=', id).execute()
  return true
}

async function idOf(db: Db, vault: Vault, code: string): Promise<string | null> {
  const row = await db
    .selectFrom('registration_confirmation')
    .select('registration_id')
    .where('code_hash', '=', await hashCode(vault, code))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row?.registration_id ?? null
}

/** Uses a code up; of two at once one gets it (P-13). */
async function use(tx: Tx, vault: Vault, code: string): Promise<string | null> {
  const id = await idOf(tx, vault, code)
  if (id === null || !(await isWaiting(tx, id))) return null
  const used = await tx
    .deleteFrom('registration_confirmation')
    .where('registration_id', '=', id)
    .where('code_hash', '=', await hashCode(vault, code))
    .returning('registration_id')
    .executeTakeFirst()
  return used?.registration_id ?? null
}

/** Held to the end of the transaction. */
async function isWaiting(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.selectFrom('registration').select('state').where('id', '=', id).forUpdate().executeTakeFirst()
  return row?.state === 'unconfirmed'
}
