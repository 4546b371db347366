/** A kept self-assessment as its papers want it: worded as the chat worded it. */
import { criteriaOf, proofOf, SOURCE, setById } from '../knowledge/criteria.ts'
import { planFor, score } from '../knowledge/score.ts'
import { showDate } from '../lib/time.ts'
import type { Language } from '../message.ts'
import type { Assessment } from '../models/assessment.ts'
import type { AssessmentResult } from '../papers/assessment.ts'
import { translator } from '../texts.ts'
import { sheetOf } from './dossier.ts'

/** null: its sheet is not ours any more. @param before the last one before it, of the same sheet */
export function assessmentResult(one: Assessment, before: Assessment | null, language: Language): AssessmentResult | null {
  const set = setById(one.criteriaSet)
  if (!set) return null
  const t = translator(language)
  const found = score(set, one.marks)
  const plan = planFor(set, one.marks)
  const scored = criteriaOf(set).filter(({ id, options }) => (options[one.marks[id] ?? -1]?.points ?? 0) > 0)
  const held = { byPoints: found.starsByPoints, stars: found.stars }
  return {
    product: one.product,
    sheet: sheetOf(set, one.marks),
    at: one.createdAt,
    before:
      before &&
      t('self-assessment:result.before', { date: showDate(before.createdAt), total: before.total, stars: before.stars }),
    held: found.starsByPoints > found.stars ? t('self-assessment:result.held', held) : null,
    gates: found.gates.map(({ star, criterion, needs }) =>
      t('self-assessment:paper.gate', { star, name: criterion.name, label: needs.label }),
    ),
    plan: plan && {
      head: t(plan.missing > 0 ? 'self-assessment:result.plan' : 'self-assessment:result.planGates', {
        star: plan.star,
        missing: plan.missing,
      }),
      steps: plan.steps.map(({ criterion, to, gain, isNeeded }, at) =>
        t(`self-assessment:result.${isNeeded ? 'stepNeeded' : 'step'}`, {
          number: at + 1,
          name: criterion.name,
          label: to.label,
          gain,
          star: plan.star,
        }),
      ),
      end: t(`self-assessment:result.${plan.isEnough ? 'enough' : 'notEnough'}`, { star: plan.star }),
    },
    unknown: found.unknown.map(({ name }) => name),
    papers: [...new Set(scored.flatMap((criterion) => proofOf(criterion).papers))],
    disqualify: set.disqualify,
    source: t('self-assessment:result.source', {
      document: SOURCE.document,
      date: SOURCE.date.split('-').toReversed().join('/'),
    }),
    language,
  }
}
