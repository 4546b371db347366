import { createServer } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { server } from '../../src/web/server.ts'
import { startProxy } from '../fakes/tcp-proxy.ts'
import { telegramUpdates } from '../fakes/telegram-updates.ts'
import { isPostgres } from '../support/database.ts'
import { type Platforms, SECRET, startPlatforms } from '../support/platforms.ts'

let app: Platforms
beforeAll(async () => {
  app = await startPlatforms()
})
afterAll(() => app.close())

const HEADER = 'X-Telegram-Bot-Api-Secret-Token'
const lan = telegramUpdates({ id: 77_001, firstName: 'Lan' })

function post(body: BodyInit, secret: string | null = SECRET, deps = app.deps): Promise<Response> {
  const init = { method: 'POST', headers: secret === null ? {} : { [HEADER]: secret }, body, duplex: 'half' }
  return Promise.resolve(server.request('/webhooks/telegram', init as RequestInit, deps))
}

const stored = async (): Promise<number> =>
  Number(
    (
      await app.deps.db
        .selectFrom('inbox')
        .select((q) => q.fn.countAll<string>().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

test('P-18: a wrong or missing secret gets 401 with an empty body, and costs no database work', async () => {
  const away = connect('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => {} })
  for (const secret of [null, '', 'wrong', `${SECRET} `.slice(1)]) {
    const response = await post(lan.text('chào'), secret, { ...app.deps, db: away })
    expect([response.status, await response.text()]).toEqual([401, ''])
  }
  await away.destroy()
  expect(app.logs.filter((line) => line.includes('inbox_write_failed'))).toEqual([])
})

test('the right secret and an empty body: 200', async () => {
  expect((await post('')).status).toBe(200)
})

test('a channel that is off, or none: 404', async () => {
  const { telegram, ...off } = { telegram: null, channels: new Map() }
  expect(telegram).toBeNull()
  expect((await post(lan.text('chào'), SECRET, { ...app.deps, ...off })).status).toBe(404)
  expect((await server.request('/webhooks/web', { method: 'POST' }, app.deps)).status).toBe(404)
})

test('P-01, P-04: what was answered with 200 is in the inbox, and nothing else has happened yet', async () => {
  const before = await stored()
  const response = await post(lan.text('đèn đường hư'))
  expect(response.status).toBe(200)
  expect(await stored()).toBe(before + 1)
  const last = await app.deps.db.selectFrom('inbox').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  expect(last.state).toBe('pending')
  expect(await app.deps.db.selectFrom('person').select('id').execute()).toEqual([])
  expect(last.raw).not.toContain('đèn đường')
})

test('P-02: the same update, in series and at once, is stored once', async () => {
  const update = lan.text('gửi lại nhiều lần')
  const before = await stored()
  for (let i = 0; i < 3; i++) expect((await post(update)).status).toBe(200)
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(update)))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
  expect(await stored()).toBe(before + 1)
})

test('P-03: no database, or one that never answers: 503 within 1.5 s, Retry-After, and nothing half done', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  for (const url of ['postgres://nobody@127.0.0.1:1/none', `postgres://nobody@127.0.0.1:${port}/none`]) {
    const away = connect(url, { max: 2, onError: () => {} })
    const began = performance.now()
    const response = await post(lan.text('cơ sở dữ liệu vắng'), SECRET, { ...app.deps, db: away })
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).not.toBeNull()
    expect(performance.now() - began).toBeLessThan(1500)
    await away.destroy().catch(() => {})
  }
  silent.close()
})

test('P-03: the database goes away in the middle and comes back: 503, then 200, by itself', async (context) => {
  if (!isPostgres() || app.databaseUrl === null) return context.skip('needs a PostgreSQL server: npm run test:postgres')
  const real = new URL(app.databaseUrl)
  const proxy = await startProxy(real.hostname, Number(real.port))
  real.port = String(proxy.port)
  const db = connect(real.href, { max: 2, onError: () => {} })
  const deps = { ...app.deps, db }
  expect((await post(lan.text('một'), SECRET, deps)).status).toBe(200)
  proxy.cut()
  expect((await post(lan.text('hai'), SECRET, deps)).status).toBe(503)
  proxy.restore()
  proxy.stall()
  const stalled = lan.text('ba')
  expect((await post(stalled, SECRET, deps)).status).toBe(503)
  proxy.restore()
  const before = await stored()
  expect((await post(stalled, SECRET, deps)).status).toBe(200)
  expect((await stored()) - before).toBeLessThanOrEqual(1)
  await db.destroy().catch(() => {})
  await proxy.close()
})

test('P-14: not JSON, not an object, deep JSON: 400; whatever the bytes, the answer is defined', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  for (const body of ['{', 'null', '[]', '"text"', '{}', deep, '{"update_id":"x"}']) {
    const response = await post(body)
    expect(response.status, body.slice(0, 20)).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
  }
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      async (bytes) => {
        expect([200, 400]).toContain((await post(bytes as Uint8Array<ArrayBuffer>)).status)
      },
    ),
    { numRuns: 100 },
  )
})

test('P-14: NUL, lone surrogates, unknown kinds, groups and other bots: 200, and the ids stay exact', async () => {
  const big = telegramUpdates({ id: '9007199254740993', firstName: 'Lớn' })
  const bodies = [
    lan.text('a\u0000b'),
    lan.text('a').replace('"a"', '"\\ud800"'),
    '{"update_id":900000001,"purchased_paid_media":{"from":{"id":1,"is_bot":false,"first_name":"x"}}}',
    '{"update_id":900000002,"message":{"message_id":1,"date":1,"chat":{"id":-5,"type":"group","title":"x"},"from":{"id":1,"is_bot":false,"first_name":"x"},"text":"chào"}}',
    '{"update_id":900000003,"message":{"message_id":1,"date":1,"chat":{"id":6,"type":"private"},"from":{"id":6,"is_bot":true,"first_name":"x"},"text":"chào"}}',
    big.text('chào'),
  ]
  for (const body of bodies) expect((await post(body)).status, body.slice(0, 60)).toBe(200)
})

test('P-19: more than 1 MiB: 413, counted while reading; too slow: 408', async () => {
  expect((await post('x'.repeat(1024 * 1024 + 1))).status).toBe(413)
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(64 * 1024))
    },
  })
  expect((await post(endless)).status).toBe(413)
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"update_id":'))
    },
  })
  expect((await post(slow)).status).toBe(408)
})
