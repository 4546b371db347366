/** What waits for officials, oldest first: whoever asked first is answered first. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/schema.ts'
import type { Vault } from '../../lib/seal.ts'
import { covers, type Scope, within } from '../../models/scope.ts'

export type Kind = 'report' | 'registration'

/** One line of a list. */
export interface Row {
  readonly id: string
  readonly reference: string
  readonly state: string
  /** what it is about: a report's description, a registration's product */
  readonly about: string
  readonly communeCode: string | null
  readonly createdAt: Date
}

export interface Page {
  readonly states: readonly string[]
  /** closed work is read newest first */
  readonly newestFirst: boolean
  /** last id of the page before */
  readonly after?: string | undefined
  readonly limit: number
}

const ABOUT = { report: 'description', registration: 'product' } as const

export async function list(db: Db, vault: Vault, kind: Kind, scope: Scope, page: Page): Promise<readonly Row[]> {
  if (page.after !== undefined && !/^\d{1,18}$/.test(page.after)) return []
  const beyond = page.after === undefined ? sql`` : page.newestFirst ? sql`and id < ${page.after}` : sql`and id > ${page.after}`
  const { rows } = await sql<{
    id: string
    reference: string
    state: string
    about: string
    commune_code: string
    created_at: Date
  }>`
    select id::text as id, reference, state, ${sql.ref(ABOUT[kind])} as about, commune_code, created_at from ${sql.table(kind)}
    where state = any(${[...page.states]}) and ${within(scope)} ${beyond}
    order by id ${page.newestFirst ? sql`desc` : sql`asc`} limit ${page.limit}`.execute(db)
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      reference: row.reference,
      state: row.state,
      about: await vault.open(row.about, `${kind}.${ABOUT[kind]}`),
      communeCode: row.commune_code,
      createdAt: row.created_at,
    })),
  )
}

export async function counts(db: Db, kind: Kind, scope: Scope): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ state: string; n: number }>`
    select state, count(*)::int as n from ${sql.table(kind)} where ${within(scope)} group by state`.execute(db)
  return new Map(rows.map((row) => [row.state, row.n]))
}

const SERIES = { report: 'PA', registration: 'DK' } as const

/** By reference, as people say it: "PA-2026-000123", "pa2026 123", or only "123" (then the newest year's). */
export async function findByReference(db: Db, kind: Kind, scope: Scope, typed: string): Promise<string | null> {
  const [, year, number] = new RegExp(`^(?:(?:${SERIES[kind]})?[\\s-]*(\\d{4})[\\s-]+)?(\\d{1,6})$`, 'i').exec(typed.trim()) ?? []
  if (number === undefined) return null
  const padded = number.padStart(6, '0')
  const pattern = year === undefined ? `${SERIES[kind]}-____-${padded}` : `${SERIES[kind]}-${year}-${padded}`
  const { rows } = await sql<{ id: string }>`select id::text as id from ${sql.table(kind)}
    where reference like ${pattern} and state <> 'unconfirmed' and ${within(scope)} order by reference desc limit 1`.execute(db)
  return rows[0]?.id ?? null
}

export interface Place {
  readonly state: string
  readonly after: string
}

/** The next one in a state after this one, else the oldest; null: none is left. @param scope of questions: the whole city */
export async function next(db: Db, kind: Kind | 'question', scope: Scope, { state, after }: Place): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select id::text as id from ${sql.table(kind)}
    where state = ${state} and id <> ${after} and ${within(scope)} order by (id > ${after}) desc, id limit 1`.execute(db)
  return rows[0]?.id ?? null
}

/** The state now, held until the transaction ends; null: there is none. */
export async function lockState(tx: Tx, kind: Kind | 'question' | 'handover', id: string): Promise<string | null> {
  const { rows } = await sql<{ state: string }>`select state from ${sql.table(kind)} where id = ${id} for update`.execute(tx)
  return rows[0]?.state ?? null
}

export interface Belonging {
  readonly path: string
  readonly current: 'reports' | 'registrations' | 'handovers'
  /** null in a hand-over */
  readonly reference: string | null
}

/** What an attachment belongs to; null: nothing (a draft that was never sent), or nothing in this scope. */
export async function belongingOf(db: Db, scope: Scope, attachmentId: string): Promise<Belonging | null> {
  const row = await db
    .selectFrom('attachment')
    .leftJoin('report', 'report.id', 'attachment.report_id')
    .leftJoin('registration', (join) =>
      // What a producer has not confirmed is no official's.
      join.onRef('registration.id', '=', 'attachment.registration_id').on('registration.state', '<>', 'unconfirmed'),
    )
    .select([
      'report_id',
      'registration.id as registration_id',
      'handover_id',
      'report.reference as pa',
      'registration.reference as dk',
    ])
    .select(sql<string | null>`coalesce(report.commune_code, registration.commune_code)`.as('communeCode'))
    .where('attachment.id', '=', attachmentId)
    .executeTakeFirst()
  if (!row || !covers(scope, row)) return null
  const at = (current: Belonging['current'], id: string, reference: string | null): Belonging => ({
    path: `/console/${current}/${id}`,
    current,
    reference,
  })
  if (row.report_id) return at('reports', row.report_id, row.pa)
  if (row.registration_id) return at('registrations', row.registration_id, row.dk)
  return row.handover_id ? at('handovers', row.handover_id, null) : null
}
