/** What operators watch, counted in the database: the same numbers whichever process or isolate is asked (P-31). */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import * as channelStates from './channel-state.ts'
import { OPEN_STATES } from './report.ts'

export interface Gauge {
  readonly name: string
  readonly help: string
  readonly type: 'gauge' | 'counter'
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

export async function all(db: Db): Promise<readonly Gauge[]> {
  const [inbox, outbox, ages, attachments, channels, desk] = [
    await counted(db, 'inbox', ['channel', 'kind', 'state']),
    await counted(db, 'outbox', ['channel', 'lane', 'state']),
    await oldest(db),
    await counted(db, 'attachment', ['state']),
    await channelStates.list(db),
    await open(db),
  ]
  const perChannel = (value: (channel: (typeof channels)[number]) => number) =>
    channels.map((channel) => ({ labels: { channel: channel.channel }, value: value(channel) }))
  return [
    { name: 'ocop_inbox_updates', help: 'Updates kept, by state; dead ones need an operator.', type: 'gauge', samples: inbox },
    { name: 'ocop_outbox_messages', help: 'Messages kept, by state.', type: 'gauge', samples: outbox },
    { name: 'ocop_oldest_seconds', help: 'Age of the oldest row that is due and not done.', type: 'gauge', samples: ages },
    { name: 'ocop_attachments', help: 'Photos and papers, by state.', type: 'gauge', samples: attachments },
    {
      name: 'ocop_channel_paused',
      help: '1 while nothing is sent on a channel.',
      type: 'gauge',
      samples: perChannel((c) => Number(c.isPaused)),
    },
    {
      name: 'ocop_channel_month_messages',
      help: 'Messages counted against the monthly quota.',
      type: 'gauge',
      samples: perChannel((c) => c.monthCount),
    },
    {
      name: 'ocop_open',
      help: 'Reports, registrations, questions and hand-overs that wait for an official.',
      type: 'gauge',
      samples: desk,
    },
  ]
}

async function counted(db: Db, table: 'inbox' | 'outbox' | 'attachment', columns: readonly string[]): Promise<Gauge['samples']> {
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
      from outbox where state in ('queued', 'leased', 'sending') and due_at <= now()`.execute(db)
  return rows.map(({ queue, seconds }) => ({ labels: { queue }, value: Math.max(0, seconds) }))
}

async function open(db: Db): Promise<Gauge['samples']> {
  const { rows } = await sql<{ what: string; n: number }>`
    select 'report' as what, count(*)::int as n from report where state = any(${[...OPEN_STATES]})
    union all select 'registration', count(*)::int from registration where state = 'submitted'
    union all select 'question', count(*)::int from question where state = 'open'
    union all select 'handover', count(*)::int from handover where state = 'open'`.execute(db)
  return rows.map(({ what, n }) => ({ labels: { what }, value: n }))
}
