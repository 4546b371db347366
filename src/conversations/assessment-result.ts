/** What a self-assessment says in the end, and what a change to it would make of it. */
import { type CriteriaSet, criteriaOf, proofOf, SOURCE, setById } from '../knowledge/criteria.ts'
import { findOptions } from '../knowledge/option-words.ts'
import { type Marks, type Plan, planFor, type Score, score } from '../knowledge/score.ts'
import { fold } from '../lib/text.ts'
import { showDate, showIsoDay } from '../lib/time.ts'
import type { Outbound } from '../message.ts'
import * as assessments from '../models/assessment.ts'
import { ASSESSMENT_DAYS, paperLink } from '../models/paper-link.ts'
import type { T } from '../texts.ts'
import { joined } from './prompt.ts'
import { type Rule, say, told } from './talk.ts'

const MOST_NAMED = 6
const BAR = 10

interface Assessed {
  readonly set: CriteriaSet
  readonly product: string
  readonly marks: Marks
  readonly before: assessments.Assessment | null
  /** addresses of what can be taken along */
  readonly papers: { readonly pdf: string; readonly picture: string }
}

/** The picture first: buttons belong under the last message, and a picture that a chat cannot fetch takes nothing with it. */
export function resultMessages({ set, product, marks, before, papers }: Assessed, t: T): readonly Outbound[] {
  const found = score(set, marks)
  const plan = planFor(set, marks)
  const text = joined(
    `${t('self-assessment:result.title', { product })}\n${t('self-assessment:result.set', { number: set.number, name: set.name })}`,
    totals(found, t),
    found.parts.map((part) => t('self-assessment:result.part', { ...part, bar: bar(part.points, part.max) })).join('\n'),
    before && t('self-assessment:result.before', { date: showDate(before.createdAt), total: before.total, stars: before.stars }),
    plan && planText(plan, t),
    unknownText(found, t),
    papersText(set, marks, t),
    t('self-assessment:result.disqualify', { why: set.disqualify }),
    `${t('self-assessment:result.caution')}\n${t('self-assessment:result.source', { document: SOURCE.document, date: showIsoDay(SOURCE.date) })}`,
  )
  const choices = [
    { label: t('common:choice.registration'), payload: 'w:registration' },
    { label: t('self-assessment:again'), payload: 'w:self-assessment' },
    { label: t('common:choice.handover'), payload: 'w:handover' },
  ]
  const links = [{ label: t('self-assessment:paper.open'), url: papers.pdf }]
  return [picture(product, found, papers.picture, t), say(text, { choices, links })]
}

function picture(product: string, { total, stars, parts }: Score, url: string, t: T): Outbound {
  const points = parts.map((part) => `${part.id} ${part.points}/${part.max}`).join(', ')
  const said = t('self-assessment:paper.picture', { product, total, stars, parts: points })
  return { type: 'message', text: said, image: { url, alt: said } }
}

const ABOUT_STARS = /\b(?:sao|diem|hang|star|stars|point|points)\b/
const SUPPOSING = /^(?:neu|gia su|gia du|lo|vi du|if|suppose|what if)\b/

/** "nếu có VietGAP thì mấy sao", on the last assessment that is kept. */
export const whatIf: Rule = async (talk, text) => {
  const folded = fold(text)
  if (!SUPPOSING.test(folded) || !ABOUT_STARS.test(folded)) return null
  const kept = await assessments.latest(talk.tx, talk.vault, talk.person.id)
  const set = kept && setById(kept.criteriaSet)
  if (!set) return null
  const criteria = findOptions(set, text)
  if (criteria.length === 0) return null
  const { t } = talk
  const about = t('self-assessment:whatIf.about', {
    date: showDate(kept.createdAt),
    product: kept.product,
    total: kept.total,
    stars: kept.stars,
  })
  const each = criteria.map((criterion) => {
    const lines = criterion.options.map(({ label }, at) => {
      if (kept.marks[criterion.id] === at) return t('self-assessment:whatIf.now', { label })
      const { total, stars } = score(set, { ...kept.marks, [criterion.id]: at })
      return t('self-assessment:whatIf.option', { label, total, stars })
    })
    return [t('self-assessment:whatIf.criterion', { name: criterion.name }), ...lines].join('\n')
  })
  const { vault, publicUrl, now } = talk
  const pdf = await paperLink(vault, publicUrl, { name: 'assessment.pdf', id: kept.id, days: ASSESSMENT_DAYS, now })
  return told(talk, say(joined(about, ...each), { links: [{ label: t('self-assessment:paper.open'), url: pdf }] }))
}

function totals({ total, stars, starsByPoints }: Score, t: T): string {
  const held = starsByPoints > stars ? [t('self-assessment:result.held', { byPoints: starsByPoints, stars })] : []
  return [t('self-assessment:result.total', { total, stars }), ...held].join('\n')
}

function planText({ star, steps, missing, isEnough }: Plan, t: T): string {
  const lines = steps.map(({ criterion, to, gain, isNeeded }, at) =>
    t(`self-assessment:result.${isNeeded ? 'stepNeeded' : 'step'}`, {
      number: at + 1,
      name: criterion.name,
      label: to.label,
      gain,
      star,
    }),
  )
  const head = missing > 0 ? t('self-assessment:result.plan', { star, missing }) : t('self-assessment:result.planGates', { star })
  return [head, ...lines, t(`self-assessment:result.${isEnough ? 'enough' : 'notEnough'}`, { star })].join('\n')
}

function unknownText({ unknown }: Score, t: T): string | undefined {
  if (unknown.length === 0) return undefined
  const names = unknown.slice(0, MOST_NAMED).map(({ name }) => name)
  const more = unknown.length > MOST_NAMED ? [t('self-assessment:result.more', { count: unknown.length - MOST_NAMED })] : []
  return t('self-assessment:result.unknown', { count: unknown.length, names: [...names, ...more].join(', ') })
}

/** Of the criteria that bring points: what proves them. */
function papersText(set: CriteriaSet, marks: Marks, t: T): string | undefined {
  const scored = criteriaOf(set).filter(({ id, options }) => (options[marks[id] ?? -1]?.points ?? 0) > 0)
  const papers = [...new Set(scored.flatMap((criterion) => proofOf(criterion).papers))]
  return papers.length === 0 ? undefined : t('self-assessment:result.papers', { papers: papers.join('; ') })
}

function bar(points: number, max: number): string {
  const filled = Math.round((points / max) * BAR)
  return '▰'.repeat(filled) + '▱'.repeat(BAR - filled)
}
