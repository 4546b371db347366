import { setById } from '../knowledge/criteria.ts'
import { localDay, showDay } from '../lib/time.ts'
import type { Outbound } from '../message.ts'
import type { T } from '../texts.ts'
import type { Answers } from './conversation.ts'
import { setOf } from './criteria-set.ts'
import { fieldsKept, missingText } from './dossier.ts'
import type { Held } from './papers-step.ts'
import { COMMUNE_WORKING_DAYS, nextRound } from './rounds.ts'
import { say } from './talk.ts'

interface Sent {
  readonly answers: Answers
  readonly held: readonly Held[]
  /** as it is called now, e.g. "Phường Vỹ Dạ" */
  readonly communeName: string
  readonly now: Date
}

/** What is missing, and what stays to be done on paper, with its days. */
export function afterSending({ answers, held, communeName, now }: Sent, t: T): readonly Outbound[] {
  const set = setOf(answers)
  const photos = Array.isArray(answers.photos) ? answers.photos.length : 0
  const missing = missingText(
    { fields: fieldsKept(answers), criteriaSet: set?.id ?? null, papers: held.map(({ paper }) => paper), photoCount: photos },
    now,
    t,
  )
  const choices = missing === undefined ? [] : [{ label: t('registration:supplement'), payload: 'w:supplement' }]
  return [
    say(missing === undefined ? t('registration:missing.none') : `${missing}\n\n${t('registration:missing.how')}`, { choices }),
    say(onPaper(set?.id ?? null, communeName, now, t)),
  ]
}

/** Print, sign, samples, where, how long, until when. */
export function onPaper(criteriaSet: string | null, communeName: string, now: Date, t: T): string {
  const { deadline, handIn } = nextRound(localDay(now))
  const isTour = criteriaSet !== null && setById(criteriaSet)?.group === 'du-lich'
  return t(`registration:paperwork.${isTour ? 'tour' : 'goods'}`, {
    office: communeName.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase()),
    days: COMMUNE_WORKING_DAYS,
    deadline: showDay(deadline),
    handIn: showDay(handIn),
  })
}
