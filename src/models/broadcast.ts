/**
 * An announcement to all who follow a topic: its words, its state, and who may do what to it (P-27).
 *
 * The words are fixed once sending has begun; until then each change of them ends the preview and the approval that were
 * given to the words before (`broadcast-request.ts`). What becomes of it for each person: `broadcast-audience.ts`, `bulk.ts`,
 * `broadcast-result.ts`.
 */
import { type Selectable, sql } from 'kysely'
import type { BroadcastState, BroadcastTable, Db, Tx } from '../db/schema.ts'
import type { Language, Outbound } from '../message.ts'

export type Kind = BroadcastTable['kind']

/** More people than this need the yes of a second official. */
export const APPROVAL_ABOVE = 100

export interface Words {
  readonly kind: Kind
  readonly isPromotion: boolean
  readonly topic: string
  /** null: the topic is of the whole city */
  readonly communeCode: string | null
  readonly titleVi: string
  readonly textVi: string
  readonly titleEn: string | null
  readonly textEn: string | null
  /** of an emergency: why it cannot wait */
  readonly reason: string | null
  /** what is sent to whom the platform takes no ordinary message for any more: nothing, or its approved template */
  readonly beyond: 'none' | 'template'
}

export interface Broadcast extends Words {
  readonly id: string
  readonly state: BroadcastState
  readonly version: number
  readonly previewId: string | null
  /** last person that has a row */
  readonly cursor: string
  readonly scheduledAt: Date | null
  readonly editedBy: string
  readonly requestedBy: string | null
  readonly approvedBy: string | null
  readonly startedAt: Date | null
  readonly fannedOutAt: Date | null
  readonly endedAt: Date | null
  readonly updatedAt: Date
}

export const NEXT: Readonly<Record<BroadcastState, readonly BroadcastState[]>> = {
  draft: ['waiting_approval', 'scheduled'],
  waiting_approval: ['draft', 'scheduled'],
  scheduled: ['draft', 'waiting_approval', 'sending'],
  sending: ['paused', 'stopped', 'done'],
  paused: ['sending', 'stopped'],
  done: [],
  stopped: [],
}

export function mayFollow(from: BroadcastState, to: BroadcastState): boolean {
  return NEXT[from].includes(to)
}

export function mayApprove(one: Pick<Broadcast, 'editedBy' | 'requestedBy'>, officialId: string): boolean {
  return officialId !== one.editedBy && officialId !== one.requestedBy
}

export async function create(tx: Tx, words: Words, officialId: string): Promise<string> {
  const { id } = await tx
    .insertInto('broadcast')
    .values({ ...columnsOf(words), edited_by: officialId })
    .returning('id')
    .executeTakeFirstOrThrow()
  await note(tx, id, officialId, 'created')
  return id
}

/** false: someone changed it meanwhile, or it is on its way. */
export async function edit(tx: Tx, one: Pick<Broadcast, 'id' | 'version'>, words: Words, officialId: string): Promise<boolean> {
  const result = await tx
    .updateTable('broadcast')
    .set({
      ...columnsOf(words),
      ...UNASKED,
      state: 'draft',
      version: sql`version + 1`,
      preview_id: null,
      edited_by: officialId,
      updated_at: sql`now()`,
    })
    .where('id', '=', one.id)
    .where('version', '=', one.version)
    .where('state', 'in', ['draft', 'waiting_approval'])
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await note(tx, one.id, officialId, 'edited')
  return true
}

/** A draft that is not wanted any more; false: it is no draft. */
export async function discard(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.deleteFrom('broadcast').where('id', '=', id).where('state', '=', 'draft').executeTakeFirst()
  return result.numDeletedRows === 1n
}

/** Pause, resume, stop. false: not from the state it is in. */
export async function set(tx: Tx, id: string, to: 'paused' | 'sending' | 'stopped', officialId: string): Promise<boolean> {
  const from = to === 'sending' ? (['paused'] as const) : undefined
  return move(tx, id, to, officialId, {}, from)
}

/** @param officialId null: it happened by itself. @param from by default all states that `to` may follow */
export async function move(
  tx: Tx,
  id: string,
  to: BroadcastState,
  officialId: string | null,
  change: Record<string, unknown> = {},
  from: readonly BroadcastState[] = statesBefore(to),
): Promise<boolean> {
  const result = await tx
    .updateTable('broadcast')
    .set({ ...change, state: to, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await note(tx, id, officialId, to)
  return true
}

/** Sending begins: the words are fixed as they leave. */
export async function begin(tx: Tx, id: string, messages: Readonly<Record<Language, Outbound>>): Promise<void> {
  await move(tx, id, 'sending', null, { messages: JSON.stringify(messages), started_at: sql`now()` }, ['scheduled'])
}

/** Everyone has a final state. */
export async function finish(tx: Tx, one: Broadcast): Promise<void> {
  const ended = { ended_at: sql<Date>`now()` }
  if (one.state === 'stopped') await tx.updateTable('broadcast').set(ended).where('id', '=', one.id).execute()
  else await move(tx, one.id, 'done', null, ended)
}

/** The row held until the transaction ends; null: another worker holds it. */
export async function lockFree(tx: Tx, id: string): Promise<Broadcast | null> {
  const row = await tx.selectFrom('broadcast').selectAll().where('id', '=', id).forUpdate().skipLocked().executeTakeFirst()
  return row ? broadcastOf(row) : null
}

/** The row as it is, held until the transaction ends. */
export async function lock(tx: Tx, id: string): Promise<Broadcast | null> {
  const row = await tx.selectFrom('broadcast').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row ? broadcastOf(row) : null
}

export async function find(db: Db, id: string): Promise<Broadcast | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('broadcast').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? broadcastOf(row) : null
}

/** Newest first. @param before id of the last one of the page before */
export async function list(
  db: Db,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<readonly Broadcast[]> {
  let query = db.selectFrom('broadcast').selectAll().orderBy('id', 'desc').limit(page.limit)
  if (page.before !== undefined && /^\d{1,18}$/.test(page.before)) query = query.where('id', '<', page.before)
  return (await query.execute()).map(broadcastOf)
}

/** What anyone may read: from the moment that sending began, unless it was stopped. Newest first. */
export async function listPublic(
  db: Db,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<readonly Broadcast[]> {
  let query = db
    .selectFrom('broadcast')
    .selectAll()
    .where('state', 'in', PUBLIC)
    .where('started_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined && /^\d{1,18}$/.test(page.before)) query = query.where('id', '<', page.before)
  return (await query.execute()).map(broadcastOf)
}

export function isPublic({ state }: Pick<Broadcast, 'state'>): boolean {
  return PUBLIC.includes(state)
}

export async function count(db: Db, state: BroadcastState): Promise<number> {
  const row = await db
    .selectFrom('broadcast')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('state', '=', state)
    .executeTakeFirstOrThrow()
  return row.n
}

export interface Change {
  readonly action: string
  /** the official's e-mail; null: it happened by itself */
  readonly by: string | null
  readonly words: string | null
  readonly at: Date
}

/** Oldest first. */
export async function history(db: Db, id: string): Promise<readonly Change[]> {
  return db
    .selectFrom('broadcast_change')
    .leftJoin('official', 'official.id', 'broadcast_change.official_id')
    .select(['action', 'words', 'at', 'official.email as by'])
    .where('broadcast_id', '=', id)
    .orderBy('broadcast_change.id')
    .execute()
}

const PUBLIC: readonly BroadcastState[] = ['sending', 'paused', 'done']
/** Nobody has asked for it, nor agreed to it. */
export const UNASKED = { requested_by: null, approved_by: null, scheduled_at: null }

function statesBefore(to: BroadcastState): readonly BroadcastState[] {
  return (Object.keys(NEXT) as BroadcastState[]).filter((from) => mayFollow(from, to))
}

/** Writes down who did what; it is shown with the broadcast. */
export async function note(
  tx: Tx,
  id: string,
  officialId: string | null,
  action: string,
  words: string | null = null,
): Promise<void> {
  await tx.insertInto('broadcast_change').values({ broadcast_id: id, official_id: officialId, action, words }).execute()
}

function columnsOf(words: Words) {
  return {
    kind: words.kind,
    is_promotion: words.isPromotion,
    topic: words.topic,
    commune_code: words.communeCode ?? '',
    title_vi: words.titleVi,
    text_vi: words.textVi,
    title_en: words.titleEn,
    text_en: words.textEn,
    reason: words.reason,
    beyond: words.beyond,
  }
}

function broadcastOf(row: Selectable<BroadcastTable>): Broadcast {
  return {
    id: row.id,
    kind: row.kind,
    isPromotion: row.is_promotion,
    topic: row.topic,
    communeCode: row.commune_code || null,
    titleVi: row.title_vi,
    textVi: row.text_vi,
    titleEn: row.title_en,
    textEn: row.text_en,
    reason: row.reason,
    beyond: row.beyond,
    state: row.state,
    version: row.version,
    previewId: row.preview_id,
    cursor: row.cursor_id,
    scheduledAt: row.scheduled_at,
    editedBy: row.edited_by,
    requestedBy: row.requested_by,
    approvedBy: row.approved_by,
    startedAt: row.started_at,
    fannedOutAt: row.fanned_out_at,
    endedAt: row.ended_at,
    updatedAt: row.updated_at,
  }
}
