/**
 * Scoring one's own product on the official sheet: the product's own words find the set, the person chooses it, and each
 * criterion is one short question with its printed options. The questions are data (`knowledge/criteria.json`).
 */
import { type CriteriaSet, type Criterion, criteriaOf, type Part, proofOf, SETS } from '../knowledge/criteria.ts'
import { score } from '../knowledge/score.ts'
import { foldWords } from '../lib/text.ts'
import * as assessments from '../models/assessment.ts'
import { ASSESSMENT_DAYS, type PaperName, paperLink } from '../models/paper-link.ts'
import type { T } from '../texts.ts'
import { resultMessages } from './assessment-result.ts'
import { type Answers, conversation, type Parsed, type Step, type StepInput } from './conversation.ts'
import { groupChoice, likelySet, setInGroup, setOf } from './criteria-set.ts'
import { joined } from './prompt.ts'
import { text } from './steps.ts'

const UNKNOWN = '?'
/** Buttons of one question, on the smallest channel that has any. */
const MOST_BUTTONS = 5

/** The criteria of all sheets are steps; those of the chosen one apply. */
export const selfAssessment = conversation({
  name: 'self-assessment',
  version: 1,
  hasReview: false,
  steps: {
    product: text({ min: 2, max: 120 }),
    set: likelySet(),
    group: groupChoice(),
    setInGroup: setInGroup(),
    ...Object.fromEntries(SETS.flatMap(criterionSteps)),
  },
  async finish(answers, { tx, vault, personId, now, publicUrl, t }) {
    const set = setOf(answers)
    if (!set) throw new Error('A self-assessment has no set of criteria.')
    const all: Answers = answers
    const marks = Object.fromEntries(criteriaOf(set).map(({ id }) => [id, markOf(all[stepName(set, id)])]))
    const found = score(set, marks)
    const before = await assessments.latest(tx, vault, personId, set.id)
    const product = String(all.product)
    const id = await assessments.create(tx, vault, {
      personId,
      criteriaSet: set.id,
      product,
      marks,
      total: found.total,
      stars: found.stars,
    })
    const link = (name: PaperName) => paperLink(vault, publicUrl, { name, id, days: ASSESSMENT_DAYS, now })
    const papers = { pdf: await link('assessment.pdf'), picture: await link('assessment.png') }
    return { messages: resultMessages({ set, product, marks, before, papers }, t) }
  },
})

function markOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function stepName(set: CriteriaSet, criterionId: string): string {
  return `${set.number}.${criterionId}`
}

function criterionSteps(set: CriteriaSet): readonly (readonly [string, Step<number | null>])[] {
  const count = criteriaOf(set).length
  return set.parts
    .flatMap((part) => part.criteria.map((criterion) => ({ part, criterion })))
    .map(({ part, criterion }, at) => [
      stepName(set, criterion.id),
      criterionStep(set, { part, criterion, number: at + 1, count }),
    ])
}

interface Place {
  readonly part: Part
  readonly criterion: Criterion
  readonly number: number
  readonly count: number
}

function criterionStep(set: CriteriaSet, place: Place): Step<number | null> {
  const { criterion } = place
  return {
    kind: 'criterion',
    isOptional: false,
    isFree: false,
    isKept: true,
    onlyIf: (answers) => setOf(answers) === set,
    ask: (t) => ask(place, t),
    offers: (t) => {
      const options = criterion.options.map((_, at) => ({ value: String(at), label: String(at + 1) }))
      return [...options, { value: UNKNOWN, label: t('self-assessment:criterion.unknown') }].slice(0, MOST_BUTTONS)
    },
    parse: (input, t) => parse(criterion, input, t),
    show: (value, t) => (value === null ? t('self-assessment:criterion.unknown') : (criterion.options[value]?.label ?? '')),
  }
}

function ask({ part, criterion, number, count }: Place, t: T): string {
  const { papers } = proofOf(criterion)
  const options = criterion.options.map(({ label, case: of }, at) => {
    const said = of === null ? label : `${label} ${t('self-assessment:criterion.case', { case: of })}`
    return t('self-assessment:criterion.option', { number: at + 1, label: said })
  })
  return joined(
    `${t('self-assessment:criterion.at', { number, count, part: part.name })}\n${criterion.name}?`,
    [...options, t('self-assessment:criterion.unknownLine')].join('\n'),
    criterion.note && t('self-assessment:criterion.note', { note: criterion.note }),
    papers.length > 0 ? t('self-assessment:criterion.proof', { papers: papers.join('; ') }) : undefined,
  )
}

const DO_NOT_KNOW = [
  '0',
  'chua biet',
  'khong biet',
  'ko biet',
  'khong ro',
  'chua ro',
  'bo qua',
  'skip',
  'not known yet',
  'do not know',
]
const NONE = ['khong', 'ko', 'chua', 'khong co', 'ko co', 'chua co', 'no', 'none', 'not yet']

/** By number, button, the words of one option, or "chưa có" for the option without points. */
function parse({ options }: Criterion, input: StepInput, t: T): Parsed<number | null> {
  if (input.type === 'choice') {
    if (input.value === UNKNOWN) return { ok: true, value: null }
    return options[Number(input.value)] ? { ok: true, value: Number(input.value) } : { ok: false, why: 'unknown' }
  }
  const typed = foldWords(wordsOf(input))
  if (DO_NOT_KNOW.includes(typed) || typed === foldWords(t('self-assessment:criterion.unknown'))) return { ok: true, value: null }
  const number = typed.match(/^(?:so |cau |muc )?(\d)$/)?.[1]
  if (number !== undefined)
    return options[Number(number) - 1] ? { ok: true, value: Number(number) - 1 } : { ok: false, why: 'unknown' }
  const nothing = options.findIndex(({ points }) => points === 0)
  if (NONE.includes(typed)) return { ok: true, value: nothing === -1 ? null : nothing }
  if (['co', 'co roi', 'yes'].includes(typed) && options.length === 2 && nothing !== -1) return { ok: true, value: 1 - nothing }
  const named = options.flatMap(({ label }, at) => (typed.length >= 4 && foldWords(label).includes(typed) ? [at] : []))
  return named.length === 1 && named[0] !== undefined ? { ok: true, value: named[0] } : { ok: false, why: 'unknown' }
}

function wordsOf(input: StepInput): string {
  if (input.type === 'text') return input.text
  return input.type === 'choice' ? input.value : ''
}
