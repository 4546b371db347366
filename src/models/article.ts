/**
 * Articles as officials leave them: every save is a row of its own, so that any mistake can be undone.
 *
 * The newest row of an article counts. It lies over the shipped article of the same id, which is never changed; a row
 * without content gives the shipped one back.
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'

/** An article without its id, as `knowledge` knows it. */
export interface Content {
  readonly question: string
  readonly aliases: readonly string[]
  readonly text: readonly string[]
  readonly covers: readonly string[]
  readonly source: {
    readonly document: string
    readonly article: string | null
    readonly date: string | null
    readonly url: string | null
  }
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly certainty: 'two_sources' | 'one_source' | 'uncertain'
  readonly checkedOn: string
}

export interface Version {
  readonly id: string
  readonly articleId: string
  readonly action: 'saved' | 'withdrawn' | 'restored'
  /** null: as shipped */
  readonly content: Content | null
  readonly isWithdrawn: boolean
  /** e-mail of the official */
  readonly by: string
  readonly at: Date
}

export interface Save {
  readonly articleId: string
  /** the version that the official had before the eyes; null: there was none */
  readonly seen: string | null
  readonly action: Version['action']
  readonly content: Content | null
  readonly isWithdrawn?: boolean
  readonly officialId: string
}

/** Another one after every save; empty: nobody saved anything yet. One look at the end of an index. */
export async function versionOf(db: Db): Promise<string> {
  const row = await db.selectFrom('article_version').select(['id', 'at']).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row ? `${row.id}@${row.at.toISOString()}` : ''
}

/** The newest version of each article that an official ever changed, oldest article first. */
export async function current(db: Db): Promise<readonly Version[]> {
  const rows = await versions(db)
    .where('article_version.id', 'in', (where) =>
      where
        .selectFrom('article_version as newest')
        .select((of) => of.fn.max('newest.id').as('id'))
        .groupBy('newest.article_id'),
    )
    .orderBy('article_version.id')
    .execute()
  return rows.map(toVersion)
}

/** All versions of one article, newest first. */
export async function history(db: Db, articleId: string): Promise<readonly Version[]> {
  const rows = await versions(db).where('article_id', '=', articleId).orderBy('article_version.id', 'desc').execute()
  return rows.map(toVersion)
}

/** A new version; false: somebody else saved this article since it was looked at, and nothing was written. */
export async function save(tx: Tx, { articleId, seen, action, content, isWithdrawn, officialId }: Save): Promise<boolean> {
  // One save at a time: ids grow in the order of commits, so that nobody can miss one who looks at the greatest.
  await sql`lock table article_version in share row exclusive mode`.execute(tx)
  const last = await tx
    .selectFrom('article_version')
    .select('id')
    .where('article_id', '=', articleId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if ((last?.id ?? null) !== seen) return false
  await tx
    .insertInto('article_version')
    .values({
      article_id: articleId,
      action,
      content: content && JSON.stringify(content),
      is_withdrawn: isWithdrawn ?? false,
      official_id: officialId,
    })
    .execute()
  return true
}

export interface Regression {
  readonly id: string
  readonly text: string
  readonly articleId: string
}

/** Questions that must find their article, oldest first. @param articleId of one article only */
export async function questions(db: Db, articleId?: string): Promise<readonly Regression[]> {
  let query = db.selectFrom('article_question').select(['id', 'text', 'article_id']).orderBy('id')
  if (articleId !== undefined) query = query.where('article_id', '=', articleId)
  return (await query.execute()).map((row) => ({ id: row.id, text: row.text, articleId: row.article_id }))
}

/** From now on each of these must find this article; one that was another article's changes hands. */
export async function keepQuestions(tx: Tx, articleId: string, texts: readonly string[], officialId: string): Promise<void> {
  for (const text of new Set(texts)) {
    await tx
      .insertInto('article_question')
      .values({ text, article_id: articleId, official_id: officialId })
      .onConflict((conflict) => conflict.column('text').doUpdateSet({ article_id: articleId, official_id: officialId }))
      .execute()
  }
}

/** A question that need not find its article any more. */
export async function dropQuestion(tx: Tx, id: string, articleId: string): Promise<void> {
  await tx.deleteFrom('article_question').where('id', '=', id).where('article_id', '=', articleId).execute()
}

function versions(db: Db) {
  return db
    .selectFrom('article_version')
    .innerJoin('official', 'official.id', 'article_version.official_id')
    .select(['article_version.id', 'article_id', 'action', 'content', 'is_withdrawn', 'official.email', 'at'])
}

function toVersion(row: {
  id: string
  article_id: string
  action: Version['action']
  content: unknown
  is_withdrawn: boolean
  email: string
  at: Date
}): Version {
  return {
    id: row.id,
    articleId: row.article_id,
    action: row.action,
    content: row.content as Content | null,
    isWithdrawn: row.is_withdrawn,
    by: row.email,
    at: row.at,
  }
}
