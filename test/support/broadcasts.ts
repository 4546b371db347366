/** Followers by the dozen or thousand, and a broadcast that is due, without the console around it. */
import { sql } from 'kysely'
import type { Deps } from '../../src/deps.ts'
import { fanOutBroadcasts } from '../../src/jobs/fan-out-broadcasts.ts'
import { sendBroadcasts } from '../../src/jobs/send-broadcasts.ts'
import type { ChannelName, Language } from '../../src/message.ts'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as results from '../../src/models/broadcast-result.ts'
import * as consents from '../../src/models/consent.ts'
import * as officials from '../../src/models/official.ts'
import * as people from '../../src/models/person.ts'
import * as subscriptions from '../../src/models/subscription.ts'
import { startTelegram, type TelegramFake } from '../fakes/telegram.ts'
import { type Overrides, testDeps } from './deps.ts'

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

export const WORDS: broadcasts.Words = {
  kind: 'ordinary',
  isPromotion: false,
  topic: 'ocop',
  communeCode: null,
  titleVi: 'Nhận hồ sơ OCOP đợt 2',
  textVi: 'Bà con nộp hồ sơ tại xã, phường trước ngày 15/12/2026.',
  titleEn: 'OCOP dossiers, second round',
  textEn: 'Hand in your dossier at your commune before 15 December 2026.',
  reason: null,
}

interface Follower {
  readonly address: string | number
  readonly channel?: ChannelName
  readonly language?: Language
  readonly topic?: string
  readonly communeCode?: string
}

/** Someone who chose the topic as the talk does it; on Telegram known to the fake. */
export async function follower(deps: Deps, telegram: TelegramFake | null, one: Follower): Promise<string> {
  const { channel = 'telegram', language = 'vi', topic = 'ocop', communeCode = null } = one
  if (channel === 'telegram') telegram?.person(one.address)
  return deps.db.transaction().execute(async (tx) => {
    const { id } = await people.welcome(tx, deps.vault, { channel, address: String(one.address), language })
    await subscriptions.follow(tx, id, { topic, communeCode })
    await consents.record(tx, {
      personId: id,
      purpose: 'news',
      topic,
      given: true,
      textVersion: 'vi:test',
      textHash: 'test',
      channel,
      inboxId: null,
    })
    return id
  })
}

/** Many followers by one statement each; their addresses are `first`, `first + 1`, … */
export async function crowd(deps: Deps, telegram: TelegramFake | null, count: number, first = 100_000): Promise<void> {
  const rows = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const address = String(first + i)
      telegram?.person(address)
      return [await deps.vault.seal(address, 'person.address'), await people.keyOf(deps.vault, 'telegram', address)]
    }),
  )
  for (let at = 0; at < rows.length; at += 5000) {
    const part = rows.slice(at, at + 5000)
    await sql`with made as (insert into person (channel, address, address_hash)
        select 'telegram', a, h from unnest(${part.map(([a]) => a)}::text[], ${part.map(([, h]) => h)}::text[]) as t(a, h) returning id),
      agreed as (insert into consent (person_id, purpose, topic, given, text_version, text_hash, channel)
        select id, 'news', 'ocop', true, 'vi:test', 'test', 'telegram' from made)
      insert into subscription (person_id, topic) select id, 'ocop' from made`.execute(deps.db)
  }
  await sql`analyze`.execute(deps.db)
}

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
