import { showDate } from '../lib/time.ts'
import { idsOf, othersOf } from '../models/account-link.ts'
import * as assessments from '../models/assessment.ts'
import * as subscriptions from '../models/subscription.ts'
import { listed as accountsIn } from './account-link.ts'
import { stateText } from './look-up.ts'
import { listed } from './news.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

const MOST_LISTED = 20

/** What is kept about the person, as it is; to correct or delete it an official is asked (L-03). */
export async function myData(talk: Talk): Promise<Reply> {
  const { t, person, session } = talk
  const filed = await filings(talk)
  const followed = await subscriptions.listOf(talk.tx, person.id)
  const drafts = [session.draft, ...Object.values(session.kept)].filter((draft) => draft != null)
  const scored = await assessments.count(talk.tx, person.id)
  const others = await othersOf(talk.tx, talk.vault, person.id)
  const lines = [
    t('common:myData.intro', { name: person.name ?? t('common:myData.noName') }),
    filed.length === 0 ? t('common:myData.nothing') : filed.join('\n'),
    ...(drafts.length > 0 ? [t('common:myData.drafts', { count: drafts.length })] : []),
    ...(scored > 0 ? [t('common:myData.assessments', { count: scored })] : []),
    ...(followed.length > 0 ? [t('announcements:followed.list', { topics: listed(talk, followed) })] : []),
    ...(others.length > 0 ? [t('account-link:now', { accounts: accountsIn(talk, others) })] : []),
    t('common:myData.how'),
  ]
  const choices = [
    commandChoice(talk, 'askOfficial', 'handover'),
    commandChoice(talk, 'link', 'link'),
    commandChoice(talk, 'menu', 'menu'),
  ]
  const links = [{ label: t('common:privacyLink'), url: `${talk.publicUrl}/privacy` }]
  return told(talk, say(lines.join('\n\n'), { choices, links }))
}

async function filings(talk: Talk): Promise<readonly string[]> {
  const [reports, registrations] = [await rows(talk, 'report'), await rows(talk, 'registration')]
  return [...reports.map((row) => line(talk, 'report', row)), ...registrations.map((row) => line(talk, 'registration', row))]
}

function rows({ tx, person }: Talk, table: 'report' | 'registration') {
  return tx
    .selectFrom(table)
    .select(['reference', 'state', 'created_at'])
    .where('person_id', 'in', idsOf(tx, person.id))
    .orderBy('id', 'desc')
    .limit(MOST_LISTED)
    .execute()
}

function line(talk: Talk, kind: 'report' | 'registration', row: { reference: string; state: string; created_at: Date }): string {
  return `${row.reference} · ${showDate(row.created_at)} · ${stateText(talk, kind, row.state)}`
}
