/** An announcement at the edge: fanned out and sent by the beats of the cron, each follower once. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { createVault } from '../../src/lib/seal.ts'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as officials from '../../src/models/official.ts'
import { startTelegram, type TelegramFake } from '../fakes/telegram.ts'
import { TEST_KEY } from '../support/deps.ts'
import { crowd, WORDS } from '../support/followers.ts'
import { startWorker, type WorkerUnderTest } from './harness.ts'

const PEOPLE = 120
const RATE = 30

let telegram: TelegramFake
let worker: WorkerUnderTest
beforeAll(async () => {
  telegram = await startTelegram()
  worker = await startWorker({
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    BULK_RATE: String(RATE),
    BULK_HOURS: '00:00-24:00',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'secret-of-the-webhook',
    TELEGRAM_API_ROOT: telegram.baseUrl,
  })
}, 60_000)
afterAll(async () => {
  await worker?.close()
  await telegram?.close()
})

test('P-07: an announcement reaches each follower once by the beats of the edge, and ends', async () => {
  const db = connect(worker.databaseUrl, { max: 1, onError: () => {} })
  await crowd({ db, vault: await createVault(TEST_KEY) }, telegram, PEOPLE)
  const id = await scheduled()
  const began = performance.now()
  for (let beat = 0; beat < 4 && (await stateOf(id)) !== 'done'; beat++) await worker.beat()
  const perSecond = PEOPLE / ((performance.now() - began) / 1000)
  console.log(`${PEOPLE} people within the beats at ${((perSecond / RATE) * 100).toFixed(0)} % of the allowed rate`)
  const reached = telegram.ledger().filter(({ text }) => text.startsWith(WORDS.titleVi))
  expect(new Set(reached.map(({ chatId }) => chatId)).size).toBe(PEOPLE)
  expect(reached).toHaveLength(PEOPLE)
  expect(await stateOf(id)).toBe('done')
  await db.destroy()

  async function scheduled(): Promise<string> {
    const [writer, second] = [await officials.create(db, 'lan@hue.example'), await officials.create(db, 'mai@hue.example')]
    return db.transaction().execute(async (tx) => {
      const made = await broadcasts.create(tx, WORDS, writer.id)
      const set = { state: 'scheduled', requested_by: writer.id, approved_by: second.id, scheduled_at: sql<Date>`now()` } as const
      await tx.updateTable('broadcast').set(set).where('id', '=', made).execute()
      return made
    })
  }

  async function stateOf(broadcastId: string): Promise<string | undefined> {
    const row = await db.selectFrom('broadcast').select('state').where('id', '=', broadcastId).executeTakeFirst()
    return row?.state
  }
}, 120_000)
