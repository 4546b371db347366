import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { foldWords } from '../lib/text.ts'

export interface NewQuestion {
  readonly personId: string
  readonly text: string
  /** where it ended; `answer`: the person found the answer wrong */
  readonly zone: 'answer' | 'choices' | 'refusal'
  readonly confidence: number
  readonly articleId: string | null
}

export interface Question {
  readonly id: string
  readonly personId: string
  readonly text: string
  readonly zone: string
  readonly confidence: number
  readonly articleId: string | null
  /** `down` in the zone `choices`: none of them was meant */
  readonly vote: 'up' | 'down' | null
  /** why the answer was not right, as said or chosen */
  readonly reason: string | null
  /** article that the person chose of several */
  readonly chosenId: string | null
  readonly state: 'open' | 'answered' | 'dismissed'
  readonly createdAt: Date
}

/** Keeps a question for the officials; the same one of the same person within a day only once. Gives its id. */
export async function record(tx: Tx, vault: Vault, question: NewQuestion): Promise<string> {
  const known = await sameOfToday(tx, vault, question)
  if (known !== null) return known
  const { id } = await tx
    .insertInto('question')
    .values({
      person_id: question.personId,
      text: await vault.seal(question.text, 'question.text'),
      zone: question.zone,
      confidence: question.confidence,
      article_id: question.articleId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** More than this nobody asks in a day; the texts are sealed, so they are opened to be compared. */
const MOST_COMPARED = 50

async function sameOfToday(tx: Tx, vault: Vault, { personId, text }: NewQuestion): Promise<string | null> {
  const rows = await tx
    .selectFrom('question')
    .select(['id', 'text'])
    .where('person_id', '=', personId)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('id', 'desc')
    .limit(MOST_COMPARED)
    .execute()
  const asked = foldWords(text)
  const opened = await Promise.all(rows.map(async (row) => ({ id: row.id, text: await vault.open(row.text, 'question.text') })))
  return opened.find((row) => row.text === text || (asked !== '' && foldWords(row.text) === asked))?.id ?? null
}

export async function find(db: Db, vault: Vault, id: string): Promise<Question | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('question').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(vault, row) : null
}

/** Open ones, longest waiting first. Each is opened, so only so many. */
export async function listOpen(db: Db, vault: Vault, limit: number): Promise<readonly Question[]> {
  const rows = await db.selectFrom('question').selectAll().where('state', '=', 'open').orderBy('id').limit(limit).execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

/** Those of these ids that there are, in any state, oldest first. */
export async function listOf(db: Db, vault: Vault, ids: readonly string[]): Promise<readonly Question[]> {
  const known = ids.filter((id) => /^\d{1,18}$/.test(id))
  if (known.length === 0) return []
  const rows = await db.selectFrom('question').selectAll().where('id', 'in', known).orderBy('id').execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

export interface Outcome {
  readonly state: 'answered' | 'dismissed'
  /** e-mail of the official */
  readonly by: string | null
  readonly at: Date | null
}

/** Who settled which of these, by id; open ones are not in it. */
export async function outcomes(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Outcome>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('question')
    .leftJoin('official', 'official.id', 'question.official_id')
    .select(['question.id', 'question.state', 'question.settled_at', 'official.email'])
    .where('question.id', 'in', [...ids])
    .execute()
  return new Map(
    rows.flatMap(({ id, state, email, settled_at: at }) => (state === 'open' ? [] : [[id, { state, by: email, at }] as const])),
  )
}

export async function countOpen(db: Db): Promise<number> {
  const row = await db
    .selectFrom('question')
    .select(db.fn.countAll<string>().as('n'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** false: someone else settled it first. */
export async function settle(tx: Tx, id: string, state: 'answered' | 'dismissed', officialId: string): Promise<boolean> {
  const result = await tx
    .updateTable('question')
    .set({ state, settled_at: sql`now()`, official_id: officialId })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** All of them or none; false: someone else settled one of them first. */
export async function settleAll(
  tx: Tx,
  ids: readonly string[],
  state: 'answered' | 'dismissed',
  officialId: string,
): Promise<boolean> {
  const rows = await tx
    .selectFrom('question')
    .select(['id', 'state'])
    .where('id', 'in', [...ids])
    // Always in this order, so that two who settle the same ones take turns.
    .orderBy('id')
    .forUpdate()
    .execute()
  if (rows.length !== new Set(ids).size || rows.some((row) => row.state !== 'open')) return false
  await tx
    .updateTable('question')
    .set({ state, settled_at: sql`now()`, official_id: officialId })
    .where('id', 'in', [...ids])
    .execute()
  return true
}

async function opened(
  vault: Vault,
  row: {
    id: string
    person_id: string
    text: string
    zone: string
    confidence: number
    article_id: string | null
    vote: 'up' | 'down' | null
    reason: string | null
    chosen_id: string | null
    state: Question['state']
    created_at: Date
  },
): Promise<Question> {
  return {
    id: row.id,
    personId: row.person_id,
    text: await vault.open(row.text, 'question.text'),
    zone: row.zone,
    confidence: row.confidence,
    articleId: row.article_id,
    vote: row.vote,
    reason: row.reason && (await vault.open(row.reason, 'question.reason')),
    chosenId: row.chosen_id,
    state: row.state,
    createdAt: row.created_at,
  }
}
