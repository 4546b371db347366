import { type Kysely, sql } from 'kysely'

/** Bytes that no row names any more. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table discarded_file (storage_key text primary key, attempts int not null default 0,
    due_at timestamptz not null default now())`,
  'create index discarded_file_due on discarded_file (due_at)',
]
