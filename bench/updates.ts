/**
 * One update from webhook to platform, on PostgreSQL and on the embedded database: how long, how much work, how much memory.
 *
 * Beside each stands the same server's answer to `/health/live` (no database) as a measure of this machine, and the
 * limit of P-04: the webhook's answer within 1 s at 50 updates a second.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTelegram, type TelegramFake } from '../test/fakes/telegram.ts'
import { startPostgres } from '../test/support/postgres-server.ts'
import { serverPid, start } from '../test/support/process.ts'
import { cpuMs, memoryMiB, percentiles, stop } from './process-figures.ts'

const ALONE = 200
const PER_SECOND = 50
const SECONDS = 10
const SECRET = 'secret-of-the-benchmark'

interface Figures {
  readonly database: string
  readonly startMs: number
  readonly liveMs: number
  readonly webhookMs: { readonly p50: number; readonly p99: number }
  readonly answeredMs: { readonly p50: number; readonly p99: number }
  readonly cpuMsPerUpdate: number
  readonly loadedWebhookMs: { readonly p50: number; readonly p99: number }
  readonly memoryMiB: { readonly idle: number; readonly loaded: number }
}

const folder = await mkdtemp(join(tmpdir(), 'ocop-bench-'))
const postgres = await startPostgres()
try {
  const key = Buffer.alloc(32, 7).toString('base64')
  const url = await postgres.createDatabase('bench')
  const results = [
    await measure('PostgreSQL', { DATABASE_URL: url, ENCRYPTION_KEY: key, DATA_DIR: join(folder, 'server') }),
    await measure('PGlite', { DATA_DIR: join(folder, 'embedded') }),
  ]
  await mkdir('bench/results', { recursive: true })
  await writeFile('bench/results/updates.json', `${JSON.stringify(results, null, 2)}\n`)
  console.table(results.map(row))
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measure(database: string, settings: Readonly<Record<string, string>>): Promise<Figures> {
  const telegram = await startTelegram()
  const env = {
    ...settings,
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    TELEGRAM_API_ROOT: telegram.baseUrl,
  }
  const first = await start(env)
  await stop(first)
  const began = performance.now()
  const app = await start(env)
  const startMs = performance.now() - began
  try {
    telegram.useWebhook({ url: `${app.url}/webhooks/telegram`, secret: SECRET })
    const pid = serverPid(app)
    const idle = await memoryMiB(pid)
    const liveMs = percentiles(await repeat(ALONE, () => timed(() => fetch(`${app.url}/health/live`).then((r) => r.text())))).p50
    const cpuBefore = await cpuMs(pid)
    const alone = await oneByOne(telegram)
    const cpuMsPerUpdate = ((await cpuMs(pid)) - cpuBefore) / ALONE
    const loadedWebhookMs = percentiles(await underLoad(telegram))
    return {
      database,
      startMs,
      liveMs,
      webhookMs: percentiles(alone.map((one) => one.webhookMs)),
      answeredMs: percentiles(alone.map((one) => one.answeredMs)),
      cpuMsPerUpdate,
      loadedWebhookMs,
      memoryMiB: { idle, loaded: await memoryMiB(pid) },
    }
  } finally {
    await stop(app)
    await telegram.close()
  }
}

async function oneByOne(telegram: TelegramFake) {
  const times: { webhookMs: number; answeredMs: number }[] = []
  for (let i = 0; i < ALONE; i++) {
    const person = telegram.person(10_000 + i)
    const began = performance.now()
    await person.says('ocop 3 sao can bao nhieu diem')
    const webhookMs = performance.now() - began
    while (telegram.ledger(person.id).length === 0) await sleep(1)
    times.push({ webhookMs, answeredMs: performance.now() - began })
  }
  return times
}

async function underLoad(telegram: TelegramFake): Promise<number[]> {
  const times: Promise<number>[] = []
  for (let i = 0; i < PER_SECOND * SECONDS; i++) {
    times.push(timed(() => telegram.person(50_000 + i).says('ocop 3 sao can bao nhieu diem')))
    await sleep(1000 / PER_SECOND)
  }
  return Promise.all(times)
}

async function repeat(times: number, work: () => Promise<number>): Promise<number[]> {
  const found: number[] = []
  for (let i = 0; i < times; i++) found.push(await work())
  return found
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function row(figures: Figures) {
  const ms = (value: number) => Number(value.toFixed(1))
  return {
    database: figures.database,
    'start ms': Math.round(figures.startMs),
    'live ms': ms(figures.liveMs),
    'webhook p50/p99': `${ms(figures.webhookMs.p50)} / ${ms(figures.webhookMs.p99)}`,
    'x live': ms(figures.webhookMs.p50 / figures.liveMs),
    'answered p50/p99': `${ms(figures.answeredMs.p50)} / ${ms(figures.answeredMs.p99)}`,
    'CPU ms/update': ms(figures.cpuMsPerUpdate),
    '50/s p50/p99': `${ms(figures.loadedWebhookMs.p50)} / ${ms(figures.loadedWebhookMs.p99)}`,
    'of P-04 limit': `${((figures.loadedWebhookMs.p99 / 1000) * 100).toFixed(1)} %`,
    'MiB idle/loaded': `${Math.round(figures.memoryMiB.idle)} / ${Math.round(figures.memoryMiB.loaded)}`,
  }
}
