import { type Kysely, sql } from 'kysely'

/** Reminders that people asked for, and ends of certificates, which the sealed answers hide. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table person_reminder (
    person_id bigint primary key constraint person_reminder_person references person on delete cascade,
    due_at timestamptz not null, told_at timestamptz)`,
  'create index person_reminder_due on person_reminder (due_at) where told_at is null',
  `alter table registration add column certificate_ends text[] not null default '{}'`,
  `create index registration_certificates on registration (id) where certificate_ends <> '{}'`,
]
