/** A connection that breaks is heard of, and nothing more: it must not end the process (found by the fault run). */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connect, isOutage } from '../../src/db/connect.ts'
import { startProxy } from '../fakes/tcp-proxy.ts'
import { freshDatabase } from '../support/database.ts'

test('a connection that breaks between two statements of a transaction is an outage, and the next one works', async () => {
  const { url } = await freshDatabase()
  if (url === null) {
    console.log('Not on PGlite: it has no wire that could break (npm run test:postgres).')
    return
  }
  const seen = new URL(url)
  const proxy = await startProxy(seen.hostname, Number(seen.port))
  seen.host = `${proxy.host}:${proxy.port}`
  const heard: Error[] = []
  const db = connect(seen.href, { max: 2, onError: (error) => heard.push(error) })
  const broken = await db
    .transaction()
    .execute(async (tx) => {
      await sql`select 1`.execute(tx)
      proxy.cut()
      await sleep(100)
      await sql`select 2`.execute(tx)
    })
    .catch((error: unknown) => error)
  proxy.restore()
  expect(heard.length).toBeGreaterThan(0)
  expect(isOutage(broken)).toBe(true)
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  await db.destroy()
  await proxy.close()
})
