/** "Dữ liệu của tôi": what is kept about the person, in short, and what they can do with it, in any state of the talk (L-03). */
import { endOf, ruleOf } from '../city/retention.ts'
import type { Db } from '../db/schema.ts'
import { showDate } from '../lib/time.ts'
import { idsOf, othersOf } from '../models/account-link.ts'
import * as assessments from '../models/assessment.ts'
import * as dataRequests from '../models/data-request.ts'
import { type Holding, holdingsOf } from '../models/holding.ts'
import { MY_DATA_HOURS, myDataLink } from '../models/my-data-link.ts'
import { ENDED_STATES } from '../models/registration-state.ts'
import { CLOSED_STATES } from '../models/report.ts'
import * as subscriptions from '../models/subscription.ts'
import { listed as accountsIn } from './account-link.ts'
import { stateText } from './look-up.ts'
import { withOpenQuestion } from './menu.ts'
import { listed } from './news.ts'
import { sortingChoices, sortingText } from './sorting.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

const MOST_LISTED = 20

export async function myData(talk: Talk): Promise<Reply> {
  const { t, person } = talk
  const lines = [
    t('common:myData.intro', { name: person.name ?? t('common:myData.noName') }),
    ...(await keptLines(talk)),
    ...(await waitingLines(talk)),
    t('common:myData.how'),
    sortingText(talk),
  ]
  if (!(await dataRequests.wasSeenToday(talk.tx, person.id))) await note(talk, 'see')
  const choices = [
    choice(talk, 'download', 'my-data-download'),
    choice(talk, 'correct', 'correction'),
    choice(talk, 'delete', 'my-data-delete'),
    choice(talk, 'consent', 'my-data-consent'),
    choice(talk, 'more', 'my-data-more'),
  ]
  const links = [{ label: t('common:privacyLink'), url: `${talk.publicUrl}/privacy` }]
  return told(talk, say(lines.join('\n\n'), { choices, links }))
}

/** What is asked less often. */
export function moreAboutMyData(talk: Talk): Reply {
  const { t } = talk
  const choices = [
    choice(talk, 'restrict', 'my-data-restrict'),
    commandChoice(talk, 'link', 'link'),
    ...sortingChoices(talk),
    commandChoice(talk, 'handover', 'handover'),
    commandChoice(talk, 'menu', 'menu'),
  ]
  return told(talk, say(t('my-data:more.ask'), { choices }))
}

/** Everything as one file, behind a link that ends. */
export async function downloadMyData(talk: Talk): Promise<Reply> {
  const { t, vault, publicUrl, person, now } = talk
  await note(talk, 'download')
  const links = [{ label: t('my-data:download.link'), url: await myDataLink(vault, publicUrl, person.id, now) }]
  return withOpenQuestion(talk, told(talk, say(t('my-data:download.ready', { hours: MY_DATA_HOURS }), { links })))
}

function choice({ t }: Talk, key: string, command: string) {
  return { label: t(`my-data:choice.${key}`), payload: `w:${command}` }
}

function note({ tx, vault, person }: Talk, kind: 'see' | 'download') {
  return dataRequests.create(tx, vault, { personId: person.id, kind, isDone: true })
}

async function keptLines(talk: Talk): Promise<readonly string[]> {
  const { t, tx, person, session } = talk
  const held = await holdingsOf(tx, person.id)
  const followed = await subscriptions.listOf(tx, person.id)
  const others = await othersOf(tx, talk.vault, person.id)
  const drafts = [session.draft, ...Object.values(session.kept)].filter((draft) => draft != null)
  const rows = [
    ['common:myData.drafts', drafts.length],
    ['common:myData.assessments', await assessments.count(tx, person.id)],
    ['my-data:kept.files', await countFiles(tx, person.id)],
    ['my-data:kept.questions', await countRows(tx, person.id, 'question')],
    ['my-data:kept.handovers', await countRows(tx, person.id, 'handover')],
    ['my-data:kept.consents', await countRows(tx, person.id, 'consent')],
  ] as const
  const counts = rows.filter(([, count]) => count > 0).map(([key, count]) => t(key, { count }))
  return [
    held.length === 0
      ? t('common:myData.nothing')
      : held
          .slice(0, MOST_LISTED)
          .map((one) => lineOf(talk, one))
          .join('\n'),
    ...(counts.length > 0 ? [counts.join('\n')] : []),
    ...(followed.length > 0 ? [t('announcements:followed.list', { topics: listed(talk, followed) })] : []),
    ...(others.length > 0 ? [t('account-link:now', { accounts: accountsIn(talk, others) })] : []),
  ]
}

/** What an official still has to do, and until when. */
async function waitingLines({ t, tx, vault, person }: Talk): Promise<readonly string[]> {
  const open = await dataRequests.openOf(tx, vault, person.id)
  return open.map((one) =>
    t('my-data:waiting', {
      what: t(`my-data:kind.${one.kind}`),
      asked: showDate(one.createdAt),
      due: showDate(one.doDue),
    }),
  )
}

function lineOf(talk: Talk, one: Holding): string {
  const line = `${one.reference} · ${showDate(one.createdAt)} · ${stateText(talk, one.kind, one.state)}`
  if (!ENDED.includes(one.state)) return line
  const goes = showDate(endOf(ruleOf(one.kind), one.updatedAt))
  return `${line} · ${talk.t('my-data:goes', { date: goes })}`
}

/** From then on the clock of `city/retention.json` runs. */
const ENDED: readonly string[] = [...CLOSED_STATES, ...ENDED_STATES]

async function countRows(db: Db, personId: string, table: 'question' | 'handover' | 'consent'): Promise<number> {
  const { n } = await db
    .selectFrom(table)
    .select(db.fn.countAll<string>().as('n'))
    .where('person_id', 'in', idsOf(db, personId))
    .executeTakeFirstOrThrow()
  return Number(n)
}

async function countFiles(db: Db, personId: string): Promise<number> {
  const { n } = await db
    .selectFrom('attachment')
    .select(db.fn.countAll<string>().as('n'))
    .where('person_id', 'in', idsOf(db, personId))
    .where('state', 'in', ['wanted', 'stored'])
    .executeTakeFirstOrThrow()
  return Number(n)
}
