import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sendMessages } from '../../src/jobs/send-messages.ts'
import { tick } from '../../src/jobs/tick.ts'
import * as channelStates from '../../src/models/channel-state.ts'
import * as outbox from '../../src/models/outbox.ts'
import * as people from '../../src/models/person.ts'
import { type Platforms, startPlatforms } from '../support/platforms.ts'

let app: Platforms
beforeEach(async () => {
  app = await startPlatforms()
})
afterEach(() => app.close())

const budget = () => ({ endsAt: Date.now() + 20_000, signal: new AbortController().signal })
const rows = () => app.deps.db.selectFrom('outbox').select(['state', 'attempts', 'unknowns', 'reason']).orderBy('id').execute()
/** As if time had passed. */
const becomeDue = () =>
  app.deps.db
    .updateTable('outbox')
    .set({ due_at: sql`now()`, leased_until: sql`case when leased_until is null then null else now() - interval '1 second' end` })
    .where('state', 'in', ['queued', 'leased', 'sending'])
    .execute()
const secondsUntilDue = async () =>
  (
    await app.deps.db
      .selectFrom('outbox')
      .select(sql<number>`extract(epoch from due_at - now())::float8`.as('s'))
      .executeTakeFirstOrThrow()
  ).s

async function owe(id: number, text: string): Promise<void> {
  const limits = app.deps.channels.get('telegram')?.limits
  if (!limits) throw new Error('Telegram is off.')
  app.telegram.person(id)
  await app.deps.db.transaction().execute(async (tx) => {
    const arrival = { channel: 'telegram', address: String(id), name: undefined, language: 'vi' } as const
    const person = await people.welcome(tx, app.deps.vault, arrival)
    await outbox.enqueue(tx, app.deps.vault, { personId: person.id, message: { type: 'message', text }, limits })
  })
}

test('P-07: a reply of which nobody knows whether it arrived is sent once more after five seconds, never a third time', async () => {
  await owe(41, 'xin chào')
  app.telegram.next('cut-after', 2)
  await sendMessages.run(app.deps, budget())
  expect(await rows()).toMatchObject([{ state: 'queued', unknowns: 1 }])
  expect(await secondsUntilDue()).toBeGreaterThan(4)
  await becomeDue()
  await sendMessages.run(app.deps, budget())
  await becomeDue()
  await sendMessages.run(app.deps, budget())
  expect(await rows()).toMatchObject([{ state: 'unknown' }])
  expect(app.telegram.texts(41)).toEqual(['xin chào', 'xin chào'])
})

test('P-06, P-07: a send that a killed worker had begun counts as unknown: a reply goes out once more', async () => {
  await owe(41, 'xin chào')
  const channel = app.deps.channels.get('telegram')
  if (!channel) throw new Error('Telegram is off.')
  const [claimed] = await outbox.claim(app.deps.db, app.deps.vault, channel, { leaseSeconds: 60, limit: 1 })
  if (!claimed) throw new Error('Nothing was claimed.')
  expect(await outbox.begin(app.deps.db, claimed, 60)).toBe(true)
  await sendMessages.run(app.deps, budget())
  expect(app.telegram.texts(41)).toEqual([])
  await becomeDue()
  await sendMessages.run(app.deps, budget())
  expect(app.telegram.texts(41)).toEqual(['xin chào'])
  expect(await outbox.settle(app.deps.db, claimed, { state: 'failed', reason: 'late' })).toBe(false)
  expect(await rows()).toMatchObject([{ state: 'sent' }])
})

test('P-12: 429 pauses the whole channel as long as the platform says, and the queue is kept', async () => {
  await owe(41, 'một')
  app.telegram.next({ kind: '429', retryAfter: 30 })
  await sendMessages.run(app.deps, budget())
  await owe(42, 'hai')
  await becomeDue()
  await sendMessages.run(app.deps, budget())
  expect(app.telegram.ledger()).toEqual([])
  expect(await channelStates.list(app.deps.db)).toMatchObject([{ channel: 'telegram', isPaused: true, pausedReason: 'busy' }])
  const { s } = await app.deps.db
    .selectFrom('channel_state')
    .select(sql<number>`extract(epoch from paused_until - now())::float8`.as('s'))
    .executeTakeFirstOrThrow()
  expect(s).toBeGreaterThan(28)
  await app.deps.db.updateTable('channel_state').set({ paused_until: sql`now()` }).execute()
  await sendMessages.run(app.deps, budget())
  expect([app.telegram.texts(41), app.telegram.texts(42)]).toEqual([['một'], ['hai']])
})

test('P-12: a platform in trouble is asked again with growing waits, at most ten times, and the end is seen', async () => {
  await owe(41, 'một')
  app.telegram.next('500', 10)
  const waits: number[] = []
  for (let i = 0; i < 12; i++) {
    await becomeDue()
    await sendMessages.run(app.deps, budget())
    waits.push(await secondsUntilDue())
  }
  expect(await rows()).toMatchObject([{ state: 'failed', attempts: 10 }])
  expect(app.logs.some((line) => line.includes('send_ended'))).toBe(true)
  const ladder = [2, 7, 20, 60, 180, 600, 900, 900, 900]
  ladder.forEach((seconds, i) => {
    expect(waits[i]).toBeGreaterThan(seconds * 0.9)
    expect(waits[i]).toBeLessThan(seconds * 1.3)
  })
})

test('what the platform refuses for good is final, with its reason; the next message goes out', async () => {
  await owe(41, 'một')
  await owe(41, 'hai')
  app.telegram.next('400')
  await sendMessages.run(app.deps, budget())
  expect(await rows()).toMatchObject([{ state: 'failed', reason: expect.stringContaining('invalid') }, { state: 'sent' }])
})

test('a bad token stops the channel and keeps the queue until an operator resumes', async () => {
  await owe(41, 'một')
  app.telegram.next('401')
  await sendMessages.run(app.deps, budget())
  await becomeDue()
  await sendMessages.run(app.deps, budget())
  expect(app.telegram.calls).toHaveLength(1)
  expect(app.logs.some((line) => line.includes('channel_stopped'))).toBe(true)
  await channelStates.resume(app.deps.db, 'telegram')
  await sendMessages.run(app.deps, budget())
  expect(app.telegram.texts(41)).toEqual(['một'])
})

test('P-15: what is longer than the channel carries goes out in order as several messages', async () => {
  const long = Array.from({ length: 400 }, (_, i) => `Dòng số ${i} của một câu trả lời dài.`).join('\n\n')
  await owe(41, long)
  for (let i = 0; i < 5; i++) await tick(app.deps, budget())
  const texts = app.telegram.texts(41)
  expect(texts.length).toBeGreaterThan(2)
  expect(texts.join('').replace(/\s+/g, '')).toBe(long.replace(/\s+/g, ''))
})
