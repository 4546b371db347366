/** Reminders to producers: at a decent hour, each once, not too many (L-16). */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { remindProducers } from '../../src/jobs/remind-producers.ts'
import * as registrations from '../../src/models/registration.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { newPerson, newRegistration, toldTo } from '../web/console/desk.ts'

let now: Date
let app: TestDeps
let person: string
beforeEach(async () => {
  now = new Date('2027-03-01T03:00:00Z') // ten in the morning
  app = await testDeps({ now: () => now })
  person = await newPerson(app.deps, 'hoa')
})
afterEach(() => app.close())

const run = () => remindProducers.run(app.deps, { endsAt: now.getTime() + 60_000, signal: new AbortController().signal })
const day = (value: string, hour = 3) => new Date(`${value}T${String(hour).padStart(2, '0')}:00:00Z`)

async function recognised(validUntil: string, of = person): Promise<string> {
  const { id } = await newRegistration(app.deps, of, 'Mắm nêm')
  const set = { state: 'recognised', stars: 3, decision: 'QĐ 12', valid_until: validUntil } as const
  await app.deps.db.updateTable('registration').set(set).where('id', '=', id).execute()
  return id
}

async function sentDaysAgo(days: number): Promise<string> {
  const { id } = await newRegistration(app.deps, person, 'Nước mắm')
  await app.deps.db
    .updateTable('registration')
    .set({ updated_at: new Date(now.getTime() - days * 86_400_000) })
    .where('id', '=', id)
    .execute()
  return id
}

describe('renewal', () => {
  test('210, 180, 150 and 130 days before the end, each once, with the days of the window', async () => {
    await recognised('2028-06-30')
    for (const [date, count] of [
      ['2027-12-02', 0], // 211 days
      ['2027-12-03', 1], // 210
      ['2027-12-04', 1],
      ['2028-01-02', 2], // 180
      ['2028-02-01', 3], // 150
      ['2028-02-21', 4], // 130
      ['2028-03-01', 4],
      ['2028-06-29', 4],
    ] as const) {
      now = day(date)
      await run()
      await run()
      expect((await toldTo(app.deps, person)).length, date).toBe(count)
    }
    const [first] = await toldTo(app.deps, person)
    for (const said of ['30/6/2028', 'còn 210 ngày', 'từ 02/1/2028 đến 02/3/2028']) expect(first).toContain(said)
  })

  test('after a long stop only the nearest is said', async () => {
    await recognised('2028-06-30')
    now = day('2028-02-10') // 141 days: the one of 150
    await run()
    expect(await toldTo(app.deps, person)).toHaveLength(1)
  })

  test('a recognition that is over ends by the clock, and the producer is told once', async () => {
    const id = await recognised('2027-02-28')
    await run()
    await run()
    expect((await registrations.find(app.deps.db, app.deps.vault, id))?.state).toBe('expired')
    expect(await toldTo(app.deps, person)).toEqual([expect.stringContaining('hết hạn ngày 28/2/2027')])
  })
})

describe('certificates', () => {
  const having = async (certificates: readonly { name: string; until: string | null }[]) => {
    const { id } = await newRegistration(app.deps, person, 'Nước mắm', undefined, { certificates })
    // With the city: what it lacks is not said any more, and one reminder a day is no matter here.
    await app.deps.db.updateTable('registration').set({ state: 'forwarded' }).where('id', '=', id).execute()
    return id
  }

  test('60 and 14 days before the end, each once; after a long stop only the nearest', async () => {
    await having([
      { name: 'VietGAP', until: '2027-06-30' },
      { name: 'HACCP', until: '2027-06-30' },
      { name: 'ISO 22000', until: null },
    ])
    for (const [date, count] of [
      ['2027-04-30', 0], // 61 days
      ['2027-05-01', 1],
      ['2027-06-15', 1],
      ['2027-06-16', 2],
      ['2027-06-30', 2],
      ['2027-07-01', 2],
    ] as const) {
      now = day(date)
      await run()
      now = day(date, 10)
      await run()
      const told = await toldTo(app.deps, person)
      expect(told.length, date).toBe(count)
    }
    const [first] = await toldTo(app.deps, person)
    for (const said of ['VietGAP, HACCP trong hồ sơ DK-', '30/6/2027', 'còn 60 ngày']) expect(first).toContain(said)
  })

  test('is not said of a certificate that was put right, nor of a dossier that is closed', async () => {
    const id = await having([{ name: 'VietGAP', until: '2027-04-01' }])
    await app.deps.db.transaction().execute((tx) =>
      registrations.supplement(tx, app.deps.vault, {
        id,
        personId: person,
        fields: { certificates: [{ name: 'VietGAP', until: '2029-04-01' }] },
        attachmentIds: [],
        papers: [],
      }),
    )
    const closed = await having([{ name: 'OCOP', until: '2027-04-01' }])
    await app.deps.db.updateTable('registration').set({ state: 'withdrawn' }).where('id', '=', closed).execute()
    await run()
    expect(await toldTo(app.deps, person)).toEqual([])
  })
})

describe('what a dossier lacks', () => {
  test('is said after a week and after three, then never again', async () => {
    const id = await sentDaysAgo(6)
    await run()
    expect(await toldTo(app.deps, person)).toEqual([])
    for (const days of [7.5, 8, 20, 21.5, 30, 90]) {
      const at = new Date(now.getTime() - days * 86_400_000)
      await app.deps.db.updateTable('registration').set({ updated_at: at }).where('id', '=', id).execute()
      await run()
      now = new Date(now.getTime() + 86_400_000 * 2)
    }
    const told = await toldTo(app.deps, person)
    expect(told).toHaveLength(2)
    expect(told[0]).toContain('Giấy đăng ký kinh doanh')
    expect(told[0]).toContain('“bổ sung”')
  })

  test('is not said of one that is decided, taken back, or complete', async () => {
    for (const state of ['withdrawn', 'not_recognised', 'assessing'] as const) {
      const id = await sentDaysAgo(30)
      await app.deps.db.updateTable('registration').set({ state }).where('id', '=', id).execute()
    }
    await run()
    expect(await toldTo(app.deps, person)).toEqual([])
  })
})

describe('L-16', () => {
  test.each([
    ['06:59', '2027-02-28T23:59:00Z', 0],
    ['07:00', '2027-03-01T00:00:00Z', 1],
    ['21:59', '2027-03-01T14:59:00Z', 1],
    ['22:00', '2027-03-01T15:00:00Z', 0],
  ])('at %s in Huế', async (_, at, count) => {
    await sentDaysAgo(8)
    now = new Date(at)
    await run()
    expect(await toldTo(app.deps, person)).toHaveLength(count)
  })

  test('one reminder a day and human; the other is said the day after', async () => {
    await sentDaysAgo(8)
    await sentDaysAgo(9)
    await run()
    await run()
    expect(await toldTo(app.deps, person)).toHaveLength(1)
    now = new Date(now.getTime() + 25 * 3_600_000)
    await run()
    expect(await toldTo(app.deps, person)).toHaveLength(2)
  })

  test('who had three announcements today is reminded tomorrow', async () => {
    await sentDaysAgo(8)
    const { id } = await app.deps.db
      .insertInto('official')
      .values({ email: 'lan@hue.example' })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (let at = 0; at < 3; at++) {
      const broadcast = await app.deps.db
        .insertInto('broadcast')
        .values({ kind: 'ordinary', topic: 'ocop', title_vi: 'x', text_vi: 'x', state: 'done', edited_by: id })
        .returning('id')
        .executeTakeFirstOrThrow()
      const row = {
        person_id: person,
        channel: 'web',
        lane: 'bulk',
        broadcast_id: broadcast.id,
        state: 'sent',
        created_at: now,
      } as const
      await app.deps.db.insertInto('outbox').values(row).execute()
    }
    await run()
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from registration_reminder`.execute(app.deps.db)
    expect(rows[0]?.n).toBe(0)
    now = new Date(now.getTime() + 25 * 3_600_000)
    await run()
    expect((await sql<{ n: number }>`select count(*)::int as n from registration_reminder`.execute(app.deps.db)).rows[0]?.n).toBe(
      1,
    )
  })

  test('P-16: who blocked us is not written to, and reminded when they are back', async () => {
    await sentDaysAgo(8)
    await app.deps.db.updateTable('person').set({ is_active: false }).execute()
    await run()
    expect(await toldTo(app.deps, person)).toEqual([])
    await app.deps.db.updateTable('person').set({ is_active: true }).execute()
    await run()
    expect(await toldTo(app.deps, person)).toHaveLength(1)
  })
})
