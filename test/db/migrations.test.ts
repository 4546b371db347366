import { readdirSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import { migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { freshDatabase } from '../support/database.ts'

test('the list of migrations names every file once, in order', () => {
  const files = readdirSync(new URL('../../migrations', import.meta.url))
    .filter((name) => /^\d{4}_/.test(name))
    .map((name) => name.replace(/\.ts$/, ''))
    .toSorted()
  expect(Object.keys(migrations)).toEqual(files)
  expect(new Set(files.map((name) => name.slice(0, 4))).size).toBe(files.length)
})

test('a migrated database has nothing pending and migrating again changes nothing', async () => {
  const { db } = await freshDatabase()
  expect(await pendingMigrations(db)).toEqual([])
  expect(await migrate(db)).toEqual([])
})

test('bigint ids and counts are texts, times are dates, on every database', async () => {
  const { db } = await freshDatabase()
  const { rows } = await sql`select 9007199254740993::bigint as id, count(*) as n, now() as at, 1.5::float8 as f`.execute(db)
  expect(rows[0]).toEqual({ id: '9007199254740993', n: '1', at: expect.any(Date), f: 1.5 })
})
