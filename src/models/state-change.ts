import type { Db, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'

type Subject = { readonly reportId: string } | { readonly registrationId: string }

export type NewStateChange = Subject & {
  readonly state: string
  readonly words?: string | null
  readonly officialId?: string
}

export interface StateChange {
  readonly state: string
  readonly words: string | null
  readonly by: string | null
  readonly at: Date
}

/** Notes a change of state; the row of the subject itself is the caller's to change. */
export async function add(tx: Tx, vault: Vault, change: NewStateChange): Promise<void> {
  await tx
    .insertInto('state_change')
    .values({
      report_id: 'reportId' in change ? change.reportId : null,
      registration_id: 'registrationId' in change ? change.registrationId : null,
      state: change.state,
      words: change.words ? await vault.seal(change.words, 'state_change.words') : null,
      official_id: change.officialId ?? null,
    })
    .execute()
}

/** Oldest first; `by` is the official's e-mail. */
export async function history(db: Db, vault: Vault, subject: Subject): Promise<readonly StateChange[]> {
  const rows = await db
    .selectFrom('state_change')
    .leftJoin('official', 'official.id', 'state_change.official_id')
    .select(['state_change.state', 'state_change.words', 'state_change.at', 'official.email'])
    .where(
      'reportId' in subject ? 'state_change.report_id' : 'state_change.registration_id',
      '=',
      'reportId' in subject ? subject.reportId : subject.registrationId,
    )
    .orderBy('state_change.id')
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      state: row.state,
      words: row.words && (await vault.open(row.words, 'state_change.words')),
      by: row.email,
      at: row.at,
    })),
  )
}
