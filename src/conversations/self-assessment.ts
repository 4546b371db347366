/**
 * Scoring one's own product on the official sheet: the product's own words find the set, the person chooses it, and each
 * criterion is one short question with its printed options. The questions are data (`knowledge/criteria.json`).
 */
import { GROUPS, groupById, groupOf } from '../city/groups.ts'
import {
  type CriteriaSet,
  type Criterion,
  criteriaOf,
  type Part,
  proofOf,
  SETS,
  setById,
  setsFor,
} from '../knowledge/criteria.ts'
import { score } from '../knowledge/score.ts'
import { foldWords } from '../lib/text.ts'
import * as assessments from '../models/assessment.ts'
import { ASSESSMENT_DAYS, type PaperName, paperLink } from '../models/paper-link.ts'
import type { T } from '../texts.ts'
import { resultMessages } from './assessment-result.ts'
import { type Answers, conversation, type Offer, type Parsed, type Step, type StepInput } from './conversation.ts'
import { joined } from './prompt.ts'
import { choice, text } from './steps.ts'

const OTHER = 'other'
const UNKNOWN = '?'
const MOST_SETS = 3
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
    group: { ...groupChoice(), onlyIf: isOpen },
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

function setOf({ set, setInGroup: chosen }: Answers): CriteriaSet | undefined {
  return setById(String(set === undefined || set === OTHER ? chosen : set))
}

/** Whether no set is chosen by the product's words. */
function isOpen({ product, set }: Answers): boolean {
  return set === OTHER || setsFor(String(product ?? '')).length === 0
}

function likelySet(): Step<string> {
  return {
    kind: 'choice',
    isOptional: false,
    isFree: false,
    onlyIf: ({ product }) => setsFor(String(product ?? '')).length > 0,
    offers: (t, { product }) => [
      ...setsFor(String(product ?? ''))
        .slice(0, MOST_SETS)
        .map(offerOf),
      { value: OTHER, label: t('self-assessment:set.other') },
    ],
    parse: (input, t) => setNamed(wordsOf(input), t),
    show: (id, t) => setById(id)?.name ?? t('self-assessment:set.other'),
  }
}

function groupChoice(): Step<string> {
  return choice({
    values: GROUPS.map(({ id }) => id),
    label: (id, t) => groupById(id)?.[t('common:language.code') === 'en' ? 'en' : 'vi'] ?? id,
    guess: (typed) => groupOf(typed)?.id,
  })
}

function setInGroup(): Step<string> {
  const inGroup = ({ group }: Answers) => SETS.filter((set) => set.group === group)
  return {
    kind: 'choice',
    isOptional: false,
    isFree: false,
    onlyIf: (answers) => isOpen(answers) && answers.group !== undefined,
    offers: (_t, answers) => inGroup(answers).map(offerOf),
    parse(input, t, answers) {
      const typed = foldWords(wordsOf(input))
      const numbered = /^\d{1,2}$/.test(typed) ? inGroup(answers)[Number(typed) - 1] : undefined
      const named = numbered ? ({ ok: true, value: numbered.id } as const) : setNamed(wordsOf(input), t)
      return named.ok && named.value === OTHER ? { ok: false, why: 'unknown' } : named
    },
    show: (id) => setById(id)?.name ?? id,
  }
}

function offerOf({ id, name }: CriteriaSet): Offer {
  return { value: OFFERED.get(id) ?? id, label: name }
}

/** Payloads carry the number of a set: some ids are longer than a button holds. */
const OFFERED = new Map(SETS.map(({ id, number }) => [id, `set-${number}`]))

function setNamed(typed: string, t: T): Parsed<string> {
  const folded = foldWords(typed)
  if (typed === OTHER || folded === foldWords(t('self-assessment:set.other'))) return { ok: true, value: OTHER }
  const named = SETS.filter(({ id, name }) => OFFERED.get(id) === typed || foldWords(name) === folded)
  const found = named.length > 0 || folded.length < 4 ? named : SETS.filter(({ name }) => foldWords(name).includes(folded))
  return found.length === 1 && found[0] ? { ok: true, value: found[0].id } : { ok: false, why: 'unknown' }
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
