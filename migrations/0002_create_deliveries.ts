import { type Kysely, sql } from 'kysely'

/** A report's journey to the centre that handles it, and what the centre says of it. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const NOW = 'timestamptz not null default now()'

const STATES = ['received', 'planned', 'in_progress', 'need_info', 'referred', 'resolved', 'duplicate', 'rejected', 'withdrawn']

const STATEMENTS = [
  // Wider than before, so old code runs beside new (P-34).
  `alter table report drop constraint report_state_known`,
  `alter table report add constraint report_state_known check (state in (${STATES.map((state) => `'${state}'`).join(', ')}))`,
  `alter table report add column category text`,

  `create table delivery (id bigint generated always as identity primary key,
    report_id bigint not null constraint delivery_report references report on delete cascade, destination text not null,
    state text not null default 'waiting' constraint delivery_state_known
      check (state in ('waiting', 'leased', 'sending', 'delivered', 'undecided', 'dead', 'taken_back')),
    attempts int not null default 0, unknowns int not null default 0, fence int not null default 0, leased_until timestamptz,
    due_at ${NOW}, external_id text, reason text, first_try_at timestamptz, rung int not null default 0,
    ladder_at timestamptz, created_at ${NOW}, settled_at timestamptz,
    news_at timestamptz, is_doubtful boolean not null default false,
    constraint delivery_report_unique unique (report_id, destination))`,
  `create index delivery_open on delivery (due_at) where state in ('waiting', 'leased', 'sending')`,
  `create index delivery_external on delivery (destination, external_id)`,
  `create index delivery_recent on delivery (settled_at) where state = 'delivered'`,
  `create index delivery_halted on delivery (id) where state in ('undecided', 'dead')`,

  `create table delivery_photo (delivery_id bigint not null constraint delivery_photo_delivery references delivery on delete cascade,
    attachment_id text not null constraint delivery_photo_attachment references attachment on delete cascade,
    at ${NOW}, primary key (delivery_id, attachment_id))`,

  `create table delivery_news (delivery_id bigint not null constraint delivery_news_delivery references delivery on delete cascade,
    update_id text not null, state text not null, words text, happened_at timestamptz not null, at ${NOW},
    effect text not null constraint delivery_news_effect_known check (effect in ('told', 'late', 'same', 'unknown')),
    primary key (delivery_id, update_id))`,

  `create table transfer (id bigint generated always as identity primary key,
    report_id bigint not null constraint transfer_report references report on delete cascade,
    destination text not null, fields text not null, outcome text not null, at ${NOW})`,
  `create index transfer_report_index on transfer (report_id, id)`,

  `alter table channel_state add column backlog int`,

  `create table poll (of text primary key, due_at ${NOW}, fence int not null default 0, seen_until timestamptz,
    round_at timestamptz, asked_until bigint not null default 0)`,
]
