import { communeByCode } from '../city/units.ts'
import { parseCode } from '../lib/code.ts'
import { showDate, showTime } from '../lib/time.ts'
import type { Link } from '../message.ts'
import { FORM_DAYS, type PaperName, paperLink } from '../models/paper-link.ts'
import * as registrations from '../models/registration.ts'
import * as tracking from '../models/tracking.ts'
import { lookUpArgument } from './commands.ts'
import { detailsOf } from './dossiers.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

const REFERENCE = /^(PA|DK)[-\s]?\d{4}[-\s]?\d{6}$/i

/** A code as a whole message, or after "tra cứu" or "bổ sung"; a reference opens nothing (P-17). */
export async function lookUp(talk: Talk, text: string): Promise<Reply | null> {
  const named = lookUpArgument(text)
  const typed = named ?? text.trim()
  if (REFERENCE.test(typed)) return told(talk, say(talk.t('look-up:referenceOnly')))
  const code = parseCode(typed)
  // Seventeen letters without a digit or dash are rather a word that happens to pass the check.
  if (named === null && (code === null || !/[\d-]/.test(typed))) return null
  const found = code === null ? null : await tracking.find(talk.tx, talk.vault, code, talk.person.id)
  if (!found) return told(talk, say(talk.t('look-up:unknown'), { choices: [commandChoice(talk, 'menu', 'menu')] }))
  const details = found.own && 'product' in found.own ? await detailsOf(talk, found.own) : null
  const choices = [...(details?.choices ?? []), commandChoice(talk, 'menu', 'menu')]
  const shown = [show(talk, found), ...(details?.lines ?? [])].join('\n')
  return told(talk, say(shown, { choices, links: await formLinks(talk, found) }))
}

/** Their own dossiers need no code in the chat that sent them. */
export async function askForCode(talk: Talk): Promise<Reply> {
  const own = await registrations.listOf(talk.tx, talk.vault, talk.person.id)
  const choices = [{ label: talk.t('registration:mine.show'), payload: 'w:dossiers' }]
  return told(talk, say(talk.t('look-up:ask'), own.length > 0 ? { choices } : {}))
}

export function stateText({ t }: Pick<Talk, 't'>, kind: 'report' | 'registration', state: string): string {
  return t(`look-up:state.${kind}.${state}`)
}

function show(talk: Talk, found: tracking.Tracked): string {
  const { t } = talk
  const state = found.isOnItsWay && found.state === 'received' ? 'on_its_way' : found.state
  const lines = [
    t(`look-up:found.${found.kind}`, { reference: found.reference }),
    t('look-up:stateLine', { state: stateText(talk, found.kind, state) }),
    t('look-up:dates', { sent: showDate(found.createdAt), changed: showTime(found.updatedAt) }),
    ...(found.reason ? [t('look-up:reason', { words: found.reason })] : []),
    ...(found.own ? owned(talk, found.own) : []),
  ]
  return lines.join('\n')
}

/** The forms of one's own registration, filled in as far as is known. */
async function formLinks({ vault, publicUrl, now, t }: Talk, { kind, own }: tracking.Tracked): Promise<readonly Link[]> {
  if (kind !== 'registration' || !own) return []
  const link = async (label: string, name: PaperName) => ({
    label,
    url: await paperLink(vault, publicUrl, { name, id: own.id, days: FORM_DAYS, now }),
  })
  return [await link(t('look-up:form01'), 'form-01.pdf'), await link(t('look-up:form02'), 'form-02.pdf')]
}

/** Only in the chat that sent it. */
function owned({ t }: Talk, own: Exclude<tracking.Tracked['own'], null>): readonly string[] {
  const commune = own.communeCode === null ? undefined : communeByCode(own.communeCode)?.fullName
  const inCommune = commune ? [t('look-up:commune', { commune })] : []
  if ('description' in own) {
    const place = own.place ?? (own.position && t('common:place.shown'))
    const at = place ? [t('look-up:place', { place })] : []
    return [t('look-up:description', { description: own.description }), ...at, ...inCommune]
  }
  return [t('look-up:product', { product: own.product, name: own.name }), ...inCommune]
}
