/** What producers scored themselves on the official sheets: kept, so that the next time can be compared with it. */
import type { Selectable } from 'kysely'
import type { AssessmentTable, Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { foldWords } from '../lib/text.ts'
import { idsOf } from './account-link.ts'

/** A person scores a handful of products, some of them again and again. */
const MOST_SEARCHED = 50

export interface NewAssessment {
  readonly personId: string
  /** id of one of the 26 sets */
  readonly criteriaSet: string
  /** as the producer calls it */
  readonly product: string
  /** criterion to the place of the chosen option; null: not known yet */
  readonly marks: Readonly<Record<string, number | null>>
  /** 0 to 100 */
  readonly total: number
  /** 1 to 5 */
  readonly stars: number
}

export interface Assessment extends NewAssessment {
  readonly id: string
  readonly createdAt: Date
}

export async function create(tx: Tx, vault: Vault, input: NewAssessment): Promise<string> {
  const { id } = await tx
    .insertInto('assessment')
    .values({
      person_id: input.personId,
      criteria_set: input.criteriaSet,
      product: await vault.seal(input.product, 'assessment.product'),
      marks: await vault.seal(JSON.stringify(input.marks), 'assessment.marks'),
      total: input.total,
      stars: input.stars,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The last one of the person, of one set or of any; null: there is none. */
export async function latest(db: Db, vault: Vault, personId: string, criteriaSet?: string): Promise<Assessment | null> {
  let query = db.selectFrom('assessment').selectAll().where('person_id', 'in', idsOf(db, personId))
  if (criteriaSet !== undefined) query = query.where('criteria_set', '=', criteriaSet)
  const row = await query.orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row ? opened(vault, row) : null
}

/** The last one of the person that is of this product, by its name without marks and case; another product's is never taken. */
export async function latestOf(db: Db, vault: Vault, personId: string, product: string): Promise<Assessment | null> {
  const all = await listOf(db, vault, personId)
  return all.find((one) => foldWords(one.product) === foldWords(product)) ?? null
}

/** All of the person, newest first. */
export async function listOf(db: Db, vault: Vault, personId: string): Promise<readonly Assessment[]> {
  const rows = await db
    .selectFrom('assessment')
    .selectAll()
    .where('person_id', 'in', idsOf(db, personId))
    .orderBy('id', 'desc')
    .limit(MOST_SEARCHED)
    .execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

export async function find(db: Db, vault: Vault, id: string): Promise<Assessment | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('assessment').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(vault, row) : null
}

/** The one before it of the same person and set; null: it is the first. */
export async function before(db: Db, vault: Vault, { id, personId, criteriaSet }: Assessment): Promise<Assessment | null> {
  const row = await db
    .selectFrom('assessment')
    .selectAll()
    .where('person_id', 'in', idsOf(db, personId))
    .where('criteria_set', '=', criteriaSet)
    .where('id', '<', id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? opened(vault, row) : null
}

async function opened(vault: Vault, row: Selectable<AssessmentTable>): Promise<Assessment> {
  return {
    id: row.id,
    personId: row.person_id,
    criteriaSet: row.criteria_set,
    product: await vault.open(row.product, 'assessment.product'),
    marks: JSON.parse(await vault.open(row.marks, 'assessment.marks')) as NewAssessment['marks'],
    total: row.total,
    stars: row.stars,
    createdAt: row.created_at,
  }
}

export async function count(db: Db, personId: string): Promise<number> {
  const row = await db
    .selectFrom('assessment')
    .select(db.fn.countAll<string>().as('n'))
    .where('person_id', 'in', idsOf(db, personId))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}
