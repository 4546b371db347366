/** Votes on a platform without buttons: the choices are numbers in the text, and a typed number is a vote. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tick } from '../../src/jobs/tick.ts'
import { type Platforms, startPlatforms } from '../support/platforms.ts'

let app: Platforms
beforeAll(async () => {
  app = await startPlatforms()
})
afterAll(() => app.close())

const work = () => tick(app.deps, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })
const votes = () => app.deps.db.selectFrom('article_vote').select(['article_id', 'is_up']).orderBy('article_id').execute()

test('on Zalo the answer ends in the two choices with numbers, and a typed 2 is a vote; the why is numbered too', async () => {
  const lan = app.zalo.person('zalo-lan')
  for (const words of ['duoc 3 sao can may diem', '2', '2']) {
    await lan.says(words)
    await work()
  }
  const [answer, why, thanks] = app.zalo.texts('zalo-lan')
  expect(answer).toMatch(/Nguồn: [^\n]+\n[\s\S]*1\. Đúng ý\n2\. Chưa đúng$/)
  expect(why).toMatch(/Chưa đúng chỗ nào\?[\s\S]*\n2\. Khó hiểu\n/)
  expect(thanks).toContain('cảm ơn')
  expect(await votes()).toEqual([{ article_id: 'hang-3-sao', is_up: false }])
})
