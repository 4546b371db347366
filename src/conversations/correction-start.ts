import * as registrations from '../models/registration.ts'
import { answersOf, dossierOf } from './correction.ts'
import { dossierLabel, openDossiers } from './dossier-of.ts'
import { anew, asideText, goOn, putAside } from './drafts.ts'
import { withOpenQuestion } from './menu.ts'
import { joined } from './prompt.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

const MOST_OFFERED = 3

/** What can be put right here, and the way to an official for the rest; a correction under way is gone on with. */
export async function askToCorrect(talk: Talk): Promise<Reply> {
  const { t, session } = talk
  const under = session.draft?.conversation === 'correction' ? session.draft : session.kept.correction
  if (under) return goOn(session.draft === under ? talk : putAside(talk), under)
  const open = await openDossiers(talk)
  const choices = [
    ...open.slice(0, MOST_OFFERED).map((one) => ({ label: dossierLabel(one), payload: `m:fix:${one.id}` })),
    { label: t('my-data:correct.official'), payload: 'm:ask:correct' },
    commandChoice(talk, 'myData', 'my-data'),
  ]
  return told(talk, say(t(open.length > 0 ? 'my-data:correct.which' : 'my-data:correct.none'), { choices }))
}

/** Opens a dossier in the last look of the registration; another draft waits meanwhile. */
export async function startCorrection(talk: Talk, one: registrations.Registration): Promise<Reply> {
  const { t } = talk
  if (!registrations.isOpen(one.state)) return withOpenQuestion(talk, told(talk, say(t('my-data:correct.decided'))))
  const under = [talk.session.draft, talk.session.kept.correction].find(
    (draft) => draft?.conversation === 'correction' && dossierOf(draft.answers).id === one.id,
  )
  if (under) return goOn(talk.session.draft === under ? talk : putAside(talk), under)
  const note = joined(asideText(talk), t('my-data:correct.begun', { reference: one.reference, product: one.product }))
  return anew(putAside(talk), 'correction', answersOf(one), note)
}
