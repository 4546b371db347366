import type { Language } from '../message.ts'
import * as people from '../models/person.ts'
import * as personReminders from '../models/person-reminder.ts'
import * as subscriptions from '../models/subscription.ts'
import { translator } from '../texts.ts'
import { recordConsent } from './consent-text.ts'
import { asideText, putAside, resume } from './drafts.ts'
import { joined } from './prompt.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

/** changes with `common:stopped` */
export const STOPPED_TEXT_VERSION = '2026-11-24'

/** Greeting and main menu; an open draft is put aside, and so said. */
export function menu(talk: Talk, note?: string): Reply {
  const waits = talk.session.withOfficial ? talk.t('handover:waits') : undefined
  const text = joined(note ?? talk.t('common:menu.greeting'), asideText(talk), waits)
  const choices = [
    commandChoice(talk, 'registration', 'registration'),
    commandChoice(talk, 'feedback', 'feedback'),
    commandChoice(talk, 'lookUp', 'look-up'),
    commandChoice(talk, 'myData', 'my-data'),
    commandChoice(talk, 'handover', 'handover'),
  ]
  return told(putAside(talk), say(text, { choices }), { withOfficial: false })
}

export function help(talk: Talk): Reply {
  return withOpenQuestion(talk, told(talk, say(talk.t('common:help'))))
}

/** No more news, at once; confirmed once (L-16). What is said about the person's own reports goes on. */
export async function stopNews(talk: Talk): Promise<Reply> {
  const text = talk.t('common:stopped')
  await subscriptions.unfollow(talk.tx, talk.person.id)
  await personReminders.cancel(talk.tx, talk.person.id)
  await recordConsent(talk, 'news', false, { version: STOPPED_TEXT_VERSION, text })
  return withOpenQuestion(talk, told(talk, say(text)))
}

export async function setLanguage(talk: Talk, language: Language): Promise<Reply> {
  await people.setLanguage(talk.tx, talk.person.id, language)
  const spoken = { ...talk, person: { ...talk.person, language }, t: translator(language) }
  const changed = spoken.t('common:language.changed')
  return talk.session.draft ? resume(spoken, talk.session.draft, changed) : menu(spoken, changed)
}

export function askLanguage(talk: Talk): Reply {
  const choices = [
    { label: talk.t('common:language.vi'), payload: 'w:vietnamese' },
    { label: talk.t('common:language.en'), payload: 'w:english' },
  ]
  return told(talk, say(talk.t('common:language.ask'), { choices }))
}

/** After an aside the open question is asked again. */
export function withOpenQuestion(talk: Talk, said: Reply): Reply {
  const { draft } = talk.session
  if (!draft) return said
  const again = resume({ ...talk, session: said.session }, draft, talk.t('common:draft.backTo'))
  return { session: again.session, messages: [...said.messages, ...again.messages] }
}
