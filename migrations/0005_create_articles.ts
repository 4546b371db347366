import { type Kysely, sql } from 'kysely'

/** Officials' own articles, every save kept, and the questions that must go on finding them. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const ID = 'id bigint generated always as identity primary key'
const NOW = 'timestamptz not null default now()'

const STATEMENTS = [
  `create table article_version (${ID}, article_id text not null,
    action text not null constraint article_version_action_known check (action in ('saved', 'withdrawn', 'restored')),
    content jsonb, is_withdrawn boolean not null default false,
    official_id bigint not null constraint article_version_official references official, at ${NOW},
    constraint article_version_has_content check (content is not null or action <> 'saved'))`,
  'create index article_version_article on article_version (article_id, id desc)',

  `create table article_question (${ID}, text text not null constraint article_question_text unique, article_id text not null,
    official_id bigint constraint article_question_official references official, created_at ${NOW})`,
  'create index article_question_article on article_question (article_id, id)',
]
