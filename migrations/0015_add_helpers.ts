import { type Kysely, sql } from 'kysely'

/**
 * Registrations that somebody fills in for a producer, and the code by which the producer confirms one.
 * Columns: `src/db/schema.ts`. The release before neither writes nor shows the new state to officials.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATES = [
  ...['unconfirmed', 'submitted', 'needs_more', 'accepted', 'forwarded', 'assessing', 'recognised', 'not_recognised'],
  ...['withdrawn', 'expired', 'rejected'],
]

const STATEMENTS = [
  `alter table registration add column helper_id bigint constraint registration_helper references person on delete set null`,
  'alter table registration add column helper_name text',
  'alter table registration add column confirmed_at timestamptz',
  'alter table registration drop constraint registration_state_known',
  `alter table registration add constraint registration_state_known check (state in (${STATES.map((state) => `'${state}'`).join(', ')}))`,
  'create index registration_helper_index on registration (helper_id) where helper_id is not null',
  `create index registration_unconfirmed on registration (updated_at) where state = 'unconfirmed'`,

  `create table registration_confirmation (
    registration_id bigint constraint registration_confirmation_key primary key
      constraint registration_confirmation_registration references registration on delete cascade,
    code_hash text not null constraint registration_confirmation_code_unique unique, expires_at timestamptz not null)`,
]
