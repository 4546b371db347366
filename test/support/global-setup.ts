/**
 * Makes one migrated database before all tests, of which each test file gets a copy.
 *
 * `TEST_DATABASE=postgres`: a real server from an npm package on loopback, a template database, one database a file.
 * Otherwise PGlite: one dump of its folder, loaded by each file (0.3 s instead of 3 s).
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import type { TestProject } from 'vitest/node'
import { connect, connectWith } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string | null
    pgliteDump: string | null
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ocop-test-'))
  const stop = process.env.TEST_DATABASE === 'postgres' ? await onPostgres(project) : await onPglite(project, folder)
  return async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function onPostgres(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  const template = await server.createDatabase('template_ocop')
  const db = connect(template, { max: 1, onError: fail })
  await migrate(db)
  await db.destroy()
  project.provide('postgresUrl', server.url)
  project.provide('pgliteDump', null)
  return server.stop
}

async function onPglite(project: TestProject, folder: string): Promise<() => Promise<void>> {
  const pglite = await PGlite.create()
  const db = connectWith(createPgConfig(pglite), fail)
  await migrate(db)
  const dump = join(folder, 'dump.tar')
  await writeFile(dump, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()))
  await db.destroy()
  await pglite.close()
  project.provide('postgresUrl', null)
  project.provide('pgliteDump', dump)
  return async () => {}
}

function fail(error: Error): void {
  throw error
}
