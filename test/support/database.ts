/** A database for a test file: a copy of the migrated one, emptied by each `freshDatabase`. One is in use at a time. */

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { sql } from 'kysely'
import { afterAll, inject } from 'vitest'
import { connect, connectWith, type Database } from '../../src/db/connect.ts'
import { run } from './postgres-server.ts'

export const isPostgres = (): boolean => inject('postgresUrl') !== null

interface Opened {
  readonly db: Database
  /** of the PostgreSQL database; null on PGlite */
  readonly url: string | null
  end(): Promise<void>
}

let opened: Promise<Opened> | null = null

export async function freshDatabase(): Promise<{ db: Database; url: string | null; close(): Promise<void> }> {
  opened ??= open()
  const { db, url } = await opened
  await empty(db)
  return { db, url, close: async () => {} }
}

afterAll(async () => {
  const last = opened
  opened = null
  await (await last)?.end()
})

async function open(): Promise<Opened> {
  const server = inject('postgresUrl')
  if (server !== null) return openPostgres(server)
  const dump = inject('pgliteDump')
  if (dump === null) throw new Error('The global set-up made no database.')
  const pglite = await PGlite.create({ loadDataDir: new Blob([await readFile(dump)]) })
  const db = connectWith(createPgConfig(pglite), () => {})
  return {
    db,
    url: null,
    async end() {
      await db.destroy()
      await pglite.close()
    },
  }
}

async function openPostgres(server: string): Promise<Opened> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await run(server, `create database ${name} template template_ocop`)
  const url = server.replace(/postgres$/, name)
  const db = connect(url, { max: 10, onError: () => {} })
  return {
    db,
    url,
    async end() {
      await db.destroy()
      await run(server, `drop database ${name} with (force)`)
    },
  }
}

async function empty(db: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`select quote_ident(tablename) as name from pg_tables
    where schemaname = 'public' and tablename not like 'kysely%'`.execute(db)
  await sql.raw(`truncate ${rows.map((row) => row.name).join(', ')} restart identity cascade`).execute(db)
}
