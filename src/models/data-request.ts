/** What people ask about their own data, and what they did with it at once: one row each, never taken away (L-03, L-04). */
import { type Selectable, sql } from 'kysely'
import type { DataRequestKind, DataRequestState, DataRequestTable, Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { idsOf } from './account-link.ts'
import { clocksOf } from './data-request-clock.ts'

/** What a request concerns; labels that say nothing of the person. */
export interface Subject {
  readonly kind: 'report' | 'registration'
  readonly id: string
  readonly reference: string
  /** who else holds it, with their own id of it, where they told one */
  readonly elsewhere?: readonly { readonly destination: string; readonly id: string | null }[]
}

export interface NewDataRequest {
  readonly personId: string
  readonly kind: DataRequestKind
  readonly words?: string | null
  readonly subjects?: readonly Subject[]
  /** the person did it themself, and it is done */
  readonly isDone?: boolean
}

export interface DataRequest {
  readonly id: string
  readonly personId: string
  readonly kind: DataRequestKind
  readonly words: string | null
  readonly subjects: readonly Subject[]
  readonly hasThirdParty: boolean
  readonly state: DataRequestState
  readonly createdAt: Date
  readonly answerDue: Date
  readonly doDue: Date
  readonly answeredAt: Date | null
  readonly answer: string | null
  readonly extendedAt: Date | null
  readonly extensionReason: string | null
  readonly thirdPartyAskedAt: Date | null
  readonly settledAt: Date | null
  readonly outcome: string | null
}

export const OPEN: readonly DataRequestState[] = ['open', 'answered']
export const SEALED = {
  words: 'data_request.words',
  answer: 'data_request.answer',
  outcome: 'data_request.outcome',
  reason: 'data_request.extension_reason',
} as const

export async function create(tx: Tx, vault: Vault, input: NewDataRequest): Promise<DataRequest> {
  const { subjects = [], isDone = false } = input
  const hasThirdParty = subjects.some(({ elsewhere = [] }) => elsewhere.length > 0)
  const { now } = await tx.selectNoFrom(sql<Date>`now()`.as('now')).executeTakeFirstOrThrow()
  const { answerDue, doDue } = clocksOf(input.kind, now, hasThirdParty)
  const row = await tx
    .insertInto('data_request')
    .values({
      person_id: input.personId,
      kind: input.kind,
      words: input.words ? await vault.seal(input.words, SEALED.words) : null,
      subjects: JSON.stringify(subjects),
      has_third_party: hasThirdParty,
      answer_due: answerDue,
      do_due: doDue,
      ...(isDone && { state: 'done' as const, answered_at: now, settled_at: now }),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return opened(vault, row)
}

export async function find(db: Db, vault: Vault, id: string): Promise<DataRequest | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('data_request').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(vault, row) : null
}

/** Those that wait, the nearest clock first; or those that officials settled, newest first. */
export async function list(
  db: Db,
  vault: Vault,
  filter: { readonly isOpen: boolean; readonly limit: number },
): Promise<readonly DataRequest[]> {
  const query = db.selectFrom('data_request').selectAll().limit(filter.limit)
  const rows = filter.isOpen
    ? query
        .where('state', 'in', OPEN)
        .orderBy(sql`least(do_due, case when answered_at is null then answer_due end)`)
        .orderBy('id')
    : query.where('state', 'not in', OPEN).where('official_id', 'is not', null).orderBy('settled_at', 'desc')
  return Promise.all((await rows.execute()).map((row) => opened(vault, row)))
}

export async function countOpen(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('data_request')
    .select(db.fn.countAll<string>().as('n'))
    .where('state', 'in', OPEN)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** What a person still waits for, of all their accounts, oldest first. */
export async function openOf(db: Db, vault: Vault, personId: string): Promise<readonly DataRequest[]> {
  const rows = await db
    .selectFrom('data_request')
    .selectAll()
    .where('person_id', 'in', idsOf(db, personId))
    .where('state', 'in', OPEN)
    .orderBy('id')
    .execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

/** What a producer corrected in a registration themself, oldest first. */
export async function correctionsOf(db: Db, vault: Vault, registrationId: string): Promise<readonly DataRequest[]> {
  const rows = await db
    .selectFrom('data_request')
    .selectAll()
    .where('kind', '=', 'correct')
    .where('state', '=', 'done')
    .where(concerns(registrationId))
    .orderBy('id')
    .execute()
  return Promise.all(rows.map((row) => opened(vault, row)))
}

function concerns(registrationId: string) {
  return sql<boolean>`subjects::jsonb @> ${JSON.stringify([{ kind: 'registration', id: registrationId }])}::jsonb`
}

/** Whether the person looked at what is kept within a day: the record need not say it ten times. */
export async function wasSeenToday(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('data_request')
    .select('id')
    .where('person_id', 'in', idsOf(db, personId))
    .where('kind', '=', 'see')
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirst()
  return row !== undefined
}

/** Erases the words of what is settled; that it was asked and done stays, as the proof of it. */
export async function forgetWords(tx: Tx, personId: string, registrationId?: string): Promise<void> {
  let query = tx
    .updateTable('data_request')
    .set({ words: null })
    .where('person_id', 'in', idsOf(tx, personId))
    .where('state', 'not in', OPEN)
  if (registrationId !== undefined) query = query.where(concerns(registrationId))
  await query.execute()
}

/** A row as the rest of the house sees it. */
export async function opened(vault: Vault, row: Selectable<DataRequestTable>): Promise<DataRequest> {
  const open = (value: string | null, place: string) => (value === null ? null : vault.open(value, place))
  return {
    id: row.id,
    personId: row.person_id,
    kind: row.kind,
    words: await open(row.words, SEALED.words),
    subjects: JSON.parse(row.subjects) as readonly Subject[],
    hasThirdParty: row.has_third_party,
    state: row.state,
    createdAt: row.created_at,
    answerDue: row.answer_due,
    doDue: row.do_due,
    answeredAt: row.answered_at,
    answer: await open(row.answer, SEALED.answer),
    extendedAt: row.extended_at,
    extensionReason: await open(row.extension_reason, SEALED.reason),
    thirdPartyAskedAt: row.third_party_asked_at,
    settledAt: row.settled_at,
    outcome: await open(row.outcome, SEALED.outcome),
  }
}
