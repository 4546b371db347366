/** Who is not ready yet is asked again when they want it: "chưa đủ" is no wall. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { remindPeople } from '../../src/jobs/remind-people.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { visitor } from '../web/visitor.ts'

let now: Date
let app: TestDeps
beforeEach(async () => {
  now = new Date()
  app = await testDeps({ now: () => now })
})
afterEach(() => app.close())

const NOT_READY = ['đăng ký', 'đồng ý', 'hộ', 'chưa', 'ý tưởng', 'trong xã']
const run = () => remindPeople.run(app.deps, { endsAt: now.getTime() + 60_000, signal: new AbortController().signal })
/** At that hour in Huế, so many days from now. */
function later(days: number, hour = 10): void {
  const day = new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
  now = new Date(`${day}T${String(hour - 7).padStart(2, '0')}:00:00Z`)
}

async function told(person: ReturnType<typeof visitor>): Promise<readonly string[]> {
  return (await person.all()).messages.map(({ text }) => text).filter((text) => text.includes('nhờ nhắc hôm nay'))
}

async function notReady(): Promise<ReturnType<typeof visitor>> {
  const hoa = visitor(app.deps)
  let labels: readonly string[] = []
  for (const text of NOT_READY) labels = (await hoa.say(text)).flatMap(({ buttons }) => buttons.map(({ label }) => label))
  expect(labels).toContain('Nhắc tôi sau hai tuần')
  return hoa
}

test('a reminder is said once after two weeks, and the registration goes on where it stood', async () => {
  const hoa = await notReady()
  expect((await hoa.say('Nhắc tôi sau hai tuần')).at(-1)?.text).toContain('Sẽ nhắc anh/chị ngày')
  later(13)
  await run()
  expect(await told(hoa)).toEqual([])
  later(2)
  await run()
  await run()
  later(20)
  await run()
  expect(await told(hoa)).toHaveLength(1)
  expect((await hoa.say('đăng ký')).at(-1)?.text).toContain('Anh/chị làm tiếp không?')
  expect((await hoa.say('có')).at(-1)?.text).toContain('điền trước phần còn lại')
})

test('L-16: not at night, and not after "dừng", "thôi nhắc" or another two weeks', async () => {
  const hoa = await notReady()
  await hoa.say('nhac toi')
  later(15, 23)
  await run()
  expect(await told(hoa)).toEqual([])
  await hoa.say('dừng')
  later(1)
  await run()
  await hoa.say('nhắc tôi')
  expect((await hoa.say('thôi nhắc')).at(0)?.text).toBe('Sẽ không nhắc nữa.')
  expect((await hoa.say('thôi nhắc')).at(0)?.text).toContain('Không có lời nhắc')
  later(20)
  await run()
  expect(await told(hoa)).toEqual([])
})
