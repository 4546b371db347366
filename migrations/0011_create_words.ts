import { type Kysely, sql } from 'kysely'

/** Words that officials add to what the channel understands. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table word (id bigint generated always as identity primary key,
    said text not null constraint word_said_unique unique, meant text not null,
    official_id bigint not null constraint word_official references official,
    created_at timestamptz not null default now())`.execute(db)
}
