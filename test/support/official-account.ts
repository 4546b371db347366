/** The app with a Zalo Official Account behind it: events go in at the webhook, ticks are called by the test. */
import { sql } from 'kysely'
import type { Job } from '../../src/jobs/drain.ts'
import { handleUpdates } from '../../src/jobs/handle-updates.ts'
import { refreshTokens } from '../../src/jobs/refresh-tokens.ts'
import { saveAttachments } from '../../src/jobs/save-attachments.ts'
import { sendMessages } from '../../src/jobs/send-messages.ts'
import { server } from '../../src/web/server.ts'
import { startZaloOa } from '../fakes/zalo-oa.ts'
import { type Overrides, testDeps } from './deps.ts'

export async function startOfficialAccount({ env = {}, ...overrides }: Overrides = {}) {
  const zalo = await startZaloOa()
  const opened = await testDeps({ ...overrides, env: { ...zalo.settings(), MEDIA_HOSTS: zalo.host, ...env } })
  const deps = { ...opened.deps, wake: async () => {} }
  const run = (job: Job) => job.run(deps, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })
  zalo.useWebhook({
    url: '/webhooks/zalo-oa',
    secret: '',
    fetch: (url, init) => server.request(url, init, deps),
  })
  return {
    ...opened,
    deps,
    zalo,
    run,
    refresh: () => run(refreshTokens),
    /** What was said is heard, answered and sent. */
    async answer() {
      await run(refreshTokens)
      await run(handleUpdates)
      await Promise.all([run(sendMessages), run(saveAttachments)])
    },
    /** So much time passes, for the platform and for us. */
    async elapse(ms: number) {
      const back = (column: string) => sql`${sql.ref(column)} - make_interval(secs => ${ms / 1000})`
      for (const [table, columns] of Object.entries(CLOCKS))
        await sql`update ${sql.table(table)} set ${sql.join(columns.map((column) => sql`${sql.ref(column)} = ${back(column)}`))}`.execute(
          deps.db,
        )
      await zalo.elapse(ms)
    },
    async close() {
      await zalo.close()
      await opened.close()
    },
  }
}

export type OfficialAccount = Awaited<ReturnType<typeof startOfficialAccount>>

const CLOCKS = {
  contact: ['interacted_at', 'staff_at'],
  channel_token: ['access_at', 'access_until', 'refresh_at', 'consented_at', 'due_at', 'leased_until', 'told_at'],
  outbox: ['due_at', 'leased_until', 'settled_at'],
  inbox: ['received_at'],
  channel_state: ['paused_until', 'refilled_at'],
} as const
