import type { Answers } from '../conversations/conversation.ts'
import { certificatesOf, missingOf, missingText } from '../conversations/dossier.ts'
import { dossierOf } from '../conversations/dossier-of.ts'
import { helperNews, tellHelper } from '../conversations/helper-news.ts'
import { tell } from '../conversations/tell.ts'
import type { Tx } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { errorFields } from '../lib/log.ts'
import { addDays, isWithin, localDay, showDay } from '../lib/time.ts'
import { toTell } from '../models/account-link.ts'
import * as people from '../models/person.ts'
import * as registrations from '../models/registration.ts'
import * as reminders from '../models/registration-reminder.ts'
import type { T } from '../texts.ts'
import { drain, type Job } from './drain.ts'

const AT_ONCE = 50
/** When people may be reminded (L-16): 07:00 to 22:00 in Huế. */
export const REMINDING = { from: 7 * 60, to: 22 * 60 }

/** Reminds of recognitions and certificates that end and of what a dossier lacks, each once, and ends what is over. */
export const remindProducers: Job = {
  name: 'remind-producers',
  async run(deps, budget) {
    if (!isWithin(REMINDING, deps.now())) return 0
    let after = ''
    return drain(deps, 'remind-producers', budget, {
      async claim() {
        const now = deps.now()
        const due = await reminders.due(deps.db, { now, today: localDay(now) }, after, AT_ONCE)
        after = due.map(reminders.keyOf).at(-1) ?? after
        return due
      },
      handle: (due) => deps.db.transaction().execute((tx) => remind(deps, tx, due)),
      // It stays due: the next round tries again.
      fail: async (due, error) =>
        deps.log.warn('reminder_failed', { registration: due.registrationId, reminder: due.reminder, ...errorFields(error) }),
      release: async () => {},
    })
  },
}

async function remind(deps: Deps, tx: Tx, due: reminders.Due): Promise<void> {
  const now = deps.now()
  const one = await registrations.find(tx, deps.vault, due.registrationId)
  if (!one) return
  const isOver = due.reminder === 'expired'
  if (isOver) await registrations.move(tx, deps.vault, { id: one.id, to: 'expired', by: 'clock', words: null })
  else if (!(await isReachable(deps, tx, due.personId)) || !(await reminders.mayRemind(tx, due.personId, now))) return
  const words = await wordsOf(deps, tx, one, due)
  if (!(await reminders.note(tx, due, now, words !== null)) || words === null) return
  if (reminders.isToHelper(due)) return tellHelper(tx, deps, one, words)
  await tell(tx, deps, one.personId, words)
  // A change of state: told to both at once.
  if (isOver) await tellHelper(tx, deps, one, (t) => helperNews({ ...one, state: 'expired', words: null }, t))
}

/** Who blocked us is reminded when they are back. */
export async function isReachable({ vault }: Deps, tx: Tx, personId: string): Promise<boolean> {
  return (await people.load(tx, vault, await toTell(tx, personId))).isActive
}

/** null: there is nothing to say any more. */
async function wordsOf(
  deps: Deps,
  tx: Tx,
  one: registrations.Registration,
  due: reminders.Due,
): Promise<((t: T) => string) | null> {
  const { reminder, days } = due
  const { reference, product, recognition } = one
  const isToHelper = reminders.isToHelper(due)
  if (reminder.startsWith('certificate')) {
    const [, until = ''] = reminder.split(':')
    const names = certificatesOf(one.fields as Answers).filter((each) => each.until === until)
    if (names.length === 0) return null
    const certificates = names.map(({ name }) => name).join(', ')
    return (t) => t('news:registration.certificate', { reference, certificates, date: showDay(until), days })
  }
  if (!reminder.startsWith('missing')) {
    if (!recognition) return null
    const { validUntil } = recognition
    const date = showDay(validUntil)
    if (reminder === 'expired') return (t) => t('news:registration.expired', { reference, date })
    const [from, to] = [
      showDay(addDays(validUntil, -reminders.WINDOW_DAYS.from)),
      showDay(addDays(validUntil, -reminders.WINDOW_DAYS.to)),
    ]
    return (t) =>
      isToHelper
        ? t('on-behalf:news.ending', { reference, product, date, days, from, to })
        : t('news:registration.ending', { reference, date, days, from, to })
  }
  const dossier = await dossierOf({ tx }, one)
  if (missingOf(dossier).length === 0) return null
  return (t) => {
    const missing = missingText(dossier, deps.now(), t) ?? ''
    const head = isToHelper ? t('on-behalf:news.missing', { reference, product }) : t('news:registration.missing', { reference })
    return [head, missing, t('news:registration.how')].join('\n\n')
  }
}
