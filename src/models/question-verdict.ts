/** What the person who asked a question thought of what came of it. Each setter tells whether the question is that person's. */
import { sql } from 'kysely'
import type { Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'

interface Asked {
  readonly id: string
  readonly personId: string
}

/** The answer was wrong, or no choice was meant: an official looks at it, unless one has already. */
export async function down(tx: Tx, asked: Asked): Promise<boolean> {
  const isOfNobody = await own(tx, asked)
    .where('official_id', 'is', null)
    .set({ vote: 'down', chosen_id: null, state: 'open', settled_at: null })
    .executeTakeFirst()
  return changed(isOfNobody) || changed(await own(tx, asked).set({ vote: 'down', chosen_id: null }).executeTakeFirst())
}

/** The answer was right after all: nobody need look at the question, unless it led to a choice, or an official has already. */
export async function up(tx: Tx, asked: Asked): Promise<boolean> {
  const settled = await own(tx, asked)
    .where('state', '=', 'open')
    .where('chosen_id', 'is', null)
    .set({ vote: 'up', state: 'dismissed', settled_at: sql`now()` })
    .executeTakeFirst()
  return changed(settled) || changed(await own(tx, asked).set({ vote: 'up' }).executeTakeFirst())
}

/** Which of the choices was meant. */
export async function choose(tx: Tx, asked: Asked, articleId: string): Promise<boolean> {
  return changed(await own(tx, asked).set({ chosen_id: articleId, vote: null }).executeTakeFirst())
}

/** Why the answer was not right; the last word counts. @param reason as typed, or the words of a choice */
export async function explain(tx: Tx, vault: Vault, asked: Asked, reason: string): Promise<boolean> {
  const sealed = await vault.seal(reason, 'question.reason')
  return changed(await own(tx, asked).set({ reason: sealed }).executeTakeFirst())
}

function own(tx: Tx, { id, personId }: Asked) {
  return tx.updateTable('question').where('id', '=', id).where('person_id', '=', personId)
}

function changed({ numUpdatedRows }: { readonly numUpdatedRows: bigint }): boolean {
  return numUpdatedRows === 1n
}
