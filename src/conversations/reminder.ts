/** "Nhắc tôi": who is not ready yet is asked again in two weeks, once, as long as they want it. */
import { showDate } from '../lib/time.ts'
import * as personReminders from '../models/person-reminder.ts'
import { menu, withOpenQuestion } from './menu.ts'
import { type Reply, say, type Talk, told } from './talk.ts'

/** Sooner than a draft is deleted. */
const DAYS = 14

/** What was begun waits meanwhile. */
export async function askReminder(talk: Talk): Promise<Reply> {
  const due = await personReminders.ask(talk.tx, talk.person.id, DAYS)
  return menu(talk, talk.t('registration:remind.set', { date: showDate(due) }))
}

export async function cancelReminder(talk: Talk): Promise<Reply> {
  const wasAsked = await personReminders.cancel(talk.tx, talk.person.id)
  return withOpenQuestion(talk, told(talk, say(talk.t(wasAsked ? 'registration:remind.off' : 'registration:remind.none'))))
}
