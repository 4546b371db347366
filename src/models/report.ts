import { type Selectable, sql } from 'kysely'
import { COARSE } from '../city/retention.ts'
import type { Db, ReportState, ReportTable, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import * as attachments from './attachment.ts'
import { give, type Names } from './reference.ts'
import * as stateChanges from './state-change.ts'

export interface NewReport {
  readonly personId: string
  readonly description: string
  /** the place in the person's own words */
  readonly place: string | null
  readonly position: { readonly lat: number; readonly lng: number } | null
  readonly communeCode: string | null
  /** id of a kind of report (city/categories); null: nobody could tell */
  readonly category: string | null
  /** ids of attachments of this person */
  readonly attachmentIds: readonly string[]
}

export interface Report {
  readonly id: string
  readonly reference: string
  readonly personId: string
  readonly description: string
  readonly place: string | null
  readonly position: { readonly lat: number; readonly lng: number } | null
  /** it was exact once, and is about a kilometre now */
  readonly isPositionCoarse: boolean
  readonly communeCode: string | null
  readonly category: string | null
  readonly state: ReportState
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** States in which somebody still has something to do. */
export const OPEN_STATES = [
  'received',
  'planned',
  'in_progress',
  'need_info',
  'referred',
] as const satisfies readonly ReportState[]
const ENDS = ['resolved', 'duplicate', 'rejected'] as const satisfies readonly ReportState[]

/** Closed, by whomever: its clock runs (L-06). */
export const CLOSED_STATES = [...ENDS, 'withdrawn'] as const satisfies readonly ReportState[]

/** Where officials may take a report from where it is; what they closed by mistake they can reopen. */
export const NEXT: Readonly<Record<ReportState, readonly ReportState[]>> = {
  received: onward('received'),
  planned: onward('planned'),
  in_progress: onward('in_progress'),
  need_info: onward('need_info'),
  referred: onward('referred'),
  resolved: ['in_progress'],
  duplicate: ['in_progress'],
  rejected: ['in_progress'],
  withdrawn: [],
}

function onward(from: ReportState): readonly ReportState[] {
  const all: readonly ReportState[] = ['in_progress', 'planned', 'need_info', 'referred', ...ENDS]
  return all.filter((state) => state !== from)
}

/** A citizen's report with its photos and first state, in the caller's transaction. */
export async function create(tx: Tx, vault: Vault, input: NewReport, now: Date): Promise<Names & { id: string }> {
  const names = await give(tx, vault, 'PA', now)
  const { id } = await tx
    .insertInto('report')
    .values({
      reference: names.reference,
      code_hash: names.codeHash,
      person_id: input.personId,
      description: await vault.seal(input.description, 'report.description'),
      place: input.place === null ? null : await vault.seal(input.place, 'report.place'),
      position: input.position && (await vault.seal(`${input.position.lat},${input.position.lng}`, 'report.position')),
      commune_code: input.communeCode,
      category: input.category,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await stateChanges.add(tx, vault, { reportId: id, state: 'received' })
  await attachments.claimFor(tx, input.personId, input.attachmentIds, { reportId: id })
  return { ...names, id }
}

export async function find(db: Db, vault: Vault, id: string): Promise<Report | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('report').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(vault, row) : null
}

/** An official knows better what it is about. @param category id of city/categories */
export async function setCategory(tx: Tx, id: string, category: string): Promise<void> {
  await tx.updateTable('report').set({ category }).where('id', '=', id).execute()
}

/** Moves the state if `NEXT` allows it from the state that the row has now; false: it does not, nothing changed. */
export async function move(
  tx: Tx,
  vault: Vault,
  change: { readonly id: string; readonly to: ReportState; readonly words: string | null; readonly officialId: string },
): Promise<boolean> {
  const row = await tx.selectFrom('report').select('state').where('id', '=', change.id).forUpdate().executeTakeFirst()
  if (!row || !NEXT[row.state].includes(change.to)) return false
  await tx.updateTable('report').set({ state: change.to, updated_at: sql`now()` }).where('id', '=', change.id).execute()
  await stateChanges.add(tx, vault, { reportId: change.id, state: change.to, words: change.words, officialId: change.officialId })
  return true
}

/** The exact position was kept long enough (L-07): only about where it was stays. */
export async function coarsen(tx: Tx, vault: Vault, id: string): Promise<boolean> {
  const one = await find(tx, vault, id)
  if (!one?.position || one.isPositionCoarse) return false
  const { lat, lng } = one.position
  const about = `${lat.toFixed(COARSE.decimals)},${lng.toFixed(COARSE.decimals)}`
  const position = await vault.seal(about, 'report.position')
  await tx.updateTable('report').set({ position, is_position_coarse: true }).where('id', '=', id).execute()
  return true
}

async function opened(vault: Vault, row: Selectable<ReportTable>): Promise<Report> {
  const position = row.position && (await vault.open(row.position, 'report.position')).split(',').map(Number)
  return {
    id: row.id,
    reference: row.reference,
    personId: row.person_id,
    description: await vault.open(row.description, 'report.description'),
    place: row.place && (await vault.open(row.place, 'report.place')),
    position: position ? { lat: position[0] as number, lng: position[1] as number } : null,
    isPositionCoarse: row.is_position_coarse,
    communeCode: row.commune_code,
    category: row.category,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
