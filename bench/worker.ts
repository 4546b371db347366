/**
 * The Worker in real workerd on a real PostgreSQL: weight of the bundle, and the work of one update beside a call that does
 * none (`/health/live`). CPU is that of the workerd process, so the kernel's part and HTTP are in it.
 *
 * Limits beside it: 1 MiB for the bundle (ours), 10 ms CPU a request (the platform's smallest plan).
 */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { createTestHarness } from 'wrangler'
import { connect } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { startTelegram } from '../test/fakes/telegram.ts'
import { startPostgres } from '../test/support/postgres-server.ts'

const UPDATES = 200
const ANSWER_MS = 20_000
let nextPerson = 10_000
const SECRET = 'secret-of-the-benchmark'
const LIMIT = { bundleKiB: 1024, cpuMs: 10 } as const

const folder = await mkdtemp(join(tmpdir(), 'ocop-bench-'))
const bundle = await bundleKiB()
const postgres = await startPostgres()
const telegram = await startTelegram()
try {
  const url = await postgres.createDatabase('bench')
  const db = connect(url, { max: 1, onError: () => {} })
  await migrate(db)
  await db.destroy()
  process.env.CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE = url
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
  process.env.WRANGLER_SEND_METRICS = 'false'
  const results = { bundle, ...(await measure()) }
  await mkdir('bench/results', { recursive: true })
  await writeFile('bench/results/worker.json', `${JSON.stringify(results, null, 2)}\n`)
  console.table([
    { what: 'bundle, KiB gzip', value: round(bundle.gzip), 'of the limit': share(bundle.gzip, LIMIT.bundleKiB) },
    { what: 'ready after start, ms', value: Math.round(results.startMs) },
    { what: '/health/live, CPU ms', value: round(results.liveCpuMs), 'of the limit': share(results.liveCpuMs, LIMIT.cpuMs) },
    { what: 'one update, CPU ms', value: round(results.updateCpuMs), 'of the limit': share(results.updateCpuMs, LIMIT.cpuMs) },
    { what: 'one update, x live', value: round(results.updateCpuMs / results.liveCpuMs) },
    { what: 'webhook p50 / p99, ms', value: `${round(results.webhookMs.p50)} / ${round(results.webhookMs.p99)}` },
    { what: 'answered p50 / p99, ms', value: `${round(results.answeredMs.p50)} / ${round(results.answeredMs.p99)}` },
    { what: 'memory of workerd, MiB', value: Math.round(results.memoryMiB) },
  ])
} finally {
  await telegram.close()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)

async function measure() {
  const began = performance.now()
  const harness = createTestHarness({
    workers: [
      {
        configPath: 'wrangler.toml',
        vars: {
          ALLOW_LOOPBACK_UPSTREAMS: '1',
          LOG_LEVEL: 'warn',
          TELEGRAM_BOT_TOKEN: telegram.token,
          TELEGRAM_WEBHOOK_SECRET: SECRET,
          TELEGRAM_API_ROOT: telegram.baseUrl,
        },
        secrets: { ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') },
      },
    ],
  })
  const { url } = await harness.listen()
  try {
    telegram.useWebhook({ url: `${url.origin}/webhooks/telegram`, secret: SECRET })
    await fetch(`${url.origin}/health/live`)
    const startMs = performance.now() - began
    const pid = await workerdPid()
    await answered(1) // warm
    const liveCpuMs = await cpuOf(pid, async () => {
      for (let i = 0; i < UPDATES; i++) await (await fetch(`${url.origin}/health/live`)).text()
    })
    let times: { webhookMs: number; answeredMs: number }[] = []
    const updateCpuMs = await cpuOf(pid, async () => {
      times = await answered(UPDATES)
    })
    return {
      startMs,
      liveCpuMs,
      updateCpuMs,
      webhookMs: percentiles(times.map((one) => one.webhookMs)),
      answeredMs: percentiles(times.map((one) => one.answeredMs)),
      memoryMiB: Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    }
  } finally {
    await harness.close()
  }
}

async function answered(count: number) {
  const times: { webhookMs: number; answeredMs: number }[] = []
  for (let i = 0; i < count; i++) {
    const person = telegram.person(nextPerson++)
    const began = performance.now()
    await person.says('ocop 3 sao can bao nhieu diem')
    const webhookMs = performance.now() - began
    while (telegram.ledger(person.id).length === 0) {
      if (performance.now() - began > ANSWER_MS) throw new Error(`No answer within ${ANSWER_MS / 1000} s.`)
      await sleep(1)
    }
    times.push({ webhookMs, answeredMs: performance.now() - began })
  }
  return times
}

async function cpuOf(pid: number, work: () => Promise<void>): Promise<number> {
  const before = await cpuMs(pid)
  await work()
  return ((await cpuMs(pid)) - before) / UPDATES
}

/** User and system time; the kernel counts in hundredths of a second. */
async function cpuMs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The process that holds our Worker: the heaviest workerd below this process. */
async function workerdPid(): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const [, name, parent, pages] = /\((.*)\) \S (\d+)(?: \S+){18} (\S+)/.exec(line) ?? []
      return { pid: Number(pid), isOurs: name === 'workerd' && Number(parent) === process.pid, pages: Number(pages) }
    }),
  )
  const ours = found.filter(({ isOurs }) => isOurs).toSorted((a, b) => b.pages - a.pages)[0]
  if (!ours) throw new Error('There is no workerd process below this one.')
  return ours.pid
}

async function bundleKiB(): Promise<{ readonly plain: number; readonly gzip: number }> {
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin', 'wrangler.js')
  const args = [wrangler, 'deploy', '--dry-run', '--minify', '--outdir', folder]
  execFileSync(process.execPath, args, { stdio: 'ignore', env: { ...process.env, WRANGLER_SEND_METRICS: 'false' } })
  const file = join(folder, 'worker.js')
  return { plain: (await stat(file)).size / 1024, gzip: gzipSync(await readFile(file)).length / 1024 }
}

function percentiles(times: readonly number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

function share(value: number, limit: number): string {
  return `${((value / limit) * 100).toFixed(0)} %`
}
