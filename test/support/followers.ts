/** Followers by the dozen or thousand; knows nothing of the test runner, so benchmarks use it too. */
import { sql } from 'kysely'
import type { Deps } from '../../src/deps.ts'
import type { ChannelName, Language } from '../../src/message.ts'
import type * as broadcasts from '../../src/models/broadcast.ts'
import * as consents from '../../src/models/consent.ts'
import * as people from '../../src/models/person.ts'
import * as subscriptions from '../../src/models/subscription.ts'
import type { TelegramFake } from '../fakes/telegram.ts'

type Rows = Pick<Deps, 'db' | 'vault'>

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
  beyond: 'none',
}

interface Follower {
  readonly address: string | number
  readonly channel?: ChannelName
  readonly language?: Language
  readonly topic?: string
  readonly communeCode?: string
}

/** Someone who chose the topic as the talk does it; on Telegram known to the fake. */
export async function follower(deps: Rows, telegram: TelegramFake | null, one: Follower): Promise<string> {
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
export async function crowd(deps: Rows, telegram: TelegramFake | null, count: number, first = 100_000): Promise<void> {
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
