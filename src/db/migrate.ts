import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from '../../migrations/index.ts'
import type { Schema } from './schema.ts'

/** Brings the database to the newest schema; Kysely's lock lets two starters take turns. Names of what ran. */
export async function migrate(db: Kysely<Schema>): Promise<readonly string[]> {
  const { error, results } = await migrator(db).migrateToLatest()
  if (error) throw new Error('The database could not be migrated; nothing of the failed step was kept.', { cause: error })
  return (results ?? []).map((result) => result.migrationName)
}

/** Names of migrations that have not run yet. */
export async function pendingMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const all = await migrator(db).getMigrations()
  return all.filter((migration) => !migration.executedAt).map((migration) => migration.name)
}

function migrator(db: Kysely<Schema>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
}
