import * as registrations from '../models/registration.ts'
import { shownDossier } from './dossiers.ts'
import { endHelp, pressHelped } from './helped.ts'
import { withOpenQuestion } from './menu.ts'
import { startSupplement } from './supplement-start.ts'
import type { Reply, Talk } from './talk.ts'
import { askToWithdraw } from './withdrawal.ts'

/** @param name what to do with which dossier, e.g. `add:12`. null: it is not this person's, nor one that they help with */
export async function pressDossier(talk: Talk, name: string): Promise<Reply | null> {
  const [what = '', id = ''] = name.split(':')
  const one = (await registrations.listOf(talk.tx, talk.vault, talk.person.id)).find((own) => own.id === id)
  if (!one) return pressOthers(talk, what, id)
  switch (what) {
    case 'show':
      return withOpenQuestion(talk, await shownDossier(talk, one))
    case 'add':
      return startSupplement(talk, one)
    case 'withdraw':
      return askToWithdraw(talk, one)
    case 'alone':
      return endHelp(talk, one)
    default:
      return null
  }
}

/** One that the person filled in for somebody. */
async function pressOthers(talk: Talk, what: string, id: string): Promise<Reply | null> {
  const one = (await registrations.helpedBy(talk.tx, talk.vault, talk.person.id)).find((helped) => helped.id === id)
  if (!one) return null
  return what === 'add' && one.state !== 'unconfirmed' ? startSupplement(talk, one) : pressHelped(talk, one, what)
}
