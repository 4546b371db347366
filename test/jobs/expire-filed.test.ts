/** What was filed, and who has nothing left, at the end of its time (L-06): rows, photos and the objects in the storage. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Schema } from '../../src/db/schema.ts'
import { deleteFiles } from '../../src/jobs/delete-files.ts'
import * as assessments from '../../src/models/assessment.ts'
import * as attachments from '../../src/models/attachment.ts'
import * as broadcastResults from '../../src/models/broadcast-result.ts'
import * as dataRequests from '../../src/models/data-request.ts'
import { THINGS } from '../../src/models/expiries.ts'
import * as handovers from '../../src/models/handover.ts'
import { jpeg } from '../fakes/photo.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { age, closedReport, removedBy, round } from '../support/retention.ts'
import { newHandover, newPerson, newRegistration } from '../web/console/desk.ts'
import { photoForm, visitor } from '../web/visitor.ts'

let now: Date
let app: TestDeps
let hoa: string
beforeEach(async () => {
  now = new Date()
  app = await testDeps({ now: () => now })
  hoa = await newPerson(app.deps, 'hoa')
})
afterEach(() => app.close())

const idsIn = async (table: keyof Schema, id = 'id') => {
  const { rows } = await sql<{ id: string }>`select ${sql.ref(id)}::text as id from ${sql.table(table)} order by 1`.execute(
    app.deps.db,
  )
  return rows.map((row) => row.id)
}

/** A photo that lies in the storage, of nobody's report yet; its id, and the key of its object. */
async function photo(key: string): Promise<{ id: string; key: string }> {
  await app.deps.storage.put(key, jpeg(), 'image/jpeg')
  const media = { from: 'storage', kind: 'photo', key, contentType: 'image/jpeg', bytes: 1, width: 1, height: 1 } as const
  const id = await app.deps.db.transaction().execute((tx) => attachments.add(tx, app.deps.vault, hoa, media))
  return { id, key }
}

const isStored = async (key: string) => (await app.deps.storage.get(key)) !== null
const files = () => deleteFiles.run(app.deps, { endsAt: now.getTime() + 60_000, signal: new AbortController().signal })

test('L-06: what was filled in for a producer who did not confirm goes after a month, with its papers', async () => {
  const paper = await photo('photos/paper')
  const { id } = await newRegistration(app.deps, hoa, 'Mắm nêm')
  await app.deps.db.updateTable('registration').set({ state: 'unconfirmed', helper_id: hoa }).execute()
  await app.deps.db.updateTable('attachment').set({ registration_id: id, paper: 'unnamed' }).execute()
  await age(app.deps, 'registration', 'updated_at', '29 days')
  await age(app.deps, 'attachment', 'created_at', '31 days')
  await round(app.deps)
  expect(await idsIn('registration')).toEqual([id])
  await age(app.deps, 'registration', 'updated_at', '2 days')
  await round(app.deps)
  await files()
  expect(await idsIn('registration')).toEqual([])
  expect(await isStored(paper.key)).toBe(false)
})

describe('reports', () => {
  test('L-06: one closed for 23 months stays, one of 25 goes with its photo and the object in the storage', async () => {
    const [kept, gone] = [await photo('photos/kept'), await photo('photos/gone')]
    const young = await closedReport(app.deps, hoa, '23 months', [kept.id])
    const old = await closedReport(app.deps, hoa, '25 months', [gone.id])
    const open = await closedReport(app.deps, hoa, '60 months')
    await app.deps.db.updateTable('report').set({ state: 'need_info' }).where('id', '=', open).execute()
    expect(await idsIn('report')).toContain(old)
    await round(app.deps)
    await files()
    expect(await idsIn('report')).toEqual([young, open])
    expect(await idsIn('attachment')).toEqual([kept.id])
    expect([await isStored(kept.key), await isStored(gone.key)]).toEqual([true, false])
    expect((await removedBy(app.deps)).report).toBe(1)
    const before = await removedBy(app.deps)
    await round(app.deps)
    expect(await removedBy(app.deps)).toEqual(before)
  })

  test('L-06: one that is opened again before its end stays', async () => {
    const id = await closedReport(app.deps, hoa, '25 months')
    await app.deps.db.updateTable('report').set({ state: 'in_progress' }).where('id', '=', id).execute()
    await round(app.deps)
    expect(await idsIn('report')).toEqual([id])
  })
})

test('L-06: of registrations only what has ended has a clock: twelve months', async () => {
  const ids: string[] = []
  const states = ['submitted', 'recognised', 'withdrawn', 'not_recognised', 'expired', 'rejected'] as const
  for (const state of states) {
    const { id } = await newRegistration(app.deps, hoa, 'Mắm nêm')
    const recognition = { stars: 3, decision: 'QĐ 12', valid_until: '2099-01-01' }
    await app.deps.db
      .updateTable('registration')
      .set({ state, ...recognition })
      .where('id', '=', id)
      .execute()
    ids.push(id)
  }
  await age(app.deps, 'registration', 'updated_at', '11 months')
  await round(app.deps)
  expect(await idsIn('registration')).toEqual(ids)
  await age(app.deps, 'registration', 'updated_at', '2 months')
  await round(app.deps)
  expect(await idsIn('registration')).toEqual(ids.slice(0, 2))
  expect(await removedBy(app.deps)).toEqual({ registration: 4 })
})

test('L-06: self-assessments are kept 24 months, closed talks with an official 12, open ones stay', async () => {
  const { db, vault } = app.deps
  const scored = { personId: hoa, criteriaSet: 'x', product: 'Mắm nêm', marks: { '1.1': 1 }, total: 60, stars: 3 }
  await db.transaction().execute((tx) => assessments.create(tx, vault, scored))
  const closed = await newHandover(app.deps, hoa, 'Cho tôi hỏi')
  await db.transaction().execute((tx) => handovers.close(tx, closed))
  const open = await newHandover(app.deps, await newPerson(app.deps, 'lan'), 'Alo')
  await age(app.deps, 'assessment', 'created_at', '23 months')
  await age(app.deps, 'handover', 'updated_at', '11 months')
  await round(app.deps)
  expect([await idsIn('assessment'), await idsIn('handover')]).toEqual([['1'], [closed, open]])
  await age(app.deps, 'assessment', 'created_at', '2 months')
  await age(app.deps, 'handover', 'updated_at', '2 months')
  await round(app.deps)
  expect([await idsIn('assessment'), await idsIn('handover'), await idsIn('handover_message', 'handover_id')]).toEqual([
    [],
    [open],
    [open],
  ])
})

describe('photos that belong to nothing', () => {
  test('L-06: they go after 30 days, with the object in the storage', async () => {
    const loose = await photo('photos/loose')
    await age(app.deps, 'attachment', 'created_at', '29 days')
    await round(app.deps)
    expect(await idsIn('attachment')).toEqual([loose.id])
    await age(app.deps, 'attachment', 'created_at', '2 days')
    await round(app.deps)
    await files()
    expect(await idsIn('attachment')).toEqual([])
    expect(await isStored(loose.key)).toBe(false)
    expect(await removedBy(app.deps)).toEqual({ loose_attachment: 1 })
  })

  test('L-06: those of a draft wait for it, and go when it does', async () => {
    const someone = visitor(app.deps)
    now = new Date(Date.now() - 20 * 86_400_000)
    for (const text of ['phản ánh', 'Ổ gà rất lớn', '12 Lê Lợi, phường Thuận Hóa']) await someone.say(text)
    await someone.upload(photoForm([{ bytes: jpeg() }]))
    now = new Date()
    await age(app.deps, 'attachment', 'created_at', '40 days')
    const [id] = await idsIn('attachment')
    await round(app.deps)
    expect(await idsIn('attachment')).toEqual([id])
    // The draft is eleven days older now: 31.
    await sql`update session set draft_at = draft_at - interval '11 days'`.execute(app.deps.db)
    await round(app.deps)
    expect(await idsIn('attachment'), 'the draft itself says when it was touched').toEqual([id])
    now = new Date(Date.now() - 31 * 86_400_000)
    await someone.say('quay lại')
    now = new Date()
    await round(app.deps)
    expect(await idsIn('attachment')).toEqual([])
    expect(await removedBy(app.deps)).toEqual({ draft: 1, loose_attachment: 1 })
  })
})

describe('persons', () => {
  const unseen = (by: string, id?: string) => age(app.deps, 'person', 'seen_at', by, id)

  test('L-06: who has not been seen for 24 months and has nothing left is forgotten', async () => {
    await visitor(app.deps).say('menu')
    await unseen('23 months')
    await round(app.deps)
    expect(await idsIn('person')).toHaveLength(2)
    await unseen('2 months')
    await round(app.deps)
    expect(await idsIn('person'), 'what was said is younger').toHaveLength(1)
    await age(app.deps, 'inbox', 'received_at', '25 months')
    await age(app.deps, 'outbox', 'settled_at', '25 months')
    await round(app.deps)
    expect([await idsIn('person'), await idsIn('session', 'person_id')]).toEqual([[], []])
    expect((await removedBy(app.deps)).person).toBe(2)
  })

  test('L-06, L-16: who follows something, or has something filed, is not', async () => {
    const lan = await newPerson(app.deps, 'lan')
    await app.deps.db.insertInto('subscription').values({ person_id: lan, topic: 'ocop' }).execute()
    await newRegistration(app.deps, hoa, 'Mắm nêm')
    await unseen('25 months')
    await round(app.deps)
    expect(await idsIn('person')).toEqual([hoa, lan])
  })

  test('L-06: each table that names a person says whether that keeps the account, or goes with it', async () => {
    const { rows } = await sql<{ name: string }>`select distinct t.relname as name from pg_constraint c
      join pg_class t on t.oid = c.conrelid where c.contype = 'f' and c.confrelid = 'person'::regclass`.execute(app.deps.db)
    const others = ['account_link_code', 'article_vote', 'consent', 'contact', 'person', 'person_reminder', 'session']
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...THINGS, ...others].toSorted())
  })

  test('L-04, L-06: who has asked something about their own data is not forgotten', async () => {
    const asked = { person_id: hoa, kind: 'see', answer_due: new Date(), do_due: new Date() } as const
    await app.deps.db.insertInto('data_request').values(asked).execute()
    await unseen('25 months')
    await round(app.deps)
    expect(await idsIn('person')).toEqual([hoa])
  })

  test('L-06: who helps somebody with a registration is not forgotten', async () => {
    const lan = await newPerson(app.deps, 'lan')
    const { id } = await newRegistration(app.deps, hoa, 'Mắm ruốc')
    await app.deps.db.updateTable('registration').set({ helper_id: lan }).where('id', '=', id).execute()
    await unseen('25 months')
    await round(app.deps)
    expect(await idsIn('person')).toEqual([hoa, lan])
  })

  test('L-06: of linked accounts none goes while another is used', async () => {
    const lan = await newPerson(app.deps, 'lan')
    await app.deps.db.updateTable('person').set({ home_id: hoa }).where('id', 'in', [hoa, lan]).execute()
    await unseen('25 months', hoa)
    await round(app.deps)
    expect(await idsIn('person')).toEqual([hoa, lan])
    await unseen('25 months', lan)
    await round(app.deps)
    expect(await idsIn('person')).toEqual([])
  })

  test('L-02: a consent stays as proof with its account, which loses its name', async () => {
    const given = { person_id: hoa, purpose: 'news', given: true, text_version: 'vi:2026-11-25', text_hash: 'x', channel: 'web' }
    await app.deps.db.insertInto('consent').values(given).execute()
    await unseen('25 months')
    await round(app.deps)
    await round(app.deps)
    expect(await app.deps.db.selectFrom('person').select(['id', 'name']).execute()).toEqual([{ id: hoa, name: null }])
    expect(await idsIn('consent')).toHaveLength(1)
    expect(await removedBy(app.deps)).toEqual({ person: 1 })
  })
})

test('L-06, P-07: a year after an announcement only its numbers are left, and they still add up', async () => {
  const { db } = app.deps
  const official = await db.insertInto('official').values({ email: 'lan@hue.example' }).returning('id').executeTakeFirstOrThrow()
  const announced = {
    kind: 'ordinary',
    topic: 'ocop',
    title_vi: 'x',
    text_vi: 'x',
    state: 'done',
    edited_by: official.id,
  } as const
  const ids: string[] = []
  for (const by of ['11 months', '13 months']) {
    const { id } = await db
      .insertInto('broadcast')
      .values({ ...announced, ended_at: sql<Date>`now() - ${by}::interval` })
      .returning('id')
      .executeTakeFirstOrThrow()
    const lan = await newPerson(app.deps, `lan-${id}`)
    const row = { channel: 'web', lane: 'bulk', broadcast_id: id, settled_at: new Date(0) } as const
    await db
      .insertInto('outbox')
      .values([
        { ...row, person_id: hoa, state: 'sent' },
        { ...row, person_id: lan, state: 'failed', reason: 'blocked: 403' },
      ])
      .execute()
    const third = await newPerson(app.deps, `be-${id}`)
    await db.insertInto('broadcast_skip').values({ broadcast_id: id, person_id: third, reason: 'quota' }).execute()
    ids.push(id)
  }
  const [young = '', old = ''] = ids
  const before = await broadcastResults.tally(db, old)
  expect(before.reduce((sum, { count }) => sum + count, 0)).toBe(3)
  await round(app.deps)
  await round(app.deps)
  expect(await broadcastResults.tally(db, old)).toEqual(before)
  expect(await broadcastResults.listPeople(db, app.deps.vault, old, { limit: 9 })).toEqual([])
  expect(await broadcastResults.listPeople(db, app.deps.vault, young, { limit: 9 })).toHaveLength(3)
  expect(await removedBy(app.deps)).toEqual({ receipt: 1 })
})

test('L-06: a request about one’s own data is kept while it is open, and for two years after it was done', async () => {
  const request = { personId: hoa, kind: 'correct', words: 'Tên đúng là Hoa', subjects: [] } as const
  const ids: string[] = []
  for (const isDone of [false, true]) {
    const { id } = await app.deps.db
      .transaction()
      .execute((tx) => dataRequests.create(tx, app.deps.vault, { ...request, isDone }))
    ids.push(id)
  }
  await age(app.deps, 'data_request', 'created_at', '60 months')
  await age(app.deps, 'data_request', 'settled_at', '23 months')
  await round(app.deps)
  expect(await idsIn('data_request')).toEqual(ids)
  await age(app.deps, 'data_request', 'settled_at', '2 months')
  await round(app.deps)
  expect(await idsIn('data_request')).toEqual(ids.slice(0, 1))
})
