/**
 * Workers that renew a token which lives for a second are killed again and again, and the platform's answers are slowed,
 * cut and lost. The grant may only be lost in the one moment that the platform leaves open: it has made the new pair and
 * nobody has read it. Then that must be known and said, and a human's renewal must end it (P-11).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { sql } from 'kysely'
import { connect, type Database } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createVault, type Vault } from '../../src/lib/seal.ts'
import * as tokens from '../../src/models/token.ts'
import type { Fault } from '../fakes/faulty-server.ts'
import { startZaloOa, type ZaloOaFake } from '../fakes/zalo-oa.ts'
import { createDice, type Dice } from './dice.ts'

const KEY = Buffer.alloc(32, 7)
const WORKERS = 2
const FAULTS: readonly Fault[] = [
  { kind: 'slow', ms: 60 },
  { kind: 'slow', ms: 200 },
  'hang-after',
  'cut-after',
  'cut-before',
  'hang',
  '500',
  '502html',
  { kind: '429' },
]

export interface TokenLine {
  readonly seed: number
  readonly seconds: number
  readonly kills: number
  readonly faults: number
  readonly rotations: number
  /** grants that were lost, and renewed by hand */
  readonly lost: number
  readonly verdict: 'holds' | 'broken'
}

export interface TokenRan {
  readonly line: TokenLine
  readonly broken: readonly string[]
}

interface World {
  readonly db: Database
  readonly vault: Vault
  readonly zalo: ZaloOaFake
  spawn(): Promise<ChildProcess>
  close(): Promise<void>
}

/** @param databaseUrl an empty or migrated database that nobody else uses */
export async function runTokenSeed(options: { seed: number; ms: number; databaseUrl: string }): Promise<TokenRan> {
  const world = await openWorld(options.databaseUrl)
  try {
    return await runIn(world, options.seed, options.ms)
  } finally {
    await world.close()
  }
}

async function runIn(world: World, seed: number, ms: number): Promise<TokenRan> {
  const dice = createDice(seed)
  const began = Date.now()
  const books = { kills: 0, faults: 0, lost: 0 }
  const broken: string[] = []
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => world.spawn()))
  while (Date.now() - began < ms) {
    if (!dice.oneIn(3)) books.faults += disturb(world.zalo, dice)
    await untilAsked(world.zalo, 1500)
    await sleep(dice.between(0, 120))
    const at = dice.between(0, WORKERS - 1)
    books.kills += 1
    workers[at]?.kill('SIGKILL')
    workers[at] = await world.spawn()
    await hurry(world.db)
    books.lost += await renewIfLost(world, broken)
  }
  await untilGood(world, books, broken)
  for (const worker of workers) worker.kill('SIGKILL')
  await agree(world, broken)
  const { rotations } = world.zalo.oauth.books
  // A worker may die with a refusal in its hands and the next one hears it again: tokens count, not refusals.
  const { size: refused } = world.zalo.oauth.refused
  if (refused !== books.lost) broken.push(`P-11: ${refused} tokens were used twice, and ${books.lost} grants were lost.`)
  const seconds = Math.round((Date.now() - began) / 100) / 10
  return { broken, line: { seed, seconds, ...books, rotations, verdict: broken.length === 0 ? 'holds' : 'broken' } }
}

function disturb(zalo: ZaloOaFake, dice: Dice): number {
  zalo.next(FAULTS[dice.between(0, FAULTS.length - 1)] ?? 'cut-after', 1, 'refresh')
  return 1
}

/** So that the kill falls into the middle of a renewal. */
async function untilAsked(zalo: ZaloOaFake, mostMs: number): Promise<void> {
  const before = zalo.calls.length
  for (const end = Date.now() + mostMs; zalo.calls.length === before && Date.now() < end; ) await sleep(2)
}

/** As if the waits were over: of a failed attempt, and of a token that still lives. */
async function hurry(db: Database): Promise<void> {
  await sql`update channel_token set due_at = now() where state in ('failing', 'good')`.execute(db)
}

/** 1 where the grant was lost: it must be so, must be said, and ends by a consent. */
async function renewIfLost(world: World, broken: string[]): Promise<number> {
  const { db, vault, zalo } = world
  const [status] = await tokens.list(db)
  if (status?.state !== 'lost') return 0
  if (!status.reason?.startsWith('answer_lost')) broken.push(`P-11: the grant is lost, and the reason is ${status.reason}.`)
  if ((await stored(world)) === zalo.oauth.living().refresh) broken.push('P-11: said to be lost, but the stored token lives.')
  await db.transaction().execute((tx) => tokens.renewByHand(tx, vault, 'zalo-oa', zalo.oauth.consent(), null))
  return 1
}

async function untilGood(world: World, books: { lost: number }, broken: string[]): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(50)) {
    await hurry(world.db)
    books.lost += await renewIfLost(world, broken)
    const [status] = await tokens.list(world.db)
    if (status?.state === 'good' && (await stored(world)) === world.zalo.oauth.living().refresh) return
  }
  broken.push('P-06: the token is not good again after 15 seconds of quiet.')
}

/** What is stored lives at the platform, unless the platform rotated and we have not heard it. */
async function agree(world: World, broken: string[]): Promise<void> {
  const [status] = await tokens.list(world.db)
  const isSame = (await stored(world)) === world.zalo.oauth.living().refresh
  if (status?.state === 'good' && !isSame) broken.push('P-11: stored as good, and not what lives at the platform.')
}

async function stored({ db, vault }: World): Promise<string> {
  const row = await db.selectFrom('channel_token').select('refresh').executeTakeFirst()
  return row ? vault.open(row.refresh, 'channel_token.refresh') : ''
}

async function openWorld(databaseUrl: string): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'ocop-token-'))
  const zalo = await startZaloOa()
  zalo.oauth.limits.expiresIn = 1
  const db = connect(databaseUrl, { max: 2, onError: () => {} })
  await migrate(db)
  const env = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    ENCRYPTION_KEY: KEY.toString('base64'),
    LEASE_SECONDS: '1',
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    ...zalo.settings(),
  }
  const program = await bundled()
  const children: ChildProcess[] = []
  return {
    db,
    vault: await createVault(KEY),
    zalo,
    async spawn() {
      const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      children.push(child)
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      return child
    },
    async close() {
      for (const child of children) child.kill('SIGKILL')
      await zalo.close()
      await db.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** One file, made once a process. */
let program: Promise<string> | null = null
function bundled(): Promise<string> {
  program ??= (async () => {
    const outfile = join(process.cwd(), '.cache', `token-worker-${process.pid}.mjs`)
    await build({
      entryPoints: ['scripts/token-worker.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    })
    return outfile
  })()
  return program
}
