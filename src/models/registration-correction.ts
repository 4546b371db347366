import { sql } from 'kysely'
import type { Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { idsOf } from './account-link.ts'
import { type Fields, find, isOpen, type Registration } from './registration.ts'

/** What is to stand there now; what is absent stays. A field that is null is erased. */
export interface Correction {
  readonly name?: string
  readonly phone?: string
  readonly communeCode?: string
  readonly product?: string
  readonly productGroup?: string
  readonly criteriaSet?: string
  readonly fields: Fields
}

/**
 * Puts right what a producer sent, as long as it is open (L-03).
 *
 * @returns as it was before; null: it is not this person's, or is decided
 */
export async function correct(
  tx: Tx,
  vault: Vault,
  { id, personId }: { readonly id: string; readonly personId: string },
  change: Correction,
): Promise<Registration | null> {
  await tx.selectFrom('registration').select('id').where('id', '=', id).forUpdate().execute()
  const held = await find(tx, vault, id)
  const accounts = await tx.selectFrom('person').select('id').where('id', 'in', idsOf(tx, personId)).execute()
  if (!held || !isOpen(held.state) || !accounts.some((account) => account.id === held.personId)) return null
  const fields = JSON.stringify({ ...held.fields, ...change.fields })
  await tx
    .updateTable('registration')
    .set({
      fields: await vault.seal(fields, 'registration.fields'),
      updated_at: sql`now()`,
      ...(change.name !== undefined && { name: await vault.seal(change.name, 'registration.name') }),
      ...(change.phone !== undefined && { phone: await vault.seal(change.phone, 'registration.phone') }),
      ...(change.product !== undefined && { product: await vault.seal(change.product, 'registration.product') }),
      ...(change.communeCode !== undefined && { commune_code: change.communeCode }),
      ...(change.productGroup !== undefined && { product_group: change.productGroup }),
      ...(change.criteriaSet !== undefined && { criteria_set: change.criteriaSet }),
    })
    .where('id', '=', id)
    .execute()
  return held
}
