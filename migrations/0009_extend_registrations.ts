import { type Kysely, sql } from 'kysely'

/**
 * The whole dossier of a registration, the states up to recognition, and what each producer was reminded of.
 * Columns: `src/db/schema.ts`. `rejected` stays allowed while an older release may still write it; it is read as
 * `not_recognised`, which is what it comes nearest to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATES = [
  ...['submitted', 'needs_more', 'accepted', 'forwarded', 'assessing', 'recognised', 'not_recognised'],
  ...['withdrawn', 'expired', 'rejected'],
]

const STATEMENTS = [
  'alter table registration add column fields text',
  'alter table registration add column criteria_set text',
  'alter table registration add column stars int',
  'alter table registration add column decision text',
  `alter table registration add column valid_until text constraint registration_valid_until_is_day
    check (valid_until ~ '^\\d{4}-\\d{2}-\\d{2}$')`,
  'alter table registration drop constraint registration_state_known',
  `alter table registration add constraint registration_state_known check (state in (${STATES.map((state) => `'${state}'`).join(', ')}))`,
  'alter table registration add constraint registration_stars_in_range check (stars between 3 and 5)',
  `alter table registration add constraint registration_recognised_has_end
    check (state <> 'recognised' or (stars is not null and decision is not null and valid_until is not null))`,
  `update registration set state = 'not_recognised' where state = 'rejected'`,
  `update state_change set state = 'not_recognised' where state = 'rejected' and registration_id is not null`,
  `create index registration_ending on registration (valid_until) where state = 'recognised'`,
  `create index registration_waiting on registration (updated_at) where state in ('submitted', 'needs_more', 'accepted')`,

  'alter table attachment add column paper text',

  `create table registration_reminder (
    registration_id bigint not null constraint registration_reminder_registration references registration on delete cascade,
    reminder text not null, is_told boolean not null, at timestamptz not null default now(),
    constraint registration_reminder_key primary key (registration_id, reminder))`,
]
