import { type Kysely, sql } from 'kysely'

/** Announcements: who follows what, what is sent to all of them, and what became of it for each. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const ID = 'id bigint generated always as identity primary key'
const NOW = 'timestamptz not null default now()'

const STATEMENTS = [
  `create table subscription (person_id bigint not null constraint subscription_person references person on delete cascade,
    topic text not null, commune_code text not null default '', at ${NOW},
    constraint subscription_key primary key (person_id, topic, commune_code))`,
  `create index subscription_followers on subscription (topic, commune_code, person_id)`,

  'alter table consent add column topic text',

  `create table broadcast (${ID}, kind text not null constraint broadcast_kind_known check (kind in ('ordinary', 'emergency')),
    is_promotion boolean not null default false, topic text not null, commune_code text not null default '',
    title_vi text not null, text_vi text not null, title_en text, text_en text, reason text,
    state text not null default 'draft' constraint broadcast_state_known
      check (state in ('draft', 'waiting_approval', 'scheduled', 'sending', 'paused', 'done', 'stopped')),
    version int not null default 1, preview_id bigint, scheduled_at timestamptz,
    edited_by bigint not null constraint broadcast_edited_by references official,
    requested_by bigint constraint broadcast_requested_by references official,
    approved_by bigint constraint broadcast_approved_by references official,
    messages jsonb, cursor_id bigint not null default 0, started_at timestamptz, fanned_out_at timestamptz,
    ended_at timestamptz, created_at ${NOW}, updated_at ${NOW},
    constraint broadcast_promotion_is_ordinary check (kind = 'ordinary' or not is_promotion),
    constraint broadcast_emergency_has_reason check (kind = 'ordinary' or state = 'draft' or reason is not null),
    constraint broadcast_approved_by_another check (approved_by is null or (approved_by <> edited_by and approved_by <> requested_by)))`,
  `create index broadcast_open on broadcast (state, id) where state in ('scheduled', 'sending', 'paused', 'stopped')`,
  'create index broadcast_started on broadcast (started_at desc) where started_at is not null',

  `create table broadcast_change (${ID},
    broadcast_id bigint not null constraint broadcast_change_broadcast references broadcast on delete cascade,
    official_id bigint constraint broadcast_change_official references official, action text not null, words text, at ${NOW})`,
  'create index broadcast_change_broadcast_index on broadcast_change (broadcast_id, id)',

  `create table broadcast_skip (broadcast_id bigint not null constraint broadcast_skip_broadcast references broadcast on delete cascade,
    person_id bigint not null constraint broadcast_skip_person references person on delete cascade, reason text not null,
    constraint broadcast_skip_key primary key (broadcast_id, person_id))`,
  'create index broadcast_skip_person_index on broadcast_skip (person_id)',

  // One row a person and broadcast: at most once by construction. What is said to many lies once, with the broadcast.
  'alter table outbox add column broadcast_id bigint constraint outbox_broadcast references broadcast',
  'alter table outbox alter column payload drop not null',
  'alter table outbox drop constraint outbox_lane_known',
  `alter table outbox add constraint outbox_lane_known check (lane in ('reply', 'bulk', 'emergency'))`,
  `alter table outbox add constraint outbox_broadcast_is_bulk check ((broadcast_id is null) = (lane = 'reply'))`,
  'alter table outbox add constraint outbox_has_words check (payload is not null or broadcast_id is not null)',
  'create unique index outbox_broadcast_person_unique on outbox (broadcast_id, person_id) where broadcast_id is not null',
  'create index outbox_person_broadcasts on outbox (person_id) where broadcast_id is not null',
  `create index outbox_broadcast_open on outbox (broadcast_id, channel, id)
    where broadcast_id is not null and state in ('queued', 'leased', 'sending')`,
  // So that looking for what a dead worker left does not read a queue of thousands.
  `create index outbox_sending on outbox (leased_until) where state = 'sending'`,

  'alter table channel_state add column bulk_tokens double precision not null default 0',
  `alter table channel_state add column bulk_refilled_at ${NOW}`,

  `create table official_person (official_id bigint not null constraint official_person_official references official on delete cascade,
    person_id bigint not null constraint official_person_person references person on delete cascade, at ${NOW},
    constraint official_person_key primary key (official_id, person_id))`,
  'create index official_person_person_index on official_person (person_id)',
  `create table official_person_code (official_id bigint primary key
    constraint official_person_code_official references official on delete cascade,
    code_hash text not null, expires_at timestamptz not null)`,
]
