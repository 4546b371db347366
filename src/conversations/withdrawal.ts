/** A producer takes a dossier back: asked twice, for it cannot be undone. */
import * as registrations from '../models/registration.ts'
import { dossierLabel, openDossiers } from './dossier-of.ts'
import { helperNews, tellHelper } from './helper-news.ts'
import { menu, withOpenQuestion } from './menu.ts'
import type { Pending } from './session.ts'
import { type Reply, say, type Talk, told } from './talk.ts'

export async function askToWithdraw(talk: Talk, chosen?: registrations.Registration): Promise<Reply> {
  const { t } = talk
  const open = await openDossiers(talk)
  const one = chosen ? open.find(({ id }) => id === chosen.id) : open.length === 1 ? open[0] : undefined
  if (one) return asked(talk, one, false)
  if (open.length === 0 || chosen) return withOpenQuestion(talk, told(talk, say(t('registration:withdraw.none'))))
  const choices = open.slice(0, 5).map((each) => ({ label: dossierLabel(each), payload: `d:withdraw:${each.id}` }))
  return told(talk, say(t('registration:withdraw.which'), { choices }))
}

/** @param said yes to the first question, sure to the second: one button tapped twice answers only one of them (P-13) */
export async function withdraw(
  talk: Talk,
  { id, isSure }: Extract<Pending, { type: 'withdraw' }>,
  said: 'yes' | 'sure' | 'no',
): Promise<Reply> {
  const { t, tx, vault, person } = talk
  const one = (await registrations.listOf(tx, vault, person.id)).find((own) => own.id === id)
  if (!one) return menu(talk)
  const { reference } = one
  if (said === 'no') return withOpenQuestion(talk, told(talk, say(t('registration:withdraw.kept', { reference }))))
  if (!isSure || said === 'yes') return asked(talk, one, true)
  const isDone = await registrations.move(tx, vault, { id, to: 'withdrawn', by: 'producer', words: null })
  if (isDone) await tellHelper(tx, talk, one, (theirs) => helperNews({ ...one, state: 'withdrawn', words: null }, theirs))
  return withOpenQuestion(talk, told(talk, say(t(isDone ? 'registration:withdraw.done' : 'registration:closed', { reference }))))
}

function asked(talk: Talk, { id, reference, product }: registrations.Registration, isSure: boolean): Reply {
  const { t } = talk
  const choices = [
    {
      label: t(isSure ? 'registration:withdraw.sure' : 'registration:withdraw.do'),
      payload: isSure ? 'p:withdraw:sure' : 'p:withdraw:yes',
    },
    { label: t('registration:withdraw.keep'), payload: 'p:withdraw:no' },
  ]
  const text = t(isSure ? 'registration:withdraw.again' : 'registration:withdraw.ask', { reference, product })
  return told(talk, say(text, { choices }), { pending: { type: 'withdraw', id, isSure } })
}
