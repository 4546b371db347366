/**
 * Every kind of data with a clock, in the order of `city/retention.json`.
 *
 * What is still at work has none: updates that wait, messages that are owed, open reports and dossiers, recognitions that
 * hold. Consents have none either: they are the proof of what was agreed to (L-02).
 */
import { sql } from 'kysely'
import { KINDS } from '../city/retention.ts'
import type { Db, Tx } from '../db/schema.ts'
import * as broadcastResults from './broadcast-result.ts'
import { ageOf, type Expiry, inBulk, isPast, listed, oneByOne } from './expiry.ts'
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

const CLOSED = sql`state in ('resolved', 'duplicate', 'rejected', 'withdrawn')`

const position = oneByOne(
  {
    kind: 'position',
    table: 'report',
    since: sql`updated_at`,
    only: sql`${CLOSED} and position is not null and not is_position_coarse`,
  },
  reports.coarsen,
)

const question = inBulk({ kind: 'question', table: 'question', since: sql`created_at` })

const receipt = oneByOne(
  { kind: 'receipt', table: 'broadcast', since: sql`ended_at`, only: sql`${broadcastResults.HAS_ROWS}` },
  async (tx, _, id) => (await broadcastResults.sumUp(tx, id)) > 0,
)

const run = inBulk({ kind: 'run', table: 'retention_run', id: 'at', since: sql`at` })

const ALL: readonly Expiry[] = [rawUpdate, message, draft, code, position, question, receipt, run]

export const EXPIRIES: readonly Expiry[] = KINDS.flatMap((kind) => ALL.filter((expiry) => expiry.kind === kind))
