/** A producer's own dossiers in the chat that sent them (P-17): what each lacks, and what can be done with it. */
import { communeByCode } from '../city/units.ts'
import { shorten } from '../lib/text.ts'
import { showDate, showDay } from '../lib/time.ts'
import type { Choice } from '../message.ts'
import * as registrations from '../models/registration.ts'
import { missingOf, missingText } from './dossier.ts'
import { dossierOf } from './dossier-of.ts'
import { helpedLine, shownHelped } from './helped.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

/** "Hồ sơ của tôi": the newest in full, the others by a line and a button. */
export async function myDossiers(talk: Talk): Promise<Reply> {
  const { t } = talk
  const own = await registrations.listOf(talk.tx, talk.vault, talk.person.id)
  const helped = await registrations.helpedBy(talk.tx, talk.vault, talk.person.id)
  const [first] = [...own, ...helped]
  if (!first)
    return told(talk, say(t('registration:mine.none'), { choices: [commandChoice(talk, 'registration', 'registration')] }))
  if (own.length + helped.length === 1) return own.length === 1 ? shownDossier(talk, first) : shownHelped(talk, first)
  const lines = [
    ...(own.length > 0 ? [t('registration:mine.list'), ...own.map((one) => lineOf(talk, one))] : []),
    ...(helped.length > 0 ? [t('on-behalf:mine.list'), ...helped.map((one) => helpedLine(talk, one))] : []),
  ]
  const choices = chosenOf(own, helped).map((one) => ({ label: one.reference, payload: `d:show:${one.id}` }))
  return told(talk, say(lines.join('\n'), { choices }))
}

/** The newest of both, as many as there are buttons. */
function chosenOf(own: readonly registrations.Registration[], helped: readonly registrations.Registration[]) {
  const [mine, theirs] = [own.slice(0, MOST_SHOWN), helped.slice(0, MOST_SHOWN)]
  const half = Math.max(MOST_SHOWN / 2, MOST_SHOWN - theirs.length)
  const first = mine.slice(0, half)
  return [...first, ...theirs.slice(0, MOST_SHOWN - first.length)]
}

const MOST_SHOWN = 4
const MOST_LABEL = 40

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
    ...(one.help?.helperId ? [t('on-behalf:mine.helper', { helper: one.help.name })] : []),
  ]
  const add = missingOf(dossier).length > 0 ? [{ label: t('registration:supplement'), payload: `d:add:${one.id}` }] : []
  const withdraw = { label: t('registration:withdraw.do'), payload: `d:withdraw:${one.id}` }
  const help = one.help?.helperId
    ? [{ label: shorten(t('on-behalf:end', { helper: one.help.name }), MOST_LABEL), payload: `d:alone:${one.id}` }]
    : []
  return { lines, choices: [...(isOpen ? [...add, withdraw] : []), ...help] }
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
