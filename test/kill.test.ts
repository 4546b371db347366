/**
 * kill -9 in the middle of talks, again and again: nothing accepted is lost, nothing is filed twice (P-01, P-02, P-06, P-07),
 * and each report is at the centre exactly once, whose answers are lost at times (P-08).
 *
 * KILL_ROUNDS=20 for the long run; TEST_DATABASE=postgres runs it on a server.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../src/db/connect.ts'
import { openEmbedded } from '../src/db/embedded.ts'
import { type CentreFake, startCentre } from './fakes/centre.ts'
import { startTelegram, type TelegramFake } from './fakes/telegram.ts'
import { freshDatabase, isPostgres } from './support/database.ts'
import { freePort, killHard, start } from './support/process.ts'

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3)
const PEOPLE = 8
/** what one person types, each when the word before was answered */
const TALK = ['phản ánh', 'Đèn đường trước nhà hư đã ba hôm', '12 Lê Lợi, phường Thuận Hóa', 'bỏ qua', 'gửi phản ánh']
/** sends that may be on the wire at once: those of one claim */
const IN_FLIGHT = 8

let folder = ''
let telegram: TelegramFake
let centre: CentreFake
let settings: Readonly<Record<string, string>>
let server: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocop-kill-'))
  telegram = await startTelegram()
  centre = await startCentre()
  server = await freshDatabase()
  settings = {
    PORT: String(await freePort()),
    DATA_DIR: folder,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...(server.url !== null && { DATABASE_URL: server.url }),
    LEASE_SECONDS: '2',
    LOG_LEVEL: 'error',
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'secret-of-the-webhook',
    TELEGRAM_API_ROOT: telegram.baseUrl,
    REPORTING_CHANNEL: 'open311',
    OPEN311_URL: centre.url,
    OPEN311_API_KEY: centre.apiKey,
    DELIVERY_RETRY_SECONDS: '1',
  }
  telegram.useWebhook({ url: `http://127.0.0.1:${settings.PORT}/webhooks/telegram`, secret: 'secret-of-the-webhook' })
})
afterAll(async () => {
  await Promise.all([telegram.close(), centre.close()])
  await rm(folder, { recursive: true, force: true })
})

test(`P-01, P-02, P-06, P-07, P-08: ${ROUNDS} kills during talks: no accepted update lost, no report twice here or at the centre, doubled replies at most the sends in flight`, async () => {
  let isOver = false
  const talks = Promise.all(Array.from({ length: PEOPLE }, (_, i) => talkAll(900_000 + i * 1000, () => isOver)))
  let app = await start(settings)
  for (let round = 0; round < ROUNDS; round++) {
    centre.next('cut-after', 2, 'submit')
    await sleep(300 + ((round * 377) % 1500))
    await killHard(app)
    app = await start(settings)
  }
  isOver = true
  const filed = (await talks).reduce((sum, count) => sum + count, 0)
  await until(() => centre.counts().size === filed)
  await quiet()
  app.child.kill('SIGTERM')
  await app.over
  await withDatabase(async (db) => {
    const reports = await db.selectFrom('report').select('reference').execute()
    const updates = await db.selectFrom('inbox').select(['state']).execute()
    const sent = await db.selectFrom('outbox').select(['state']).execute()
    const doubled = telegram.ledger().length - sent.length
    console.log(`${ROUNDS} kills, ${updates.length} updates, ${filed} reports, ${sent.length} messages, ${doubled} doubled`)
    expect(updates.filter(({ state }) => state !== 'done')).toEqual([])
    expect(reports).toHaveLength(filed)
    expect(new Set(reports.map(({ reference }) => reference)).size).toBe(filed)
    expect(sent.filter(({ state }) => state !== 'sent' && state !== 'unknown')).toEqual([])
    const journeys = await db.selectFrom('delivery').select('state').execute()
    expect(journeys.map(({ state }) => state)).toEqual(reports.map(() => 'delivered'))
    expect(reports.map(({ reference }) => centre.countOf(reference))).toEqual(reports.map(() => 1))
    expect(doubled).toBeGreaterThanOrEqual(0)
    expect(doubled).toBeLessThanOrEqual(ROUNDS * IN_FLIGHT)
  })
}, 600_000)

/** Talks until told to end, and then to the end of the last talk; how many were filed. Each by another person (P-20). */
async function talkAll(firstId: number, isOver: () => boolean): Promise<number> {
  let filed = 0
  do {
    const id = firstId + filed
    const { updates } = telegram.person(id)
    for (const words of TALK) {
      const before = telegram.ledger(id).length
      await deliver(updates.text(words))
      await until(() => telegram.ledger(id).length > before)
      // A doubled reply of the word before may have come first; the next one is on its way.
      await sleep(20)
    }
    filed += 1
  } while (!isOver())
  return filed
}

/** As a platform does: the same update again until it is accepted. */
async function deliver(body: string): Promise<void> {
  const isTaken = async () => (await telegram.deliver(body).catch(() => 0)) === 200
  while (!(await isTaken())) await sleep(100)
}

async function until(isSo: () => boolean): Promise<void> {
  const began = Date.now()
  while (!isSo()) {
    if (Date.now() - began > 120_000) throw new Error('P-06: no answer within two minutes.')
    await sleep(10)
  }
}

/** Until nothing has been asked or sent for three seconds. */
async function quiet(): Promise<void> {
  const heard = () => centre.calls.length + telegram.calls.length
  for (let before = -1; before !== heard(); ) {
    before = heard()
    await sleep(3000)
  }
}

async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  if (isPostgres()) return work(server.db)
  const { db, close } = await openEmbedded(folder, () => {})
  try {
    await work(db)
  } finally {
    await close()
  }
}
