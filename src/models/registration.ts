import { type Selectable, sql } from 'kysely'
import type { Db, RegistrationState, RegistrationTable, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import * as attachments from './attachment.ts'
import { give, type Names } from './reference.ts'
import * as stateChanges from './state-change.ts'

export interface NewRegistration {
  readonly personId: string
  readonly name: string
  readonly phone: string
  readonly communeCode: string
  readonly product: string
  readonly productGroup: string
  readonly attachmentIds: readonly string[]
}

export interface Registration {
  readonly id: string
  readonly reference: string
  readonly personId: string
  readonly name: string
  readonly phone: string
  readonly communeCode: string
  readonly product: string
  readonly productGroup: string
  readonly state: RegistrationState
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Where a registration may go; what was decided by mistake can be taken back. */
export const NEXT: Readonly<Record<RegistrationState, readonly RegistrationState[]>> = {
  submitted: ['needs_more', 'accepted', 'rejected'],
  needs_more: ['accepted', 'rejected'],
  accepted: ['needs_more', 'rejected'],
  rejected: ['needs_more', 'accepted'],
}

/** A producer's registration with its photos and first state, in the caller's transaction. */
export async function create(tx: Tx, vault: Vault, input: NewRegistration, now: Date): Promise<Names & { id: string }> {
  const names = await give(tx, vault, 'DK', now)
  const { id } = await tx
    .insertInto('registration')
    .values({
      reference: names.reference,
      code_hash: names.codeHash,
      person_id: input.personId,
      name: await vault.seal(input.name, 'registration.name'),
      phone: await vault.seal(input.phone, 'registration.phone'),
      commune_code: input.communeCode,
      product: await vault.seal(input.product, 'registration.product'),
      product_group: input.productGroup,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await stateChanges.add(tx, vault, { registrationId: id, state: 'submitted' })
  await attachments.claimFor(tx, input.personId, input.attachmentIds, { registrationId: id })
  return { ...names, id }
}

export async function find(db: Db, vault: Vault, id: string): Promise<Registration | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('registration').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(vault, row) : null
}

/** Newest first. `before`: the last id of the page above. */
export async function list(
  db: Db,
  vault: Vault,
  filter: { readonly state?: RegistrationState; readonly before?: string; readonly limit: number },
): Promise<readonly Registration[]> {
  let query = db.selectFrom('registration').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.before) query = query.where('id', '<', filter.before)
  return Promise.all((await query.execute()).map((row) => opened(vault, row)))
}

/** Moves the state if `NEXT` allows it from the state that the row has now; false: it does not, nothing changed. */
export async function move(
  tx: Tx,
  vault: Vault,
  change: { readonly id: string; readonly to: RegistrationState; readonly words: string | null; readonly officialId: string },
): Promise<boolean> {
  const row = await tx.selectFrom('registration').select('state').where('id', '=', change.id).forUpdate().executeTakeFirst()
  if (!row || !NEXT[row.state].includes(change.to)) return false
  await tx.updateTable('registration').set({ state: change.to, updated_at: sql`now()` }).where('id', '=', change.id).execute()
  await stateChanges.add(tx, vault, {
    registrationId: change.id,
    state: change.to,
    words: change.words,
    officialId: change.officialId,
  })
  return true
}

async function opened(vault: Vault, row: Selectable<RegistrationTable>): Promise<Registration> {
  return {
    id: row.id,
    reference: row.reference,
    personId: row.person_id,
    name: await vault.open(row.name, 'registration.name'),
    phone: await vault.open(row.phone, 'registration.phone'),
    communeCode: row.commune_code,
    product: await vault.open(row.product, 'registration.product'),
    productGroup: row.product_group,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
