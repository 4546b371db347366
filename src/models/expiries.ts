/**
 * Every kind of data with a clock, in the order of `city/retention.json`.
 *
 * What is still at work has none: updates that wait, messages that are owed, open reports and dossiers, recognitions that
 * hold. Consents have none either: they are the proof of what was agreed to (L-02).
 */
import { sql } from 'kysely'
import type { Kind } from '../city/retention.ts'
import type { Db, Tx } from '../db/schema.ts'
import { idsOf } from './account-link.ts'
import * as attachments from './attachment.ts'
import * as broadcastResults from './broadcast-result.ts'
import * as confirmations from './confirmation.ts'
import * as erasure from './erasure.ts'
import { ageOf, type Expiry, inBulk, isPast, listed, oneByOne } from './expiry.ts'
import { ENDED_STATES } from './registration-state.ts'
import * as reports from './report.ts'
import * as sessions from './session.ts'

const rawUpdate = inBulk(
  {
    kind: 'raw_update',
    table: 'inbox',
    since: sql`received_at`,
    only: sql`state in ('done', 'dead', 'shed') and (raw is not null or not ${isProof()})`,
  },
  async (tx, ids) => {
    // The id of the message that a consent was given with belongs to the proof; its words do not.
    await sql`update inbox set raw = null where id in (${listed(ids)}) and ${isProof()}`.execute(tx)
    await sql`delete from inbox where id in (${listed(ids)}) and not ${isProof()}`.execute(tx)
    return ids.length
  },
)

function isProof() {
  return sql`exists(select 1 from consent where consent.inbox_id = inbox.id)`
}

/** The last questions and answers that a talk leans on are a person's words too. */
const lastWords = oneByOne(
  { kind: 'raw_update', table: 'session', id: 'person_id', since: sql`updated_at`, only: sql`not is_bare` },
  sessions.forgetWords,
)

/** Rows of announcements are a kind of their own: they hold no words, and must add up. */
const message = inBulk({ kind: 'message', table: 'outbox', since: sql`settled_at`, only: sql`lane = 'reply'` })

const draft: Expiry = {
  ...oneByOne({ kind: 'draft', table: 'session', id: 'person_id', since: sql`draft_at` }, async () => false),
  async remove(tx, vault, ids) {
    const before = sql<Date>`now() - ${ageOf('draft')}`
    let count = 0
    for (const id of ids) count += await sessions.dropDrafts(tx, vault, id, before)
    return count
  },
}

/** What a helper filled in and no producer has confirmed is a draft still: nobody agreed to more. */
const unconfirmed = oneByOne(
  { kind: 'draft', table: 'registration', since: sql`updated_at`, only: sql`state = 'unconfirmed'` },
  (tx, _, id) => confirmations.drop(tx, id, 'clock'),
)

/** Codes, links and sign-ins that have ended; few, and each is worth nothing. */
const ENDED = {
  account_link_code: sql`expires_at`,
  official_person_code: sql`expires_at`,
  sign_in_link: sql`expires_at`,
  // Nobody stays signed in for longer than eight hours (P-24).
  sign_in_session: sql`created_at + interval '8 hours'`,
  sign_in_failure: sql`at`,
}

const code: Expiry = {
  kind: 'code',
  together: 1,
  due: async (db) => ((await countEnded(db, 0)) > 0 ? ['all'] : []),
  countIn: countEnded,
  async remove(tx: Tx) {
    let count = 0
    for (const [table, ended] of Object.entries(ENDED)) {
      const result = await sql`delete from ${sql.table(table)} where ${isPast('code', ended)}`.execute(tx)
      count += Number(result.numAffectedRows ?? 0)
    }
    return count
  },
}

async function countEnded(db: Db, days: number): Promise<number> {
  const counts = Object.entries(ENDED).map(
    ([table, ended]) => sql`(select count(*) from ${sql.table(table)} where ${isPast('code', ended, days)})`,
  )
  const { rows } = await sql<{ n: number }>`select (${sql.join(counts, sql` + `)})::int as n`.execute(db)
  return rows[0]?.n ?? 0
}

const CLOSED = sql`state in (${listed(reports.CLOSED_STATES)})`

const position = oneByOne(
  {
    kind: 'position',
    table: 'report',
    since: sql`updated_at`,
    only: sql`${CLOSED} and position is not null and not is_position_coarse`,
  },
  reports.coarsen,
)

const report = oneByOne({ kind: 'report', table: 'report', since: sql`updated_at`, only: CLOSED }, (tx, _, id) =>
  gone(erasure.eraseReport(tx, id)),
)

/** `rejected`: an older release wrote it, it is read as not recognised. */
const ENDED_DOSSIER = sql`state in (${listed([...ENDED_STATES, 'rejected'])})`

const registration = oneByOne(
  { kind: 'registration', table: 'registration', since: sql`updated_at`, only: ENDED_DOSSIER },
  (tx, _, id) => gone(erasure.eraseRegistration(tx, id)),
)

const assessment = oneByOne({ kind: 'assessment', table: 'assessment', since: sql`created_at` }, (tx, _, id) =>
  gone(erasure.eraseAssessment(tx, id)),
)

const question = inBulk({ kind: 'question', table: 'question', since: sql`created_at` })

const handover = oneByOne(
  { kind: 'handover', table: 'handover', since: sql`updated_at`, only: sql`state = 'closed'` },
  (tx, _, id) => gone(erasure.eraseHandover(tx, id)),
)

/** The record of what was asked about one's own data, and when it was done (L-04). */
const dataRequest = inBulk({ kind: 'data_request', table: 'data_request', since: sql`settled_at` })

/** A photo that a draft still names, however old it is, waits for the draft. */
const looseAttachment = oneByOne(
  {
    kind: 'loose_attachment',
    table: 'attachment',
    since: sql`created_at`,
    only: sql`report_id is null and registration_id is null and handover_id is null`,
  },
  async (tx, vault, id) => {
    const { person_id: personId } = await tx
      .selectFrom('attachment')
      .select('person_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (await sessions.isNamed(tx, vault, idsOf(tx, personId), id)) return false
    await attachments.erase(tx, { ids: [id] })
    return true
  },
)

async function gone(erased: Promise<void>): Promise<boolean> {
  await erased
  return true
}

const receipt = oneByOne(
  { kind: 'receipt', table: 'broadcast', since: sql`ended_at`, only: sql`${broadcastResults.HAS_ROWS}` },
  async (tx, _, id) => (await broadcastResults.sumUp(tx, id)) > 0,
)

const run = inBulk({ kind: 'run', table: 'retention_run', id: 'at', since: sql`at` })

/**
 * Tables in which a row says that an account is still of use; a test finds one that is forgotten here. A consent is proof:
 * its account stays, without a name.
 */
export const THINGS: readonly string[] = [
  ...['report', 'registration', 'assessment', 'handover', 'question', 'attachment'],
  ...['subscription', 'official_person', 'outbox', 'broadcast_skip', 'data_request'],
]

/** Of those whom somebody helps, the helper is the one who is told. */
const HELPS = sql`exists(select 1 from registration helped where helped.helper_id = other.id)`

/** All linked accounts are the same human: none goes while another is used. */
const person = oneByOne(
  {
    kind: 'person',
    table: 'person',
    since: sql`seen_at`,
    only: sql`(name is not null or not exists(select 1 from consent where consent.person_id = person.id))
      and not exists(select 1 from person other where (other.id = person.id or other.home_id = person.home_id)
        and (${sql.join([sql`not ${isPast('person', sql`other.seen_at`)}`, ...THINGS.map(hasIn), HELPS], sql` or `)}))`,
  },
  async (tx, _, id) => {
    const ids = (await idsOf(tx, id).execute()).map((one) => one.id)
    await erasure.erasePerson(tx, id)
    await sql`delete from person where id in (${listed(ids)})
      and not exists(select 1 from consent where consent.person_id = person.id)`.execute(tx)
    return true
  },
)

function hasIn(table: string) {
  return sql`exists(select 1 from ${sql.table(table)} thing where thing.person_id = other.id)`
}

/** In the order of the table. */
export const EXPIRIES: readonly Expiry[] = [
  rawUpdate,
  lastWords,
  message,
  draft,
  unconfirmed,
  looseAttachment,
  code,
  position,
  report,
  registration,
  assessment,
  question,
  handover,
  dataRequest,
  receipt,
  person,
  run,
]

/** How many of which kind go in the next so many days. */
export async function countIn(db: Db, days: number): Promise<ReadonlyMap<Kind, number>> {
  const counts = new Map<Kind, number>()
  for (const { kind, countIn: count } of EXPIRIES) counts.set(kind, (counts.get(kind) ?? 0) + (await count(db, days)))
  return counts
}
