/** What a broadcast does to each follower, through the jobs and Telegram over HTTP. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fanOutBroadcasts } from '../../src/jobs/fan-out-broadcasts.ts'
import { sendBroadcasts } from '../../src/jobs/send-broadcasts.ts'
import { sendMessages } from '../../src/jobs/send-messages.ts'
import * as bulk from '../../src/models/bulk.ts'
import * as outbox from '../../src/models/outbox.ts'
import * as people from '../../src/models/person.ts'
import * as subscriptions from '../../src/models/subscription.ts'
import {
  type Broadcasting,
  budget,
  counts,
  crowd,
  due,
  follower,
  runAll,
  set,
  startBroadcasting,
  stateOf,
} from '../support/broadcasts.ts'
import { newRegistration } from '../web/console/desk.ts'

let app: Broadcasting
beforeEach(async () => {
  app = await startBroadcasting()
})
afterEach(() => app.close())

const channel = () => {
  const found = app.deps.channels.get('telegram')
  if (!found) throw new Error('Telegram is off.')
  return found
}
const claimOptions = () => ({ leaseSeconds: 60, limit: 10, bulkRate: 1000, hours: app.deps.config.bulkHours })
/** As soon as the rate allows two. */
async function claim(): Promise<bulk.BulkClaim> {
  await sleep(100)
  return bulk.claim(app.deps.db, channel(), claimOptions())
}
const begin = (claimed: outbox.Claimed) =>
  bulk.begin(app.deps.db, claimed, { channel: 'telegram', leaseSeconds: 60, hours: app.deps.config.bulkHours })
const becomeDue = () =>
  app.deps.db
    .updateTable('outbox')
    .set({ due_at: sql`now()`, leased_until: sql`case when leased_until is null then null else now() - interval '1 second' end` })
    .where('state', 'in', ['queued', 'leased', 'sending'])
    .execute()
/** As if that much time had passed since all that was sent. */
const letTimePass = (hours: number) =>
  app.deps.db
    .updateTable('outbox')
    .set({ settled_at: sql`settled_at - make_interval(hours => ${hours})` })
    .where('settled_at', 'is not', null)
    .execute()

test('P-07: every follower gets it once, in their language, and the counts add up', async () => {
  await crowd(app.deps, app.telegram, 30)
  await follower(app.deps, app.telegram, { address: 7, language: 'en' })
  await follower(app.deps, app.telegram, { address: 8, topic: 'weather' })
  const id = await due(app)
  await runAll(app)
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 31 })
  expect(await stateOf(app, id)).toBe('done')
  expect(app.telegram.ledger()).toHaveLength(31)
  expect(new Set(app.telegram.ledger().map(({ chatId }) => chatId)).size).toBe(31)
  expect(app.telegram.texts(100_000)[0]).toMatch(/^Nhận hồ sơ OCOP đợt 2\n\nBà con .*\n\nGõ “dừng” để thôi nhận tin\.$/s)
  expect(app.telegram.texts(7)[0]).toMatch(/^OCOP dossiers, second round/)
  expect(app.telegram.texts(8)).toEqual([])
})

test('P-07: an ordinary one of which nobody knows whether it arrived is never sent again', async () => {
  await follower(app.deps, app.telegram, { address: 1 })
  const id = await due(app)
  app.telegram.next('cut-after')
  await runAll(app)
  await becomeDue()
  await runAll(app)
  expect(app.telegram.texts(1)).toHaveLength(1)
  expect(await counts(app, id)).toEqual({ unknown: 1 })
  expect(await stateOf(app, id)).toBe('done')
})

test('P-07: an emergency of which nobody knows whether it arrived is sent once more, not a third time', async () => {
  await follower(app.deps, app.telegram, { address: 1 })
  const id = await due(app, { kind: 'emergency' })
  app.telegram.next('cut-after', 2)
  await runAll(app)
  expect(await counts(app, id)).toEqual({ left: 1 })
  await becomeDue()
  await runAll(app)
  await becomeDue()
  await runAll(app)
  expect(app.telegram.texts(1)).toHaveLength(2)
  expect(await counts(app, id)).toEqual({ unknown: 1 })
})

test('P-07: of what a killed worker had begun an ordinary one is unknown, an emergency goes out again', async () => {
  await follower(app.deps, app.telegram, { address: 1 })
  for (const kind of ['ordinary', 'emergency'] as const) {
    const id = await due(app, { kind })
    await fanOutBroadcasts.run(app.deps, budget())
    const [claimed] = (await claim()).rows
    if (!claimed) throw new Error('Nothing was claimed.')
    expect(await begin(claimed)).not.toBeNull()
    await becomeDue()
    await runAll(app)
    expect(await counts(app, id)).toEqual(kind === 'ordinary' ? { unknown: 1 } : { sent: 1 })
    expect(await outbox.settle(app.deps.db, claimed, { state: 'failed', reason: 'late' })).toBe(false)
  }
  expect(app.telegram.texts(1)).toHaveLength(1)
})

test('P-07: paused at once and resumed: nobody twice, nobody forgotten', async () => {
  await crowd(app.deps, app.telegram, 40)
  const id = await due(app)
  await fanOutBroadcasts.run(app.deps, budget())
  const [first, second] = (await claim()).rows
  if (!first || !second) throw new Error('Nothing was claimed.')
  expect(await begin(first)).not.toBeNull()
  await set(app, id, 'paused')
  expect(await begin(second)).toBeNull()
  await sendBroadcasts.run(app.deps, budget())
  expect(app.telegram.ledger()).toEqual([])
  await outbox.settle(app.deps.db, first, { state: 'sent', externalId: '1' })
  await becomeDue()
  await set(app, id, 'sending')
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 40 })
  expect(app.telegram.ledger()).toHaveLength(39)
})

test('P-07: stopped in the middle: what waits is ended, what nobody had written yet as well, and the counts add up', async () => {
  await crowd(app.deps, app.telegram, 1500)
  const id = await due(app)
  let looks = 0
  // Looked at before each step and in it: begun, a thousand rows written, and no more.
  const signal = {
    get aborted() {
      return ++looks > 4
    },
  } as AbortSignal
  await fanOutBroadcasts.run(app.deps, { ...budget(), signal })
  expect(await counts(app, id)).toEqual({ left: 1000 })
  const [first] = (await claim()).rows
  if (!first) throw new Error('Nothing was claimed.')
  await begin(first)
  await set(app, id, 'stopped')
  await fanOutBroadcasts.run(app.deps, budget())
  expect(await counts(app, id)).toEqual({ left: 1, 'failed stopped': 999, 'skipped stopped': 500 })
  await becomeDue()
  await runAll(app)
  expect(await counts(app, id)).toEqual({ unknown: 1, 'failed stopped': 999, 'skipped stopped': 500 })
  expect(app.telegram.ledger()).toEqual([])
  expect((await app.deps.db.selectFrom('broadcast').select('ended_at').executeTakeFirstOrThrow()).ended_at).not.toBeNull()
})

test('L-05, L-16: who stops while it waits in the queue gets nothing, at once', async () => {
  const id1 = await follower(app.deps, app.telegram, { address: 1 })
  await follower(app.deps, app.telegram, { address: 2 })
  const id = await due(app)
  await fanOutBroadcasts.run(app.deps, budget())
  const claimed = (await claim()).rows
  await app.deps.db.transaction().execute((tx) => subscriptions.unfollow(tx, id1))
  expect(await counts(app, id)).toEqual({ left: 1, 'failed unsubscribed': 1 })
  for (const one of claimed) expect((await begin(one)) === null).toBe(one.personId === id1)
})

test('L-05: who left in the very moment of the fan-out is noticed at the send', async () => {
  const person = await follower(app.deps, app.telegram, { address: 1 })
  const id = await due(app)
  await fanOutBroadcasts.run(app.deps, budget())
  // Not by `unfollow`, which would have ended the row: as if the row had been written beside it.
  await app.deps.db.deleteFrom('subscription').where('person_id', '=', person).execute()
  await runAll(app)
  expect(await counts(app, id)).toEqual({ 'failed unsubscribed': 1 })
  expect(app.telegram.ledger()).toEqual([])
})

test('P-16: who blocked the bot is set inactive at once, is left out the next time, and is welcome back', async () => {
  const person = app.telegram.person(1)
  await follower(app.deps, app.telegram, { address: 1 })
  person.blockSilently()
  const first = await due(app)
  await runAll(app)
  expect(await counts(app, first)).toEqual({ 'failed blocked': 1 })
  const second = await due(app)
  await runAll(app)
  expect(await counts(app, second)).toEqual({ 'skipped inactive': 1 })
  await app.deps.db
    .transaction()
    .execute((tx) => people.welcome(tx, app.deps.vault, { channel: 'telegram', address: '1', language: 'vi' }))
  await person.unblock().catch(() => 0)
  const third = await due(app)
  await runAll(app)
  expect(await counts(app, third)).toEqual({ sent: 1 })
})

test('P-16: who blocks while the message waits is not written to', async () => {
  const id1 = await follower(app.deps, app.telegram, { address: 1 })
  const id = await due(app)
  await fanOutBroadcasts.run(app.deps, budget())
  await people.deactivate(app.deps.db, id1)
  await runAll(app)
  expect(await counts(app, id)).toEqual({ 'failed blocked': 1 })
  expect(app.telegram.calls).toEqual([])
})

test('L-02: a follower without a consent in the ledger, or with a later withdrawal, gets nothing', async () => {
  await follower(app.deps, app.telegram, { address: 1 })
  const person = await follower(app.deps, app.telegram, { address: 2 })
  await app.deps.db
    .insertInto('consent')
    .values({ person_id: person, purpose: 'news', given: false, text_version: 'x', text_hash: 'x', channel: 'telegram' })
    .execute()
  const other = await follower(app.deps, app.telegram, { address: 3 })
  await app.deps.db
    .insertInto('consent')
    .values({
      person_id: other,
      purpose: 'news',
      topic: 'weather',
      given: false,
      text_version: 'x',
      text_hash: 'x',
      channel: 'telegram',
    })
    .execute()
  const id = await due(app)
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 2, 'skipped no_consent': 1 })
})

test('L-16: at most one ordinary broadcast a day, and none beside one that still waits', async () => {
  await follower(app.deps, app.telegram, { address: 1 })
  const [one, two] = [await due(app), await due(app)]
  await fanOutBroadcasts.run(app.deps, budget())
  expect([await counts(app, one), await counts(app, two)]).toEqual([{ left: 1 }, { 'skipped daily_limit': 1 }])
  await runAll(app)
  const three = await due(app)
  await runAll(app)
  expect(await counts(app, three)).toEqual({ 'skipped daily_limit': 1 })
  await letTimePass(24)
  const four = await due(app)
  await runAll(app)
  expect(await counts(app, four)).toEqual({ sent: 1 })
  expect(app.telegram.texts(1)).toHaveLength(2)
})

test('L-16: three in 24 hours are enough; emergencies go out all the same', async () => {
  await follower(app.deps, app.telegram, { address: 1 })
  const ordinary = await due(app)
  await fanOutBroadcasts.run(app.deps, budget())
  await set(app, ordinary, 'paused')
  for (let i = 0; i < 4; i++) {
    const id = await due(app, { kind: 'emergency' })
    await runAll(app)
    expect(await counts(app, id)).toEqual({ sent: 1 })
  }
  await set(app, ordinary, 'sending')
  await runAll(app)
  expect(await counts(app, ordinary)).toEqual({ 'failed daily_limit': 1 })
  await letTimePass(20)
  const next = await due(app)
  await runAll(app)
  expect(await counts(app, next)).toEqual({ 'skipped daily_limit': 1 })
})

test('a person on a channel that is off is left out, and so counted', async () => {
  await follower(app.deps, app.telegram, { address: 'z1', channel: 'zalo' })
  await follower(app.deps, app.telegram, { address: 'w1', channel: 'web' })
  const id = await due(app)
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 1, 'skipped channel_off': 1 })
})

test('topics of one commune reach its followers only', async () => {
  await follower(app.deps, app.telegram, { address: 1, topic: 'commune', communeCode: '19789' })
  await follower(app.deps, app.telegram, { address: 2, topic: 'commune', communeCode: '19804' })
  const id = await due(app, { topic: 'commune', communeCode: '19804' })
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 1 })
  expect(app.telegram.texts(2)).toHaveLength(1)
})

test('P-12: 429 in the middle pauses the channel, the rest waits and goes out later, each once', async () => {
  await crowd(app.deps, app.telegram, 60)
  const id = await due(app)
  await fanOutBroadcasts.run(app.deps, budget())
  app.telegram.next({ kind: '429', retryAfter: 30 })
  await sendBroadcasts.run(app.deps, budget(3000))
  expect((await counts(app, id)).left).toBeGreaterThan(0)
  await app.deps.db.updateTable('channel_state').set({ paused_until: sql`now()` }).execute()
  await becomeDue()
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 60 })
  expect(app.telegram.ledger()).toHaveLength(60)
})

test('what the platform refuses for good is final for that person only, with its reason', async () => {
  await crowd(app.deps, app.telegram, 20)
  const id = await due(app)
  app.telegram.next('400')
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 19, 'failed invalid': 1 })
})

test('replies go before broadcasts: a reply that is due keeps its tokens', async () => {
  await crowd(app.deps, app.telegram, 60)
  await due(app)
  await fanOutBroadcasts.run(app.deps, budget())
  const limits = channel().limits
  const person = await follower(app.deps, app.telegram, { address: 1, topic: 'weather' })
  await app.deps.db.transaction().execute(async (tx) => {
    for (let i = 0; i < 40; i++)
      await outbox.enqueue(tx, app.deps.vault, { personId: person, message: { type: 'message', text: `trả lời ${i}` }, limits })
  })
  expect((await claim()).rows).toEqual([])
  const done = sendMessages.run(app.deps, budget())
  await done
  expect(
    app.telegram
      .ledger()
      .slice(0, 29)
      .every(({ chatId }) => chatId === '1'),
  ).toBe(true)
})

test('L-16: what a producer was reminded of counts: with three in a day there is no room for an announcement', async () => {
  const { db } = app.deps
  const [full, free] = [
    await follower(app.deps, app.telegram, { address: 81 }),
    await follower(app.deps, app.telegram, { address: 82 }),
  ]
  const { id: registration } = await newRegistration(app.deps, full, 'nón lá')
  for (const reminder of ['missing-7', 'missing-21', 'renewal-210:2030-06-20'])
    await db.insertInto('registration_reminder').values({ registration_id: registration, reminder, is_told: true }).execute()
  const id = await due(app)
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 1, 'skipped daily_limit': 1 })
  const sent = await db.selectFrom('outbox').select('person_id').where('broadcast_id', '=', id).execute()
  expect(sent).toEqual([{ person_id: free }])
})
