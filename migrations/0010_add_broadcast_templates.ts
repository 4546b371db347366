import { type Kysely, sql } from 'kysely'

/** What is sent to whom a platform takes no ordinary message for any more. Columns: `src/db/schema.ts`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table broadcast add column beyond text not null default 'none'
    constraint broadcast_beyond_known check (beyond in ('none', 'template'))`.execute(db)
}
