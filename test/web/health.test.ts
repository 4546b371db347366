/** What operators watch (P-31): counted in the database, so that any process or isolate says the same. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { tick } from '../../src/jobs/tick.ts'
import { server } from '../../src/web/server.ts'
import { type Platforms, startPlatforms } from '../support/platforms.ts'

let app: Platforms
beforeAll(async () => {
  app = await startPlatforms()
})
afterAll(() => app.close())

const budget = () => ({ endsAt: Date.now() + 20_000, signal: new AbortController().signal })

async function metric(name: string, labels = ''): Promise<number | undefined> {
  const text = await (await server.request('/metrics', {}, app.deps)).text()
  const line = text.split('\n').find((each) => each.startsWith(`ocop_${name}`) && each.includes(labels) && !each.startsWith('#'))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
}

test('P-31: ages of inbox and outbox, dead letters, send errors by kind, backlog and the database are seen', async () => {
  expect(await metric('database_seconds')).toBeGreaterThan(0)
  await app.telegram.person(51).says('menu')
  await app.deps.db.updateTable('inbox').set({ received_at: sql`now() - interval '90 seconds'` }).execute()
  expect(await metric('oldest_seconds', 'queue="inbox"')).toBeGreaterThanOrEqual(90)
  app.telegram.next('400', 1, 'sendMessage')
  await tick(app.deps, budget())
  expect(await metric('oldest_seconds', 'queue="inbox"')).toBe(0)
  expect(await metric('send_errors', 'kind="invalid"')).toBe(1)
  expect(await metric('dead_letters', 'kind="message"')).toBe(1)
  expect(await metric('channel_backlog', 'channel="telegram"')).toBeGreaterThanOrEqual(0)
  expect(await metric('channel_paused', 'channel="telegram"')).toBe(0)
})

test('P-31: live says that the process runs, ready that the database answers and is migrated', async () => {
  const ask = async (path: string, deps = app.deps) => {
    const answer = await server.request(path, {}, deps)
    return [answer.status, await answer.json()]
  }
  expect(await ask('/health/live')).toEqual([200, { status: 'live' }])
  expect(await ask('/health/ready')).toEqual([200, { status: 'ready' }])
  const away = connect('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => {} })
  const deps = { ...app.deps, db: away }
  expect(await ask('/health/ready', deps)).toEqual([503, { status: 'not_ready', problem: 'database_away' }])
  expect(await ask('/health/live', deps)).toEqual([200, { status: 'live' }])
  await away.destroy()
})
