/**
 * Erasing for good, at a person's wish or when the time is over (L-03, L-06).
 *
 * Rows go at once and in one transaction; their photos and papers are written down as discarded and go from the storage
 * after it. A code of what is gone answers as a wrong one does (P-17).
 */
import type { Tx } from '../db/schema.ts'
import { idsOf } from './account-link.ts'
import * as attachments from './attachment.ts'

/** With its states, reminders, photos and papers. */
export async function eraseRegistration(tx: Tx, id: string): Promise<void> {
  await attachments.erase(tx, { registrationId: id })
  await tx.deleteFrom('registration').where('id', '=', id).execute()
}

/** With its states, photos, and what is noted of its way to others; what they hold is theirs to delete. */
export async function eraseReport(tx: Tx, id: string): Promise<void> {
  await attachments.erase(tx, { reportId: id })
  await tx.deleteFrom('report').where('id', '=', id).execute()
}

/** With what was said and sent in it. */
export async function eraseHandover(tx: Tx, id: string): Promise<void> {
  await attachments.erase(tx, { handoverId: id })
  await tx.deleteFrom('handover').where('id', '=', id).execute()
}

export async function eraseAssessment(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('assessment').where('id', '=', id).execute()
}

/**
 * What is kept of the human behind an account, on all linked ones: talks and drafts, questions, hand-overs, self-assessments,
 * loose photos, votes, what they follow, their name, and the texts of all messages that are done with.
 *
 * Not reports and registrations, each has a rule of its own; not consents, which prove what was done (L-02); not the sealed
 * address, without which no answer could be sent. The session goes too: a turn that is under way must save an empty one.
 */
export async function erasePerson(tx: Tx, personId: string): Promise<void> {
  const ids = (await idsOf(tx, personId).execute()).map(({ id }) => id)
  const handovers = await tx.selectFrom('handover').select('id').where('person_id', 'in', ids).execute()
  for (const { id } of handovers) await eraseHandover(tx, id)
  await attachments.erase(tx, { ids: await looseOf(tx, ids) })
  await tx.deleteFrom('session').where('person_id', 'in', ids).execute()
  await tx.deleteFrom('question').where('person_id', 'in', ids).execute()
  await tx.deleteFrom('assessment').where('person_id', 'in', ids).execute()
  await tx.deleteFrom('article_vote').where('person_id', 'in', ids).execute()
  await tx.deleteFrom('subscription').where('person_id', 'in', ids).execute()
  await tx.deleteFrom('person_reminder').where('person_id', 'in', ids).execute()
  await tx.deleteFrom('account_link_code').where('person_id', 'in', ids).execute()
  await tx.updateTable('person').set({ name: null }).where('id', 'in', ids).execute()
  await forgetTalk(tx, ids)
}

/** Of these accounts, what belongs to nothing that was filed. */
async function looseOf(tx: Tx, personIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('attachment')
    .select('id')
    .where('person_id', 'in', personIds)
    .where('report_id', 'is', null)
    .where('registration_id', 'is', null)
    .where('handover_id', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of updates stay, so that none is handled twice (P-02); so do the rows of broadcasts, which add up (P-07). */
async function forgetTalk(tx: Tx, personIds: readonly string[]): Promise<void> {
  const keys = tx.selectFrom('person').select('address_hash').where('id', 'in', personIds)
  await tx
    .updateTable('inbox')
    .set({ raw: null })
    .where('person_key', 'in', keys)
    .where('state', 'in', ['done', 'dead', 'shed'])
    .execute()
  await tx
    .deleteFrom('outbox')
    .where('person_id', 'in', personIds)
    .where('broadcast_id', 'is', null)
    .where('state', 'in', ['sent', 'failed', 'unknown'])
    .execute()
}
