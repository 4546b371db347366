import { type Selectable, sql } from 'kysely'
import type { Db, RegistrationState, RegistrationTable, StoredRegistrationState, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { idsOf, isAccountOf } from './account-link.ts'
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
  /** who fills it in for the producer, in their own words: it waits until the producer confirms */
  readonly helper?: string
}

/** Somebody filled it in for the producer. */
export interface Help {
  /** null: the producer needs their help no more */
  readonly helperId: string | null
  readonly name: string
  readonly confirmedAt: Date | null
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
  readonly help: Help | null
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
      certificate_ends: endsIn(input.fields),
      ...(input.helper !== undefined && {
        helper_id: input.personId,
        helper_name: await vault.seal(input.helper, 'registration.helper_name'),
        state: 'unconfirmed',
      }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await stateChanges.add(tx, vault, { registrationId: id, state: input.helper === undefined ? 'submitted' : 'unconfirmed' })
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
  if (!held || !isOpen(held.state)) return null
  const isHelper = held.help !== null && (await isAccountOf(tx, change.personId, held.help.helperId))
  if (!isHelper && !(await isAccountOf(tx, change.personId, held.personId))) return null
  const fields = { ...held.fields, ...change.fields }
  await tx
    .updateTable('registration')
    .set({ fields: await sealFields(vault, fields), certificate_ends: endsIn(fields), updated_at: sql`now()` })
    .where('id', '=', change.id)
    .execute()
  await addPapers(tx, change, change)
  if (isHelper) await attachments.giveTo(tx, change.id, held.personId)
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
const MOST_HELPED = 50

/** Of all linked accounts of a person, newest first; not what they filled in for others. */
export async function listOf(db: Db, vault: Vault, personId: string): Promise<readonly Registration[]> {
  const rows = await db
    .selectFrom('registration')
    .selectAll()
    .where('person_id', 'in', idsOf(db, personId))
    .where('state', '<>', 'unconfirmed')
    .orderBy('id', 'desc')
    .limit(MOST_OWN)
    .execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

/** What a person filled in for others and still helps with, newest first. */
export async function helpedBy(db: Db, vault: Vault, personId: string): Promise<readonly Registration[]> {
  const rows = await db
    .selectFrom('registration')
    .selectAll()
    .where('helper_id', 'in', idsOf(db, personId))
    .where((where) => where.or([where('state', '=', 'unconfirmed'), where('person_id', 'not in', idsOf(db, personId))]))
    .orderBy('id', 'desc')
    .limit(MOST_HELPED)
    .execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

/** From now on the producer alone hears of it; who filled it in stays known. false: nobody helps with it. */
export async function endHelp(tx: Tx, id: string): Promise<boolean> {
  const ended = await tx
    .updateTable('registration')
    .set({ helper_id: null })
    .where('id', '=', id)
    .where('helper_id', 'is not', null)
    .executeTakeFirst()
  return ended.numUpdatedRows === 1n
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

/** YYYY-MM-DD of each certificate that ends. */
export function endsIn({ certificates }: Fields): readonly string[] {
  const ends = Array.isArray(certificates) ? certificates.map((one: { readonly until?: unknown }) => one.until) : []
  return [...new Set(ends.filter((end) => typeof end === 'string'))].toSorted()
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
    help: row.helper_name === null ? null : await helpIn(vault, row, row.helper_name),
    state: asRead(row.state),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

async function helpIn(vault: Vault, row: Selectable<RegistrationTable>, sealed: string): Promise<Help> {
  const name = await vault.open(sealed, 'registration.helper_name')
  return { helperId: row.helper_id, name, confirmedAt: row.confirmed_at }
}
