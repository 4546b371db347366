import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { handleUpdates } from '../../src/jobs/handle-updates.ts'
import { tick } from '../../src/jobs/tick.ts'
import * as inbox from '../../src/models/inbox.ts'
import { translator } from '../../src/texts.ts'
import { jpeg } from '../fakes/photo.ts'
import { type Platforms, startPlatforms } from '../support/platforms.ts'

let app: Platforms
beforeEach(async () => {
  app = await startPlatforms()
})
afterEach(() => app.close())

const t = translator('vi')
const budget = () => ({ endsAt: Date.now() + 20_000, signal: new AbortController().signal })

test('an update goes in at the webhook and the answer comes out at the platform, on Telegram and on Zalo', async () => {
  const lan = app.telegram.person(41)
  const hoa = app.zalo.person('zalo-hoa')
  await lan.says('ocop 3 sao cần bao nhiêu điểm?')
  await hoa.says('ocop 3 sao can bao nhieu diem?')
  await tick(app.deps, budget())
  for (const texts of [app.telegram.texts(41), app.zalo.texts('zalo-hoa')]) {
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain('Nguồn: ')
  }
})

test('P-02: a repeated update has one effect, also when it comes again after it was answered', async () => {
  const lan = app.telegram.person(41)
  await lan.says('menu')
  await app.telegram.redeliver(5)
  await tick(app.deps, budget())
  await app.telegram.redeliver(5)
  await tick(app.deps, budget())
  expect(app.telegram.texts(41)).toHaveLength(1)
})

test('P-05: a poison update is tried five times, ends as a dead letter, and the next one is answered', async () => {
  const lan = app.telegram.person(41)
  await lan.says('menu')
  // As if an older release had stored something that this one cannot read.
  await app.deps.db
    .updateTable('inbox')
    .set({ raw: await app.deps.vault.seal('{"not":"an update"}', 'inbox.raw') })
    .execute()
  await lan.says('menu')
  const began = Date.now()
  while (app.telegram.texts(41).length === 0 && Date.now() - began < 5000) await tick(app.deps, budget())
  const rows = await app.deps.db.selectFrom('inbox').select(['state', 'attempts', 'error']).orderBy('id').execute()
  expect(rows).toMatchObject([{ state: 'dead', attempts: 5 }, { state: 'done' }])
  expect(rows[0]?.error).toContain('Error')
  expect(app.telegram.texts(41)).toHaveLength(1)
})

test('P-05: an update that ended its process ten times is given up, kindly', async () => {
  await app.telegram.person(41).says('menu')
  await app.deps.db.updateTable('inbox').set({ attempts: 10 }).execute()
  await tick(app.deps, budget())
  const row = await app.deps.db.selectFrom('inbox').select(['id', 'state']).executeTakeFirstOrThrow()
  expect(row.state).toBe('dead')
  await tick(app.deps, budget())
  expect(app.telegram.texts(41)).toEqual([t('common:error', { code: row.id })])
})

test('P-06: work of a killed worker is taken over when its lease has run out, and not before', async () => {
  await app.telegram.person(41).says('menu')
  const options = { channels: ['telegram'], leaseSeconds: 60, limit: 5 } as const
  const [taken] = await inbox.claim(app.deps.db, app.deps.vault, options)
  if (!taken) throw new Error('Nothing was claimed.')
  await tick(app.deps, budget())
  expect(app.telegram.texts(41)).toEqual([])
  await app.deps.db.updateTable('inbox').set({ leased_until: sql`now() - interval '1 second'` }).execute()
  await tick(app.deps, budget())
  expect(app.telegram.texts(41)).toHaveLength(1)
  const late = app.deps.db.transaction().execute((tx) => inbox.finish(tx, taken))
  await expect(late).rejects.toThrow(inbox.LeaseLost)
})

test('one person is served in order and one at a time, however many workers there are', async () => {
  const lan = app.telegram.person(41)
  const numbers = Array.from({ length: 10 }, (_, i) => i + 1)
  for (const number of numbers) await lan.says(number % 2 === 1 ? 'english' : 'tiếng việt')
  await Promise.all(numbers.slice(0, 4).map(() => handleUpdates.run(app.deps, budget())))
  await tick(app.deps, budget())
  const texts = app.telegram.texts(41)
  expect(texts).toHaveLength(10)
  expect(new Set(texts.filter((_, i) => i % 2 === 0)).size).toBe(1)
  expect(new Set(texts.filter((_, i) => i % 2 === 1)).size).toBe(1)
  expect(texts[0]).not.toBe(texts[1])
})

test('P-16: who blocked the bot is left in peace, and welcome back with the next message', async () => {
  const lan = app.telegram.person(41)
  await lan.says('menu')
  lan.blockSilently()
  await tick(app.deps, budget())
  const active = async () => (await app.deps.db.selectFrom('person').select('is_active').executeTakeFirstOrThrow()).is_active
  expect(await active()).toBe(false)
  await lan.unblock()
  await lan.says('menu')
  await tick(app.deps, budget())
  expect(await active()).toBe(true)
  expect(app.telegram.texts(41)).toHaveLength(1)
})

test('P-20: flooding costs the flooder only: twenty answers, one notice, then silence', async () => {
  const lan = app.telegram.person(41)
  for (let i = 0; i < 40; i++) await lan.says('menu')
  await app.telegram.person(42).says('menu')
  await tick(app.deps, budget())
  await app.deps.db.updateTable('channel_state').set({ tokens: 30 }).execute()
  await tick(app.deps, budget())
  const texts = app.telegram.texts(41)
  expect(texts).toHaveLength(21)
  expect(texts.filter((text) => text === t('common:flood'))).toHaveLength(1)
  expect(app.telegram.texts(42)).toHaveLength(1)
})

test('an album is one turn of talk, and its photos are brought into storage without GPS', async () => {
  const photo = jpeg({ gps: { lat: 16.46, lng: 107.59 } })
  expect(Buffer.from(photo).includes('Exif')).toBe(true)
  const lan = app.telegram.person(41)
  await lan.says('phản ánh')
  await tick(app.deps, budget())
  const before = app.telegram.texts(41).length
  await lan.album([photo, photo], 'Đèn đường trước nhà bị hư')
  await app.deps.db.updateTable('inbox').set({ due_at: sql`now()` }).where('state', '=', 'pending').execute()
  await tick(app.deps, budget())
  expect(app.telegram.texts(41).length - before).toBeLessThanOrEqual(2)
  const kept = await app.deps.db.selectFrom('attachment').select(['state', 'storage_key']).execute()
  expect(kept).toMatchObject([{ state: 'stored' }, { state: 'stored' }])
  for (const { storage_key: key } of kept) {
    const object = await app.deps.storage.get(key ?? '')
    expect(object && Buffer.from(object.bytes).includes('Exif')).toBe(false)
  }
})

test('P-35: a stopping worker begins nothing new and gives its leases back', async () => {
  await app.telegram.person(41).says('menu')
  const stopped = new AbortController()
  stopped.abort()
  expect(await handleUpdates.run(app.deps, { endsAt: Date.now() + 1000, signal: stopped.signal })).toBe(0)
  const [taken] = await inbox.claim(app.deps.db, app.deps.vault, { channels: ['telegram'], leaseSeconds: 60, limit: 5 })
  if (!taken) throw new Error('Nothing was claimed.')
  await inbox.release(app.deps.db, taken)
  const row = await app.deps.db.selectFrom('inbox').select(['state', 'attempts']).executeTakeFirstOrThrow()
  expect(row).toEqual({ state: 'pending', attempts: 0 })
})
