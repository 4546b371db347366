/**
 * What producers are reminded of, each once: a row is written in the transaction that owes the message, and its key makes a
 * second one impossible. So nothing is leased, and two workers do no harm.
 */
import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import { idsOf } from './account-link.ts'
import { MOST_A_DAY } from './bulk.ts'

/** Days before the end of a recognition; the window for renewal is 180 to 120 days before it. */
export const RENEWAL_DAYS = [210, 180, 150, 130] as const
export const WINDOW_DAYS = { from: 180, to: 120 } as const
/** Days before a certificate ends. */
const CERTIFICATE_DAYS = [60, 14] as const
/** Days after the last change of a dossier that still lacks something. */
const MISSING_DAYS = [7, 21] as const

const HELPER = ':helper'

/** Whether it is said to who filled the dossier in. */
export function isToHelper({ reminder }: Due): boolean {
  return reminder.endsWith(HELPER)
}

export interface Due {
  readonly registrationId: string
  /** the producer, or who filled it in for them */
  readonly personId: string
  /** `expired`, `renewal-210:2030-06-20`, `certificate-60:2027-06-30`, `missing-7`; with `:helper` that of the helper */
  readonly reminder: string
  /** of a renewal or certificate: days that are left */
  readonly days: number
}

/** The next that are due, by id. @param today YYYY-MM-DD @param after last id of the batch before, with its reminder */
export async function due(
  db: Db,
  at: { readonly now: Date; readonly today: string },
  after: string,
  limit: number,
): Promise<readonly Due[]> {
  const { rows } = await sql<Due>`
    with ending as (
      select id, person_id, helper_id, valid_until, valid_until::date - ${at.today}::date as days from registration
      where state = 'recognised' and valid_until <= (${at.today}::date + ${RENEWAL_DAYS[0]}::int)::text),
    counted as (
      select id, person_id, helper_id, 'renewal-' || ${rung(RENEWAL_DAYS)} || ':' || valid_until as reminder, days from ending
        where days > ${WINDOW_DAYS.to}
      union all select id, person_id, helper_id, 'certificate-' || ${rung(CERTIFICATE_DAYS)} || ':' || day, days from (
        select r.id, r.person_id, r.helper_id, e.day, e.day::date - ${at.today}::date as days from registration r
          cross join unnest(r.certificate_ends) as e(day)
          where r.certificate_ends <> '{}' and r.state in ('submitted', 'needs_more', 'accepted', 'forwarded', 'assessing', 'recognised')) c
        where days between 0 and ${CERTIFICATE_DAYS[0]}
      union all select r.id, r.person_id, r.helper_id, 'missing-' || d.days, d.days from registration r
        cross join unnest(${[...MISSING_DAYS]}::int[]) as d(days)
        where r.state in ('submitted', 'needs_more', 'accepted')
          and r.updated_at < ${at.now}::timestamptz - make_interval(days => d.days)),
    found as (
      select id, person_id, 'expired' as reminder, days from ending where days < 0
      union all select id, person_id, reminder, days from counted
      union all select c.id, c.helper_id, c.reminder || ${HELPER}::text, c.days from counted c join person h on h.id = c.helper_id
        join person p on p.id = c.person_id where h.id <> p.id and h.home_id is distinct from coalesce(p.home_id, -1))
    select f.id::text as "registrationId", f.person_id::text as "personId", f.reminder, f.days from found f
    where f.id::text || ' ' || f.reminder > ${after}
      and not exists (select 1 from registration_reminder done where done.registration_id = f.id and done.reminder = f.reminder)
    order by f.id::text || ' ' || f.reminder limit ${limit}`.execute(db)
  return rows
}

/** What `due` goes on after. */
export function keyOf({ registrationId, reminder }: Due): string {
  return `${registrationId} ${reminder}`
}

/** The nearest of the days that has come; those before it are passed over. */
function rung(rungs: readonly number[]) {
  const cases = rungs.toReversed().map((days) => sql`when days <= ${days} then ${String(days)}::text`)
  return sql`(case ${sql.join(cases, sql` `)} end)`
}

/** Notes it as done; false: it was done already. @param isTold false: there is nothing to say any more */
export async function note(tx: Tx, { registrationId, reminder }: Due, at: Date, isTold: boolean): Promise<boolean> {
  const written = await tx
    .insertInto('registration_reminder')
    .values({ registration_id: registrationId, reminder, is_told: isTold, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('reminder')
    .executeTakeFirst()
  return written !== undefined
}

/**
 * Whether one more may be said to this human now: one reminder in 24 hours, and three messages that were not asked for, with
 * the announcements (L-16). Their rows are held to the end of the transaction, so that two reminders at once count each other.
 */
export async function mayRemind(tx: Tx, personId: string, now: Date): Promise<boolean> {
  const accounts = idsOf(tx, personId)
  await tx.selectFrom('person').select('id').where('id', 'in', accounts).orderBy('id').forUpdate().execute()
  const { rows } = await sql<{ reminders: number; announcements: number }>`select
    (select count(*)::int from registration_reminder d join registration r on r.id = d.registration_id
      where (case when right(d.reminder, 7) = ${HELPER} then r.helper_id else r.person_id end) in (${accounts}) and d.is_told and d.at > ${now}::timestamptz - interval '24 hours')
      + (select count(*)::int from person_reminder p
        where p.person_id in (${accounts}) and p.told_at > ${now}::timestamptz - interval '24 hours') as reminders,
    (select count(*)::int from outbox o where o.person_id in (${accounts}) and o.lane = 'bulk'
      and o.created_at > ${now}::timestamptz - interval '24 hours') as announcements`.execute(tx)
  const { reminders = 0, announcements = 0 } = rows[0] ?? {}
  return reminders === 0 && announcements < MOST_A_DAY
}
