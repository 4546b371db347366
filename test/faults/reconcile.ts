/** After quiet: inbox, reports, deliveries, news, outbox and both ledgers beside each other, promise by promise. */
import * as results from '../../src/models/broadcast-result.ts'
import * as people from '../../src/models/person.ts'
import { translator } from '../../src/texts.ts'
import { FIRST_FOLLOWER } from './announcement.ts'
import type { Moves } from './centre-moves.ts'
import { compare, type Row, repliesOf } from './ledgers.ts'
import type { Talked } from './talks.ts'
import type { Troubles } from './troubles.ts'
import type { World } from './world.ts'

export interface Story {
  readonly talked: Talked
  readonly moves: Moves
  readonly troubles: Troubles
  readonly broadcastId: string
  readonly people: number
}

export interface Found {
  readonly reports: number
  readonly atCentre: number
  readonly reached: number
  readonly unknown: number
  readonly doubled: number
  /** a promise and how it was broken; empty: all hold */
  readonly faults: readonly string[]
}

export async function reconcile(world: World, story: Story): Promise<Found> {
  const rows = await repliesOf(world.db, world.vault)
  const updates = await checkUpdates(world, story, rows)
  const { reports, faults: journeys } = await checkReports(world, story)
  const news = checkNews(story, rows)
  const { doubled, faults: messages } = checkReplies(world, story, rows)
  const { reached, unknown, faults: announced } = await checkAnnouncement(world, story)
  const faults = [...updates, ...journeys, ...news, ...messages, ...announced]
  return { reports, atCentre: world.centre.counts().size, reached, unknown, doubled, faults }
}

/** P-01, P-02: what was taken is done, once: one answer to each update. */
async function checkUpdates({ db }: World, { talked }: Story, rows: readonly Row[]): Promise<readonly string[]> {
  const inbox = await db.selectFrom('inbox').select(['id', 'update_id', 'state']).execute()
  const known = new Map(inbox.map((row) => [row.update_id, row]))
  const answers = Map.groupBy(rows, ({ inboxId }) => inboxId)
  return [
    ...differ('P-02: updates in the inbox', inbox.length, talked.accepted.length),
    ...talked.accepted.flatMap((updateId) => {
      const row = known.get(updateId)
      if (row?.state !== 'done') return [`P-01: update ${updateId} was accepted and is ${row?.state ?? 'nowhere'}`]
      return differ(`P-02: answers to update ${updateId}`, answers.get(row.id)?.length ?? 0, 1)
    }),
  ]
}

/** P-08: each filed report is at the centre once, and we know its id there. */
async function checkReports({ db, vault, centre }: World, { talked }: Story) {
  const filed = await db
    .selectFrom('report')
    .innerJoin('person', 'person.id', 'report.person_id')
    .select(['report.id', 'report.reference', 'person.address_hash'])
    .execute()
  const journeys = Map.groupBy(await db.selectFrom('delivery').selectAll().execute(), (row) => row.report_id)
  const byPerson = Map.groupBy(filed, (row) => row.address_hash)
  const counts = centre.counts()
  const faults = [
    ...differ('P-08: references at the centre', counts.size, filed.length),
    ...filed.flatMap(({ id, reference }) => {
      const [journey, ...more] = journeys.get(id) ?? []
      const state = more.length > 0 ? 'more than one journey' : `${journey?.state} ${journey?.reason ?? ''}`.trim()
      return [
        ...differ(`P-08: ${reference} at the centre`, counts.get(reference) ?? 0, 1),
        ...differ(`P-08: state of ${reference}`, state, 'delivered'),
        ...differ(`P-08: id of ${reference}`, journey?.external_id, centre.report(reference)?.id),
      ]
    }),
  ]
  for (const [address, count] of talked.filed) {
    const mine = byPerson.get(await people.keyOf(vault, 'telegram', address))?.length ?? 0
    faults.push(...differ(`P-02: reports of person ${address}`, mine, count))
  }
  return { reports: filed.length, faults }
}

/** P-10: owed once for each real change, and for nothing else. */
function checkNews({ moves }: Story, rows: readonly Row[]): readonly string[] {
  const t = translator('vi')
  const expected = [
    ...[...moves.takenUp].map((reference) => t('news:report.in_progress', { reference })),
    ...[...moves.mended].map((reference) => t('news:report.resolved', { reference })),
  ]
  const news = rows.filter(({ inboxId }) => inboxId === null)
  const owed = Map.groupBy(news, ({ text }) => text)
  return [
    ...differ('P-10: news owed', news.length, expected.length),
    ...expected.flatMap((text) => differ(`P-10: times that it was owed: ${text}`, owed.get(text)?.length ?? 0, 1)),
  ]
}

/** P-07, P-12: all replies have a final state; a reply is doubled only by an attempt that ended unknown, as few as can be. */
function checkReplies(world: World, { troubles }: Story, rows: readonly Row[]) {
  const { doubled, faults } = compare(world, rows)
  const ended = rows.filter(({ state }) => state !== 'sent' && state !== 'unknown')
  const unknowns = rows.reduce((sum, row) => sum + row.unknowns, 0)
  const most = troubles.inFlight.reply + troubles.platformFaults
  return {
    doubled,
    faults: [
      ...faults.map((fault) => `P-07: ${fault}`),
      ...ended.map(({ state, text }) => `P-12: a reply ended ${state}: ${text.slice(0, 80)}`),
      ...atMost('P-07: replies with an unknown attempt', unknowns, most),
      ...atMost('P-07: replies doubled', doubled, most),
    ],
  }
}

/** P-07: each follower at most once, a final state for everyone, the counts add up. */
async function checkAnnouncement({ db, telegram }: World, { broadcastId, people: count, troubles }: Story) {
  const tally = await results.tally(db, broadcastId)
  const of = (outcome: results.Outcome) => tally.reduce((sum, line) => sum + (line.outcome === outcome ? line.count : 0), 0)
  const perChat = Map.groupBy(telegram.ledger(), ({ chatId }) => chatId)
  const got = Array.from({ length: count }, (_, at) => perChat.get(String(FIRST_FOLLOWER + at))?.length ?? 0)
  const reached = got.filter((times) => times > 0).length
  const [sent, unknown] = [of('sent'), of('unknown')]
  return {
    reached,
    unknown,
    faults: [
      ...differ('P-07: followers reached more than once', got.filter((times) => times > 1).length, 0),
      ...differ('P-07: sent and unknown together', sent + unknown, count),
      ...atMost('P-07: unknown', unknown, troubles.inFlight.bulk + troubles.platformFaults),
      ...atMost('P-07: sent', sent, reached),
      ...atMost('P-07: followers not reached', count - reached, unknown),
    ],
  }
}

function differ<Value>(what: string, is: Value, wanted: Value): readonly string[] {
  return is === wanted ? [] : [`${what}: ${is} instead of ${wanted}`]
}

function atMost(what: string, is: number, most: number): readonly string[] {
  return is <= most ? [] : [`${what}: ${is}, at most ${most}`]
}
