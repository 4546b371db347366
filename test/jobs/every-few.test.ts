/** Work that no one waits for: once in a while, by one worker. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Job } from '../../src/jobs/drain.ts'
import { everyFew } from '../../src/jobs/every-few.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

let app: TestDeps
beforeEach(async () => {
  app = await testDeps()
})
afterEach(() => app.close())

const budget = { endsAt: Date.now() + 60_000, signal: new AbortController().signal }

test('two workers at the same moment do it once, and again when the time is over', async () => {
  let count = 0
  const job: Job = { name: 'seldom', run: async () => ++count }
  const seldom = everyFew(job, 300)
  const run = () => seldom.run(app.deps, budget)
  expect((await Promise.all([run(), run()])).toSorted()).toEqual([0, 1])
  expect(await run()).toBe(0)
  await app.deps.db
    .updateTable('poll')
    .set({ due_at: new Date(0) })
    .where('of', '=', 'seldom')
    .execute()
  expect(await run()).toBe(2)
})
