import { type Kysely, sql } from 'kysely'

/** What producers scored themselves. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table assessment (id bigint generated always as identity primary key,
    person_id bigint not null constraint assessment_person references person on delete cascade,
    criteria_set text not null, product text not null, marks text not null,
    total int not null constraint assessment_total_in_range check (total between 0 and 100),
    stars int not null constraint assessment_stars_in_range check (stars between 1 and 5),
    created_at timestamptz not null default now())`,
  'create index assessment_person_index on assessment (person_id, id desc)',
]
