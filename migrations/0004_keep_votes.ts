import { type Kysely, sql } from 'kysely'

/** What people think of answers, and which choice a question led to. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table question add column vote text constraint question_vote_known check (vote in ('up', 'down'))`,
  'alter table question add column reason text',
  'alter table question add column chosen_id text',
  // The same question of a person within a day is kept once.
  'create index question_person on question (person_id, created_at)',
  `create table article_vote (person_id bigint not null constraint article_vote_person references person on delete cascade,
    article_id text not null, is_up boolean not null, at timestamptz not null default now(),
    constraint article_vote_key primary key (person_id, article_id))`,
  'create index article_vote_article on article_vote (article_id, at)',
]
