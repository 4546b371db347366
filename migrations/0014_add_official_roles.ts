import { type Kysely, sql } from 'kysely'

/**
 * What an official is, and of which commune. Columns: `src/db/schema.ts`. Who is there already could do everything, and
 * stays so; whom an older release adds meanwhile does the city's work, which is what it shows them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table official add column role text not null default 'admin'
    constraint official_role_known check (role in ('admin', 'city', 'commune'))`,
  `alter table official alter column role set default 'city'`,
  'alter table official add column commune_code text',
  `alter table official add constraint official_of_a_commune_has_one
    check ((role = 'commune') = (commune_code is not null))`,
  'alter table official add column signed_in_at timestamptz',
]
