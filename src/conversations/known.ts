/** What the database knows of a registration under way: the last self-assessment, and the same product sent before. */
import { setById } from '../knowledge/criteria.ts'
import { foldWords } from '../lib/text.ts'
import { showDate } from '../lib/time.ts'
import * as assessments from '../models/assessment.ts'
import * as registrations from '../models/registration.ts'
import type { T } from '../texts.ts'
import type { Answers, FinishContext } from './conversation.ts'
import { setOf } from './criteria-set.ts'
import { commandChoice } from './talk.ts'

/** Names as the texts fill them in. */
export async function learn(answers: Answers, { tx, vault, personId }: FinishContext): Promise<Answers> {
  const set = setOf(answers)
  const last = await assessments.latest(tx, vault, personId, set?.id)
  const of = last && setById(last.criteriaSet)
  const same = await sameProduct(answers, await registrations.listOf(tx, vault, personId))
  return {
    ...(last &&
      of && {
        '.knownAssessed': {
          product: last.product,
          setId: of.id,
          set: of.name,
          total: String(last.total),
          stars: String(last.stars),
          date: showDate(last.createdAt),
        },
      }),
    ...(same && { '.knownSame': shownSame(same) }),
  }
}

/**
 * For who fills in for others: under which name they did it last, and the same product of the same producer, who is told
 * from another by the phone number. Their own scores are of their own products.
 */
export async function learnToHelp(answers: Answers, { tx, vault, personId }: FinishContext): Promise<Answers> {
  const helped = await registrations.helpedBy(tx, vault, personId)
  const same = await sameProduct(
    answers,
    helped.filter(({ phone }) => phone === answers.phone),
  )
  const name = helped[0]?.help?.name
  return { ...(name !== undefined && { '.knownHelper': name }), ...(same && { '.knownSame': shownSame(same) }) }
}

function shownSame(same: registrations.Registration) {
  return { id: same.id, reference: same.reference, product: same.product, date: showDate(same.createdAt) }
}

/** For a higher star or a new term the product was sent before: that is no slip then. */
export async function sameProduct({ product, stage }: Answers, sent: readonly registrations.Registration[]) {
  if (typeof product !== 'string') return undefined
  const isRenewed = stage === 'upgrade' || stage === 'again'
  const open = sent.filter(
    ({ state }) => state === 'unconfirmed' || registrations.isOpen(state) || (state === 'recognised' && !isRenewed),
  )
  return open.find((one) => foldWords(one.product) === foldWords(product))
}

/** The stars to expect, by the person's own scores; else the way to them. */
export function reviewNote(answers: Answers, t: T) {
  const known = answers['.knownAssessed'] as Readonly<Record<string, string>> | undefined
  if (known && known.setId === setOf(answers)?.id) return { text: t('registration:expected', known), choices: [] }
  return { text: t('registration:notScored'), choices: [commandChoice({ t }, 'selfAssessment', 'self-assessment')] }
}
