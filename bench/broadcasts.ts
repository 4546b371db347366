/**
 * Announcements: rows for 3,000 and 30,000 followers on both databases (how long, how much memory); then the real
 * program on PostgreSQL with Telegram over HTTP: how much of BULK_RATE is used, how many messages a second holds at most,
 * and how long a person waits for a reply while it goes on, beside the same wait without it.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { parseConfig } from '../src/config.ts'
import { connect, type Database } from '../src/db/connect.ts'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import type { Deps } from '../src/deps.ts'
import { fanOutBroadcasts } from '../src/jobs/fan-out-broadcasts.ts'
import { createLog } from '../src/lib/log.ts'
import { createVault } from '../src/lib/seal.ts'
import * as broadcasts from '../src/models/broadcast.ts'
import * as officials from '../src/models/official.ts'
import { open } from '../src/open.ts'
import { createDiskStorage } from '../src/storage/disk.ts'
import { startTelegram, type TelegramFake } from '../test/fakes/telegram.ts'
import { crowd, WORDS } from '../test/support/followers.ts'
import { startPostgres } from '../test/support/postgres-server.ts'
import { start } from '../test/support/process.ts'

const KEY = Buffer.alloc(32, 7)
const SECRET = 'secret-of-the-benchmark'
const RATE = 25
const SECONDS = 40
const REPLIES = 60
let lastPerson = 10_000

const folder = await mkdtemp(join(tmpdir(), 'ocop-bench-'))
const postgres = await startPostgres()
try {
  const queued = [
    await queue('PostgreSQL', 3000),
    await queue('PostgreSQL', 30_000),
    await queue('PGlite', 3000),
    await queue('PGlite', 30_000),
  ]
  const sent = await send()
  await mkdir('bench/results', { recursive: true })
  await writeFile('bench/results/broadcasts.json', `${JSON.stringify({ queued, sent }, null, 2)}\n`)
  console.table(queued)
  console.table([sent])
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

/** From due until everyone has a row, by the job alone. */
async function queue(kind: 'PostgreSQL' | 'PGlite', people: number) {
  const { db, close } = await database(kind, people)
  const deps = await depsOf(db)
  await crowd(deps, null, people)
  const before = used()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, used())
  }, 20)
  await due(deps)
  const began = performance.now()
  await fanOutBroadcasts.run(deps, budget(120))
  const seconds = (performance.now() - began) / 1000
  clearInterval(watch)
  const { n } = await db.selectFrom('outbox').select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()
  await close()
  return {
    database: kind,
    people: n,
    seconds: round(seconds),
    'of the 60 s': `${round((seconds / 60) * 100)} %`,
    'MiB more': Math.round((most - before) / 2 ** 20),
  }
}

/** Bytes that the job's process holds, the embedded database's included. */
function used(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function send() {
  const telegram = await startTelegram()
  const url = await postgres.createDatabase('sending')
  const db = connect(url, { max: 2, onError: () => {} })
  const env = {
    DATABASE_URL: url,
    ENCRYPTION_KEY: KEY.toString('base64'),
    DATA_DIR: join(folder, 'sending'),
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    BULK_RATE: String(RATE),
    BULK_HOURS: '00:00-24:00',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    TELEGRAM_API_ROOT: telegram.baseUrl,
  }
  const app = await start(env)
  try {
    telegram.useWebhook({ url: `${app.url}/webhooks/telegram`, secret: SECRET })
    const deps = await depsOf(db)
    await crowd(deps, telegram, RATE * (SECONDS + 60))
    await replies(telegram, 10)
    const alone = await replies(telegram, REPLIES)
    await due(deps)
    const times = watchSends(telegram)
    await until(() => times.all().length > RATE * 3)
    const [first, began] = [times.all().length, performance.now()]
    const beside = replies(telegram, REPLIES)
    await sleep(SECONDS * 1000)
    const rate = (times.all().length - first) / ((performance.now() - began) / 1000)
    const during = await beside
    times.stop()
    return {
      'sends/s': round(rate),
      'of BULK_RATE': `${round((rate / RATE) * 100)} %`,
      'most in a second': mostInASecond(times.all()),
      'reply p50/p99 alone': `${round(alone.p50)} / ${round(alone.p99)} ms`,
      'beside it': `${round(during.p50)} / ${round(during.p99)} ms`,
      ratio: `${round(during.p50 / alone.p50)} / ${round(during.p99 / alone.p99)}`,
    }
  } finally {
    app.child.kill('SIGTERM')
    await app.over
    await db.destroy()
    await telegram.close()
  }
}

/** Times of the sends to followers, seen every few milliseconds. */
function watchSends(telegram: TelegramFake) {
  const times: number[] = []
  let seen = telegram.ledger().length
  const timer = setInterval(() => {
    const now = performance.now()
    const ledger = telegram.ledger()
    for (; seen < ledger.length; seen++) if (ledger[seen]?.text.startsWith(WORDS.titleVi)) times.push(now)
  }, 2)
  return { all: () => times, stop: () => clearInterval(timer) }
}

function mostInASecond(times: readonly number[]): number {
  return Math.max(...times.map((at, i) => times.slice(i).filter((later) => later < at + 1000).length))
}

/** Milliseconds from what a new person says to the answer in their chat. */
async function replies(telegram: TelegramFake, count: number): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const person = telegram.person(++lastPerson)
    const began = performance.now()
    await person.says('menu')
    await until(() => telegram.ledger(person.id).length > 0)
    times.push(performance.now() - began)
    await sleep(200)
  }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

async function database(kind: 'PostgreSQL' | 'PGlite', people: number): Promise<{ db: Database; close(): Promise<void> }> {
  const opened =
    kind === 'PGlite' ? await openEmbedded(join(folder, `queue-${people}`), () => {}) : await onServer(`queue_${people}`)
  await migrate(opened.db)
  return opened
}

async function onServer(name: string) {
  const db = connect(await postgres.createDatabase(name), { max: 10, onError: () => {} })
  return { db, close: () => db.destroy() }
}

async function depsOf(db: Database): Promise<Deps> {
  const parsed = parseConfig({ BULK_HOURS: '00:00-24:00', TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_WEBHOOK_SECRET: SECRET })
  if ('faults' in parsed) throw new Error('The settings of the benchmark are wrong.')
  const now = () => new Date()
  const log = createLog('error', (line) => console.error(line), now)
  const world = { db, storage: createDiskStorage(folder), key: KEY, log, now, wake: async () => {} }
  return { ...(await open(parsed.config, world)), vault: await createVault(KEY) }
}

async function due(deps: Deps): Promise<void> {
  const [writer, second] = [
    await officials.create(deps.db, 'a@bench.example'),
    await officials.create(deps.db, 'b@bench.example'),
  ]
  await deps.db.transaction().execute(async (tx) => {
    const id = await broadcasts.create(tx, WORDS, writer.id)
    const set = { state: 'scheduled', requested_by: writer.id, approved_by: second.id } as const
    await tx
      .updateTable('broadcast')
      .set({ ...set, scheduled_at: sql<Date>`now()` })
      .where('id', '=', id)
      .execute()
  })
}

async function until(isSo: () => boolean): Promise<void> {
  const began = performance.now()
  while (!isSo()) {
    if (performance.now() - began > 30_000) throw new Error('It did not happen within 30 seconds.')
    await sleep(1)
  }
}

function budget(seconds: number) {
  return { endsAt: Date.now() + seconds * 1000, signal: new AbortController().signal }
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
