/**
 * The outbox: every message owed to a person, one row a platform call (P-07, P-12).
 *
 * A row is written in the transaction that causes it. The sender leases it, commits the attempt (`sending`) before the
 * request leaves, and settles it by what came of it. A row found `sending` after a crash may have arrived: a reply is sent
 * once more (it may double, it is never silent), an ordinary broadcast is not, an emergency is. Platform sends are not
 * idempotent, so nothing below retries. What is particular to broadcasts is in `bulk.ts`.
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { split } from '../lib/split.ts'
import type { ChannelName, Limits, Outbound, SendResult } from '../message.ts'
import * as channelStates from './channel-state.ts'

const PAYLOAD = 'outbox.payload'
export const OPEN = ['queued', 'leased', 'sending'] as const
const MAX_ATTEMPTS = 10
/** waits after a refusal, in seconds; the last is repeated */
const RETRY_SECONDS = [2, 7, 20, 60, 180, 600, 900] as const

export interface Owed {
  readonly personId: string
  readonly message: Outbound
  readonly limits: Limits
  readonly inboxId?: string | null
}

/**
 * Writes what is owed, split to what the channel carries; choices and links go with the last part.
 *
 * The person's row is locked first, so that ids of one person grow in the order of commits: a page that asks for "after
 * 7" can never miss a 6 that was committed later.
 *
 * @returns ids of the rows
 */
export async function enqueue(tx: Tx, vault: Vault, owed: Owed): Promise<readonly string[]> {
  const person = await tx
    .selectFrom('person')
    .select('channel')
    .where('id', '=', owed.personId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const ids: string[] = []
  for (const part of parts(owed.message, owed.limits)) {
    const { id } = await tx
      .insertInto('outbox')
      .values({
        person_id: owed.personId,
        channel: person.channel,
        inbox_id: owed.inboxId ?? null,
        payload: await vault.seal(JSON.stringify(part), PAYLOAD),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.push(id)
  }
  return ids
}

function parts(message: Outbound, limits: Limits): readonly Outbound[] {
  if (message.type !== 'message' || message.text.length <= limits.maxText) return [message]
  const texts = split(message.text, limits.maxText)
  return texts.map((text, index) => (index === texts.length - 1 ? { ...message, text } : { type: 'message', text }))
}

export interface Claimed {
  readonly id: string
  readonly personId: string
  readonly lane: 'reply' | 'bulk' | 'emergency'
  readonly message: Outbound
  readonly attempts: number
  readonly unknowns: number
  readonly fence: number
}

interface ClaimOptions {
  readonly leaseSeconds: number
  readonly limit: number
}

/** Due replies of a channel, at most one a person, leased; as many as the channel's rate and pause allow. */
export async function claim(
  db: Exclude<Db, Tx>,
  vault: Vault,
  channel: { readonly name: ChannelName; readonly limits: Limits },
  options: ClaimOptions,
): Promise<readonly Claimed[]> {
  const { isDue, hasLost } = await look(db, channel.name)
  if (hasLost) await recover(db)
  if (!isDue && !hasLost) return []
  const rows = await db.transaction().execute(async (tx) => {
    const allowed = Math.min(options.limit, await channelStates.allowance(tx, channel.name, channel.limits))
    if (allowed <= 0) return []
    const taken = await lease(tx, channel.name, { ...options, limit: allowed })
    await channelStates.take(tx, channel.name, channel.limits, taken.length)
    return taken
  })
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      personId: row.person_id,
      lane: row.lane,
      message: JSON.parse(await vault.open(row.payload ?? '', PAYLOAD)) as Outbound,
      attempts: row.attempts,
      unknowns: row.unknowns,
      fence: row.fence,
    })),
  )
}

/** Whether a reply is due, and whether a dead worker left something on the wire: both without reading the queue. */
async function look(db: Db, channel: ChannelName): Promise<{ isDue: boolean; hasLost: boolean }> {
  const { rows } = await sql<{ isDue: boolean; hasLost: boolean }>`select
    exists(select 1 from outbox where channel = ${channel} and lane = 'reply' and state in ('queued', 'leased')
      and due_at <= now() and (state = 'queued' or leased_until < now())) as "isDue",
    ${lost()} as "hasLost"`.execute(db)
  return rows[0] ?? { isDue: false, hasLost: false }
}

/** True where some row is `sending` and its worker is gone. */
export function lost() {
  return sql<boolean>`exists(select 1 from outbox where state = 'sending' and leased_until < now())`
}

function lease(tx: Tx, channel: ChannelName, options: ClaimOptions) {
  const due = tx
    .selectFrom('outbox as o')
    .select('o.id')
    .where('o.channel', '=', channel)
    .where('o.lane', '=', 'reply')
    .where('o.state', 'in', ['queued', 'leased'])
    .where('o.due_at', '<=', sql<Date>`now()`)
    .where((where) => where.or([where('o.state', '=', 'queued'), where('o.leased_until', '<', sql<Date>`now()`)]))
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('outbox as earlier')
            .select('earlier.id')
            .whereRef('earlier.person_id', '=', 'o.person_id')
            .where('earlier.lane', '=', 'reply')
            .whereRef('earlier.id', '<', 'o.id')
            .where('earlier.state', 'in', OPEN),
        ),
      ),
    )
    .orderBy('o.id')
    .limit(options.limit)
    .forUpdate()
    .skipLocked()
  return tx
    .updateTable('outbox')
    .set({ state: 'leased', fence: sql`fence + 1`, leased_until: sql`now() + make_interval(secs => ${options.leaseSeconds})` })
    .where('id', 'in', due)
    .returning(['id', 'person_id', 'lane', 'payload', 'attempts', 'unknowns', 'fence'])
    .execute()
}

/** Commits the attempt before the request leaves and renews the lease; false: the lease was lost, do not send. */
export async function begin(db: Db, claimed: Claimed, leaseSeconds: number): Promise<boolean> {
  const result = await db
    .updateTable('outbox')
    .set({
      state: 'sending',
      attempts: sql`attempts + 1`,
      leased_until: sql`now() + make_interval(secs => ${leaseSeconds})`,
    })
    .where('id', '=', claimed.id)
    .where('fence', '=', claimed.fence)
    .where('state', '=', 'leased')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** What a send leads to; the whole retry policy in one place (reliability.md section 3). */
export type Outcome =
  | { readonly state: 'sent'; readonly externalId: string }
  | { readonly state: 'failed' | 'unknown'; readonly reason: string }
  | {
      readonly state: 'queued'
      readonly reason: string
      readonly waitMs: number
      readonly wasUnknown: boolean
      /** the channel was stopped: not this message's fault, however long it lasts */
      readonly isUncounted?: true
    }

/** @param attempts including the one that just ended */
export function outcomeOf(row: Pick<Claimed, 'lane' | 'attempts' | 'unknowns' | 'message'>, result: SendResult): Outcome {
  if (result.outcome === 'sent') return { state: 'sent', externalId: result.id }
  if (row.message.type === 'acknowledge') return { state: 'failed', reason: 'acknowledgement not taken' }
  if (result.outcome === 'unknown') {
    return row.lane !== 'bulk' && row.unknowns === 0
      ? { state: 'queued', reason: 'unknown', waitMs: 5000, wasUnknown: true }
      : { state: 'unknown', reason: result.detail ?? 'unknown' }
  }
  const reason = `${result.reason}${result.detail ? `: ${result.detail}` : ''}`
  if (result.reason === 'invalid' || result.reason === 'blocked' || result.reason === 'closed') return { state: 'failed', reason }
  // The channel is stopped as a whole; the queue is kept for the day it works again.
  if (result.reason === 'unauthorized' || result.reason === 'quota')
    return { state: 'queued', reason, waitMs: 0, wasUnknown: false, isUncounted: true }
  if (row.attempts >= MAX_ATTEMPTS) return { state: 'failed', reason }
  const seconds = RETRY_SECONDS[Math.min(row.attempts, RETRY_SECONDS.length) - 1] ?? 2
  const waitMs = Math.max(seconds * 1000, result.retryAfterMs ?? 0, result.waitMs ?? 0)
  return { state: 'queued', reason, waitMs, wasUnknown: false }
}

/** Ends an attempt; false: the lease was lost meanwhile and nothing was written. */
export async function settle(db: Db, claimed: Claimed, outcome: Outcome): Promise<boolean> {
  const isOver = outcome.state !== 'queued'
  const result = await db
    .updateTable('outbox')
    .set({
      state: outcome.state,
      leased_until: null,
      ...(isOver && { settled_at: sql`now()` }),
      ...(outcome.state === 'sent' ? { external_id: outcome.externalId } : { reason: outcome.reason }),
      ...(outcome.state === 'queued' && {
        due_at: sql`now() + make_interval(secs => ${outcome.waitMs / 1000} * (1 + 0.2 * random()))`,
        unknowns: outcome.wasUnknown ? claimed.unknowns + 1 : claimed.unknowns,
        ...(outcome.isUncounted && { attempts: sql`greatest(attempts - 1, 0)` }),
      }),
    })
    .where('id', '=', claimed.id)
    .where('fence', '=', claimed.fence)
    .where('state', 'in', ['leased', 'sending'])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Rows that a dead worker left `sending`: the request may have arrived, so they end as an `unknown` send does. */
export async function recover(db: Db): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'queued', leased_until: null, reason: 'unknown', fence: sql`fence + 1`, unknowns: sql`unknowns + 1` })
    .where('state', '=', 'sending')
    .where('leased_until', '<', sql<Date>`now()`)
    .where('lane', '!=', 'bulk')
    .where('unknowns', '=', 0)
    .execute()
  await db
    .updateTable('outbox')
    .set({ state: 'unknown', leased_until: null, reason: 'unknown', fence: sql`fence + 1`, settled_at: sql`now()` })
    .where('state', '=', 'sending')
    .where('leased_until', '<', sql<Date>`now()`)
    .where((where) => where.or([where('lane', '=', 'bulk'), where('unknowns', '>', 0)]))
    .execute()
}

/** Gives back what was leased but not begun (P-35). */
export async function release(db: Db, claimed: Claimed): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'queued', leased_until: null })
    .where('id', '=', claimed.id)
    .where('fence', '=', claimed.fence)
    .where('state', '=', 'leased')
    .execute()
}

/** Whether a message that a platform tells of is one of these rows, as far as is known: one may be on the wire just now. */
export async function mayBeOurs(db: Db, personId: string, externalId: string): Promise<boolean> {
  const row = await db
    .selectFrom('outbox')
    .select('id')
    .where('person_id', '=', personId)
    .where((where) => where.or([where('external_id', '=', externalId), where('state', '=', 'sending')]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export interface Shown {
  readonly id: string
  readonly inboxId: string | null
  readonly message: Extract<Outbound, { type: 'message' }>
  readonly at: Date
}

/** What a person was told, oldest first: all that answers one update, or all after a message, or the whole talk. */
export async function listFor(
  db: Db,
  vault: Vault,
  filter: { readonly personId: string; readonly inboxId?: string; readonly after?: string; readonly limit: number },
): Promise<readonly Shown[]> {
  let query = db
    .selectFrom('outbox')
    .select(['id', 'inbox_id', 'payload', 'created_at', wordsOf('outbox').as('words')])
    .where('person_id', '=', filter.personId)
    // An announcement that waits may still be stopped: it shows from the moment that it is on its way.
    .where((where) => where.or([where('broadcast_id', 'is', null), where('state', 'in', ['sending', 'sent', 'unknown'])]))
    .orderBy('id', filter.after || filter.inboxId ? 'asc' : 'desc')
    .limit(filter.limit)
  if (filter.inboxId) query = query.where('inbox_id', '=', filter.inboxId)
  if (filter.after) query = query.where('id', '>', filter.after)
  const rows = await query.execute()
  const opened = await Promise.all(
    (filter.after || filter.inboxId ? rows : rows.toReversed()).map(async (row) => ({
      id: row.id,
      inboxId: row.inbox_id,
      message: JSON.parse(row.words ?? (await vault.open(row.payload ?? '', PAYLOAD))) as Outbound,
      at: row.created_at,
    })),
  )
  return opened.filter((row): row is Shown => row.message.type === 'message')
}

/** JSON of what a broadcast says in the language of the row's person; null: the row has words of its own. */
export function wordsOf(row: string) {
  return sql<string | null>`(select b.messages ->> p.language from broadcast b, person p
    where b.id = ${sql.ref(`${row}.broadcast_id`)} and p.id = ${sql.ref(`${row}.person_id`)})`
}
