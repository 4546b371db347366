/** Photos that came to us after their report had left: each goes on as an update of its own. */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'

export interface LatePhoto {
  readonly deliveryId: string
  readonly attachmentId: string
  readonly destination: string
  /** the destination's id of the report */
  readonly externalId: string
  /** the report is closed, as far as we know */
  readonly isClosed: boolean
  readonly fence: number
}

const CLOSED = ['resolved', 'duplicate', 'rejected', 'withdrawn']

/** One photo each of deliveries that have one to go, leased. After a week nobody waits for them any more. */
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
      order by d.due_at limit ${options.limit} for update of d skip locked)
    update delivery d set fence = fence + 1, leased_until = now() + make_interval(secs => ${options.leaseSeconds})
    from due, report r where due.id = d.id and r.id = d.report_id
    returning d.id::text as "deliveryId", due.photo as "attachmentId", d.destination, d.external_id as "externalId",
      r.state = any(${CLOSED}) as "isClosed", d.fence`.execute(db)
  return rows
}

const isLate = sql`a.report_id = d.report_id and a.kind = 'photo' and a.state = 'stored'
  and not exists (select 1 from delivery_photo p where p.delivery_id = d.id and p.attachment_id = a.id)`

/** The photo arrived, or is refused for good: it is not sent again. */
export async function settle(tx: Db, photo: LatePhoto): Promise<void> {
  if (!(await free(tx, photo, 0))) return
  await tx
    .insertInto('delivery_photo')
    .values({ delivery_id: photo.deliveryId, attachment_id: photo.attachmentId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Tried again later. */
export async function postpone(db: Db, photo: LatePhoto, waitMs: number): Promise<void> {
  await free(db, photo, waitMs)
}

async function free(db: Db, { deliveryId, fence }: LatePhoto, waitMs: number): Promise<boolean> {
  const result = await db
    .updateTable('delivery')
    .set({ leased_until: null, due_at: sql`now() + make_interval(secs => ${waitMs / 1000})` })
    .where('id', '=', deliveryId)
    .where('fence', '=', fence)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
