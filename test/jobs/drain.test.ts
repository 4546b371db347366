import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { drain } from '../../src/jobs/drain.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

let opened: TestDeps
beforeEach(async () => {
  opened = await testDeps()
})
afterEach(() => opened.close())

const budget = (ms = 5000) => ({ endsAt: Date.now() + ms, signal: new AbortController().signal })
const quiet = { fail: async () => {}, release: async () => {} }

test('P-09: a slow item holds up no other, and never more are under way than may be', async () => {
  const waiting = Array.from({ length: 12 }, (_, i) => i)
  const ended: number[] = []
  let under = 0
  let most = 0
  const count = await drain(opened.deps, 'test', budget(), {
    ...quiet,
    atOnce: 3,
    claim: async (room) => waiting.splice(0, room),
    async handle(item) {
      most = Math.max(most, ++under)
      await sleep(item === 0 ? 300 : 5)
      under--
      ended.push(item)
    },
  })
  expect([count, most, ended.at(-1), ended.length]).toEqual([12, 3, 0, 12])
})

test('what becomes due when another ends is not left for the next round, however the looks fall', async () => {
  for (let delay = 0; delay < 12; delay++) {
    const done: string[] = []
    let isFirstTaken = false
    await drain(opened.deps, 'test', budget(), {
      ...quiet,
      atOnce: 4,
      async claim() {
        // The second one waits for the first, as a person's messages do; each look takes a while.
        const isFirstDone = done.includes('first')
        await sleep(6)
        if (!isFirstTaken) {
          isFirstTaken = true
          return ['first']
        }
        return isFirstDone && !done.includes('second') ? ['second'] : []
      },
      async handle(item) {
        await sleep(item === 'first' ? delay : 0)
        done.push(item)
      },
    })
    expect(done, `delay ${delay}`).toEqual(['first', 'second'])
  }
})

test('an item that fails is given to `fail`, the others go on, and a broken claim ends the round only', async () => {
  const failed: number[] = []
  const handled: number[] = []
  let claims = 0
  const count = await drain(opened.deps, 'test', budget(), {
    ...quiet,
    atOnce: 2,
    async claim() {
      if (++claims > 2) throw new Error('away')
      return [claims]
    },
    async handle(item) {
      if (item === 1) throw new Error('bad')
      handled.push(item)
    },
    fail: async (item) => void failed.push(item),
  })
  expect([count, failed, handled]).toEqual([2, [1], [2]])
  expect(opened.logs.some((line) => line.includes('job_failed'))).toBe(true)
})
