/** Photos that came to us after their report had left: each goes on as an update of its own. */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import { OPEN_STATES } from './report.ts'

export interface LatePhoto {
  readonly deliveryId: string
  readonly reportId: string
  readonly attachmentId: string
  readonly destination: string
  /** the destination's id of the report */
  readonly externalId: string
  /** the report is closed, as far as we know */
  readonly isClosed: boolean
  /** waits that this photo has had */
  readonly rung: number
  readonly fence: number
}

/** One photo each of deliveries that have one to go and whose destination is not paused, leased. After a week none is sent. */
export async function claim(
  db: Db,
  options: { readonly destinations: readonly string[]; readonly leaseSeconds: number; readonly limit: number },
): Promise<readonly LatePhoto[]> {
  if (options.destinations.length === 0) return []
  const { rows } = await sql<LatePhoto>`
    with due as (
      select d.id, (select min(a.id) from attachment a where ${isLate}) as photo
      from delivery d
      where d.state = 'delivered' and d.external_id is not null and d.settled_at > now() - interval '7 days'
        and d.destination = any(${[...options.destinations]}) and d.due_at <= now()
        and (d.leased_until is null or d.leased_until < now())
        and exists (select 1 from attachment a where ${isLate})
        and not exists (select 1 from channel_state c where c.channel = d.destination and c.paused_until > now())
      order by d.due_at limit ${options.limit} for update of d skip locked)
    update delivery d set fence = fence + 1, leased_until = now() + make_interval(secs => ${options.leaseSeconds})
    from due, report r where due.id = d.id and r.id = d.report_id
    returning d.id::text as "deliveryId", r.id::text as "reportId", due.photo as "attachmentId", d.destination,
      d.external_id as "externalId", r.state <> all(${[...OPEN_STATES]}) as "isClosed", d.rung, d.fence`.execute(db)
  return rows
}

const isLate = sql`a.report_id = d.report_id and a.kind = 'photo' and a.state = 'stored'
  and not exists (select 1 from delivery_photo p where p.delivery_id = d.id and p.attachment_id = a.id)`

/** How many photos of a report have not gone after it: on their way still, or given up. */
export async function count(db: Db, reportId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from delivery d join attachment a on ${isLate}
    where d.state = 'delivered' and d.external_id is not null and d.report_id = ${reportId}`.execute(db)
  return rows[0]?.n ?? 0
}

/** The photo arrived, or is refused for good: it is not sent again. false: the lease was lost. */
export async function settle(tx: Db, photo: LatePhoto): Promise<boolean> {
  if (!(await free(tx, photo, { rung: 0, waitMs: 0 }))) return false
  await tx
    .insertInto('delivery_photo')
    .values({ delivery_id: photo.deliveryId, attachment_id: photo.attachmentId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return true
}

/** Tried again later, each time after a longer wait. @param askedMs the destination named a time */
export async function postpone(db: Db, photo: LatePhoto, retrySeconds: readonly number[], askedMs = 0): Promise<void> {
  const seconds = retrySeconds[Math.min(photo.rung, retrySeconds.length - 1)] ?? 60
  await free(db, photo, { rung: photo.rung + 1, waitMs: Math.max(seconds * 1000, askedMs) })
}

/** Gives back what was leased and not begun (P-35). */
export async function release(db: Db, photo: LatePhoto): Promise<void> {
  await free(db, photo, { rung: photo.rung, waitMs: 0 })
}

async function free(db: Db, { deliveryId, fence }: LatePhoto, next: { rung: number; waitMs: number }): Promise<boolean> {
  const result = await db
    .updateTable('delivery')
    .set({
      leased_until: null,
      rung: next.rung,
      due_at: sql`now() + make_interval(secs => ${next.waitMs / 1000} * (0.9 + 0.2 * random()))`,
    })
    .where('id', '=', deliveryId)
    .where('fence', '=', fence)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
