import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, run, start } from './support/process.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocop-node-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('starts without settings, says in at most ten lines what runs and how to sign in, and stops gracefully (P-35)', async () => {
  const app = await start({ DATA_DIR: join(folder, 'one') })
  const lines = app.output().trim().split('\n')
  expect(lines.length).toBeLessThanOrEqual(10)
  expect(app.output()).toContain(`${app.url}/chat`)
  expect(app.output()).toContain(`${app.url}/console`)
  expect(app.output()).toMatch(/TELEGRAM_BOT_TOKEN is not set/)
  const link = /\S+\/console\/sign-in\/\S+/.exec(app.output())?.[0] ?? ''
  expect((await fetch(link)).status).toBe(200)
  expect((await fetch(`${app.url}/webhooks/telegram`, { method: 'POST' })).status).toBe(404)
  const key = await stat(join(folder, 'one', 'encryption.key'))
  expect(key.mode & 0o077).toBe(0)

  const second = run('start', [], { DATA_DIR: join(folder, 'one'), PORT: String(await freePort()) })
  expect(await second.over).toBe(1)
  expect(second.output().trim().split('\n')).toHaveLength(1)
  expect(second.output()).toContain('already uses the data folder')

  const began = Date.now()
  app.child.kill('SIGTERM')
  expect(await app.over).toBe(0)
  expect(Date.now() - began).toBeLessThan(10_000)
}, 60_000)

test('a taken port is said in one line', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const app = run('start', [], { DATA_DIR: join(folder, 'two'), PORT: String(port) })
  expect(await app.over).toBe(1)
  expect(app.output().trim()).toMatch(/^Port \d+ is taken[^\n]*$/)
  taken.close()
}, 60_000)

test('all faults of the settings are told at once, without the values of secrets (P-18, P-29)', async () => {
  const app = run('start', [], {
    PORT: 'eighty',
    TELEGRAM_BOT_TOKEN: 'canary-token',
    ZALO_BOT_TOKEN: 'canary-token-2',
    ZALO_WEBHOOK_SECRET: 'short',
    TELEGRAM_WEBHOK_SECRET: 'canary-slip',
    DATABASE_URL: 'mysql://canary-password@db',
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    NODE_ENV: 'production',
  })
  expect(await app.over).toBe(1)
  const lines = app.output().trim().split('\n')
  const names = [
    'PORT',
    'TELEGRAM_WEBHOOK_SECRET',
    'ZALO_WEBHOOK_SECRET',
    'TELEGRAM_WEBHOK_SECRET',
    'DATABASE_URL',
    'ENCRYPTION_KEY',
  ]
  for (const name of [...names, 'ALLOW_LOOPBACK_UPSTREAMS']) {
    expect(
      lines.filter((line) => line.startsWith(`${name} `) && line.includes('Example: ')),
      name,
    ).toHaveLength(1)
  }
  expect(app.output()).not.toContain('canary')
}, 60_000)

test('a database without its key is not opened with a new one', async () => {
  const data = join(folder, 'three')
  const app = await start({ DATA_DIR: data })
  app.child.kill('SIGTERM')
  await app.over
  await rm(join(data, 'encryption.key'))
  const again = run('start', [], { DATA_DIR: data, PORT: String(await freePort()) })
  expect(await again.over).toBe(1)
  expect(again.output()).toContain('encryption.key')
}, 60_000)

test('a stale lock of a dead process does not stop the start', async () => {
  const data = join(folder, 'four')
  const app = await start({ DATA_DIR: data })
  app.child.kill('SIGTERM')
  await app.over
  await writeFile(join(data, 'owner.pid'), '999999 1')
  const again = await start({ DATA_DIR: data })
  again.child.kill('SIGTERM')
  expect(await again.over).toBe(0)
}, 60_000)
