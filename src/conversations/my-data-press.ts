/** Buttons of "dữ liệu của tôi", `m:…`: each only asks, so they hold at any time. */
import * as registrations from '../models/registration.ts'
import { startCorrection } from './correction-start.ts'
import { chooseConsent } from './my-data-consent.ts'
import { askAboutAll, askAboutOne, listThings } from './my-data-erase.ts'
import { askWords } from './my-data-request.ts'
import type { Reply, Talk } from './talk.ts'

/** @param name what and of which, e.g. `fix:12`, `item:report:3`. null: it is not this person's, or is gone */
export async function pressMyData(talk: Talk, name: string): Promise<Reply | null> {
  const [what, ...rest] = name.split(':')
  const of = rest.join(':')
  switch (what) {
    case 'fix': {
      const one = (await registrations.listOf(talk.tx, talk.vault, talk.person.id)).find(({ id }) => id === of)
      return one ? startCorrection(talk, one) : null
    }
    case 'ask':
      return of === 'correct' || of === 'restrict' ? askWords(talk, of) : null
    case 'off':
      return chooseConsent(talk, of)
    case 'all':
      return askAboutAll(talk)
    case 'items':
      return listThings(talk, Number(of) || 0)
    case 'item':
      return askAboutOne(talk, of)
    default:
      return null
  }
}
