import { type Kysely, sql } from 'kysely'

/** Zalo Official Account: its tokens, its windows, and which way its signatures are made. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const NOW = 'timestamptz not null default now()'

const STATEMENTS = [
  'alter table inbox add column signed_by text',

  `create table contact (person_id bigint constraint contact_key primary key
      constraint contact_person references person on delete cascade,
    interacted_at timestamptz, staff_at timestamptz)`,

  `create table channel_token (channel text constraint channel_token_key primary key,
    state text not null default 'good' constraint channel_token_state_known
      check (state in ('good', 'refreshing', 'failing', 'lost')),
    access text, access_hash text, access_at timestamptz, access_until timestamptz,
    refresh text not null, refresh_hash text not null, refresh_at ${NOW}, consented_at ${NOW},
    due_at ${NOW}, fence int not null default 0, leased_until timestamptz,
    attempts int not null default 0, unknowns int not null default 0, reason text,
    given_hashes text[] not null default '{}', told_at timestamptz)`,
]
