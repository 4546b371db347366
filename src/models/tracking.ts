import type { Db } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { idsOf } from './account-link.ts'
import * as deliveries from './delivery.ts'
import { hashCode } from './reference.ts'
import * as registrations from './registration.ts'
import * as reports from './report.ts'
import * as stateChanges from './state-change.ts'

/**
 * What a code opens (P-17): everything in the chat that sent it, elsewhere only state, dates and reason.
 *
 * `own` is there only when `personId` is an account of the sender.
 */
export type Tracked = {
  readonly kind: 'report' | 'registration'
  readonly reference: string
  readonly state: string
  /** goes to who handles it elsewhere, and has not arrived yet */
  readonly isOnItsWay: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  /** the latest official's words about a state, if any */
  readonly reason: string | null
} & ({ readonly own: reports.Report | registrations.Registration } | { readonly own: null })

/** null: no such code; the same work is done either way, so that timing tells nothing. */
export async function find(db: Db, vault: Vault, code: string, personId: string): Promise<Tracked | null> {
  const hash = await hashCode(vault, code)
  const [report, registration] = [
    await db.selectFrom('report').select('id').where('code_hash', '=', hash).executeTakeFirst(),
    await db.selectFrom('registration').select('id').where('code_hash', '=', hash).executeTakeFirst(),
  ]
  const found = report ? await reports.find(db, vault, report.id) : await registrations.find(db, vault, registration?.id ?? '0')
  const isOnItsWay = await deliveries.isOnItsWay(db, report?.id ?? '0')
  const accounts = await db.selectFrom('person').select('id').where('id', 'in', idsOf(db, personId)).execute()
  const isOwn = accounts.some(({ id }) => id === found?.personId)
  if (!found) return null
  const history = await stateChanges.history(db, vault, report ? { reportId: found.id } : { registrationId: found.id })
  return {
    kind: report ? 'report' : 'registration',
    reference: found.reference,
    state: found.state,
    isOnItsWay,
    createdAt: found.createdAt,
    updatedAt: found.updatedAt,
    reason: history.at(-1)?.words ?? null,
    own: isOwn ? found : null,
  }
}
