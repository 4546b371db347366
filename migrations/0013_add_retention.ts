import { type Kysely, sql } from 'kysely'

/** How long things are kept (L-06), and what was removed. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // Talks of before, and those that an older release begins, are looked at once: the state is sealed, SQL cannot tell.
  `alter table session add column draft_at timestamptz default 'epoch'`,
  'create index session_draft on session (draft_at) where draft_at is not null',
  'alter table session add column is_bare boolean not null default false',
  'create index session_idle on session (updated_at) where not is_bare',

  'alter table report add column is_position_coarse boolean not null default false',
  `create index report_closed on report (updated_at) where state in ('resolved', 'duplicate', 'rejected', 'withdrawn')`,
  `create index registration_ended on registration (updated_at)
    where state in ('withdrawn', 'not_recognised', 'expired', 'rejected')`,

  `create index inbox_received on inbox (received_at) where state in ('done', 'dead', 'shed')`,
  // A consent names the update that it was given with: those rows stay.
  'create index consent_inbox_index on consent (inbox_id) where inbox_id is not null',
  `create index outbox_settled on outbox (settled_at) where lane = 'reply'`,
  `create index attachment_loose on attachment (created_at)
    where report_id is null and registration_id is null and handover_id is null`,
  'create index attachment_person_index on attachment (person_id)',
  'create index assessment_made on assessment (created_at)',
  'create index question_made on question (created_at)',
  `create index handover_closed on handover (updated_at) where state = 'closed'`,
  'create index person_seen on person (seen_at)',

  'alter table broadcast add column tally jsonb',

  `create table retention_run (at timestamptz not null, kind text not null,
    removed int not null constraint retention_run_removed_some check (removed > 0),
    constraint retention_run_key primary key (kind, at))`,
]
