import type { Db, Tx } from '../db/schema.ts'
import type { ChannelName } from '../message.ts'
import { idsOf } from './account-link.ts'

export interface NewConsent {
  readonly personId: string
  readonly purpose: 'registration' | 'helping' | 'publication' | 'news'
  /** of news: what was chosen; absent: all of it */
  readonly topic?: string
  readonly given: boolean
  /** language and version of the text that was shown, e.g. "vi:2026-11-23" */
  readonly textVersion: string
  /** SHA-256 of that text, hex */
  readonly textHash: string
  readonly channel: ChannelName
  readonly inboxId: string | null
}

/** Adds to the ledger; rows are never changed, a withdrawal is a row of its own (L-02). */
export async function record(tx: Tx, consent: NewConsent): Promise<void> {
  await tx
    .insertInto('consent')
    .values({
      person_id: consent.personId,
      purpose: consent.purpose,
      topic: consent.topic ?? null,
      given: consent.given,
      text_version: consent.textVersion,
      text_hash: consent.textHash,
      channel: consent.channel,
      inbox_id: consent.inboxId,
    })
    .execute()
}

/** The last word of a person on each purpose, of all linked accounts. */
export async function lastOf(
  db: Db,
  personId: string,
): Promise<readonly { readonly purpose: NewConsent['purpose']; readonly given: boolean; readonly at: Date }[]> {
  const rows = await db
    .selectFrom('consent')
    .distinctOn('purpose')
    .select(['purpose', 'given', 'at'])
    .where('person_id', 'in', idsOf(db, personId))
    .orderBy('purpose')
    .orderBy('id', 'desc')
    .execute()
  return rows as readonly { purpose: NewConsent['purpose']; given: boolean; at: Date }[]
}
