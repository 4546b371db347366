/** Fresh Deps: an emptied real database, storage in a folder of its own, a fixed key, a clock and a log that tests can read. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, type Environment, faultLines, parseConfig } from '../../src/config.ts'
import type { Deps } from '../../src/deps.ts'
import { tick } from '../../src/jobs/tick.ts'
import { createLog } from '../../src/lib/log.ts'
import { open } from '../../src/open.ts'
import { createDiskStorage } from '../../src/storage/disk.ts'
import { freshDatabase } from './database.ts'

export const TEST_KEY = new Uint8Array(32).fill(7)

export interface TestDeps {
  readonly deps: Deps
  /** lines of the log, as written */
  readonly logs: readonly string[]
  /** of the PostgreSQL database; null on PGlite */
  readonly databaseUrl: string | null
  close(): Promise<void>
}

export interface Overrides {
  /** settings, as in the environment */
  readonly env?: Environment
  readonly now?: () => Date
}

export async function testDeps({ env = {}, now = () => new Date() }: Overrides = {}): Promise<TestDeps> {
  const folder = await mkdtemp(join(tmpdir(), 'ocop-deps-'))
  const { db, url } = await freshDatabase()
  const logs: string[] = []
  const deps: Deps = await open(configOf({ ALLOW_LOOPBACK_UPSTREAMS: '1', ALBUM_WAIT_SECONDS: '1', DATA_DIR: folder, ...env }), {
    db,
    storage: createDiskStorage(join(folder, 'files')),
    key: TEST_KEY,
    log: createLog('debug', (line) => logs.push(line), now),
    now,
    wake: async () => {
      await tick(deps, { endsAt: deps.now().getTime() + 20_000, signal: new AbortController().signal })
    },
  })
  return { deps, logs, databaseUrl: url, close: () => rm(folder, { recursive: true, force: true }) }
}

export function configOf(env: Environment): Config {
  const parsed = parseConfig(env)
  if ('faults' in parsed) throw new Error(faultLines(parsed.faults))
  return parsed.config
}
