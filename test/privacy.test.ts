/** What a person typed and what operators keep secret never shows where others read: canary values are sent through, then looked for. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tick } from '../src/jobs/tick.ts'
import { server } from '../src/web/server.ts'
import { type Platforms, SECRET, startPlatforms } from './support/platforms.ts'

const CANARIES = ['Tôn Nữ Canary', '0905000777', 'kiệt 13 Canary', 'bí mật của Canary', '424242424242']

let app: Platforms
beforeAll(async () => {
  app = await startPlatforms()
  const person = app.telegram.person('424242424242', { firstName: 'Tôn Nữ Canary' })
  const talk = [
    'menu',
    'phản ánh',
    'đèn đường hư ở kiệt 13 Canary, gọi 0905000777',
    'kiệt 13 Canary, phường Thuận Hóa',
    'bí mật của Canary là gì?',
    'gặp cán bộ',
    'số của tôi 0905000777',
    'hủy',
    'đăng ký',
  ]
  for (const words of talk) {
    await person.says(words)
    await tick(app.deps, budget())
  }
  // Everything that can go wrong while words are at hand.
  app.telegram.next('500', 1)
  app.telegram.next('garbage', 1)
  app.telegram.next('400', 1)
  for (const words of ['bí mật của Canary', '0905000777', 'kiệt 13 Canary']) await person.says(words)
  await app.deps.db
    .updateTable('inbox')
    .set({ raw: 'bí mật của Canary' })
    .where('state', '=', 'pending')
    .where('id', '=', lastId())
    .execute()
  for (let i = 0; i < 8; i++) {
    await tick(app.deps, budget())
    await app.deps.db.updateTable('inbox').set({ due_at: sql`now()` }).where('state', '=', 'pending').execute()
  }
  await app.deps.db.updateTable('inbox').set({ raw: null }).where('state', '=', 'dead').execute()
})
afterAll(() => app.close())

const budget = () => ({ endsAt: Date.now() + 20_000, signal: new AbortController().signal })
const lastId = () => sql<string>`(select max(id) from inbox)`

test('P-29: logs and metrics hold no secret and nothing personal, also when things go wrong', async () => {
  const metrics = await (await server.request('/metrics', {}, app.deps)).text()
  const secrets = [app.telegram.token, SECRET, ...CANARIES]
  expect(app.logs.length).toBeGreaterThan(3)
  for (const secret of secrets) {
    expect(app.logs.filter((line) => line.includes(secret))).toEqual([])
    expect(metrics).not.toContain(secret)
  }
})

test('L-09: what identifies a person or was typed lies in the database only encrypted', async () => {
  const { rows: tables } = await sql<{ name: string }>`select quote_ident(tablename) as name from pg_tables
    where schemaname = 'public'`.execute(app.deps.db)
  let seen = 0
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select ${sql.raw(name)}::text as row from ${sql.raw(name)}`.execute(app.deps.db)
    seen += rows.length
    for (const canary of CANARIES)
      expect(
        rows.filter(({ row }) => row.includes(canary)),
        `${name}: ${canary}`,
      ).toEqual([])
  }
  expect(seen).toBeGreaterThan(20)
})

test('P-30: every answer, errors too, carries the header set', async () => {
  const paths = [
    '/health/live',
    '/chat',
    '/privacy',
    '/console',
    '/nowhere',
    '/api/nowhere',
    '/webhooks/telegram',
    '/media/nothing',
    '/metrics',
  ]
  for (const path of paths) {
    const { headers } = await server.request(path, {}, app.deps)
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'")
    expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy'), path).not.toContain('unsafe')
    expect(headers.get('x-content-type-options'), path).toBe('nosniff')
    expect(headers.get('referrer-policy'), path).toBe('no-referrer')
    expect(headers.get('strict-transport-security'), path).toContain('max-age')
    expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy'), path).toBe(path.startsWith('/media/') ? 'cross-origin' : 'same-origin')
  }
  expect((await server.request('/console', {}, app.deps)).headers.get('cache-control')).toBe('no-store')
})

test('P-30: only /chat may be embedded, and only by the pages of the setting', async () => {
  const deps = { ...app.deps, config: { ...app.deps.config, embedOrigins: ['https://hue.gov.vn'] } }
  const csp = async (path: string) => (await server.request(path, {}, deps)).headers.get('content-security-policy')
  expect(await csp('/chat')).toContain('frame-ancestors https://hue.gov.vn')
  expect(await csp('/console')).toContain("frame-ancestors 'none'")
})
