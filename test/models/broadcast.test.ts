/** Rules of a broadcast beside its rows; what it does through the jobs: `test/jobs/broadcasts.test.ts`. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as audience from '../../src/models/broadcast-audience.ts'
import { messageOf } from '../../src/models/broadcast-message.ts'
import * as results from '../../src/models/broadcast-result.ts'
import * as channelStates from '../../src/models/channel-state.ts'
import { type Broadcasting, counts, crowd, due, follower, runAll, startBroadcasting, WORDS } from '../support/broadcasts.ts'

const STATES = Object.keys(broadcasts.NEXT) as (keyof typeof broadcasts.NEXT)[]

let app: Broadcasting
beforeEach(async () => {
  app = await startBroadcasting()
})
afterEach(() => app.close())

async function loaded(id: string): Promise<broadcasts.Broadcast> {
  const one = await broadcasts.find(app.deps.db, id)
  if (!one) throw new Error(`There is no broadcast ${id}.`)
  return one
}

test('no state leads out of the end, nothing is sent that was not scheduled, and only what moves can be paused', () => {
  const leading = (to: (typeof STATES)[number]) => STATES.filter((from) => broadcasts.mayFollow(from, to))
  expect(broadcasts.NEXT.done).toEqual([])
  expect(broadcasts.NEXT.stopped).toEqual([])
  expect(leading('sending')).toEqual(['scheduled', 'paused'])
  expect(leading('paused')).toEqual(['sending'])
  expect(leading('stopped')).toEqual(['sending', 'paused'])
  expect(leading('done')).toEqual(['sending'])
})

test('the row moves along the table of states and no other way', async () => {
  for (const from of STATES) {
    for (const to of STATES) {
      const id = await due(app, { kind: 'ordinary' })
      await app.deps.db.updateTable('broadcast').set({ state: from }).where('id', '=', id).execute()
      const isMoved = await app.deps.db.transaction().execute((tx) => broadcasts.move(tx, id, to, null))
      expect(isMoved, `${from} to ${to}`).toBe(broadcasts.mayFollow(from, to))
    }
  }
})

test('the forecast says what the sending then does, reason by reason', async () => {
  await crowd(app.deps, app.telegram, 20)
  await follower(app.deps, app.telegram, { address: 'w', channel: 'web' })
  await follower(app.deps, app.telegram, { address: 'z', channel: 'zalo' })
  const blocked = await follower(app.deps, app.telegram, { address: 2 })
  await app.deps.db.updateTable('person').set({ is_active: false }).where('id', '=', blocked).execute()
  const refused = await follower(app.deps, app.telegram, { address: 3 })
  await app.deps.db.deleteFrom('consent').where('person_id', '=', refused).execute()
  const id = await due(app)
  const reach = await audience.forecast(app.deps.db, await loaded(id), { channels: app.deps.channels, month: '2026-11' })
  expect(reach).toEqual([
    { channel: 'telegram', reason: null, price: 'free', count: 20 },
    { channel: 'telegram', reason: 'inactive', price: null, count: 1 },
    { channel: 'telegram', reason: 'no_consent', price: null, count: 1 },
    { channel: 'web', reason: null, price: 'free', count: 1 },
    { channel: 'zalo', reason: 'channel_off', price: null, count: 1 },
  ])
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 21, 'skipped inactive': 1, 'skipped no_consent': 1, 'skipped channel_off': 1 })
})

test('a monthly quota: broadcasts take seven tenths of it at most, what is sent and queued counts, and the rest is told why', async () => {
  for (let i = 0; i < 9; i++) await follower(app.deps, null, { address: `z${i}`, channel: 'zalo' })
  const limits = { maxText: 1500, maxButtons: 0, canShareLocation: false, withholdsLinks: true, perSecond: 10, perMonth: 10 }
  const lines = { channels: new Map([['zalo', { limits }] as const]), month: '2026-11' }
  const one = await loaded(await due(app))
  const reach = () => audience.forecast(app.deps.db, one, lines)
  expect(await reach()).toEqual([
    { channel: 'zalo', reason: null, price: 'free', count: 7 },
    { channel: 'zalo', reason: 'quota', price: null, count: 2 },
  ])
  await app.deps.db.insertInto('channel_state').values({ channel: 'zalo', tokens: 1 }).execute()
  for (let i = 0; i < 5; i++) await channelStates.countSent(app.deps.db, 'zalo', new Date('2026-11-20T00:00:00Z'))
  expect(await reach()).toEqual([
    { channel: 'zalo', reason: null, price: 'free', count: 2 },
    { channel: 'zalo', reason: 'quota', price: null, count: 7 },
  ])
  const other = await loaded(await due(app, { kind: 'emergency' }))
  await app.deps.db.transaction().execute((tx) => audience.fanOut(tx, other, lines, 100))
  expect(await results.tally(app.deps.db, other.id)).toEqual([
    { channel: 'zalo', outcome: 'left', reason: null, count: 2 },
    { channel: 'zalo', outcome: 'skipped', reason: 'quota', count: 7 },
  ])
  expect((await audience.forecast(app.deps.db, { ...one, kind: 'emergency' }, lines))[0]?.reason).toBe('quota')
  expect(await audience.forecast(app.deps.db, { ...one, kind: 'emergency' }, { ...lines, month: '2026-12' })).toEqual([
    // The two that wait will be counted then.
    { channel: 'zalo', reason: null, price: 'free', count: 5 },
    { channel: 'zalo', reason: 'quota', price: null, count: 4 },
  ])
})

test('P-27: without a second official no fan-out writes more than a hundred rows, whoever follows meanwhile', async () => {
  await crowd(app.deps, null, 150)
  const id = await due(app)
  const begun = { state: 'sending', approved_by: null, started_at: sql<Date>`now()` } as const
  await app.deps.db.updateTable('broadcast').set(begun).where('id', '=', id).execute()
  const lines = { channels: app.deps.channels, month: '2026-11' }
  for (let isLast = false; !isLast; ) {
    const batch = await app.deps.db.transaction().execute(async (tx) => audience.fanOut(tx, await loadedIn(tx, id), lines, 40))
    isLast = batch.isLast
  }
  expect(await counts(app, id)).toEqual({ left: 100, 'skipped no_approval': 50 })
})

async function loadedIn(tx: Parameters<typeof broadcasts.lock>[0], id: string): Promise<broadcasts.Broadcast> {
  const one = await broadcasts.lock(tx, id)
  if (!one) throw new Error(`There is no broadcast ${id}.`)
  return one
}

test('a fan-out that was killed goes on where its last committed batch ended', async () => {
  await crowd(app.deps, null, 50)
  const id = await due(app)
  await app.deps.db
    .updateTable('broadcast')
    .set({ state: 'sending', started_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
  const lines = { channels: app.deps.channels, month: '2026-11' }
  const batch = (dies: boolean) =>
    app.deps.db.transaction().execute(async (tx) => {
      await audience.fanOut(tx, await loadedIn(tx, id), lines, 20)
      if (dies) throw new Error('killed')
    })
  await batch(false)
  await expect(batch(true)).rejects.toThrow('killed')
  expect(await counts(app, id)).toEqual({ left: 20 })
  for (let i = 0; i < 2; i++) await batch(false)
  expect(await counts(app, id)).toEqual({ left: 50 })
  expect((await loaded(id)).fannedOutAt).not.toBeNull()
})

test('what it says: the label first, English only where all of it is there', () => {
  const say = (change: Partial<broadcasts.Words>, language: 'vi' | 'en') =>
    messageOf({ ...WORDS, ...change, id: '7' }, language, 'https://ocop.example').text.split('\n')[0]
  expect(say({}, 'en')).toBe('OCOP dossiers, second round')
  expect(say({ textEn: null, titleEn: null }, 'en')).toBe('Nhận hồ sơ OCOP đợt 2')
  expect(say({ isPromotion: true }, 'vi')).toBe('[QC] Nhận hồ sơ OCOP đợt 2')
  expect(say({ kind: 'emergency' }, 'vi')).toBe('Tin khẩn: Nhận hồ sơ OCOP đợt 2')
  expect(say({ kind: 'emergency' }, 'en')).toBe('Urgent: OCOP dossiers, second round')
})
