/**
 * Registrations by talking while many others lie open: turns a second and memory with 10,000 open drafts beside 100.
 *
 * A draft of a real talk is taken at its middle and laid down for as many persons as wanted; then new producers register, all
 * at once, through the real server, PostgreSQL and the Telegram fake. The ratio of the two rows is what counts: it says
 * whether a draft costs anything while nobody writes in it. Turns a second end where Telegram lets us send (25 to 30 a
 * second); beyond that CPU a turn tells what a machine can do. Each row has a database and a server of its own.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startTelegram, type TelegramFake } from '../test/fakes/telegram.ts'
import { startPostgres } from '../test/support/postgres-server.ts'
import { serverPid, start } from '../test/support/process.ts'
import { cpuMs, memoryMiB, percentiles, stop } from './process-figures.ts'

const DRAFTS = [100, 10_000]
const PRODUCERS = 40
const SECRET = 'secret-of-the-benchmark'
const HALF = ['/dangky', 'đồng ý', 'hộ gia đình', 'có rồi', 'đang bán', 'trong xã', 'Mắm nêm Bà Hoa']
const REST = ['Nguyễn Thị Hoa', 'Vỹ Dạ', '0905123456', 'chưa có', 'để sau', 'gửi hồ sơ']

interface Figures {
  readonly drafts: number
  readonly turns: number
  readonly turnsPerSecond: number
  readonly answeredMs: { readonly p50: number; readonly p99: number }
  readonly cpuMsPerTurn: number
  readonly memoryMiB: { readonly idle: number; readonly after: number }
  readonly filed: number
}

const folder = await mkdtemp(join(tmpdir(), 'ocop-bench-'))
const postgres = await startPostgres()
try {
  const results: Figures[] = []
  for (const drafts of DRAFTS) results.push(await measure(drafts, await postgres.createDatabase(`talks_${drafts}`)))
  await mkdir('bench/results', { recursive: true })
  await writeFile('bench/results/talks.json', `${JSON.stringify(results, null, 2)}\n`)
  console.table(results.map((figures) => row(figures, results[0] ?? figures)))
  if (results.some(({ filed }) => filed !== PRODUCERS)) throw new Error(`Not all of ${PRODUCERS} talks ended with a dossier.`)
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measure(drafts: number, url: string): Promise<Figures> {
  const telegram = await startTelegram()
  const app = await start({
    DATABASE_URL: url,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    DATA_DIR: join(folder, String(drafts)),
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    TELEGRAM_API_ROOT: telegram.baseUrl,
  })
  const client = new pg.Client(url)
  await client.connect()
  try {
    telegram.useWebhook({ url: `${app.url}/webhooks/telegram`, secret: SECRET })
    await talk(telegram, 1, HALF)
    await layDown(client, drafts)
    const pid = serverPid(app)
    const [idle, cpuBefore, began] = [await memoryMiB(pid), await cpuMs(pid), performance.now()]
    const times = await Promise.all(Array.from({ length: PRODUCERS }, (_, at) => talk(telegram, 1000 + at, [...HALF, ...REST])))
    const seconds = (performance.now() - began) / 1000
    const turns = times.flat().length
    const { rows } = await client.query<{ n: number }>('select count(*)::int as n from registration')
    return {
      drafts,
      turns,
      turnsPerSecond: turns / seconds,
      answeredMs: percentiles(times.flat()),
      cpuMsPerTurn: ((await cpuMs(pid)) - cpuBefore) / turns,
      memoryMiB: { idle, after: await memoryMiB(pid) },
      filed: rows[0]?.n ?? 0,
    }
  } finally {
    await client.end()
    await stop(app)
    await telegram.close()
  }
}

/** One person's messages, each after the answer to the one before. @returns milliseconds until each answer */
async function talk(telegram: TelegramFake, id: number, words: readonly string[]): Promise<readonly number[]> {
  const person = telegram.person(id)
  const times: number[] = []
  for (const text of words) {
    const before = telegram.ledger(person.id).length
    const began = performance.now()
    await person.says(text)
    while (telegram.ledger(person.id).length === before) await sleep(2)
    times.push(performance.now() - began)
  }
  return times
}

/** The same open draft for so many others: a sealed talk is bound to its column, not to its person. */
async function layDown(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `with others as (
      insert into person (channel, address, address_hash) select 'telegram', 'none', 'bench-' || n from generate_series(1, $1::int) n
      returning id)
    insert into session (person_id, state)
      select others.id, (select state from session where person_id = (select min(person_id) from session)) from others`,
    [count],
  )
  await client.query('analyze')
}

function row(figures: Figures, first: Figures) {
  const one = (value: number) => Number(value.toFixed(1))
  return {
    'open drafts': figures.drafts,
    turns: figures.turns,
    'turns/s': one(figures.turnsPerSecond),
    'x first': Number((figures.turnsPerSecond / first.turnsPerSecond).toFixed(2)),
    'answered p50/p99 ms': `${one(figures.answeredMs.p50)} / ${one(figures.answeredMs.p99)}`,
    'CPU ms/turn': one(figures.cpuMsPerTurn),
    'MiB idle/after': `${Math.round(figures.memoryMiB.idle)} / ${Math.round(figures.memoryMiB.after)}`,
    'MiB x first': Number((figures.memoryMiB.after / first.memoryMiB.after).toFixed(2)),
    filed: figures.filed,
  }
}
