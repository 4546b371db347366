/** What operators watch, counted in the database: the same numbers whichever process or isolate is asked (P-31). */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import * as channelStates from './channel-state.ts'
import * as contacts from './contact.ts'
import * as deadLetters from './dead-letter.ts'
import * as inboxes from './inbox.ts'
import { OPEN_STATES } from './report.ts'
import * as tokens from './token.ts'

export interface Gauge {
  readonly name: string
  readonly help: string
  readonly type: 'gauge'
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

/** One read of all; `ocop_database_seconds` is how long the first of them took. */
export async function all(db: Db): Promise<readonly Gauge[]> {
  const began = performance.now()
  const inbox = await counted(db, 'inbox', ['channel', 'kind', 'state'])
  const seconds = (performance.now() - began) / 1000
  const channels = await channelStates.list(db)
  const perChannel = (value: (channel: channelStates.ChannelState) => number | null) =>
    channels.flatMap((channel) => {
      const found = value(channel)
      return found === null ? [] : [{ labels: { channel: channel.channel }, value: found }]
    })
  const outbox = await counted(db, 'outbox', ['channel', 'lane', 'state'])
  const letters = Object.entries(await deadLetters.count(db)).map(([kind, value]) => ({ labels: { kind }, value }))
  return [
    gauge('inbox_updates', 'Updates kept, by state; dead ones need an operator.', inbox),
    gauge('outbox_messages', 'Messages kept, by state.', outbox),
    gauge(
      'deliveries',
      'Reports on their way to who handles them elsewhere.',
      await counted(db, 'delivery', ['destination', 'state']),
    ),
    gauge('oldest_seconds', 'Age of the oldest row that is due and not done.', await oldest(db)),
    gauge('dead_letters', 'What was given up and waits for a person.', letters),
    gauge('send_errors', 'Sends of the last day that failed, by kind.', await sendErrors(db)),
    gauge('attachments', 'Photos and papers, by state.', await counted(db, 'attachment', ['state'])),
    gauge(
      'channel_paused',
      '1 while nothing is sent on a channel.',
      perChannel((c) => Number(c.isPaused)),
    ),
    gauge(
      'channel_month_messages',
      'Messages counted against the monthly quota.',
      perChannel((c) => c.monthCount),
    ),
    gauge(
      'channel_backlog',
      'Updates that wait at the platform, as it last said.',
      perChannel((c) => c.backlog),
    ),
    gauge('channel_paid_messages', 'Messages of this month outside of the free window.', await contacts.paidOf(db)),
    gauge('signatures', 'Updates kept, by the way in which the platform signed them.', await signatures(db)),
    gauge(
      'token_seconds',
      'Time left: access token, refresh token, and the consent if it counts from there.',
      await tokenTimes(db),
    ),
    gauge('token_lost', '1 where a channel needs a new grant by hand.', await lostTokens(db)),
    gauge('open', 'What waits for an official.', await open(db)),
    gauge('database_seconds', 'How long the database took for the first of these counts.', [{ labels: {}, value: seconds }]),
  ]
}

function gauge(name: string, help: string, samples: Gauge['samples']): Gauge {
  return { name: `ocop_${name}`, help, type: 'gauge', samples }
}

type Counted = 'inbox' | 'outbox' | 'attachment' | 'delivery'

async function counted(db: Db, table: Counted, columns: readonly string[]): Promise<Gauge['samples']> {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const { rows } = await sql<
    Record<string, string>
  >`select ${names}, count(*)::text as n from ${sql.table(table)} group by ${names}`.execute(db)
  return rows.map(({ n, ...labels }) => ({ labels, value: Number(n) }))
}

async function oldest(db: Db): Promise<Gauge['samples']> {
  const { rows } = await sql<{ queue: string; seconds: number }>`
    select 'inbox' as queue, coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as seconds
      from inbox where state in ('pending', 'leased') and due_at <= now()
    union all
    select 'outbox', coalesce(extract(epoch from now() - min(created_at)), 0)::float8
      from outbox where state in ('queued', 'leased', 'sending') and due_at <= now()
    union all
    select 'delivery', coalesce(extract(epoch from now() - min(created_at)), 0)::float8
      from delivery where state in ('waiting', 'leased', 'sending') and due_at <= now()`.execute(db)
  return rows.map(({ queue, seconds }) => ({ labels: { queue }, value: Math.max(0, seconds) }))
}

/** The kind stands before the colon of a reason. */
async function sendErrors(db: Db): Promise<Gauge['samples']> {
  const { rows } = await sql<{ channel: string; kind: string; n: number }>`
    select channel, split_part(reason, ':', 1) as kind, count(*)::int as n from outbox
    where reason is not null and created_at > now() - interval '1 day' group by 1, 2`.execute(db)
  return rows.map(({ channel, kind, n }) => ({ labels: { channel, kind }, value: n }))
}

async function signatures(db: Db): Promise<Gauge['samples']> {
  return (await inboxes.signatures(db)).map(({ channel, way, count }) => ({ labels: { channel, way }, value: count }))
}

async function tokenTimes(db: Db): Promise<Gauge['samples']> {
  return (await tokens.list(db)).flatMap(({ channel, accessSeconds, refreshSeconds, consentSeconds }) =>
    Object.entries({ access: accessSeconds, refresh: refreshSeconds, consent: consentSeconds }).map(([token, value]) => ({
      labels: { channel, token },
      value: Math.round(value),
    })),
  )
}

async function lostTokens(db: Db): Promise<Gauge['samples']> {
  return (await tokens.list(db)).map(({ channel, state }) => ({ labels: { channel }, value: Number(state === 'lost') }))
}

async function open(db: Db): Promise<Gauge['samples']> {
  const { rows } = await sql<{ what: string; n: number }>`
    select 'report' as what, count(*)::int as n from report where state = any(${[...OPEN_STATES]})
    union all select 'registration', count(*)::int from registration where state = 'submitted'
    union all select 'question', count(*)::int from question where state = 'open'
    union all select 'handover', count(*)::int from handover where state = 'open'`.execute(db)
  return rows.map(({ what, n }) => ({ labels: { what }, value: n }))
}
