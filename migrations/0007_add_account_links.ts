import { type Kysely, sql } from 'kysely'

/** Chat accounts of one human, joined by a one-time code. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'alter table person add column home_id bigint constraint person_home references person on delete set null',
  'create index person_home_index on person (home_id) where home_id is not null',
  `create table account_link_code (person_id bigint primary key
    constraint account_link_code_person references person on delete cascade,
    code_hash text not null constraint account_link_code_hash_unique unique, expires_at timestamptz not null)`,
]
