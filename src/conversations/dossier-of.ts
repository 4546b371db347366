import * as attachments from '../models/attachment.ts'
import type { Registration } from '../models/registration.ts'
import type { Answers } from './conversation.ts'
import type { Dossier } from './dossier.ts'
import type { Talk } from './talk.ts'

/** With its attachments, as the rules of `dossier.ts` want it. Those that officials deleted or that are lost do not count. */
export async function dossierOf(talk: Pick<Talk, 'tx'>, one: Registration): Promise<Dossier> {
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
