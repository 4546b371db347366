import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import type { idsOf } from './account-link.ts'

const PLACE = 'session.state'

export interface Stored {
  readonly state: unknown
  readonly updatedAt: Date
}

/** The stored talk as JSON, and when it was last touched. */
export async function load(db: Db, vault: Vault, personId: string): Promise<Stored | null> {
  return opened(vault, await rowOf(db, personId).executeTakeFirst())
}

/**
 * The same for a turn, which is going to save it: until the transaction ends no clock takes a draft out of it.
 *
 * Two turns of one person are kept apart by the inbox; this row's lock keeps a turn and `dropDrafts` apart.
 */
export async function hold(tx: Tx, vault: Vault, personId: string): Promise<Stored | null> {
  return opened(vault, await rowOf(tx, personId).forUpdate().executeTakeFirst())
}

function rowOf(db: Db, personId: string) {
  return db.selectFrom('session').select(['state', 'updated_at']).where('person_id', '=', personId)
}

async function opened(vault: Vault, row: { state: string; updated_at: Date } | undefined): Promise<Stored | null> {
  return row ? { state: JSON.parse(await vault.open(row.state, PLACE)), updatedAt: row.updated_at } : null
}

/** Replaces the stored talk; the caller's inbox lease keeps two turns of one person apart. */
export async function save(tx: Tx, vault: Vault, personId: string, state: unknown): Promise<void> {
  const row = { state: await vault.seal(JSON.stringify(state), PLACE), draft_at: oldest(state as State), is_bare: false }
  await tx
    .insertInto('session')
    .values({ person_id: personId, ...row })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ ...row, updated_at: sql`now()` }))
    .execute()
}

/**
 * Takes drafts out that were last touched before, and what was asked about them; the rest of the talk stays as it is.
 *
 * A talk that a turn holds just now is left for the next time: whoever is writing is not disturbed.
 *
 * @returns how many drafts went
 */
export async function dropDrafts(tx: Tx, vault: Vault, personId: string, before: RawBuilder<Date>): Promise<number> {
  const row = await tx
    .selectFrom('session')
    .select(['state', before.as('before')])
    .where('person_id', '=', personId)
    .where('draft_at', '<=', before)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!row) return 0
  const state = JSON.parse(await vault.open(row.state, PLACE)) as State
  const left = without(state, row.before)
  await tx
    .updateTable('session')
    .set({ draft_at: oldest(left), ...(left !== state && { state: await vault.seal(JSON.stringify(left), PLACE) }) })
    .where('person_id', '=', personId)
    .execute()
  return draftsIn(state).length - draftsIn(left).length
}

/** Takes out what was asked, answered and shown last; the caller holds the row. What a person chose stays, as do drafts. */
export async function forgetWords(tx: Tx, vault: Vault, personId: string): Promise<boolean> {
  const held = await load(tx, vault, personId)
  if (!held) return false
  const state = await vault.seal(JSON.stringify({ ...(held.state as State), ...WORDLESS }), PLACE)
  await tx.updateTable('session').set({ state, is_bare: true }).where('person_id', '=', personId).execute()
  return true
}

const WORDLESS = {
  pending: null,
  asking: null,
  shown: [],
  shownTo: null,
  filed: null,
  given: [],
  narrowed: null,
  missed: [],
} as const

/** Whether a talk of one of these persons names this, e.g. a photo in a draft. The rows are held to the transaction's end. */
export async function isNamed(tx: Tx, vault: Vault, personIds: ReturnType<typeof idsOf>, word: string): Promise<boolean> {
  const rows = await tx.selectFrom('session').select('state').where('person_id', 'in', personIds).forUpdate().execute()
  const states = await Promise.all(rows.map(({ state }) => vault.open(state, PLACE)))
  return states.some((state) => state.includes(word))
}

/**
 * As much of `conversations/session.ts` as the clocks need. Read as it lies, not as a Session: a talk that another release
 * wrote must come out of here with all that is not a draft.
 */
interface State {
  readonly draft?: StoredDraft | null
  readonly kept?: Readonly<Record<string, StoredDraft>>
  /** those that the release before does not know */
  readonly laterDrafts?: readonly { readonly draft: StoredDraft }[]
  readonly pending?: Pending | null
}
export interface StoredDraft {
  readonly conversation: string
  readonly touchedAt: string
  readonly answers: unknown
}
interface Pending {
  readonly type: string
  readonly conversation?: string
}

/** All drafts of a stored talk, open or put aside. */
export function draftsIn(state: unknown): readonly StoredDraft[] {
  const { draft, kept, laterDrafts = [] } = state as State
  return [...(draft ? [draft] : []), ...Object.values(kept ?? {}), ...laterDrafts.map((one) => one.draft)]
}

function oldest(state: State): Date | null {
  const times = draftsIn(state)
    .map(({ touchedAt }) => new Date(touchedAt).getTime())
    .filter((time) => !Number.isNaN(time))
  return times.length > 0 ? new Date(Math.min(...times)) : null
}

function without(state: State, before: Date): State {
  const isOld = ({ touchedAt }: StoredDraft) => new Date(touchedAt).getTime() <= before.getTime()
  if (!draftsIn(state).some(isOld)) return state
  const { draft, pending } = state
  const kept = Object.fromEntries(Object.entries(state.kept ?? {}).filter(([, one]) => !isOld(one)))
  const isGone = draft != null && isOld(draft)
  const isAboutIt =
    pending?.type === 'resume'
      ? !Object.hasOwn(kept, pending.conversation ?? '')
      : isGone && ['leave', 'meant'].includes(pending?.type ?? '')
  return {
    ...state,
    kept,
    ...(state.laterDrafts && { laterDrafts: state.laterDrafts.filter((one) => !isOld(one.draft)) }),
    ...(isGone && { draft: null }),
    ...(isAboutIt && { pending: null }),
  }
}
