/** The way from words to sending (P-27): seen in one's own chat, asked for, agreed to by another, taken back. */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import { APPROVAL_ABOVE, type Broadcast, lock, mayApprove, move, note, UNASKED } from './broadcast.ts'

/** Remembers the official's own copy. @param outboxId its row. false: the words changed meanwhile */
export async function setPreview(
  tx: Tx,
  one: Pick<Broadcast, 'id' | 'version'>,
  outboxId: string,
  officialId: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('broadcast')
    .set({ preview_id: outboxId })
    .where('id', '=', one.id)
    .where('version', '=', one.version)
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await note(tx, one.id, officialId, 'previewed')
  return true
}

/** How far the official's own copy of these words is; null: there is none in a chat account of theirs. */
export async function previewState(
  db: Db,
  one: Pick<Broadcast, 'previewId'>,
  officialId: string,
): Promise<'waiting' | 'sent' | 'failed' | null> {
  if (one.previewId === null) return null
  const row = await db
    .selectFrom('outbox')
    .innerJoin('official_person', 'official_person.person_id', 'outbox.person_id')
    .select('outbox.state')
    .where('outbox.id', '=', one.previewId)
    .where('official_person.official_id', '=', officialId)
    .executeTakeFirst()
  if (!row) return null
  if (row.state === 'sent') return 'sent'
  return row.state === 'failed' || row.state === 'unknown' ? 'failed' : 'waiting'
}

export interface Request {
  readonly officialId: string
  /** null: as soon as may be */
  readonly at: Date | null
  /** whom it would reach now */
  readonly reached: number
}

/** Asks that it be sent: with few recipients it is set, with many a second official must say yes. `changed`: not as it was seen. */
export async function request(
  tx: Tx,
  one: Pick<Broadcast, 'id' | 'version'>,
  { officialId, at, reached }: Request,
): Promise<'scheduled' | 'waiting_approval' | 'no_preview' | 'changed'> {
  const now = await lock(tx, one.id)
  if (now?.state !== 'draft' || now.version !== one.version) return 'changed'
  if ((await previewState(tx, now, officialId)) !== 'sent') return 'no_preview'
  const state = reached > APPROVAL_ABOVE ? 'waiting_approval' : 'scheduled'
  await tx
    .updateTable('broadcast')
    .set({ state, requested_by: officialId, scheduled_at: at ?? sql<Date>`now()`, updated_at: sql`now()` })
    .where('id', '=', one.id)
    .execute()
  await note(tx, one.id, officialId, state === 'scheduled' ? 'scheduled' : 'requested')
  return state
}

/** The second official's yes. `own`: who wrote or asked for it cannot give it. */
export async function approve(
  tx: Tx,
  one: Pick<Broadcast, 'id' | 'version'>,
  officialId: string,
): Promise<'approved' | 'own' | 'changed'> {
  const now = await lock(tx, one.id)
  if (now?.state !== 'waiting_approval' || now.version !== one.version) return 'changed'
  if (!mayApprove(now, officialId)) return 'own'
  await tx
    .updateTable('broadcast')
    .set({ state: 'scheduled', approved_by: officialId, updated_at: sql`now()` })
    .where('id', '=', one.id)
    .execute()
  await note(tx, one.id, officialId, 'approved')
  return 'approved'
}

/** Back to the desk, before sending has begun. */
export async function withdraw(tx: Tx, id: string, officialId: string): Promise<boolean> {
  return move(tx, id, 'draft', officialId, UNASKED)
}
