/** The Worker as it is deployed, in real workerd, on a database of its own; ends with `close`. */
import { createTestHarness } from 'wrangler'
import { freshDatabase } from '../support/database.ts'
import { TEST_KEY } from '../support/deps.ts'

export interface WorkerUnderTest {
  /** no slash at the end */
  readonly url: string
  readonly databaseUrl: string
  /** the beat of the cron; resolves when its work is over */
  beat(): Promise<void>
  /** what the Worker wrote to its log */
  logs(): string
  close(): Promise<void>
}

export async function startWorker(settings: Readonly<Record<string, string>>): Promise<WorkerUnderTest> {
  const { url: databaseUrl } = await freshDatabase()
  if (databaseUrl === null) throw new Error('The Worker needs a real PostgreSQL.')
  // Found by wrangler: the local end of Hyperdrive, and no call to the outside.
  process.env.CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE = databaseUrl
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
  process.env.WRANGLER_SEND_METRICS = 'false'
  const harness = createTestHarness({
    workers: [
      {
        configPath: 'wrangler.toml',
        vars: { ...settings, LOG_LEVEL: 'debug' },
        secrets: { ENCRYPTION_KEY: Buffer.from(TEST_KEY).toString('base64') },
      },
    ],
  })
  const { url } = await harness.listen()
  return {
    url: url.origin,
    databaseUrl,
    async beat() {
      await harness.getWorker().scheduled({ cron: '* * * * *' })
    },
    logs: () =>
      harness
        .getLogs()
        .map((line) => JSON.stringify(line))
        .join('\n'),
    close: () => harness.close(),
  }
}
