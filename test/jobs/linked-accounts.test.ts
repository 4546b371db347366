import { expect, test } from 'vitest'
import * as sessions from '../../src/models/session.ts'
import { testDeps } from '../support/deps.ts'
import { visitor } from '../web/visitor.ts'

test('P-13: two linked chats written in at once take turns, and no answer of either is lost', async () => {
  const { deps, close } = await testDeps()
  const [phone, computer] = [visitor(deps), visitor(deps)]
  const code = (await phone.say('liên kết'))
    .map(({ text }) => text.match(/liên kết ([0-9A-Z]{4}-[0-9A-Z]{4})/)?.[1])
    .find(Boolean)
  await computer.say(`liên kết ${code}`)
  await computer.say('có')
  const home = await deps.db.selectFrom('person').select('home_id').where('home_id', 'is not', null).executeTakeFirstOrThrow()
  const turn = async () => {
    const session = await sessions.load(deps.db, deps.vault, home.home_id ?? '')
    return (session?.state as { turn: number } | undefined)?.turn ?? 0
  }
  const before = await turn()
  const eight = Array.from({ length: 8 }, (_, at) => at)
  const answers = await Promise.all(eight.flatMap((at) => [phone.say(`menu ${at}`), computer.say(`menu ${at}`)]))
  expect(answers.every((messages) => messages.length > 0)).toBe(true)
  expect(await turn()).toBe(before + 16)
  await close()
})
