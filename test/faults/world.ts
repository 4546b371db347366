/** Everything of one run: a database of its own, two processes with a wire each, the platform and the centre as fakes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Database } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createVault, type Vault } from '../../src/lib/seal.ts'
import { type CentreFake, startCentre } from '../fakes/centre.ts'
import { startTelegram, type TelegramFake } from '../fakes/telegram.ts'
import { type AppNode, createNode } from './node.ts'

const KEY = Buffer.alloc(32, 7)
const SECRET = 'secret-of-the-webhook'
/** as a platform gives up; it delivers the same update again then */
const WEBHOOK_MS = 5000

export interface World {
  /** past the wires that are cut */
  readonly db: Database
  readonly vault: Vault
  readonly telegram: TelegramFake
  readonly centre: CentreFake
  readonly nodes: readonly [AppNode, AppNode]
  close(): Promise<void>
}

/** @param databaseUrl an empty or migrated database that nobody else uses */
export async function openWorld(databaseUrl: string): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'ocop-faults-'))
  const [telegram, centre] = await Promise.all([startTelegram(), startCentre()])
  const db = connect(databaseUrl, { max: 4, onError: () => {} })
  await migrate(db)
  const settings = settingsOf(folder, telegram, centre)
  const nodes = [await createNode(databaseUrl, settings), await createNode(databaseUrl, settings)] as const
  let turn = 0
  telegram.useWebhook({
    url: '/webhooks/telegram',
    secret: SECRET,
    fetch: (path, init) =>
      fetch(`${nodes[turn++ % 2 === 0 ? 0 : 1].url}${path}`, { ...init, signal: AbortSignal.timeout(WEBHOOK_MS) }),
  })
  return {
    db,
    vault: await createVault(KEY),
    telegram,
    centre,
    nodes,
    async close() {
      await Promise.all(nodes.map((node) => node.close()))
      await db.destroy()
      await Promise.all([telegram.close(), centre.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function settingsOf(folder: string, telegram: TelegramFake, centre: CentreFake): Readonly<Record<string, string>> {
  return {
    DATA_DIR: folder,
    ENCRYPTION_KEY: KEY.toString('base64'),
    LOG_LEVEL: 'error',
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    LEASE_SECONDS: '3',
    DELIVERY_RETRY_SECONDS: '1,2',
    STATUS_POLL_SECONDS: '1',
    BULK_RATE: '30',
    BULK_HOURS: '00:00-24:00',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    TELEGRAM_API_ROOT: telegram.baseUrl,
    REPORTING_CHANNEL: 'open311',
    OPEN311_URL: centre.url,
    OPEN311_API_KEY: centre.apiKey,
    OPEN311_JURISDICTION: centre.jurisdiction,
  }
}
