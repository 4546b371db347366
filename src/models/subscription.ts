/** Who wants which news. A row is the consent as it is now; the ledger of `consent.ts` says how it came to be (L-02). */
import type { Db, Tx } from '../db/schema.ts'
import { gatherNews, idsOf } from './account-link.ts'
import { dropUnwanted } from './bulk.ts'

export interface Subscription {
  readonly topic: string
  /** null: the topic is of the whole city */
  readonly communeCode: string | null
}

/** Follows a topic from now on; of a topic that is of one commune, the commune named last. Of linked accounts, all comes here from now on. */
export async function follow(tx: Tx, personId: string, { topic, communeCode }: Subscription): Promise<void> {
  const commune_code = communeCode ?? ''
  await tx
    .deleteFrom('subscription')
    .where('person_id', '=', personId)
    .where('topic', '=', topic)
    .where('commune_code', '!=', commune_code)
    .execute()
  await tx
    .insertInto('subscription')
    .values({ person_id: personId, topic, commune_code })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await gatherNews(tx, personId)
  await dropUnwanted(tx, personId)
}

/** Ends one topic, or all, on every linked account; what waits in the outbox for it is not sent any more (L-05). */
export async function unfollow(tx: Tx, personId: string, topic?: string): Promise<void> {
  let query = tx.deleteFrom('subscription').where('person_id', 'in', idsOf(tx, personId))
  if (topic !== undefined) query = query.where('topic', '=', topic)
  await query.execute()
  await dropUnwanted(tx, personId)
}

export async function listOf(db: Db, personId: string): Promise<readonly Subscription[]> {
  const rows = await db
    .selectFrom('subscription')
    .select(['topic', 'commune_code'])
    .where('person_id', 'in', idsOf(db, personId))
    .orderBy('at')
    .execute()
  return rows.map((row) => ({ topic: row.topic, communeCode: row.commune_code || null }))
}
