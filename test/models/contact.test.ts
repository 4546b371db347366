import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVault } from '../../src/lib/seal.ts'
import * as contacts from '../../src/models/contact.ts'
import * as people from '../../src/models/person.ts'
import { freshDatabase } from '../support/database.ts'

const HOUR_MS = 3_600_000
const WINDOW = { freeMs: 48 * HOUR_MS, openMs: 168 * HOUR_MS, paidVnd: null, template: null }
const NOW = new Date('2026-11-25T03:00:00Z')
const before = (ms: number) => new Date(NOW.getTime() - ms)

test('a window is free, then paid, then closed, to the millisecond', () => {
  const table = [
    [null, 'closed'],
    [before(0), 'free'],
    [before(48 * HOUR_MS - 1), 'free'],
    [before(48 * HOUR_MS), 'paid'],
    [before(168 * HOUR_MS - 1), 'paid'],
    [before(168 * HOUR_MS), 'closed'],
    [before(-HOUR_MS), 'free'],
  ] as const
  for (const [at, window] of table) expect(contacts.windowAt(WINDOW, at, NOW), String(at)).toBe(window)
})

test('a window never opens by waiting', () => {
  const rank = { free: 0, paid: 1, closed: 2 }
  const age = fc.integer({ min: 0, max: 400 * HOUR_MS })
  fc.assert(
    fc.property(age, age, (a, b) => {
      const [young, old] = [Math.min(a, b), Math.max(a, b)]
      const at = (ms: number) => rank[contacts.windowAt(WINDOW, before(ms), NOW)]
      return at(young) <= at(old)
    }),
  )
})

test('the last interaction is the newest, in whatever order events come; one from the future is now', async () => {
  const { db } = await freshDatabase()
  const vault = await createVault(new Uint8Array(32))
  await db.transaction().execute(async (tx) => {
    const { id } = await people.welcome(tx, vault, { channel: 'zalo-oa', address: '7001', language: 'vi' })
    const kept = async (at: Date) => {
      await contacts.touch(tx, id, at)
      const row = await tx.selectFrom('contact').select('interacted_at').where('person_id', '=', id).executeTakeFirstOrThrow()
      return row.interacted_at?.getTime() ?? 0
    }
    const hourAgo = new Date(Date.now() - HOUR_MS)
    expect(await kept(hourAgo)).toBe(hourAgo.getTime())
    expect(await kept(new Date(Date.now() - 2 * HOUR_MS))).toBe(hourAgo.getTime())
    expect(await kept(new Date(Date.now() + 9 * HOUR_MS))).toBeLessThanOrEqual(Date.now() + 1000)
    await contacts.close(tx, id)
    expect(await contacts.windowOf(tx, { window: WINDOW } as never, id)).toBe('closed')
  })
})
