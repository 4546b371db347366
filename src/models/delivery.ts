/**
 * The journey of a report to a destination elsewhere: exactly once, as seen by its reference (P-08).
 *
 * The attempt is committed (`sending`) before the request leaves, with the photos that it carries. What was begun and not
 * settled may have arrived, as an `unknown` result may: then the destination is asked for our reference before anything is
 * sent again, and where it cannot be asked an official decides. A refusal that says why is a dead letter at once; all else
 * climbs a ladder of waits for three days. One delivery never waits for another (P-09).
 */
import { sql } from 'kysely'
import type { Db, DeliveryState, Tx } from '../db/schema.ts'
import { LADDER_HOURS, type Outcome } from './delivery-policy.ts'
import { OPEN_STATES } from './report.ts'

/** Photos are waited for this long, then the report goes without them. */
const PHOTO_WAIT = sql`interval '10 minutes'`

/** One journey; `destination` names who handles the report. In the transaction that files the report. */
export async function create(tx: Tx, reportId: string, destination: string): Promise<void> {
  await tx.insertInto('delivery').values({ report_id: reportId, destination }).execute()
}

export interface Claimed {
  readonly id: string
  readonly reportId: string
  readonly destination: string
  readonly attempts: number
  /** more than 0: an earlier attempt may have arrived */
  readonly unknowns: number
  /** an official wants it sent although it may have arrived */
  readonly isDoubtful: boolean
  /** null: never tried */
  readonly firstTryAt: Date | null
  /** attempts on the present ladder, and when it began */
  readonly rung: number
  readonly ladderAt: Date | null
  readonly fence: number
}

/** Due deliveries of known destinations that are not paused, oldest first, leased. */
export async function claim(
  db: Db,
  options: { readonly destinations: readonly string[]; readonly leaseSeconds: number; readonly limit: number },
): Promise<readonly Claimed[]> {
  if (options.destinations.length === 0) return []
  await recover(db)
  const due = db
    .selectFrom('delivery as d')
    .select('d.id')
    .where('d.destination', 'in', options.destinations)
    .where('d.state', 'in', ['waiting', 'leased'])
    .where('d.due_at', '<=', sql<Date>`now()`)
    .where((where) => where.or([where('d.state', '=', 'waiting'), where('d.leased_until', '<', sql<Date>`now()`)]))
    .where((where) =>
      where.or([
        where('d.created_at', '<', sql<Date>`now() - ${PHOTO_WAIT}`),
        where.not(
          where.exists(
            where
              .selectFrom('attachment as a')
              .select('a.id')
              .whereRef('a.report_id', '=', 'd.report_id')
              .where('a.state', '=', 'wanted'),
          ),
        ),
      ]),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('channel_state as c')
            .select('c.channel')
            .whereRef('c.channel', '=', 'd.destination')
            .where('c.paused_until', '>', sql<Date>`now()`),
        ),
      ),
    )
    .orderBy('d.due_at')
    .limit(options.limit)
    .forUpdate()
    .skipLocked()
  const rows = await db
    .updateTable('delivery')
    .set({
      state: 'leased',
      fence: sql`fence + 1`,
      leased_until: sql`now() + make_interval(secs => ${options.leaseSeconds})`,
    })
    .where('id', 'in', due)
    .returning([
      'id',
      'report_id',
      'destination',
      'attempts',
      'unknowns',
      'is_doubtful',
      'first_try_at',
      'rung',
      'ladder_at',
      'fence',
    ])
    .execute()
  return rows.map((row) => ({
    id: row.id,
    reportId: row.report_id,
    destination: row.destination,
    attempts: row.attempts,
    unknowns: row.unknowns,
    isDoubtful: row.is_doubtful,
    firstTryAt: row.first_try_at,
    rung: row.rung,
    ladderAt: row.ladder_at,
    fence: row.fence,
  }))
}

/**
 * What a dead worker left `sending` may have arrived. It goes on at once, unless its ladder is over: a report that ends its
 * process each time is not tried without end. A leave to send it unasked was for that one attempt.
 */
async function recover(db: Db): Promise<void> {
  const isOver = sql<boolean>`ladder_at < now() - make_interval(hours => ${LADDER_HOURS})`
  await db
    .updateTable('delivery')
    .set({
      state: sql`case when ${isOver} then 'undecided' else 'waiting' end`,
      settled_at: sql`case when ${isOver} then now() end`,
      reason: 'unknown: its worker ended',
      unknowns: sql`unknowns + 1`,
      is_doubtful: false,
      fence: sql`fence + 1`,
      leased_until: null,
    })
    .where('state', '=', 'sending')
    .where('leased_until', '<', sql<Date>`now()`)
    .execute()
}

/** Commits the attempt before the request leaves, and renews the lease; false: the lease was lost, do not send. */
export async function begin(
  tx: Tx,
  claimed: Claimed,
  { leaseSeconds, photoIds }: { readonly leaseSeconds: number; readonly photoIds: readonly string[] },
): Promise<boolean> {
  const result = await tx
    .updateTable('delivery')
    .set({
      state: 'sending',
      attempts: sql`attempts + 1`,
      first_try_at: sql`coalesce(first_try_at, now())`,
      ladder_at: sql`coalesce(ladder_at, now())`,
      leased_until: sql`now() + make_interval(secs => ${leaseSeconds})`,
    })
    .where('id', '=', claimed.id)
    .where('fence', '=', claimed.fence)
    .where('state', '=', 'leased')
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await notePhotos(tx, claimed.id, photoIds)
  return true
}

/** Before anybody knows whether they arrive: if the report does, so did they, and if not, all go again with it. */
async function notePhotos(tx: Tx, id: string, attachmentIds: readonly string[]): Promise<void> {
  if (attachmentIds.length === 0) return
  await tx
    .insertInto('delivery_photo')
    .values(attachmentIds.map((attachmentId) => ({ delivery_id: id, attachment_id: attachmentId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Ends an attempt; false: the lease was lost meanwhile and nothing was written.
 *
 * @param from what it may be in: an attempt that was never begun is `leased` only
 */
export async function settle(
  db: Db,
  claimed: Claimed,
  outcome: Outcome,
  from: readonly DeliveryState[] = ['leased', 'sending'],
): Promise<boolean> {
  const isOver = outcome.state !== 'waiting'
  const result = await db
    .updateTable('delivery')
    .set({
      state: outcome.state,
      leased_until: null,
      ...(isOver && { settled_at: sql`now()` }),
      ...(outcome.state === 'delivered'
        ? { external_id: outcome.externalId, reason: null, rung: 0, ladder_at: null, due_at: sql<Date>`now()` }
        : { reason: outcome.reason }),
      ...(outcome.state === 'waiting' && {
        rung: sql`rung + 1`,
        ladder_at: sql`coalesce(ladder_at, now())`,
        due_at: sql`now() + make_interval(secs => ${outcome.waitMs / 1000} * (0.9 + 0.2 * random()))`,
        unknowns: outcome.isUnknown ? sql<number>`unknowns + 1` : sql<number>`unknowns`,
      }),
    })
    .where('id', '=', claimed.id)
    .where('fence', '=', claimed.fence)
    .where('state', 'in', from)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Gives back what was leased and not begun (P-35). */
export async function release(db: Db, claimed: Claimed): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ state: 'waiting', leased_until: null })
    .where('id', '=', claimed.id)
    .where('fence', '=', claimed.fence)
    .where('state', '=', 'leased')
    .execute()
}

export interface Delivery {
  readonly id: string
  readonly reportId: string
  readonly destination: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly externalId: string | null
  readonly reason: string | null
  readonly dueAt: Date
  readonly createdAt: Date
  readonly settledAt: Date | null
}

/** A report's journeys, newest first; none: officials here handle it. */
export async function listOf(db: Db, reportId: string): Promise<readonly Delivery[]> {
  const rows = await db.selectFrom('delivery').selectAll().where('report_id', '=', reportId).orderBy('id', 'desc').execute()
  return rows.map(shown)
}

export async function find(db: Db, id: string): Promise<Delivery | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const row = await db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? shown(row) : null
}

/** Delivered ones of which news may come, in order: open reports, and closed ones for a month. */
export async function listWatched(
  db: Db,
  destination: string,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly { id: string; externalId: string }[]> {
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('report', 'report.id', 'delivery.report_id')
    .select(['delivery.id', 'delivery.external_id as externalId'])
    .where('delivery.destination', '=', destination)
    .where('delivery.state', '=', 'delivered')
    .where('delivery.external_id', 'is not', null)
    .where('delivery.id', '>', page.after)
    .where((where) =>
      where.or([
        where('report.state', 'in', OPEN_STATES),
        where('report.updated_at', '>', sql<Date>`now() - interval '30 days'`),
      ]),
    )
    .orderBy('delivery.id')
    .limit(page.limit)
    .execute()
  return rows.map(({ id, externalId }) => ({ id, externalId: externalId ?? '' }))
}

/** Goes elsewhere and has not arrived, as far as we know. */
export async function isOnItsWay(db: Db, reportId: string): Promise<boolean> {
  const journeys = await listOf(db, reportId)
  return journeys.some(({ state }) => state !== 'delivered' && state !== 'taken_back')
}

/** Handled elsewhere now: only the destination moves the report's state (`contract.md`). */
export function isElsewhere(deliveries: readonly Delivery[]): boolean {
  return deliveries.some(({ state }) => state !== 'taken_back')
}

type Row = {
  id: string
  report_id: string
  destination: string
  state: DeliveryState
  attempts: number
  external_id: string | null
  reason: string | null
  due_at: Date
  created_at: Date
  settled_at: Date | null
}

function shown(row: Row): Delivery {
  return {
    id: row.id,
    reportId: row.report_id,
    destination: row.destination,
    state: row.state,
    attempts: row.attempts,
    externalId: row.external_id,
    reason: row.reason,
    dueAt: row.due_at,
    createdAt: row.created_at,
    settledAt: row.settled_at,
  }
}
