/** What was given up and waits for a person: updates, messages and reports on their way; masked, and driven again (P-32). */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'

export type Kind = 'update' | 'message' | 'delivery'

export interface DeadLetter {
  readonly kind: Kind
  readonly id: string
  /** channel or destination */
  readonly where: string
  /** PA-2026-000123 of a report on its way; null for the others */
  readonly reference: string | null
  readonly reportId: string | null
  /** error class or the other side's words, no personal data */
  readonly reason: string
  readonly at: Date
  /** it may have arrived: of a delivery an official must say whether it did */
  readonly isUndecided: boolean
}

/** Oldest first. */
export async function list(db: Db, limit: number): Promise<readonly DeadLetter[]> {
  const { rows } = await sql<DeadLetter>`
    select 'update' as kind, id::text as id, channel as where, null as reference, null as "reportId",
      coalesce(error, '') as reason, done_at as at, false as "isUndecided"
      from inbox where ${isDeadUpdate}
    union all
    select 'message', id::text, channel, null, null, coalesce(reason, ''), settled_at, state = 'unknown'
      from outbox where ${isDeadMessage}
    union all
    select 'delivery', d.id::text, d.destination, r.reference, r.id::text, coalesce(d.reason, ''), d.settled_at,
      d.state = 'undecided'
      from delivery d join report r on r.id = d.report_id where d.state in ('dead', 'undecided')
    order by at, kind, id limit ${limit}`.execute(db)
  return rows
}

export async function count(db: Db): Promise<Readonly<Record<Kind, number>>> {
  const { rows } = await sql<Record<Kind, number>>`select
    (select count(*)::int from inbox where ${isDeadUpdate}) as update,
    (select count(*)::int from outbox where ${isDeadMessage}) as message,
    (select count(*)::int from delivery where state in ('dead', 'undecided')) as delivery`.execute(db)
  return rows[0] ?? { update: 0, message: 0, delivery: 0 }
}

/** Without its body an update cannot be tried: nobody can do anything about it any more. */
const isDeadUpdate = sql`state = 'dead' and raw is not null`

/** Replies that nobody got, of the last week: an older answer is of no use, and who blocked us is no fault. */
const isDeadMessage = sql`lane = 'reply' and state in ('failed', 'unknown') and settled_at > now() - interval '7 days'
  and reason not like 'blocked%' and reason <> 'acknowledgement not taken'`

/** One again; false: it is none any more. An undecided delivery is not driven blindly: an official decides it. */
export async function redrive(db: Db, kind: Kind, id: string): Promise<boolean> {
  if (!/^\d{1,18}$/.test(id)) return false
  return (await drive(db, kind, sql`and id = ${id}`)) > 0
}

/** All of them again; how many. */
export async function redriveAll(db: Db): Promise<number> {
  let count = 0
  for (const kind of ['update', 'message', 'delivery'] as const) count += await drive(db, kind, sql``)
  return count
}

async function drive(db: Db, kind: Kind, which: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows } = await STATEMENTS[kind](which).execute(db)
  return Number(numAffectedRows ?? 0)
}

const STATEMENTS: Readonly<Record<Kind, (which: ReturnType<typeof sql>) => ReturnType<typeof sql>>> = {
  update: (which) => sql`update inbox set state = 'pending', attempts = 0, fence = fence + 1, due_at = now(), done_at = null
    where ${isDeadUpdate} ${which}`,
  message: (which) => sql`update outbox set state = 'queued', attempts = 0, unknowns = 0, fence = fence + 1, due_at = now(),
    settled_at = null where ${isDeadMessage} ${which}`,
  delivery: (which) => sql`update delivery set state = 'waiting', rung = 0, ladder_at = null, fence = fence + 1, due_at = now(),
    settled_at = null where state = 'dead' ${which}`,
}
