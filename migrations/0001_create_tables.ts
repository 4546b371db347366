import { type Kysely, sql } from 'kysely'

/** Everything of the first release. What each column means: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const ID = 'id bigint generated always as identity primary key'
const NOW = 'timestamptz not null default now()'
const LEASE = `attempts int not null default 0, fence int not null default 0, leased_until timestamptz, due_at ${NOW}`

const STATEMENTS = [
  `create table person (${ID}, channel text not null, address text not null, address_hash text not null, name text,
    language text not null default 'vi' constraint person_language_known check (language in ('vi', 'en')),
    is_active boolean not null default true, created_at ${NOW}, seen_at ${NOW},
    constraint person_address_unique unique (address_hash))`,

  `create table session (person_id bigint primary key constraint session_person references person on delete cascade,
    state text not null, updated_at ${NOW})`,

  `create table inbox (${ID}, channel text not null, update_id text not null, person_key text not null, album_id text,
    kind text not null, raw text, state text not null default 'pending'
      constraint inbox_state_known check (state in ('pending', 'leased', 'done', 'dead', 'shed')),
    ${LEASE}, received_at ${NOW}, done_at timestamptz, error text,
    constraint inbox_update_unique unique (channel, update_id))`,
  `create index inbox_open on inbox (id) where state in ('pending', 'leased')`,
  `create index inbox_open_person on inbox (person_key, id) where state in ('pending', 'leased')`,
  `create index inbox_person on inbox (person_key, received_at)`,

  `create table outbox (${ID}, person_id bigint not null constraint outbox_person references person on delete cascade,
    channel text not null, inbox_id bigint constraint outbox_inbox references inbox on delete set null,
    lane text not null default 'reply' constraint outbox_lane_known check (lane in ('reply', 'bulk')),
    payload text not null, state text not null default 'queued'
      constraint outbox_state_known check (state in ('queued', 'leased', 'sending', 'sent', 'failed', 'unknown')),
    unknowns int not null default 0, ${LEASE}, external_id text, reason text, created_at ${NOW}, settled_at timestamptz)`,
  `create index outbox_open on outbox (channel, lane, id) where state in ('queued', 'leased', 'sending')`,
  `create index outbox_open_person on outbox (person_id, lane, id) where state in ('queued', 'leased', 'sending')`,
  `create index outbox_person on outbox (person_id, id)`,
  `create index outbox_inbox on outbox (inbox_id)`,

  `create table channel_state (channel text primary key, tokens double precision not null, refilled_at ${NOW},
    paused_until timestamptz, paused_reason text, month text not null default '', month_count int not null default 0)`,

  `create table counter (name text primary key, value int not null)`,

  `create table report (${ID}, reference text not null constraint report_reference_unique unique,
    code_hash text not null constraint report_code_unique unique,
    person_id bigint not null constraint report_person references person on delete cascade,
    description text not null, place text, position text, commune_code text, state text not null default 'received'
      constraint report_state_known check (state in ('received', 'in_progress', 'resolved', 'rejected')),
    created_at ${NOW}, updated_at ${NOW})`,
  `create index report_state on report (state, id)`,
  `create index report_person_index on report (person_id)`,

  `create table registration (${ID}, reference text not null constraint registration_reference_unique unique,
    code_hash text not null constraint registration_code_unique unique,
    person_id bigint not null constraint registration_person references person on delete cascade,
    name text not null, phone text not null, commune_code text not null, product text not null, product_group text not null,
    state text not null default 'submitted'
      constraint registration_state_known check (state in ('submitted', 'needs_more', 'accepted', 'rejected')),
    created_at ${NOW}, updated_at ${NOW})`,
  `create index registration_state on registration (state, id)`,
  `create index registration_person_index on registration (person_id)`,

  `create table official (${ID}, email text not null constraint official_email_unique unique, password text, created_at ${NOW})`,

  `create table state_change (${ID}, report_id bigint constraint state_change_report references report on delete cascade,
    registration_id bigint constraint state_change_registration references registration on delete cascade,
    state text not null, words text, official_id bigint constraint state_change_official references official, at ${NOW},
    constraint state_change_of_one check (num_nonnulls(report_id, registration_id) = 1))`,
  `create index state_change_report_index on state_change (report_id, id)`,
  `create index state_change_registration_index on state_change (registration_id, id)`,

  `create table handover (${ID}, person_id bigint not null constraint handover_person references person on delete cascade,
    state text not null default 'open' constraint handover_state_known check (state in ('open', 'closed')),
    created_at ${NOW}, updated_at ${NOW})`,
  `create unique index handover_open_unique on handover (person_id) where state = 'open'`,

  `create table handover_message (${ID},
    handover_id bigint not null constraint handover_message_handover references handover on delete cascade,
    official_id bigint constraint handover_message_official references official, text text not null, at ${NOW})`,
  `create index handover_message_handover_index on handover_message (handover_id, id)`,

  `create table attachment (id text primary key,
    person_id bigint not null constraint attachment_person references person on delete cascade,
    report_id bigint constraint attachment_report references report on delete cascade,
    registration_id bigint constraint attachment_registration references registration on delete cascade,
    handover_id bigint constraint attachment_handover references handover on delete cascade,
    kind text not null constraint attachment_kind_known check (kind in ('photo', 'file')), source text not null,
    state text not null default 'wanted'
      constraint attachment_state_known check (state in ('wanted', 'stored', 'refused', 'lost', 'deleted')),
    storage_key text, content_type text, bytes int, width int, height int, ${LEASE}, created_at ${NOW})`,
  `create index attachment_wanted on attachment (due_at) where state = 'wanted'`,
  `create index attachment_report_index on attachment (report_id)`,
  `create index attachment_registration_index on attachment (registration_id)`,
  `create index attachment_handover_index on attachment (handover_id)`,

  `create table consent (${ID}, person_id bigint not null constraint consent_person references person on delete cascade,
    purpose text not null, given boolean not null, text_version text not null, text_hash text not null,
    channel text not null, inbox_id bigint constraint consent_inbox references inbox on delete set null, at ${NOW})`,
  `create index consent_person_index on consent (person_id, purpose, id)`,

  `create table question (${ID}, person_id bigint not null constraint question_person references person on delete cascade,
    text text not null, zone text not null, confidence double precision not null, article_id text,
    state text not null default 'open' constraint question_state_known check (state in ('open', 'answered', 'dismissed')),
    created_at ${NOW}, settled_at timestamptz, official_id bigint constraint question_official references official)`,
  `create index question_state on question (state, id)`,

  `create table sign_in_link (token_hash text primary key,
    official_id bigint not null constraint sign_in_link_official references official on delete cascade,
    expires_at timestamptz not null, used_at timestamptz)`,

  `create table sign_in_session (token_hash text primary key,
    official_id bigint not null constraint sign_in_session_official references official on delete cascade,
    csrf text not null, created_at ${NOW}, seen_at ${NOW})`,

  `create table sign_in_failure (${ID}, account_hash text not null, network_hash text not null, at ${NOW})`,
  `create index sign_in_failure_account on sign_in_failure (account_hash, at)`,
  `create index sign_in_failure_network on sign_in_failure (network_hash, at)`,
]
