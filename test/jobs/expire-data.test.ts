/** The clocks of city/retention (L-06, L-07): real rows, made older in the database, and a round of the job. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { KINDS, RULES } from '../../src/city/retention.ts'
import { recordConsent } from '../../src/conversations/consent-text.ts'
import type { Talk } from '../../src/conversations/talk.ts'
import { everyFew } from '../../src/jobs/every-few.ts'
import { expireData } from '../../src/jobs/expire-data.ts'
import { tick } from '../../src/jobs/tick.ts'
import * as accounts from '../../src/models/account-link.ts'
import { EXPIRIES } from '../../src/models/expiries.ts'
import * as inbox from '../../src/models/inbox.ts'
import * as people from '../../src/models/person.ts'
import * as reports from '../../src/models/report.ts'
import * as sessions from '../../src/models/session.ts'
import * as signIns from '../../src/models/sign-in.ts'
import { isPostgres } from '../support/database.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { age, closedReport, removedBy, round } from '../support/retention.ts'
import { newPerson, newQuestion, withPassword } from '../web/console/desk.ts'
import { visitor } from '../web/visitor.ts'

let now: Date
let app: TestDeps
beforeEach(async () => {
  now = new Date()
  app = await testDeps({ now: () => now })
})
afterEach(() => app.close())

const ONE_CONNECTION = 'Not on PGlite: it has one connection, and two transactions cannot meet (npm run test:postgres).'
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
const countOf = async (table: 'inbox' | 'outbox' | 'session' | 'question' | 'report') =>
  Number((await app.deps.db.selectFrom(table).select(sql<string>`count(*)`.as('n')).executeTakeFirstOrThrow()).n)

test('L-06: every kind of the table has its clock in the code, in the order of the table', () => {
  expect(RULES.map(({ kind }) => kind)).toEqual(KINDS)
  expect([...new Set(EXPIRIES.map(({ kind }) => kind))]).toEqual(KINDS)
})

describe('what was said', () => {
  test('L-06, P-02: an update of 29 days is kept and still known, one of 31 is gone', async () => {
    await visitor(app.deps).say('menu')
    const { channel, update_id: updateId } = await app.deps.db.selectFrom('inbox').selectAll().executeTakeFirstOrThrow()
    const again = () =>
      inbox.add(app.deps.db, app.deps.vault, {
        inbound: { channel: channel as 'web', updateId, address: 'hoa', content: { type: 'text', text: 'menu' } },
        raw: '{}',
        albumWaitSeconds: 0,
      })
    await age(app.deps, 'inbox', 'received_at', '29 days')
    await round(app.deps)
    expect(await again()).toBe(false)
    await age(app.deps, 'inbox', 'received_at', '2 days')
    await round(app.deps)
    expect(await countOf('inbox')).toBe(0)
    expect(await removedBy(app.deps)).toMatchObject({ raw_update: 1 })
    expect(await again()).toBe(true)
  })

  test('L-06: what is still to be handled has no clock', async () => {
    await visitor(app.deps).say('menu')
    await age(app.deps, 'inbox', 'received_at', '90 days')
    await app.deps.db
      .updateTable('inbox')
      .set({ state: 'pending', due_at: new Date('2099-01-01') })
      .execute()
    await app.deps.db.updateTable('outbox').set({ state: 'queued', settled_at: null }).execute()
    await round(app.deps)
    expect([await countOf('inbox'), await countOf('outbox')]).toEqual([1, 1])
  })

  test('L-02: the message that a consent was given with is still named when its words are gone', async () => {
    const someone = visitor(app.deps)
    await someone.say('menu')
    const { id: inboxId } = await app.deps.db.selectFrom('inbox').select('id').executeTakeFirstOrThrow()
    const { id } = await app.deps.db.selectFrom('person').select('id').executeTakeFirstOrThrow()
    await app.deps.db.transaction().execute(async (tx) => {
      const person = await people.load(tx, app.deps.vault, id)
      await recordConsent({ tx, person, inboxId } as Talk, 'news', true, { version: '2026-11-25', text: 'Đồng ý.' })
    })
    await age(app.deps, 'inbox', 'received_at', '31 days')
    await round(app.deps)
    await round(app.deps)
    expect(await app.deps.db.selectFrom('inbox').select(['id', 'raw']).execute()).toEqual([{ id: inboxId, raw: null }])
    expect(await app.deps.db.selectFrom('consent').select('inbox_id').execute()).toEqual([{ inbox_id: inboxId }])
    expect(await removedBy(app.deps)).toMatchObject({ raw_update: 1 })
  })

  test('L-06: a message that was sent 29 days ago shows in the web chat, one of 31 days is gone', async () => {
    const someone = visitor(app.deps)
    await someone.say('menu')
    await age(app.deps, 'outbox', 'settled_at', '29 days')
    await round(app.deps)
    expect((await someone.all()).messages).toHaveLength(1)
    await age(app.deps, 'outbox', 'settled_at', '2 days')
    await round(app.deps)
    expect((await someone.all()).messages).toEqual([])
    expect((await someone.say('menu')).length).toBeGreaterThan(0)
  })
})

test('L-06: what was asked last is forgotten with the talk, what a person chose is not (L-21)', async () => {
  const someone = visitor(app.deps)
  await someone.say('ocop 3 sao cần bao nhiêu điểm?')
  await someone.say('tắt máy đoán')
  const { id } = await app.deps.db.selectFrom('person').select('id').executeTakeFirstOrThrow()
  const stateOf = async () => (await sessions.load(app.deps.db, app.deps.vault, id))?.state
  await age(app.deps, 'session', 'updated_at', '29 days')
  await round(app.deps)
  expect(await stateOf()).toMatchObject({ given: [{ text: 'ocop 3 sao cần bao nhiêu điểm?' }], isSortingOff: true })
  await age(app.deps, 'session', 'updated_at', '2 days')
  await round(app.deps)
  await round(app.deps)
  expect(await stateOf()).toMatchObject({ given: [], shown: [], pending: null, isSortingOff: true })
  expect(await removedBy(app.deps)).toEqual({ raw_update: 1 })
  await someone.say('bật máy đoán')
  await someone.say('ocop 3 sao cần bao nhiêu điểm?')
  await age(app.deps, 'session', 'updated_at', '31 days')
  await round(app.deps)
  expect(await stateOf()).toMatchObject({ given: [], isSortingOff: false })
})

describe('drafts', () => {
  /** Somebody who said where a lamp is broken, so many days ago, and went away. */
  async function begun(days: number): Promise<{ someone: ReturnType<typeof visitor>; personId: string }> {
    now = daysAgo(days)
    const someone = visitor(app.deps)
    await someone.say('phản ánh')
    await someone.say('đèn đường hư ba đêm liền')
    now = new Date()
    const person = await people.find(app.deps.db, app.deps.vault, 'web', someone.address())
    return { someone, personId: person?.id ?? '' }
  }
  const stateOf = async (personId: string) =>
    (await sessions.load(app.deps.db, app.deps.vault, personId))?.state as Record<string, unknown>

  test('L-06: one of 29 days stays, one of 31 goes, and the rest of the talk with neither', async () => {
    const young = await begun(29)
    const old = await begun(31)
    const before = await stateOf(old.personId)
    await round(app.deps)
    expect(await stateOf(young.personId)).toMatchObject({ draft: { conversation: 'feedback' } })
    expect(await stateOf(old.personId)).toEqual({ ...before, draft: null })
    expect(await removedBy(app.deps)).toMatchObject({ draft: 1 })
    const [said] = await old.someone.say('phản ánh')
    expect(said?.text).toContain('anh/chị')
    expect(await stateOf(old.personId)).toMatchObject({ draft: { conversation: 'feedback', answers: {} } })
  })

  test('L-06: one that was put aside goes by its own time, and what was asked about it goes with it', async () => {
    const { someone, personId } = await begun(31)
    now = daysAgo(2)
    await someone.say('chấm điểm')
    await someone.say('phản ánh') // offers to go on with the first
    expect(await stateOf(personId)).toMatchObject({ pending: { type: 'resume' }, kept: { feedback: {} } })
    now = new Date()
    await round(app.deps)
    const left = await stateOf(personId)
    expect(left).toMatchObject({ pending: null, kept: { 'self-assessment': {} } })
    expect(left.kept).not.toHaveProperty('feedback')
    await round(app.deps)
    expect(await stateOf(personId)).toEqual(left)
  })

  test('P-34: a talk that an older release wrote is looked at once; its young draft stays, its old one goes', async () => {
    const [young, old] = [await begun(3), await begun(40)]
    await sql`update session set draft_at = default`.execute(app.deps.db)
    await round(app.deps)
    expect((await stateOf(young.personId)).draft).not.toBeNull()
    expect((await stateOf(old.personId)).draft).toBeNull()
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from session where draft_at < '2000-01-01'`.execute(
      app.deps.db,
    )
    expect(rows[0]?.n).toBe(0)
  })

  test('P-09: a talk that cannot be opened keeps no other from being cleared, and nothing of it is in the log (P-29)', async () => {
    const [broken, fine] = [await begun(31), await begun(31)]
    await app.deps.db
      .updateTable('session')
      .set({ state: 'đèn đường hư ba đêm liền' })
      .where('person_id', '=', broken.personId)
      .execute()
    await newQuestion(app.deps, fine.personId, 'Ai cấp sao?')
    await age(app.deps, 'question', 'created_at', '13 months')
    await round(app.deps)
    expect((await stateOf(fine.personId)).draft).toBeNull()
    expect(await countOf('question')).toBe(0)
    expect(app.logs.filter((line) => line.includes('"expiry_failed"'))).toHaveLength(1)
    expect(app.logs.join()).not.toContain('đèn đường')
  })

  test('L-06: a draft that the release before does not know lies apart, and goes like the others', async () => {
    const { personId } = await begun(31)
    const { db, vault } = app.deps
    const { draft, ...rest } = await stateOf(personId)
    const apart = { ...rest, draft: null, kept: {}, laterDrafts: [{ draft, isOpen: true }] }
    await db.transaction().execute((tx) => sessions.save(tx, vault, personId, apart))
    await round(app.deps)
    expect(await stateOf(personId)).toMatchObject({ laterDrafts: [] })
  })

  test('P-13: a turn under way is not disturbed: its draft is taken up, not lost', async () => {
    if (!isPostgres()) return console.log(ONE_CONNECTION)
    const { someone, personId } = await begun(31)
    const { db, vault } = app.deps
    await db.transaction().execute(async (tx) => {
      const held = await sessions.hold(tx, vault, personId)
      await round(app.deps)
      expect((await stateOf(personId)).draft).not.toBeNull()
      const state = held?.state as { draft: Record<string, unknown> }
      await sessions.save(tx, vault, personId, { ...state, draft: { ...state.draft, touchedAt: new Date().toISOString() } })
    })
    await round(app.deps)
    expect((await stateOf(personId)).draft).not.toBeNull()
    expect((await someone.say('quay lại')).length).toBeGreaterThan(0)
  })

  test('P-13: a turn that comes while a draft goes waits for it, and begins without it', async () => {
    if (!isPostgres()) return console.log(ONE_CONNECTION)
    const { personId } = await begun(31)
    const { db, vault } = app.deps
    let turn: Promise<unknown> = Promise.resolve()
    await db.transaction().execute(async (tx) => {
      expect(await sessions.dropDrafts(tx, vault, personId, sql<Date>`now() - interval '30 days'`)).toBe(1)
      turn = db.transaction().execute((other) => sessions.hold(other, vault, personId))
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    expect(await turn).toMatchObject({ state: { draft: null } })
  })
})

describe('reports', () => {
  test('L-07: the exact position is kept 90 days after closing, then it is about a kilometre', async () => {
    const person = await newPerson(app.deps, 'hoa')
    const [young, old, open] = [
      await closedReport(app.deps, person, '89 days'),
      await closedReport(app.deps, person, '91 days'),
      await closedReport(app.deps, person, '400 days'),
    ]
    await app.deps.db.updateTable('report').set({ state: 'in_progress' }).where('id', '=', open).execute()
    await round(app.deps)
    const positionOf = async (id: string) => {
      const one = await reports.find(app.deps.db, app.deps.vault, id)
      return [one?.position, one?.isPositionCoarse]
    }
    expect(await positionOf(young)).toEqual([{ lat: 16.463713, lng: 107.590866 }, false])
    expect(await positionOf(open)).toEqual([{ lat: 16.463713, lng: 107.590866 }, false])
    expect(await positionOf(old)).toEqual([{ lat: 16.46, lng: 107.59 }, true])
    expect(await removedBy(app.deps)).toEqual({ position: 1 })
    await round(app.deps)
    expect(await removedBy(app.deps)).toEqual({ position: 1 })
  })

  test('P-09: a position that cannot be opened keeps no other from being coarsened', async () => {
    const person = await newPerson(app.deps, 'hoa')
    const [broken, fine] = [await closedReport(app.deps, person, '120 days'), await closedReport(app.deps, person, '91 days')]
    await app.deps.db.updateTable('report').set({ position: 'x' }).where('id', '=', broken).execute()
    await round(app.deps)
    expect((await reports.find(app.deps.db, app.deps.vault, fine))?.isPositionCoarse).toBe(true)
  })
})

test('L-06: codes, links and sign-ins go a day after their end', async () => {
  const { db, vault } = app.deps
  const person = await newPerson(app.deps, 'hoa')
  const official = await withPassword(app.deps, 'lan@hue.example')
  await db.transaction().execute((tx) => accounts.createCode(tx, vault, person))
  await signIns.createLink(db, official)
  const { token } = await signIns.openSession(db, official)
  await signIns.attempt(db, vault, { email: 'lan@hue.example', network: '192.0.2.1' })
  await round(app.deps)
  expect(await removedBy(app.deps)).toEqual({})
  expect(await signIns.touchSession(db, token)).not.toBeNull()
  for (const [table, column] of [
    ['account_link_code', 'expires_at'],
    ['sign_in_link', 'expires_at'],
    ['sign_in_session', 'created_at'],
    ['sign_in_failure', 'at'],
  ] as const)
    await age(app.deps, table, column, '50 hours')
  await round(app.deps)
  expect(await removedBy(app.deps)).toEqual({ code: 4 })
})

describe('the job', () => {
  const asked = async (count: number) => {
    const person = await newPerson(app.deps, 'hoa')
    for (let at = 0; at < count; at++) await newQuestion(app.deps, person, `Câu hỏi ${at}?`)
    await age(app.deps, 'question', 'created_at', '13 months')
  }

  test('L-06: what it removed is written down in numbers, once, and a second round removes nothing', async () => {
    await asked(3)
    await round(app.deps)
    await round(app.deps)
    expect(await removedBy(app.deps)).toEqual({ question: 3 })
    const { rows } = await sql<Record<string, unknown>>`select * from retention_run`.execute(app.deps.db)
    expect(rows).toEqual([{ at: expect.any(Date), kind: 'question', removed: 3 }])
    expect(app.logs.some((line) => line.includes('"data_expired","kind":"question","removed":3'))).toBe(true)
  })

  test('L-06: the report itself is kept 24 months', async () => {
    await asked(1)
    await round(app.deps)
    await age(app.deps, 'retention_run', 'at', '23 months')
    await round(app.deps)
    expect(await removedBy(app.deps)).toEqual({ question: 1 })
    await age(app.deps, 'retention_run', 'at', '2 months')
    await round(app.deps)
    expect(await removedBy(app.deps)).toEqual({ run: 1 })
  })

  test('P-06: two workers at once remove each row once, and count it once', async () => {
    const person = await newPerson(app.deps, 'hoa')
    for (let at = 0; at < 12; at++) await closedReport(app.deps, person, '91 days')
    await Promise.all([round(app.deps), round(app.deps)])
    await round(app.deps)
    expect(await removedBy(app.deps)).toEqual({ position: 12 })
  })

  test('P-35: a round that is stopped in the middle leaves nothing half done, and the next goes on', async () => {
    const person = await newPerson(app.deps, 'hoa')
    for (let at = 0; at < 12; at++) await closedReport(app.deps, person, '91 days')
    const stop = new AbortController()
    let looks = 0
    const looked = () => {
      looks += 1
      if (looks === 30) stop.abort()
      return now
    }
    const stopping = { ...app.deps, now: looked }
    await expireData.run(stopping, { endsAt: now.getTime() + 60_000, signal: stop.signal })
    const half = (await removedBy(app.deps)).position ?? 0
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(12)
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from report where is_position_coarse`.execute(app.deps.db)
    expect(rows[0]?.n).toBe(half)
    await round(app.deps)
    expect(await removedBy(app.deps)).toEqual({ position: 12 })
  })

  test('it is one of the jobs of every beat, and looks once an hour', async () => {
    await asked(1)
    await tick(app.deps, { endsAt: now.getTime() + 20_000, signal: new AbortController().signal })
    expect(await countOf('question')).toBe(0)
    await asked(1)
    const hourly = everyFew(expireData, 3600)
    expect(await hourly.run(app.deps, { endsAt: now.getTime() + 20_000, signal: new AbortController().signal })).toBe(0)
    expect(await countOf('question')).toBe(1)
  })
})
