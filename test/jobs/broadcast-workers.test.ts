/** Several workers, pauses, deaths and a platform in trouble, in any order: the promise of P-07 all the same. */
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fanOutBroadcasts } from '../../src/jobs/fan-out-broadcasts.ts'
import { sendBroadcasts } from '../../src/jobs/send-broadcasts.ts'
import { sendMessages } from '../../src/jobs/send-messages.ts'
import type { Fault } from '../fakes/faulty-server.ts'
import { type Broadcasting, budget, counts, crowd, due, runAll, set, startBroadcasting, stateOf } from '../support/broadcasts.ts'

let app: Broadcasting
beforeEach(async () => {
  app = await startBroadcasting()
})
afterEach(() => app.close())

const perPerson = () => {
  const found = new Map<string, number>()
  for (const { chatId } of app.telegram.ledger()) found.set(chatId, (found.get(chatId) ?? 0) + 1)
  return found
}

test('P-07: two fan-outs and three senders at once: one row and at most one message a person', async () => {
  await crowd(app.deps, app.telegram, 2500)
  const id = await due(app)
  await Promise.all([fanOutBroadcasts.run(app.deps, budget()), fanOutBroadcasts.run(app.deps, budget())])
  await fanOutBroadcasts.run(app.deps, budget())
  expect(await counts(app, id)).toEqual({ left: 2500 })
  app.telegram.next('cut-after', 5)
  const began = performance.now()
  const senders = [1, 2, 3].map(() => sendBroadcasts.run(app.deps, budget(3000)))
  await Promise.all(senders)
  const seconds = (performance.now() - began) / 1000
  const { sent = 0, unknown = 0, left = 0 } = await counts(app, id)
  expect(sent + unknown + left).toBe(2500)
  expect(unknown).toBe(5)
  expect(app.telegram.ledger()).toHaveLength(sent + unknown)
  expect(Math.max(...perPerson().values())).toBe(1)
  // Three together keep to the rate of one: 30 a second of Telegram, and what may leave at once.
  expect(sent + unknown).toBeLessThanOrEqual((seconds + 0.2) * 30)
  expect(sent + unknown).toBeGreaterThan(5)
})

test('L-16: two broadcasts begun at once never reach one person on one day', async () => {
  await crowd(app.deps, app.telegram, 1500)
  const [one, two] = [await due(app), await due(app)]
  const workers = [1, 2, 3].map(() => fanOutBroadcasts.run(app.deps, budget()))
  await Promise.all(workers)
  await fanOutBroadcasts.run(app.deps, budget())
  const [a, b] = [await counts(app, one), await counts(app, two)]
  expect((a.left ?? 0) + (b.left ?? 0)).toBe(1500)
  expect((a['skipped daily_limit'] ?? 0) + (b['skipped daily_limit'] ?? 0)).toBe(1500)
})

/** What happens while it is sent. */
const EVENTS = ['pause', 'resume', 'die', 'cut-after', 'cut-before', '500', '400', 'hang', 'rest'] as const

test('P-07: pauses, deaths and faults in any order: everyone has a final state, the counts add up, nobody gets it twice', async () => {
  // So that a hanging platform and a dead worker are over within a second.
  Object.assign(app, { deps: { ...app.deps, config: { ...app.deps.config, leaseSeconds: 1 } } })
  const sequence = fc.array(fc.constantFrom(...EVENTS), { minLength: 3, maxLength: 7 })
  const scenario = fc.record({ kind: fc.constantFrom('ordinary', 'emergency'), events: sequence })
  let first = 500_000
  await fc.assert(
    fc.asyncProperty(scenario, async ({ kind, events }) => {
      await app.deps.db.deleteFrom('subscription').execute()
      await crowd(app.deps, app.telegram, 12, first)
      const mine = Array.from({ length: 12 }, (_, i) => String(first + i))
      first += 100
      const id = await due(app, { kind })
      await fanOutBroadcasts.run(app.deps, budget())
      for (const event of events) await happen(id, event)
      await set(app, id, 'sending')
      for (let i = 0; i < 8 && (await stateOf(app, id)) !== 'done'; i++) {
        await becomeDue()
        await runAll(app)
      }
      expect(await stateOf(app, id)).toBe('done')
      const { sent = 0, unknown = 0, 'failed invalid': refused = 0, 'failed busy': busy = 0 } = await counts(app, id)
      expect(sent + unknown + refused + busy).toBe(12)
      const got = mine.map((chat) => app.telegram.ledger(chat).length)
      if (kind === 'ordinary') expect(Math.max(...got)).toBeLessThanOrEqual(1)
      expect(Math.max(...got)).toBeLessThanOrEqual(2)
      // Who has it as sent has it.
      expect(got.filter((n) => n > 0).length).toBeGreaterThanOrEqual(sent)
    }),
    { numRuns: 12 },
  )
}, 180_000)

async function happen(id: string, event: (typeof EVENTS)[number]): Promise<void> {
  switch (event) {
    case 'pause':
      await set(app, id, 'paused')
      return
    case 'resume':
      await set(app, id, 'sending')
      return
    case 'die':
      return dieOnTheWay()
    case 'rest':
      await sendBroadcasts.run(app.deps, budget(300))
      return
    default:
      app.telegram.next(event as Fault, 2)
      await sendBroadcasts.run(app.deps, budget(400))
      // What was scripted and not met does not strike the next one.
      await Promise.all([sendMessages.run(app.deps, budget(10)), sleep(10)])
  }
}

/** A worker whose platform answers and whose database hears nothing more of it. */
async function dieOnTheWay(): Promise<void> {
  const { db } = app.deps
  await sendBroadcasts.run(app.deps, budget(60))
  await sql`update outbox set state = 'sending', leased_until = now() - interval '1 second', fence = fence + 1, settled_at = null
    where id in (select id from outbox where state = 'sent' and lane <> 'reply' order by id desc limit 1)`.execute(db)
}

async function becomeDue(): Promise<void> {
  await app.deps.db.updateTable('outbox').set({ due_at: sql`now()` }).where('state', '=', 'queued').execute()
}
