/**
 * kill -9 in the middle of an announcement, again and again: an ordinary one reaches each follower at most once, an
 * emergency is sent again to whom it may not have reached, and at the end all have a final state (P-06, P-07).
 *
 * KILL_ROUNDS=20 KILL_PEOPLE=2000 for the long run; TEST_DATABASE=postgres runs it on a server.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../src/db/connect.ts'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { createVault } from '../src/lib/seal.ts'
import * as broadcasts from '../src/models/broadcast.ts'
import * as results from '../src/models/broadcast-result.ts'
import * as officials from '../src/models/official.ts'
import { startTelegram, type TelegramFake } from './fakes/telegram.ts'
import { freshDatabase, isPostgres } from './support/database.ts'
import { crowd, WORDS } from './support/followers.ts'
import { freePort, killHard, type Started, start } from './support/process.ts'

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3)
const PEOPLE = Number(process.env.KILL_PEOPLE ?? 150)
/** sends that may be on the wire at once */
const IN_FLIGHT = 40
const KEY = Buffer.alloc(32, 7)

let folder = ''
let telegram: TelegramFake
let settings: Readonly<Record<string, string>>
let server: Awaited<ReturnType<typeof freshDatabase>>
let first = 100_000
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocop-kill-'))
  telegram = await startTelegram()
  server = await freshDatabase()
  settings = {
    PORT: String(await freePort()),
    DATA_DIR: folder,
    ENCRYPTION_KEY: KEY.toString('base64'),
    ...(server.url !== null && { DATABASE_URL: server.url }),
    LEASE_SECONDS: '3',
    LOG_LEVEL: 'error',
    BULK_RATE: '30',
    BULK_HOURS: '00:00-24:00',
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'secret-of-the-webhook',
    TELEGRAM_API_ROOT: telegram.baseUrl,
  }
})
afterAll(async () => {
  await telegram.close()
  await rm(folder, { recursive: true, force: true })
})

for (const kind of ['ordinary', 'emergency'] as const) {
  test(`P-06, P-07: ${ROUNDS} kills during an ${kind} announcement to ${PEOPLE}: a final state for everyone, the counts add up`, async () => {
    first += PEOPLE
    const mine = Array.from({ length: PEOPLE }, (_, i) => String(first + i))
    const id = await withDatabase((db) => makeDue(db, kind))
    // So that several are on the wire whenever the end comes.
    telegram.next({ kind: 'slow', ms: 250 }, PEOPLE * 3, 'sendMessage')
    let app = await start(settings)
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(400 + ((round * 377) % 1500))
      await killHard(app)
      app = await start(settings)
    }
    await until(async () => (await waiting(app)) === 0)
    await sleep(1500)
    app.child.kill('SIGTERM')
    await app.over
    const { state, tally } = await withDatabase(async (db) => ({
      state: (await broadcasts.find(db, id))?.state,
      tally: await results.tally(db, id),
    }))
    const of = (outcome: results.Outcome) => tally.reduce((sum, line) => sum + (line.outcome === outcome ? line.count : 0), 0)
    const got = mine.map((chat) => telegram.ledger(chat).length)
    const doubled = got.filter((n) => n > 1).length
    console.log(`${ROUNDS} kills, ${kind}: ${of('sent')} sent, ${of('unknown')} unknown, ${doubled} doubled`)
    expect(state).toBe('done')
    expect(of('sent') + of('unknown')).toBe(PEOPLE)
    expect(of('unknown')).toBeLessThanOrEqual(ROUNDS * IN_FLIGHT)
    expect(got.filter((n) => n === 0).length).toBeLessThanOrEqual(of('unknown'))
    // Of an emergency only who was on the wire at two kills may have none: it is sent once more, not for ever.
    expect(doubled).toBeLessThanOrEqual(kind === 'ordinary' ? 0 : ROUNDS * IN_FLIGHT)
  }, 600_000)
}

async function makeDue(db: Database, kind: broadcasts.Kind): Promise<string> {
  await db.deleteFrom('subscription').execute()
  await crowd({ db, vault: await createVault(KEY) }, telegram, PEOPLE, first)
  const [writer, second] = [await officials.create(db, 'a@hue.example'), await officials.create(db, 'b@hue.example')]
  return db.transaction().execute(async (tx) => {
    const id = await broadcasts.create(tx, { ...WORDS, kind, reason: kind === 'emergency' ? 'Nước lên nhanh.' : null }, writer.id)
    await tx
      .updateTable('broadcast')
      .set({ state: 'scheduled', scheduled_at: sql<Date>`now()`, requested_by: writer.id, approved_by: second.id })
      .where('id', '=', id)
      .execute()
    return id
  })
}

/** Messages to followers without a final state, by the metrics; before the first row is written there is one to come. */
async function waiting(app: Started): Promise<number> {
  const lines = (await (await fetch(`${app.url}/metrics`)).text())
    .split('\n')
    .filter((line) => /^ocop_outbox_messages\{.*lane="(bulk|emergency)"/.test(line))
  const open = lines.filter((line) => /state="(queued|leased|sending)"/.test(line))
  return lines.length === 0 ? 1 : open.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const began = Date.now()
  while (!(await isSo())) {
    if (Date.now() - began > 120_000 + PEOPLE * 50) throw new Error('P-06: it did not end within two minutes.')
    await sleep(200)
  }
}

async function withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  if (isPostgres()) return work(server.db)
  const { db, close } = await openEmbedded(folder, () => {})
  try {
    await migrate(db)
    return await work(db)
  } finally {
    await close()
  }
}
