/** An official erases what a request concerns; who else holds it is asked by the official, so the request may stay open. */
import type { Db, DeliveryState, Tx } from '../db/schema.ts'
import type { DataRequest, Subject } from './data-request.ts'
import { eraseRegistration, eraseReport } from './erasure.ts'
import { asSubject, type Holding, holdingsOf } from './holding.ts'

const ON_THE_WIRE: readonly DeliveryState[] = ['leased', 'sending']

/** What of a request is still here, with who else holds it as of now. */
export async function leftOf(db: Db, { personId, subjects }: DataRequest): Promise<readonly Holding[]> {
  const held = await holdingsOf(db, personId)
  return held.filter((one) => subjects.some(({ kind, id }) => kind === one.kind && id === one.id))
}

/** `busy`: a report of it leaves for elsewhere at this very moment; nothing was done. */
export async function eraseLeft(tx: Tx, request: DataRequest): Promise<'busy' | readonly Subject[]> {
  const left = await leftOf(tx, request)
  const reports = left.filter(({ kind }) => kind === 'report').map(({ id }) => id)
  if (await isLeaving(tx, reports)) return 'busy'
  // A report may have been passed on since it was asked.
  const fresh = request.subjects.map((one) => {
    const now = left.find(({ kind, id }) => kind === one.kind && id === one.id)
    return now ? asSubject(now) : one
  })
  await tx
    .updateTable('data_request')
    .set({ subjects: JSON.stringify(fresh), has_third_party: fresh.some(({ elsewhere = [] }) => elsewhere.length > 0) })
    .where('id', '=', request.id)
    .execute()
  for (const { kind, id } of left) await (kind === 'report' ? eraseReport(tx, id) : eraseRegistration(tx, id))
  return fresh
}

async function isLeaving(tx: Tx, reportIds: readonly string[]): Promise<boolean> {
  if (reportIds.length === 0) return false
  const rows = await tx.selectFrom('delivery').select('state').where('report_id', 'in', reportIds).forUpdate().execute()
  return rows.some(({ state }) => ON_THE_WIRE.includes(state))
}
