import * as registrations from '../models/registration.ts'
import { GAPS } from './conversation.ts'
import { missingOf } from './dossier.ts'
import { dossierLabel, dossierOf, openDossiers } from './dossier-of.ts'
import { anew, answered, asideText, goOn, putAside } from './drafts.ts'
import { withOpenQuestion } from './menu.ts'
import { joined } from './prompt.ts'
import type { Draft } from './session.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

/**
 * Asks for what a dossier lacks; which one is asked where there are several.
 *
 * @param loose photos that came out of any talk: papers of it until they are named
 */
export async function startSupplement(
  talk: Talk,
  chosen?: registrations.Registration,
  loose: readonly string[] = [],
): Promise<Reply> {
  const { t } = talk
  const open = await openFor(talk)
  const one = chosen ?? (open.length === 1 ? open[0] : undefined)
  if (!one) return open.length === 0 ? none(talk) : choose(talk, open)
  if (!registrations.isOpen(one.state))
    return withOpenQuestion(talk, told(talk, say(t('registration:closed', { reference: one.reference }))))
  const input = { type: 'photos', ids: loose, isTooMany: false, step: 'papers' } as const
  const under = underWay(talk, one.id)
  if (under) {
    const on = await goOn(talk.session.draft === under ? talk : putAside(talk), under)
    return loose.length > 0 ? answered({ ...talk, session: on.session }, under, input) : on
  }
  const missing = missingOf(await dossierOf(talk, one)).map(({ id }) => id)
  const answers = {
    '.dossier': { id: one.id, reference: one.reference, missing },
    ...(one.criteriaSet !== null && { set: one.criteriaSet }),
    ...(one.fields[GAPS] !== undefined && { [GAPS]: {} }),
  }
  // Another draft waits meanwhile.
  const note = joined(asideText(talk), t('registration:adding', { reference: one.reference, product: one.product }))
  const begun = await anew(putAside(talk), 'supplement', answers, note)
  const { draft } = begun.session
  if (loose.length === 0 || !draft) return begun
  return answered({ ...talk, session: begun.session }, draft, input)
}

/** What this person may add to: their own, and what they filled in for others. */
export async function openFor(talk: Talk): Promise<readonly registrations.Registration[]> {
  const { tx, vault, person } = talk
  const helped = await registrations.helpedBy(tx, vault, person.id)
  return [...(await openDossiers(talk)), ...helped.filter(({ state }) => registrations.isOpen(state))]
}

/** What is being added to this dossier already, open or put aside: a second tap must not lose it (P-13). */
function underWay({ session: { draft, kept } }: Talk, id: string): Draft | undefined {
  return [draft, kept.supplement].find(
    (one) => one?.conversation === 'supplement' && (one.answers['.dossier'] as { readonly id: string } | undefined)?.id === id,
  ) as Draft | undefined
}

function none(talk: Talk): Reply {
  const choices = [commandChoice(talk, 'registration', 'registration')]
  return withOpenQuestion(talk, told(talk, say(talk.t('registration:mine.none'), { choices })))
}

function choose(talk: Talk, open: readonly registrations.Registration[]): Reply {
  const choices = open.slice(0, 5).map((one) => ({ label: dossierLabel(one), payload: `d:add:${one.id}` }))
  return told(talk, say(talk.t('registration:which'), { choices }))
}
