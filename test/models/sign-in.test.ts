import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { createVault, type Vault } from '../../src/lib/seal.ts'
import * as officials from '../../src/models/official.ts'
import * as signIns from '../../src/models/sign-in.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
let vault: Vault
let officialId: string
beforeEach(async () => {
  db = (await freshDatabase()).db
  vault = await createVault(new Uint8Array(32).fill(7))
  officialId = (await officials.create(db, 'lan@hue.example')).id
})

const use = (token: string) => db.transaction().execute((tx) => signIns.useLink(tx, token))
const tryAs = (email: string, network: string) => signIns.attempt(db, vault, { email, network })

test('P-24: a link opens once, and looking at it does not use it', async () => {
  const { token } = await signIns.createLink(db, officialId)
  expect((await signIns.findLink(db, token))?.email).toBe('lan@hue.example')
  expect((await signIns.findLink(db, token))?.id).toBe(officialId)
  expect(await use(token)).toBe(true)
  expect(await use(token)).toBe(false)
  expect(await signIns.findLink(db, token)).toBeNull()
})

test('a link ends after a day, and when a newer one is made', async () => {
  const { token, expiresAt } = await signIns.createLink(db, officialId)
  expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(23 * 3600_000)
  const newer = await signIns.createLink(db, officialId)
  expect(await signIns.findLink(db, token)).toBeNull()
  await db.updateTable('sign_in_link').set({ expires_at: sql<Date>`now() - interval '1 second'` }).execute()
  expect(await signIns.findLink(db, newer.token)).toBeNull()
  expect(await use(newer.token)).toBe(false)
})

test('P-24: a session ends 30 minutes after it was last seen', async () => {
  const { token, csrf } = await signIns.openSession(db, officialId)
  await db.updateTable('sign_in_session').set({ seen_at: sql<Date>`now() - interval '29 minutes'` }).execute()
  expect(await signIns.touchSession(db, token)).toEqual({
    official: { id: officialId, email: 'lan@hue.example', role: 'city', communeCode: null },
    csrf,
  })
  // The look a moment ago made it fresh again.
  await db.updateTable('sign_in_session').set({ seen_at: sql<Date>`seen_at - interval '29 minutes'` }).execute()
  expect(await signIns.touchSession(db, token)).not.toBeNull()
  await db.updateTable('sign_in_session').set({ seen_at: sql<Date>`now() - interval '31 minutes'` }).execute()
  expect(await signIns.touchSession(db, token)).toBeNull()
})

test('P-24: a session ends after 8 hours, however busy', async () => {
  const { token } = await signIns.openSession(db, officialId)
  await db.updateTable('sign_in_session').set({ created_at: sql<Date>`now() - interval '481 minutes'` }).execute()
  expect(await signIns.touchSession(db, token)).toBeNull()
})

test('neither token stands in the database', async () => {
  const session = await signIns.openSession(db, officialId)
  const link = await signIns.createLink(db, officialId)
  const rows = JSON.stringify([
    await db.selectFrom('sign_in_session').selectAll().execute(),
    await db.selectFrom('sign_in_link').selectAll().execute(),
  ])
  expect(rows).not.toContain(session.token)
  expect(rows).not.toContain(link.token)
})

test('P-24: after five wrong tries a network waits longer and longer at that account, and other networks do not', async () => {
  for (let i = 0; i < 5; i++) expect((await tryAs('lan@hue.example', 'a')).waitSeconds).toBe(0)
  expect((await tryAs('LAN@hue.example', 'a')).waitSeconds).toBe(2)
  expect((await tryAs('lan@hue.example', 'b')).waitSeconds).toBe(0)
  expect((await tryAs('minh@hue.example', 'a')).waitSeconds).toBe(0)
  await db.updateTable('sign_in_failure').set({ at: sql<Date>`at - interval '3 seconds'` }).execute()
  expect((await tryAs('lan@hue.example', 'a')).waitSeconds).toBe(0)
  expect((await tryAs('lan@hue.example', 'a')).waitSeconds).toBe(4)
})

test('P-24: the wait grows to a limit and never becomes a lock', () => {
  expect([-1, 0, 1, 2, 7, 30].map((over) => signIns.waitAfter(over, 0, 300))).toEqual([0, 2, 4, 8, 256, 300])
  expect(signIns.waitAfter(30, 300, 300)).toBe(0)
})

test('P-24: tries that come all at once are counted too', async () => {
  const tries = await Promise.all(Array.from({ length: 12 }, () => tryAs('lan@hue.example', 'a')))
  expect(tries.filter((one) => one.waitSeconds === 0).length).toBeLessThanOrEqual(5 + 1)
})

test('a network that tries many accounts waits too', async () => {
  for (let i = 0; i < 30; i++) await tryAs(`someone${i}@hue.example`, 'a')
  expect((await tryAs('lan@hue.example', 'a')).waitSeconds).toBeGreaterThan(0)
  expect((await tryAs('lan@hue.example', 'b')).waitSeconds).toBe(0)
})

test('an account guessed at from many networks answers slowly, and still answers', async () => {
  for (let i = 0; i < 20; i++) await tryAs('lan@hue.example', `net${i}`)
  expect(await tryAs('lan@hue.example', 'office')).toMatchObject({ waitSeconds: 0, holdMs: 2000 })
  expect((await tryAs('minh@hue.example', 'office')).holdMs).toBe(0)
})

test('a right password clears the way for that network at that account', async () => {
  for (let i = 0; i < 4; i++) await tryAs('lan@hue.example', 'a')
  const right = await tryAs('lan@hue.example', 'a')
  await signIns.forgive(db, right.id)
  for (let i = 0; i < 5; i++) expect((await tryAs('lan@hue.example', 'a')).waitSeconds).toBe(0)
})

test('no e-mail and no address stands in the rows of failures', async () => {
  await tryAs('lan@hue.example', '203.0.113.9')
  const rows = JSON.stringify(await db.selectFrom('sign_in_failure').selectAll().execute())
  expect(rows).not.toContain('lan@')
  expect(rows).not.toContain('203.0.113.9')
})
