import * as registrations from '../models/registration.ts'
import { shownDossier } from './dossiers.ts'
import { withOpenQuestion } from './menu.ts'
import { startSupplement } from './supplement-start.ts'
import type { Reply, Talk } from './talk.ts'
import { askToWithdraw } from './withdrawal.ts'

/** @param name what to do with which dossier, e.g. `add:12`. null: it is not this person's */
export async function pressDossier(talk: Talk, name: string): Promise<Reply | null> {
  const [what, id = ''] = name.split(':')
  const one = (await registrations.listOf(talk.tx, talk.vault, talk.person.id)).find((own) => own.id === id)
  if (!one) return null
  switch (what) {
    case 'show':
      return withOpenQuestion(talk, await shownDossier(talk, one))
    case 'add':
      return startSupplement(talk, one)
    case 'withdraw':
      return askToWithdraw(talk, one)
    default:
      return null
  }
}
