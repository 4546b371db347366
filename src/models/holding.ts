/** Reports and registrations of a person that can be erased, and which of them somebody else holds or is at work on (L-03). */
import type { Db, RegistrationState, ReportState } from '../db/schema.ts'
import { idsOf } from './account-link.ts'
import type { Subject } from './data-request.ts'
import { ENDED_STATES } from './registration-state.ts'
import { CLOSED_STATES } from './report.ts'

export interface Holding extends Subject {
  readonly state: string
  readonly createdAt: Date
  readonly updatedAt: Date
  /** nobody but the person needs it now: it goes at once */
  readonly isFree: boolean
}

const FREE_REPORTS: readonly ReportState[] = ['received', ...CLOSED_STATES]
const FREE_REGISTRATIONS: readonly string[] = [
  'unconfirmed',
  'submitted',
  'needs_more',
  ...ENDED_STATES,
  'rejected',
] satisfies readonly (RegistrationState | 'rejected')[]

/** Of all linked accounts, newest first. */
export async function holdingsOf(db: Db, personId: string): Promise<readonly Holding[]> {
  const reports = await rowsOf(db, personId, 'report')
  const registrations = await rowsOf(db, personId, 'registration')
  const elsewhere = await arrivedElsewhere(
    db,
    reports.map(({ id }) => id),
  )
  const all = [
    ...reports.map((row): Holding => {
      const at = elsewhere.filter(({ reportId }) => reportId === row.id).map(({ destination, id }) => ({ destination, id }))
      const isFree = at.length === 0 && FREE_REPORTS.includes(row.state as ReportState)
      return { ...holdingOf('report', row, isFree), ...(at.length > 0 && { elsewhere: at }) }
    }),
    ...registrations.map((row) => holdingOf('registration', row, FREE_REGISTRATIONS.includes(row.state))),
  ]
  return all.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
}

export function asSubject({ kind, id, reference, elsewhere }: Holding): Subject {
  return { kind, id, reference, ...(elsewhere && { elsewhere }) }
}

interface Row {
  readonly id: string
  readonly reference: string
  readonly state: string
  readonly created_at: Date
  readonly updated_at: Date
}

function rowsOf(db: Db, personId: string, table: 'report' | 'registration'): Promise<readonly Row[]> {
  return db
    .selectFrom(table)
    .select(['id', 'reference', 'state', 'created_at', 'updated_at'])
    .where('person_id', 'in', idsOf(db, personId))
    .execute()
}

function holdingOf(kind: Subject['kind'], { id, reference, state, created_at, updated_at }: Row, isFree: boolean): Holding {
  return { kind, id, reference, state, createdAt: created_at, updatedAt: updated_at, isFree }
}

/** Deliveries that have arrived, may have, or are under way at this moment; taken back or not. */
async function arrivedElsewhere(db: Db, reportIds: readonly string[]) {
  if (reportIds.length === 0) return []
  const rows = await db
    .selectFrom('delivery')
    .select(['report_id', 'destination', 'external_id'])
    .where('report_id', 'in', reportIds)
    .where((where) =>
      where.or([
        where('state', 'in', ['leased', 'sending', 'delivered', 'undecided']),
        where('unknowns', '>', 0),
        where('external_id', 'is not', null),
      ]),
    )
    .execute()
  return rows.map((row) => ({ reportId: row.report_id, destination: row.destination, id: row.external_id }))
}
