/** A producer's own dossiers in the chat that sent them (P-17): what each lacks, and what can be done with it. */
import { communeByCode } from '../city/units.ts'
import { showDate, showDay } from '../lib/time.ts'
import type { Choice } from '../message.ts'
import * as attachments from '../models/attachment.ts'
import * as registrations from '../models/registration.ts'
import type { Answers } from './conversation.ts'
import { type Dossier, missingOf, missingText } from './dossier.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

/** With its attachments, as the rules of `dossier.ts` want it. Those that officials deleted or that are lost do not count. */
export async function dossierOf(talk: Pick<Talk, 'tx'>, one: registrations.Registration): Promise<Dossier> {
  const held = (await attachments.listOf(talk.tx, { registrationId: one.id })).filter(
    ({ state }) => state === 'stored' || state === 'wanted',
  )
  const papers = held.filter(({ paper }) => paper !== null).map(({ paper }) => (paper === 'unnamed' ? null : paper))
  return {
    fields: one.fields as Answers,
    criteriaSet: one.criteriaSet,
    papers,
    photoCount: held.length - papers.length,
  }
}

/** "Hồ sơ của tôi": the newest in full, the others by a line and a button. */
export async function myDossiers(talk: Talk): Promise<Reply> {
  const { t } = talk
  const all = await registrations.listOf(talk.tx, talk.vault, talk.person.id)
  const [first] = all
  if (!first)
    return told(talk, say(t('registration:mine.none'), { choices: [commandChoice(talk, 'registration', 'registration')] }))
  if (all.length === 1) return shownDossier(talk, first)
  const lines = all.map((one) => lineOf(talk, one))
  const choices = all.slice(0, 4).map((one) => ({ label: one.reference, payload: `d:show:${one.id}` }))
  return told(talk, say([t('registration:mine.list'), ...lines].join('\n'), { choices }))
}

/** One dossier, all that its sender may see. */
export async function shownDossier(talk: Talk, one: registrations.Registration): Promise<Reply> {
  const { lines, choices } = await detailsOf(talk, one)
  return told(talk, say([lineOf(talk, one), ...lines].join('\n'), choices.length > 0 ? { choices } : {}))
}

/** What is missing, until when it holds, and what can be done. */
export async function detailsOf(
  talk: Talk,
  one: registrations.Registration,
): Promise<{ lines: readonly string[]; choices: readonly Choice[] }> {
  const { t, now } = talk
  const dossier = await dossierOf(talk, one)
  const isOpen = registrations.isOpen(one.state)
  const missing = isOpen ? missingText(dossier, now, t) : undefined
  const { recognition } = one
  const lines = [
    ...(recognition
      ? [t('registration:mine.recognised', { stars: recognition.stars, date: showDay(recognition.validUntil) })]
      : []),
    ...(isOpen ? [missing ?? t('registration:missing.none')] : []),
  ]
  const add = missingOf(dossier).length > 0 ? [{ label: t('registration:supplement'), payload: `d:add:${one.id}` }] : []
  const withdraw = { label: t('registration:withdraw.do'), payload: `d:withdraw:${one.id}` }
  return { lines, choices: isOpen ? [...add, withdraw] : [] }
}

function lineOf({ t }: Pick<Talk, 't'>, one: registrations.Registration): string {
  return t('registration:mine.line', {
    reference: one.reference,
    product: one.product,
    date: showDate(one.createdAt),
    state: t(`look-up:state.registration.${one.state}`),
    commune: communeByCode(one.communeCode)?.fullName ?? one.communeCode,
  })
}
