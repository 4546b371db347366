/** What officials do with a request about someone's data; each gives the request as it is then, null where it is settled. */
import { sql, type UpdateObject } from 'kysely'
import type { Schema, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { type DataRequest, OPEN, opened, SEALED } from './data-request.ts'
import { extended } from './data-request-clock.ts'

type Change = UpdateObject<Schema, 'data_request', 'data_request'>

/** What the person is told first; null: it is settled. */
export function answer(tx: Tx, vault: Vault, id: string, by: { officialId: string; words: string }): Promise<DataRequest | null> {
  return change(tx, vault, id, async ({ answeredAt }) => ({
    state: 'answered',
    official_id: by.officialId,
    ...(answeredAt === null && { answered_at: sql<Date>`now()`, answer: await vault.seal(by.words, SEALED.answer) }),
  }))
}

/** Once, with a reason; null: it was extended already, or is settled. */
export function extend(
  tx: Tx,
  vault: Vault,
  id: string,
  by: { officialId: string; reason: string },
): Promise<DataRequest | null> {
  return change(tx, vault, id, async (held) => {
    if (held.extendedAt !== null) return null
    return {
      do_due: extended(held.kind, held.doDue),
      extended_at: sql<Date>`now()`,
      extension_reason: await vault.seal(by.reason, SEALED.reason),
      official_id: by.officialId,
    }
  })
}

/** Who else holds it was asked to erase it; null: it is settled. */
export function noteThirdPartyAsked(tx: Tx, vault: Vault, id: string, officialId: string): Promise<DataRequest | null> {
  return change(tx, vault, id, async () => ({ third_party_asked_at: sql<Date>`now()`, official_id: officialId }))
}

/** null: it is settled already. */
export function settle(
  tx: Tx,
  vault: Vault,
  id: string,
  by: { readonly to: 'done' | 'refused'; readonly officialId: string; readonly words: string | null },
): Promise<DataRequest | null> {
  return change(tx, vault, id, async ({ answeredAt }) => ({
    state: by.to,
    settled_at: sql<Date>`now()`,
    official_id: by.officialId,
    outcome: by.words ? await vault.seal(by.words, SEALED.outcome) : null,
    ...(answeredAt === null && { answered_at: sql<Date>`now()` }),
  }))
}

/** Changes a request that is not settled; two officials at once wait for each other. */
async function change(
  tx: Tx,
  vault: Vault,
  id: string,
  make: (held: DataRequest) => Promise<Change | null>,
): Promise<DataRequest | null> {
  const row = await tx.selectFrom('data_request').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || !OPEN.includes(row.state)) return null
  const values = await make(await opened(vault, row))
  if (values === null) return null
  const changed = await tx.updateTable('data_request').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
  return opened(vault, changed)
}
