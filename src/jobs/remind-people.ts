import { tell } from '../conversations/tell.ts'
import type { Tx } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { errorFields } from '../lib/log.ts'
import { isWithin } from '../lib/time.ts'
import * as personReminders from '../models/person-reminder.ts'
import { mayRemind } from '../models/registration-reminder.ts'
import { drain, type Job } from './drain.ts'
import { isReachable, REMINDING } from './remind-producers.ts'

const AT_ONCE = 50

/** Says what people asked to be reminded of, once each, within the hours and the number a day of L-16. */
export const remindPeople: Job = {
  name: 'remind-people',
  async run(deps, budget) {
    if (!isWithin(REMINDING, deps.now())) return 0
    let after = '0'
    return drain(deps, 'remind-people', budget, {
      async claim() {
        const due = await personReminders.due(deps.db, deps.now(), after, AT_ONCE)
        after = due.at(-1) ?? after
        return due
      },
      handle: (personId) => deps.db.transaction().execute((tx) => remind(deps, tx, personId)),
      // It stays due: the next round tries again.
      fail: async (personId, error) => deps.log.warn('reminder_failed', { person: personId, ...errorFields(error) }),
      release: async () => {},
    })
  },
}

async function remind(deps: Deps, tx: Tx, personId: string): Promise<void> {
  const now = deps.now()
  if (!(await isReachable(deps, tx, personId)) || !(await mayRemind(tx, personId, now))) return
  if (await personReminders.note(tx, personId, now)) await tell(tx, deps, personId, (t) => t('registration:remind.now'))
}
