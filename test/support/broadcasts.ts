/** A broadcast that is due, and what becomes of it, without the console around it. */
import { sql } from 'kysely'
import { fanOutBroadcasts } from '../../src/jobs/fan-out-broadcasts.ts'
import { sendBroadcasts } from '../../src/jobs/send-broadcasts.ts'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as results from '../../src/models/broadcast-result.ts'
import * as officials from '../../src/models/official.ts'
import { startTelegram } from '../fakes/telegram.ts'
import { type Overrides, testDeps } from './deps.ts'
import { WORDS } from './followers.ts'

/** So that tests do not wait for the morning. */
export const AT_ANY_HOUR = { BULK_HOURS: '00:00-24:00', BULK_RATE: '1000' }

export async function startBroadcasting({ env = {}, ...overrides }: Overrides = {}) {
  const telegram = await startTelegram()
  const opened = await testDeps({
    ...overrides,
    env: {
      ...AT_ANY_HOUR,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_WEBHOOK_SECRET: 'secret-of-the-webhook',
      TELEGRAM_API_ROOT: telegram.baseUrl,
      ...env,
    },
  })
  const writer = (await officials.create(opened.deps.db, 'lan@hue.example')).id
  const second = (await officials.create(opened.deps.db, 'minh@hue.example')).id
  return {
    ...opened,
    telegram,
    writer,
    second,
    async close() {
      await telegram.close()
      await opened.close()
    },
  }
}

export type Broadcasting = Awaited<ReturnType<typeof startBroadcasting>>

export const budget = (ms = 20_000) => ({ endsAt: Date.now() + ms, signal: new AbortController().signal })

export { crowd, follower, WORDS } from './followers.ts'

/** A broadcast that is due, as if previewed, asked for and approved. */
export async function due(app: Broadcasting, change: Partial<broadcasts.Words> = {}): Promise<string> {
  const words = { ...WORDS, ...(change.kind === 'emergency' && { reason: 'Nước sông lên nhanh.' }), ...change }
  return app.deps.db.transaction().execute(async (tx) => {
    const id = await broadcasts.create(tx, words, app.writer)
    await tx
      .updateTable('broadcast')
      .set({ state: 'scheduled', scheduled_at: sql<Date>`now()`, requested_by: app.writer, approved_by: app.second })
      .where('id', '=', id)
      .execute()
    return id
  })
}

export async function set(app: Broadcasting, id: string, to: 'paused' | 'sending' | 'stopped'): Promise<boolean> {
  return app.deps.db.transaction().execute((tx) => broadcasts.set(tx, id, to, app.writer))
}

/** Rows for everyone, then messages, then the end. */
export async function runAll({ deps }: Pick<Broadcasting, 'deps'>): Promise<void> {
  await fanOutBroadcasts.run(deps, budget())
  await sendBroadcasts.run(deps, budget())
  await fanOutBroadcasts.run(deps, budget())
}

/** "sent" or "failed unsubscribed", and how many. */
export async function counts({ deps }: Pick<Broadcasting, 'deps'>, id: string): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {}
  for (const { outcome, reason, count } of await results.tally(deps.db, id)) {
    const name = reason === null ? outcome : `${outcome} ${reason}`
    found[name] = (found[name] ?? 0) + count
  }
  return found
}

export async function stateOf({ deps }: Pick<Broadcasting, 'deps'>, id: string): Promise<string | undefined> {
  return (await broadcasts.find(deps.db, id))?.state
}
