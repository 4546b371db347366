/**
 * What a destination says of a report, told to the citizen once per real change and never backwards in time (P-10).
 *
 * The same news comes again and again, out of order and from another clock. So each is a row by its id, a row that is
 * there has no second effect, and what is older than the newest applied one changes nothing. An unknown word changes
 * nothing either: officials see it.
 */
import { sql } from 'kysely'
import type { Db, DeliveryNewsTable, ReportState, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import { OPEN_STATES } from './report.ts'
import * as stateChanges from './state-change.ts'

export interface News {
  /** the destination's own id of this news; null: its present word for the state, which comes at each asking */
  readonly updateId: string | null
  /** null: words only · unknown: a word that we do not know */
  readonly state: ReportState | 'reopened' | 'unknown' | null
  /** the destination said no more than open or closed */
  readonly isCoarse: boolean
  /** its word as it came */
  readonly raw: string
  readonly words: string | null
  /** null: the destination did not say */
  readonly at: Date | null
}

/** What the citizen is to be told; null: nothing. `state` null: words only. */
export interface Told {
  readonly personId: string
  readonly reference: string
  readonly state: ReportState | null
  readonly words: string | null
}

/** The news of one report, found by the destination's id, in the caller's transaction. */
export async function apply(
  tx: Tx,
  vault: Vault,
  from: { readonly destination: string; readonly externalId: string },
  news: News,
): Promise<Told | null> {
  const known = await lock(tx, from)
  if (known?.delivery_state !== 'delivered') return null
  // Their clock may stand in the future; what has an id and no time happened at the latest now.
  const at = new Date(Math.min(news.at?.getTime() ?? Number.POSITIVE_INFINITY, known.now.getTime()))
  // A present word without a time may be older than what is known: then it counts for nothing.
  const isLate = known.news_at !== null && (at < known.news_at || (news.at === null && news.updateId === null))
  const state = stateAfter(known.state, news)
  const effect = effectOf(news, state, isLate)
  if (news.updateId === null && effect === 'same') return null
  if (!(await note(tx, vault, known.delivery_id, news, at, effect)) || effect !== 'told') return null
  await tx.updateTable('delivery').set({ news_at: at }).where('id', '=', known.delivery_id).execute()
  if (state) await tx.updateTable('report').set({ state, updated_at: sql`now()` }).where('id', '=', known.report_id).execute()
  await stateChanges.add(tx, vault, { reportId: known.report_id, state: state ?? known.state, words: news.words })
  return { personId: known.person_id, reference: known.reference, state, words: news.words }
}

/** Words for a state that we do not know, newest first: an official reads them. */
export async function unknownOf(db: Db, reportId: string): Promise<readonly { state: string; at: Date }[]> {
  return db
    .selectFrom('delivery_news')
    .innerJoin('delivery', 'delivery.id', 'delivery_news.delivery_id')
    .select(['delivery_news.state', 'delivery_news.happened_at as at'])
    .where('delivery.report_id', '=', reportId)
    .where('effect', '=', 'unknown')
    .orderBy('happened_at', 'desc')
    .limit(5)
    .execute()
}

/** The destination gave a receipt at first, and now its id. */
export async function rename(tx: Tx, from: { destination: string; externalId: string }, newId: string): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ external_id: newId })
    .where('destination', '=', from.destination)
    .where('external_id', '=', from.externalId)
    .execute()
}

/** The state that a report takes; null: none, it stays. */
export function stateAfter(now: ReportState, { state, isCoarse }: Pick<News, 'state' | 'isCoarse'>): ReportState | null {
  const isOpen = OPEN_STATES.some((open) => open === now)
  if (state === null || state === 'unknown') return null
  // "Open" says nothing new of an open report, and reopens a closed one; so does "received".
  if (state === 'received' || state === 'reopened') return isOpen ? null : 'in_progress'
  if (isCoarse && !isOpen) return null
  return state === now ? null : state
}

function effectOf(news: News, state: ReportState | null, isLate: boolean): DeliveryNewsTable['effect'] {
  if (news.state === 'unknown') return 'unknown'
  if (isLate) return 'late'
  const saysWords = news.updateId !== null && news.words !== null && news.words !== ''
  return state !== null || saysWords ? 'told' : 'same'
}

/** false: it was there already. */
async function note(
  tx: Tx,
  vault: Vault,
  deliveryId: string,
  news: News,
  at: Date,
  effect: DeliveryNewsTable['effect'],
): Promise<boolean> {
  const row = await tx
    .insertInto('delivery_news')
    .values({
      delivery_id: deliveryId,
      update_id: news.updateId ?? `state:${news.raw}:${news.at?.toISOString() ?? ''}`,
      state: news.raw,
      words: news.words ? await vault.seal(news.words, 'delivery_news.words') : null,
      happened_at: at,
      effect,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('update_id')
    .executeTakeFirst()
  return row !== undefined
}

function lock(tx: Tx, { destination, externalId }: { destination: string; externalId: string }) {
  return tx
    .selectFrom('delivery')
    .innerJoin('report', 'report.id', 'delivery.report_id')
    .select([
      'delivery.id as delivery_id',
      'delivery.state as delivery_state',
      'delivery.news_at',
      'report.id as report_id',
      'report.state',
      'report.person_id',
      'report.reference',
      sql<Date>`now()`.as('now'),
    ])
    .where('delivery.destination', '=', destination)
    .where('delivery.external_id', '=', externalId)
    .forUpdate()
    .executeTakeFirst()
}
