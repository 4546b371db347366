import { type Selectable, sql } from 'kysely'
import type { Db, RegistrationState, RegistrationTable, StoredRegistrationState, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { idsOf } from './account-link.ts'
import * as attachments from './attachment.ts'
import { give, type Names } from './reference.ts'
import { type Actor, isOpen, mayMove } from './registration-state.ts'
import { type Scope, within } from './scope.ts'
import * as stateChanges from './state-change.ts'

export { isOpen } from './registration-state.ts'

/** Answers by the name of their question; plain JSON. */
export type Fields = Readonly<Record<string, unknown>>

export interface NewRegistration {
  readonly personId: string
  readonly name: string
  readonly phone: string
  readonly communeCode: string
  readonly product: string
  readonly productGroup: string
  readonly criteriaSet: string
  readonly fields: Fields
  /** photos of the product */
  readonly attachmentIds: readonly string[]
  readonly papers: readonly { readonly id: string; readonly paper: string | null }[]
}

/** What makes a recognition. */
export interface Recognition {
  /** 3 to 5 */
  readonly stars: number
  /** number and day of the decision */
  readonly decision: string
  /** YYYY-MM-DD */
  readonly validUntil: string
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
  /** null: filed before 11/2026 */
  readonly criteriaSet: string | null
  readonly fields: Fields
  readonly recognition: Recognition | null
  readonly state: RegistrationState
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A producer's registration with its photos, papers and first state, in the caller's transaction. */
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
      criteria_set: input.criteriaSet,
      fields: await sealFields(vault, input.fields),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await stateChanges.add(tx, vault, { registrationId: id, state: 'submitted' })
  await addPapers(tx, { id, personId: input.personId }, input)
  return { ...names, id }
}

/** What comes later: photos and papers, and answers that were left open. The producer's word, so no state is moved. */
export async function supplement(
  tx: Tx,
  vault: Vault,
  change: Pick<NewRegistration, 'personId' | 'fields' | 'attachmentIds' | 'papers'> & { readonly id: string },
): Promise<Registration | null> {
  const held = await find(tx, vault, change.id)
  const own = held && (await tx.selectFrom('person').select('id').where('id', 'in', idsOf(tx, change.personId)).execute())
  if (!held || !own?.some(({ id }) => id === held.personId) || !isOpen(held.state)) return null
  const fields = { ...held.fields, ...change.fields }
  await tx
    .updateTable('registration')
    .set({ fields: await sealFields(vault, fields), updated_at: sql`now()` })
    .where('id', '=', change.id)
    .execute()
  await addPapers(tx, change, change)
  return { ...held, fields }
}

async function addPapers(
  tx: Tx,
  { id, personId }: { readonly id: string; readonly personId: string },
  { attachmentIds, papers }: Pick<NewRegistration, 'attachmentIds' | 'papers'>,
): Promise<void> {
  await attachments.claimFor(tx, personId, [...attachmentIds, ...papers.map((paper) => paper.id)], { registrationId: id })
  await attachments.namePapers(tx, papers)
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
  scope: Scope,
  filter: { readonly state?: RegistrationState; readonly before?: string; readonly limit: number },
): Promise<readonly Registration[]> {
  let query = db.selectFrom('registration').selectAll().where(within(scope)).orderBy('id', 'desc').limit(filter.limit)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.before) query = query.where('id', '<', filter.before)
  return Promise.all((await query.execute()).map((row) => opened(vault, row)))
}

const MOST_OWN = 20

/** Of all linked accounts of a person, newest first. */
export async function listOf(db: Db, vault: Vault, personId: string): Promise<readonly Registration[]> {
  const rows = await db
    .selectFrom('registration')
    .selectAll()
    .where('person_id', 'in', idsOf(db, personId))
    .orderBy('id', 'desc')
    .limit(MOST_OWN)
    .execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

interface Move {
  readonly id: string
  readonly to: RegistrationState
  readonly by: Actor
  readonly words: string | null
  readonly officialId?: string
  /** needed for `recognised` */
  readonly recognition?: Recognition | null
}

/** Moves the state if the table allows it from the state that the row has now; false: it does not, nothing changed. */
export async function move(tx: Tx, vault: Vault, change: Move): Promise<boolean> {
  const row = await tx.selectFrom('registration').select('state').where('id', '=', change.id).forUpdate().executeTakeFirst()
  if (!row || !mayMove(asRead(row.state), change.to, change.by)) return false
  const { recognition } = change
  if (change.to === 'recognised' && !recognition) return false
  await tx
    .updateTable('registration')
    .set({
      state: change.to,
      updated_at: sql`now()`,
      ...(change.to === 'recognised' &&
        recognition && { stars: recognition.stars, decision: recognition.decision, valid_until: recognition.validUntil }),
    })
    .where('id', '=', change.id)
    .execute()
  const { words, officialId } = change
  await stateChanges.add(tx, vault, {
    registrationId: change.id,
    state: change.to,
    words,
    ...(officialId !== undefined && { officialId }),
  })
  return true
}

function asRead(state: StoredRegistrationState): RegistrationState {
  return state === 'rejected' ? 'not_recognised' : state
}

function sealFields(vault: Vault, fields: Fields): Promise<string> {
  return vault.seal(JSON.stringify(fields), 'registration.fields')
}

async function opened(vault: Vault, row: Selectable<RegistrationTable>): Promise<Registration> {
  const { stars, decision, valid_until: validUntil } = row
  return {
    id: row.id,
    reference: row.reference,
    personId: row.person_id,
    name: await vault.open(row.name, 'registration.name'),
    phone: await vault.open(row.phone, 'registration.phone'),
    communeCode: row.commune_code,
    product: await vault.open(row.product, 'registration.product'),
    productGroup: row.product_group,
    criteriaSet: row.criteria_set,
    fields: row.fields === null ? {} : (JSON.parse(await vault.open(row.fields, 'registration.fields')) as Fields),
    recognition: stars !== null && decision !== null && validUntil !== null ? { stars, decision, validUntil } : null,
    state: asRead(row.state),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
