/** What a dossier lacks, asked for after it was sent: the same questions as in the registration, only those that are open. */
import { isAccountOf } from '../models/account-link.ts'
import * as registrations from '../models/registration.ts'
import { type Answers, conversation, type FinishContext, type Json, type Step } from './conversation.ts'
import { fieldsKept, missingText } from './dossier.ts'
import { dossierOf } from './dossier-of.ts'
import { tellHelper } from './helper-news.ts'
import { heldIn } from './papers-step.ts'
import { EXTRAS, taxCode } from './registration.ts'
import { say } from './talk.ts'
import { tell } from './tell.ts'

export const supplement = conversation({
  name: 'supplement',
  version: 1,
  texts: 'registration',
  hasReview: false,
  hasPage: true,
  steps: {
    // Papers first: they are what most dossiers lack.
    papers: { ...EXTRAS.papers, onlyIf: lacksPapers, dependsOn: [] },
    photos: { ...EXTRAS.photos, ...ifMissing('photos') },
    taxCode: { ...taxCode, block: 'extra', ...ifMissing('taxCode') },
    scale: { ...EXTRAS.scale, ...ifMissing('scale') },
    labour: { ...EXTRAS.labour, ...ifMissing('labour') },
    certificates: { ...EXTRAS.certificates, ...ifMissing('certificates') },
    story: { ...EXTRAS.story, ...ifMissing('story') },
    founded: { ...EXTRAS.founded, ...ifMissing('founded') },
  },
  async finish(answers, { tx, vault, personId, now, t }) {
    const all: Answers = answers
    const { id, reference } = all['.dossier'] as { readonly id: string; readonly reference: string }
    const given = Object.entries(fieldsKept(all)).filter(([name, value]) => value !== null && !name.startsWith('.'))
    const held = heldIn(answers.papers)
    const added = await registrations.supplement(tx, vault, {
      id,
      personId,
      fields: Object.fromEntries(given),
      attachmentIds: answers.photos ?? [],
      papers: held,
    })
    if (!added) return { messages: [say(t('registration:closed', { reference }))] }
    const isNothing = given.length === 0 && held.length === 0 && (answers.photos ?? []).length === 0
    // What was asked for is there: it waits for the officials again, and they see that.
    const isOwn = await isAccountOf(tx, personId, added.personId)
    if (!isNothing && added.state === 'needs_more')
      await registrations.move(tx, vault, { id, to: 'submitted', by: isOwn ? 'producer' : 'helper', words: null })
    if (!isNothing) await tellOther({ tx, vault }, added, isOwn)
    const missing = missingText(await dossierOf({ tx }, added), now, t)
    const head = t(isNothing ? 'registration:addedNothing' : 'registration:added', { reference })
    return { messages: [say([head, missing ?? t('registration:missing.none')].join('\n\n'))] }
  },
})

/** Where two care for one dossier, each hears of what the other added. */
async function tellOther({ tx, vault }: Pick<FinishContext, 'tx' | 'vault'>, one: registrations.Registration, isOwn: boolean) {
  const { reference, product, help } = one
  if (isOwn) return tellHelper(tx, { vault }, one, (t) => t('on-behalf:news.added', { reference, product }))
  await tell(tx, { vault }, one.personId, (t) => t('on-behalf:news.helperAdded', { reference, helper: help?.name ?? '' }))
}

function missingIn(answers: Answers): readonly string[] {
  const dossier = answers['.dossier'] as { readonly missing: readonly string[] } | undefined
  return dossier?.missing ?? []
}

function ifMissing(
  name: string,
): Pick<Step<Json>, 'onlyIf' | 'dependsOn'> & { onlyIf: (answers: Answers) => boolean; dependsOn: readonly string[] } {
  return { onlyIf: (answers) => missingIn(answers).includes(name), dependsOn: [] }
}

/** Always open: a newer paper may take the place of an older one. */
function lacksPapers(): boolean {
  return true
}
