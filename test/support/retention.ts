/** Rows made older, so that the clocks of city/retention find them past their time. */
import { sql } from 'kysely'
import type { Schema } from '../../src/db/schema.ts'
import type { Deps } from '../../src/deps.ts'
import { expireData } from '../../src/jobs/expire-data.ts'
import * as reports from '../../src/models/report.ts'

/** One round of the job, as once an hour. */
export async function round(deps: Deps): Promise<void> {
  await expireData.run(deps, { endsAt: deps.now().getTime() + 60_000, signal: new AbortController().signal })
}

/** All rows of a table, or one of them, by the database's clock. @param by an interval, e.g. `31 days` */
export async function age(deps: Deps, table: keyof Schema, column: string, by: string, id?: string): Promise<void> {
  await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)} - ${by}::interval
    where ${id === undefined ? sql`true` : sql`id = ${id}`}`.execute(deps.db)
}

/** How many of which kind were removed so far, as the report says. */
export async function removedBy({ db }: Deps): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ kind: string; n: number }>`select kind, sum(removed)::int as n from retention_run
    group by kind order by kind`.execute(db)
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

/** A report with a position, resolved so long ago; its id. */
export async function closedReport(
  deps: Deps,
  personId: string,
  ago: string,
  attachmentIds: readonly string[] = [],
): Promise<string> {
  const filed = {
    personId,
    description: 'Đèn đường hư',
    place: '12 Lê Lợi',
    position: { lat: 16.463713, lng: 107.590866 },
    communeCode: null,
    category: null,
    attachmentIds,
  }
  const { id } = await deps.db.transaction().execute((tx) => reports.create(tx, deps.vault, filed, deps.now()))
  await deps.db.updateTable('report').set({ state: 'resolved' }).where('id', '=', id).execute()
  await age(deps, 'report', 'updated_at', ago, id)
  return id
}
