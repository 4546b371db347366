import { sql } from 'kysely'
import type { Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { isAccountOf } from './account-link.ts'
import { endsIn, type Fields, find, isOpen, type Registration } from './registration.ts'

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
  if (!held || !isOpen(held.state) || !(await isAccountOf(tx, personId, held.personId))) return null
  const fields = { ...held.fields, ...change.fields }
  await tx
    .updateTable('registration')
    .set({
      fields: await vault.seal(JSON.stringify(fields), 'registration.fields'),
      certificate_ends: endsIn(fields),
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
