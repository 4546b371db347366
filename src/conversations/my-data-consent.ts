/** A consent is taken back as easily as it was given: news at once, dossiers after being asked twice (L-05). */
import { showDate } from '../lib/time.ts'
import * as consents from '../models/consent.ts'
import * as dataRequests from '../models/data-request.ts'
import * as registrations from '../models/registration.ts'
import * as subscriptions from '../models/subscription.ts'
import { recordConsent } from './consent-text.ts'
import { openDossiers } from './dossier-of.ts'
import { stopNews, withOpenQuestion } from './menu.ts'
import { endHelp } from './my-data-erasing.ts'
import { type Draft, type Pending, withoutDrafts } from './session.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

/** changes with the texts that a consent is taken back by */
const TEXT_VERSION = '2026-11-26'
const ABOUT_DOSSIERS = ['registration', 'supplement', 'correction']

type Purpose = consents.NewConsent['purpose']

/** What was agreed to and still holds, each with its button. */
export async function askToWithdrawConsent(talk: Talk): Promise<Reply> {
  const { t } = talk
  const standing = await standingOf(talk)
  if (standing.length === 0) return withOpenQuestion(talk, told(talk, say(t('my-data:consent.none'))))
  const lines = standing.map(({ purpose, at }) =>
    t('my-data:consent.line', { purpose: t(`my-data:purpose.${purpose}`), date: showDate(at) }),
  )
  const choices = [
    ...standing.map(({ purpose }) => ({ label: t(`my-data:consent.off.${purpose}`), payload: `m:off:${purpose}` })),
    commandChoice(talk, 'myData', 'my-data'),
  ]
  return told(talk, say([t('my-data:consent.which'), ...lines].join('\n'), { choices }))
}

/** @param name a purpose; null: there is no such, or nothing of it was agreed to */
export async function chooseConsent(talk: Talk, name: string): Promise<Reply | null> {
  const found = (await standingOf(talk)).find(({ purpose }) => purpose === name)
  if (!found) return null
  if (found.purpose === 'registration') return askAboutDossiers(talk, false)
  if (found.purpose === 'news') {
    await note(talk)
    return stopNews(talk)
  }
  if (found.purpose === 'helping') await endHelp(talk)
  const text = talk.t(`my-data:consent.done.${found.purpose}`)
  await recordConsent(talk, found.purpose, false, { version: TEXT_VERSION, text })
  await note(talk)
  const changed = found.purpose === 'helping' ? { ...talk, session: withoutDrafts(talk.session, isAbout(['on-behalf'])) } : talk
  return withOpenQuestion(changed, told(changed, say(text)))
}

function isAbout(names: readonly string[]) {
  return ({ conversation }: Draft) => names.includes(conversation)
}

/** @param said yes to the first question, sure to the second: one button tapped twice answers only one of them (P-13) */
export async function withdrawConsent(
  talk: Talk,
  { isSure }: Extract<Pending, { type: 'consent' }>,
  said: 'yes' | 'sure' | 'no',
): Promise<Reply> {
  const { t, tx, vault, session } = talk
  if (said === 'no') return withOpenQuestion(talk, told(talk, say(t('my-data:consent.kept'))))
  if (!isSure || said === 'yes') return askAboutDossiers(talk, true)
  const open = await openDossiers(talk)
  const text = t('my-data:consent.again', { list: listOf(open, t('my-data:consent.noDossiers')) })
  for (const { id } of open) await registrations.move(tx, vault, { id, to: 'withdrawn', by: 'producer', words: null })
  await recordConsent(talk, 'registration', false, { version: TEXT_VERSION, text })
  await note(
    talk,
    open.map(({ id, reference }) => ({ kind: 'registration', id, reference })),
  )
  const changed = { ...talk, session: withoutDrafts(session, isAbout(ABOUT_DOSSIERS)) }
  return withOpenQuestion(changed, told(changed, say(t('my-data:consent.done.registration'))))
}

async function askAboutDossiers(talk: Talk, isSure: boolean): Promise<Reply> {
  const { t } = talk
  const list = listOf(await openDossiers(talk), t('my-data:consent.noDossiers'))
  const choices = [
    { label: t(isSure ? 'my-data:consent.sure' : 'my-data:consent.do'), payload: `p:consent:${isSure ? 'sure' : 'yes'}` },
    { label: t('my-data:consent.keep'), payload: 'p:consent:no' },
  ]
  const text = t(isSure ? 'my-data:consent.again' : 'my-data:consent.ask', { list })
  return told(talk, say(text, { choices }), { pending: { type: 'consent', isSure } })
}

/** News are agreed to as long as some are followed; of the others the last word counts. */
async function standingOf({ tx, person }: Talk): Promise<readonly { purpose: Purpose; at: Date }[]> {
  const followed = await subscriptions.listOf(tx, person.id)
  const last = await consents.lastOf(tx, person.id)
  return last.filter(({ purpose, given }) => (purpose === 'news' ? followed.length > 0 : given))
}

function listOf(open: readonly registrations.Registration[], none: string): string {
  return open.length === 0 ? none : open.map(({ reference, product }) => `• ${reference} (${product})`).join('\n')
}

function note({ tx, vault, person }: Talk, subjects: readonly dataRequests.Subject[] = []) {
  return dataRequests.create(tx, vault, { personId: person.id, kind: 'withdraw', subjects, isDone: true })
}
