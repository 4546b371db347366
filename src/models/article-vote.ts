import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'

export interface Vote {
  readonly personId: string
  readonly articleId: string
  readonly isUp: boolean
}

/** Keeps whether an article helped; one a person and article, the last counts. false: it was said before. */
export async function cast(tx: Tx, { personId, articleId, isUp }: Vote): Promise<boolean> {
  const row = await tx
    .insertInto('article_vote')
    .values({ person_id: personId, article_id: articleId, is_up: isUp })
    .onConflict((conflict) =>
      conflict
        .columns(['person_id', 'article_id'])
        .doUpdateSet({ is_up: isUp, at: sql`now()` })
        .where('article_vote.is_up', '!=', isUp),
    )
    .returning('is_up')
    .executeTakeFirst()
  return row !== undefined
}

/** How many people an article helped, and how many not. */
export async function countOf(db: Db, articleId: string): Promise<{ readonly up: number; readonly down: number }> {
  const row = await db
    .selectFrom('article_vote')
    .select([
      sql<number>`count(*) filter (where is_up)::int`.as('up'),
      sql<number>`count(*) filter (where not is_up)::int`.as('down'),
    ])
    .where('article_id', '=', articleId)
    .executeTakeFirstOrThrow()
  return { up: row.up, down: row.down }
}
