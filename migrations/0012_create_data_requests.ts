import { type Kysely, sql } from 'kysely'

/** What people ask about their own data, with its clocks (L-03, L-04). Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table data_request (id bigint generated always as identity primary key,
    person_id bigint not null constraint data_request_person references person on delete cascade,
    kind text not null constraint data_request_kind_known
      check (kind in ('see', 'download', 'correct', 'withdraw', 'restrict', 'delete')),
    words text, subjects text not null default '[]', has_third_party boolean not null default false,
    state text not null default 'open' constraint data_request_state_known
      check (state in ('open', 'answered', 'done', 'refused')),
    created_at timestamptz not null default now(), answer_due timestamptz not null, do_due timestamptz not null,
    answered_at timestamptz, answer text, extended_at timestamptz, extension_reason text,
    third_party_asked_at timestamptz, settled_at timestamptz, outcome text,
    official_id bigint constraint data_request_official references official)`,
  'create index data_request_person_index on data_request (person_id, id desc)',
  `create index data_request_open_index on data_request (do_due) where state in ('open', 'answered')`,
]
