import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as deadLetters from '../../../src/models/dead-letter.ts'
import * as deliveries from '../../../src/models/delivery.ts'
import * as inbox from '../../../src/models/inbox.ts'
import * as outbox from '../../../src/models/outbox.ts'
import { type Desk, newPerson, newReport, openDesk } from './desk.ts'

const PATH = '/console/dead-letters'

let desk: Desk
let person: string
beforeEach(async () => {
  desk = await openDesk()
  person = await newPerson(desk.deps, 'hoa')
})
afterEach(() => desk.close())

async function deadUpdate(name: string): Promise<string> {
  const { db, vault } = desk.deps
  const inbound = { channel: 'telegram', updateId: name, address: '41', content: { type: 'text', text: 'Canary' } } as const
  await inbox.add(db, vault, { inbound, raw: '{"text":"Canary"}', albumWaitSeconds: 0 })
  const dead = {
    state: 'dead',
    attempts: 5,
    error: '{"error":"TypeError","source":"engine.ts:12"}',
    done_at: new Date(),
  } as const
  const { id } = await db.updateTable('inbox').set(dead).where('update_id', '=', name).returning('id').executeTakeFirstOrThrow()
  return id
}

async function deadMessage(values: { state?: 'failed' | 'unknown'; reason?: string } = {}): Promise<string> {
  const { db, vault } = desk.deps
  const limits = desk.deps.channels.get('web')?.limits
  if (!limits) throw new Error('The web chat is off.')
  const message = { type: 'message', text: 'Canary trả lời' } as const
  await db.transaction().execute((tx) => outbox.enqueue(tx, vault, { personId: person, message, limits }))
  const { id } = await db.selectFrom('outbox').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  const end = { state: 'failed', reason: 'busy: 502', attempts: 10, settled_at: new Date(), ...values } as const
  await db.updateTable('outbox').set(end).where('id', '=', id).execute()
  return id
}

async function haltedDelivery(state: 'dead' | 'undecided', reason = 'invalid: 400 Thiếu địa điểm.') {
  const { db } = desk.deps
  const filed = await newReport(desk.deps, person, 'Canary mô tả')
  await db.transaction().execute((tx) => deliveries.create(tx, filed.id, 'open311'))
  const halted = { state, reason, attempts: 1, settled_at: new Date() }
  const { id } = await db
    .updateTable('delivery')
    .set(halted)
    .where('report_id', '=', filed.id)
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...filed, deliveryId: id }
}

const states = async () => {
  const { rows } = await sql<{ state: string }>`select 1 as kind, id, state from inbox
    union all select 2, id, state from outbox union all select 3, id, state from delivery order by kind, id`.execute(desk.deps.db)
  return rows.map(({ state }) => state)
}

test('with nothing stuck it says so, and there is nothing to press', async () => {
  const html = await (await desk.get(PATH)).text()
  expect(html).toContain('Không có gì bị kẹt.')
  expect(html).not.toContain('/redrive')
})

test('P-32: all kinds stand in one list, oldest first, masked, each with its reason in words', async () => {
  await deadUpdate('u-1')
  await deadMessage()
  const { id, reference } = await haltedDelivery('dead')
  const html = await (await desk.get(PATH)).text()
  for (const shown of ['Tin đến số', 'Tin trả lời số', reference, 'Telegram', 'trang web', 'Trung tâm điều hành']) {
    expect(html).toContain(shown)
  }
  expect(html).toContain('bên đó không nhận (400 Thiếu địa điểm.)')
  expect(html).toContain('lỗi của chương trình, cần người quản trị xem (TypeError, engine.ts:12)')
  expect(html).toContain(`href="/console/reports/${id}"`)
  expect(html).not.toContain('Canary')
  expect((await deadLetters.list(desk.deps.db, 10)).map(({ kind }) => kind)).toEqual(['update', 'message', 'delivery'])
  expect(await (await desk.get('/console')).text()).toMatch(/<span class="number">3<\/span><span>Việc bị kẹt/)
})

test('P-32: one is driven again, the others stay', async () => {
  const update = await deadUpdate('u-1')
  const message = await deadMessage()
  const { deliveryId } = await haltedDelivery('dead')
  const answer = await desk.post(`${PATH}/redrive`, { kind: 'message', id: message })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${PATH}?driven=1`])
  expect(await (await desk.get(`${PATH}?driven=1`)).text()).toContain('Đã cho gửi lại 1 việc.')
  expect(await states()).toEqual(['dead', 'queued', 'dead'])
  await desk.post(`${PATH}/redrive`, { kind: 'delivery', id: deliveryId })
  expect(await states()).toEqual(['dead', 'queued', 'waiting'])
  await desk.post(`${PATH}/redrive`, { kind: 'update', id: update })
  expect(await states()).toEqual(['pending', 'queued', 'waiting'])
  expect(await desk.deps.db.selectFrom('inbox').select(['attempts', 'done_at']).execute()).toEqual([
    { attempts: 0, done_at: null },
  ])
})

test('P-32: all are driven again at once, but for what an official must decide', async () => {
  await deadUpdate('u-1')
  await deadMessage()
  await haltedDelivery('dead')
  const { id, deliveryId } = await haltedDelivery('undecided', 'unknown')
  const html = await (await desk.get(PATH)).text()
  expect(html).toContain(`<a href="/console/reports/${id}">Xem và quyết định</a>`)
  expect((await desk.post(`${PATH}/redrive`, {})).headers.get('location')).toBe(`${PATH}?driven=3`)
  expect(await states()).toEqual(['pending', 'queued', 'waiting', 'undecided'])
  expect((await desk.post(`${PATH}/redrive`, { kind: 'delivery', id: deliveryId })).headers.get('location')).toBe(
    `${PATH}?driven=0`,
  )
  expect(await deadLetters.count(desk.deps.db)).toEqual({ update: 0, message: 0, delivery: 1 })
})

test('pressed twice, it is driven once', async () => {
  const message = await deadMessage()
  const answers = await Promise.all([1, 2].map(() => desk.post(`${PATH}/redrive`, { kind: 'message', id: message })))
  expect(answers.map((answer) => answer.headers.get('location')).toSorted()).toEqual([`${PATH}?driven=0`, `${PATH}?driven=1`])
})

test('what is no kind drives nothing, least of all everything', async () => {
  await deadMessage()
  for (const kind of ['', 'messages', 'constructor', "x' or 1=1"])
    expect((await desk.post(`${PATH}/redrive`, { kind, id: '1' })).status, kind).toBe(404)
  for (const id of ['', '999', 'x', '1 or 1=1', '9'.repeat(30)])
    expect((await desk.post(`${PATH}/redrive`, { kind: 'message', id })).headers.get('location'), id).toBe(`${PATH}?driven=0`)
  expect(await states()).toEqual(['failed'])
  expect(await (await desk.get(`${PATH}?driven=<b>`)).text()).not.toContain('Đã cho gửi lại')
})

test('what nobody can do anything about is not in the list: who blocked us, announcements, what is a week old, an update without its body', async () => {
  await deadMessage({ reason: 'blocked: inactive' })
  const announced = await deadMessage()
  await sql`insert into broadcast (kind, topic, title_vi, text_vi, edited_by)
    values ('ordinary', 'ocop', 'Tin', 'Tin chung', ${desk.officialId})`.execute(desk.deps.db)
  await desk.deps.db.updateTable('outbox').set({ lane: 'bulk', broadcast_id: '1' }).where('id', '=', announced).execute()
  await deadMessage({ reason: 'acknowledgement not taken' })
  const old = await deadMessage({ state: 'unknown', reason: 'unknown' })
  await desk.deps.db
    .updateTable('outbox')
    .set({ settled_at: sql<Date>`now() - interval '8 days'` })
    .where('id', '=', old)
    .execute()
  await deadUpdate('u-1')
  await desk.deps.db.updateTable('inbox').set({ raw: null }).execute()
  expect(await deadLetters.list(desk.deps.db, 10)).toEqual([])
  expect(await deadLetters.count(desk.deps.db)).toEqual({ update: 0, message: 0, delivery: 0 })
  expect(await deadLetters.redriveAll(desk.deps.db)).toBe(0)
})

test('a reply that may have arrived goes again when an official says so', async () => {
  await deadMessage({ state: 'unknown', reason: 'unknown' })
  expect(await (await desk.get(PATH)).text()).toContain('đã gửi mà không rõ có tới không')
  expect((await desk.post(`${PATH}/redrive`, {})).headers.get('location')).toBe(`${PATH}?driven=1`)
})
