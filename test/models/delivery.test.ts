import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import type { DeliveryState } from '../../src/db/schema.ts'
import { createVault } from '../../src/lib/seal.ts'
import type { SendResult } from '../../src/message.ts'
import * as deliveries from '../../src/models/delivery.ts'
import * as decisions from '../../src/models/delivery-decision.ts'
import { outcomeOf } from '../../src/models/delivery-policy.ts'
import * as people from '../../src/models/person.ts'
import * as reports from '../../src/models/report.ts'
import { freshDatabase } from '../support/database.ts'

const vault = await createVault(new Uint8Array(32).fill(7))
const NOW = new Date('2026-11-24T02:00:00Z')
const OPTIONS = { destinations: ['open311'], leaseSeconds: 60, limit: 4 }
const ATTEMPT = { leaseSeconds: 60, photoIds: [] }

let db: Database
beforeEach(async () => {
  db = (await freshDatabase()).db
})

/** Files that many reports; ids of their deliveries. */
async function file(count = 1, destination = 'open311'): Promise<readonly string[]> {
  return db.transaction().execute(async (tx) => {
    const person = await people.welcome(tx, vault, { channel: 'web', address: 'hoa', language: 'vi' })
    for (let i = 0; i < count; i++) {
      const report = {
        personId: person.id,
        description: 'Đèn đường tắt',
        place: null,
        position: null,
        communeCode: null,
        category: null,
        attachmentIds: [],
      }
      const { id } = await reports.create(tx, vault, report, NOW)
      await deliveries.create(tx, id, destination)
    }
    return (await tx.selectFrom('delivery').select('id').orderBy('id').execute()).map(({ id }) => id)
  })
}

const rowOf = (id = '1') => db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const put = (values: object, id = '1') => db.updateTable('delivery').set(values).where('id', '=', id).execute()
const claim = (options = {}) => deliveries.claim(db, { ...OPTIONS, ...options })
const begin = (claimed: deliveries.Claimed, attempt = ATTEMPT) =>
  db.transaction().execute((tx) => deliveries.begin(tx, claimed, attempt))
const decide = (decision: decisions.Decision, id = '1') => db.transaction().execute((tx) => decisions.decide(tx, id, decision))

async function claimOne(): Promise<deliveries.Claimed> {
  const [claimed] = await claim()
  if (!claimed) throw new Error('Nothing was claimed.')
  return claimed
}

/** The lease of a worker that is gone. */
const lapse = () => put({ leased_until: sql`now() - interval '1 second'` })

describe('what a result leads to', () => {
  const HOUR = 3_600_000
  const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR)
  const first = { rung: 0, unknowns: 0, ladderAt: null }
  const busy = { outcome: 'not_sent', reason: 'busy', detail: '503 Bảo trì.' } as const
  const unknown = { outcome: 'unknown', detail: 'timeout' } as const
  const table: readonly (readonly [string, Partial<typeof first> | object, SendResult, boolean, object])[] = [
    ['taken', first, { outcome: 'sent', id: 'c-1' }, true, { state: 'delivered', externalId: 'c-1' }],
    [
      'taken on the last try',
      { ...first, ladderAt: ago(100) },
      { outcome: 'sent', id: 'c-1' },
      true,
      { state: 'delivered', externalId: 'c-1' },
    ],
    [
      'refused for good: dead at once, with their words',
      first,
      { outcome: 'not_sent', reason: 'invalid', detail: '400 Thiếu địa điểm.' },
      true,
      { state: 'dead', reason: 'invalid: 400 Thiếu địa điểm.' },
    ],
    ['busy, first time', first, busy, true, { state: 'waiting', reason: 'busy: 503 Bảo trì.', waitMs: 60_000, isUnknown: false }],
    ['busy, second time', { ...first, rung: 1 }, busy, true, { state: 'waiting', waitMs: 300_000 }],
    ['busy, fourth time', { ...first, rung: 3 }, busy, true, { state: 'waiting', waitMs: 3_600_000 }],
    ['the last wait is repeated', { ...first, rung: 40 }, busy, true, { state: 'waiting', waitMs: 21_600_000 }],
    [
      'P-12: they name a longer time',
      first,
      { ...busy, retryAfterMs: 90_000 },
      true,
      { state: 'waiting', waitMs: 90_000, isUnknown: false },
    ],
    ['P-12: they name a shorter time', first, { ...busy, retryAfterMs: 1000 }, true, { state: 'waiting', waitMs: 60_000 }],
    [
      'a wrong key is mended by a person, in three days',
      first,
      { outcome: 'not_sent', reason: 'unauthorized' },
      true,
      { state: 'waiting', reason: 'unauthorized' },
    ],
    [
      'nobody knows, and they can be asked',
      first,
      unknown,
      true,
      { state: 'waiting', reason: 'unknown: timeout', isUnknown: true },
    ],
    ['nobody knows, and they cannot be asked', first, unknown, false, { state: 'undecided', reason: 'unknown: timeout' }],
    [
      'one second before three days',
      { ...first, rung: 15, ladderAt: new Date(ago(72).getTime() + 1000) },
      busy,
      true,
      { state: 'waiting' },
    ],
    ['three days, surely not there', { ...first, rung: 15, ladderAt: ago(72) }, busy, true, { state: 'dead' }],
    ['three days, it may be there', { rung: 15, unknowns: 1, ladderAt: ago(72) }, busy, true, { state: 'undecided' }],
    ['three days, and the last may be there', { ...first, ladderAt: ago(72) }, unknown, true, { state: 'undecided' }],
  ]
  test.each(table)('P-08: %s', (_name, row, result, canAsk, expected) => {
    const policy = { retrySeconds: [60, 300, 900, 3600, 21_600], canAsk, now: NOW }
    expect(outcomeOf({ ...first, ...row }, result, policy)).toMatchObject(expected)
  })
})

describe('what an official may decide', () => {
  const allowed: Readonly<Record<DeliveryState, readonly decisions.Decision[]>> = {
    waiting: ['take_back'],
    leased: [],
    sending: [],
    delivered: ['take_back'],
    undecided: ['again', 'arrived', 'take_back'],
    dead: ['again', 'take_back'],
    taken_back: [],
  }
  const cases = (Object.keys(allowed) as DeliveryState[]).flatMap((state) =>
    (['again', 'arrived', 'take_back'] as const).map((decision) => [state, decision, allowed[state].includes(decision)] as const),
  )
  const AFTER = { again: 'waiting', arrived: 'delivered', take_back: 'taken_back' } as const
  test.each(cases)('%s, %s: %s', async (state, decision, isAllowed) => {
    await file()
    await put({ state })
    expect(decisions.mayDecide(decision, state)).toBe(isAllowed)
    expect(await decide(decision)).toBe(isAllowed)
    expect((await rowOf()).state).toBe(isAllowed ? AFTER[decision] : state)
  })

  test('again begins a new ladder, now; it is called doubtful where it may have arrived', async () => {
    await file(2)
    const over = { attempts: 9, rung: 9, ladder_at: sql`now() - interval '3 days'`, due_at: sql`now() + interval '5 hours'` }
    await put({ ...over, state: 'dead' }, '1')
    await put({ ...over, state: 'dead', unknowns: 1 }, '2')
    expect([await decide('again', '1'), await decide('again', '2')]).toEqual([true, true])
    expect(await rowOf('1')).toMatchObject({ state: 'waiting', rung: 0, ladder_at: null, settled_at: null, is_doubtful: false })
    expect(await rowOf('2')).toMatchObject({ state: 'waiting', is_doubtful: true })
    expect((await claim()).map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('pressed by two at once, it is decided once', async () => {
    await file()
    await put({ state: 'undecided' })
    const both = await Promise.all([decide('again'), decide('arrived')])
    expect(both.filter(Boolean)).toHaveLength(1)
  })

  test('an id that is none decides nothing', async () => {
    expect(await decide('again', '999')).toBe(false)
    for (const id of ['x', '', '1 or 1=1', '9'.repeat(30)]) expect(await deliveries.find(db, id)).toBeNull()
  })
})

describe('leases', () => {
  test('two workers at once never take the same one, and together take all', async () => {
    await file(20)
    const taken = await Promise.all(Array.from({ length: 8 }, () => claim({ limit: 3 })))
    const ids = taken.flat().map(({ id }) => id)
    expect(ids).toHaveLength(20)
    expect(new Set(ids).size).toBe(20)
    for (const batch of taken) expect(batch.length).toBeLessThanOrEqual(3)
  })

  test('P-06: not begun by a worker that died, it goes on when the lease is over; the dead one can write nothing any more', async () => {
    await file()
    const old = await claimOne()
    expect(await claim()).toEqual([])
    await lapse()
    const next = await claimOne()
    expect(next).toMatchObject({ id: old.id, unknowns: 0, fence: old.fence + 1 })
    expect(await begin(old)).toBe(false)
    expect(await deliveries.settle(db, old, { state: 'delivered', externalId: 'late' })).toBe(false)
    await deliveries.release(db, old)
    expect(await begin(next)).toBe(true)
    expect(await deliveries.settle(db, next, { state: 'delivered', externalId: 'c-1' })).toBe(true)
    expect(await rowOf()).toMatchObject({ state: 'delivered', external_id: 'c-1', attempts: 1 })
  })

  test('P-06, P-08: begun by a worker that died, it may have arrived', async () => {
    await file()
    const old = await claimOne()
    expect(await begin(old)).toBe(true)
    expect(await claim()).toEqual([])
    await lapse()
    const next = await claimOne()
    expect(next).toMatchObject({ attempts: 1, unknowns: 1 })
    expect(next.firstTryAt).toBeInstanceOf(Date)
    expect(await deliveries.settle(db, old, { state: 'delivered', externalId: 'late' })).toBe(false)
  })

  test('P-12: a report that ends its process each time is given to an official after three days', async () => {
    await file()
    const hoursAgo = (hours: number) => ({ ladder_at: sql`now() - make_interval(hours => ${hours})` })
    for (const hours of [0, 71]) {
      await begin(await claimOne())
      await lapse()
      await put(hoursAgo(hours))
    }
    await begin(await claimOne())
    await lapse()
    await put(hoursAgo(73))
    expect(await claim()).toEqual([])
    expect(await rowOf()).toMatchObject({ state: 'undecided', attempts: 3, unknowns: 3 })
    expect((await rowOf()).settled_at).toBeInstanceOf(Date)
  })

  test('P-35: given back, it is as before', async () => {
    await file()
    await deliveries.release(db, await claimOne())
    expect(await rowOf()).toMatchObject({ state: 'waiting', attempts: 0, leased_until: null })
    expect(await claim()).toHaveLength(1)
  })

  test('what is begun is not given back', async () => {
    await file()
    const claimed = await claimOne()
    await begin(claimed)
    await deliveries.release(db, claimed)
    expect((await rowOf()).state).toBe('sending')
  })

  test('taken back meanwhile, nothing of the attempt is written', async () => {
    await file()
    const claimed = await claimOne()
    await deliveries.release(db, claimed)
    expect(await decide('take_back')).toBe(true)
    expect(await begin(claimed)).toBe(false)
    expect((await rowOf()).state).toBe('taken_back')
  })

  test('of an unknown destination, of a paused one, or before its time, none is taken', async () => {
    const [first = ''] = await file(3)
    await put({ due_at: sql`now() + interval '1 minute'` }, first)
    expect(await claim({ destinations: [] })).toEqual([])
    expect(await claim({ destinations: ['other'] })).toEqual([])
    const paused = { channel: 'open311', tokens: 0, paused_until: sql<Date>`now() + interval '1 minute'` }
    await db.insertInto('channel_state').values(paused).execute()
    expect(await claim()).toEqual([])
    await db.updateTable('channel_state').set({ paused_until: sql`now()` }).execute()
    expect((await claim()).map(({ id }) => id)).not.toContain(first)
  })

  test('P-12: waits are spread by a tenth to either side, and counted', async () => {
    await file(40)
    const claimed = await claim({ limit: 40 })
    const waiting = { state: 'waiting', reason: 'busy', waitMs: 100_000, isUnknown: false } as const
    for (const one of claimed) await deliveries.settle(db, one, waiting)
    const { rows } = await sql<{ s: number }>`select extract(epoch from due_at - now())::float8 as s from delivery`.execute(db)
    const waits = rows.map(({ s }) => s)
    expect(Math.min(...waits)).toBeGreaterThan(85)
    expect(Math.max(...waits)).toBeLessThan(111)
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(5)
    expect(await rowOf()).toMatchObject({ rung: 1, unknowns: 0 })
  })
})
