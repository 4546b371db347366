/** What a dossier holds and what it lacks: pure, for the chat after sending, for look-ups, reminders and the console. */
import { setById } from '../knowledge/criteria.ts'
import { localDay } from '../lib/time.ts'
import type { T } from '../texts.ts'
import { type Answers, GAPS, type Json } from './conversation.ts'
import { showCertificate } from './field-steps.ts'
import type { Certificate } from './fields/certificates.ts'
import { type Paper, paperName, papersFor } from './papers.ts'

/** Answers that have a column of their own, are about the talk itself, or are attachments. */
const ELSEWHERE = ['name', 'phone', 'commune', 'product', 'photos', 'papers', 'assessed', 'same', 'more', 'help', 'helper']

/** A certificate that ends sooner than this is told as ending. */
const SOON_DAYS = 180
const DAY_MS = 86_400_000

/** The answers that are kept in one sealed column, with why others are not there and what was expected. */
export function fieldsKept(answers: Answers): Readonly<Record<string, Json>> {
  const kept = Object.entries(answers).filter(([name]) => !ELSEWHERE.includes(name) && !name.startsWith('.known'))
  const assessed = answers['.knownAssessed']
  return { ...Object.fromEntries(kept), ...(assessed !== undefined && { '.assessed': assessed }) }
}

export interface Dossier {
  /** as `fieldsKept` gave them; empty for one of before 11/2026 */
  readonly fields: Answers
  readonly criteriaSet: string | null
  /** of its attachments that are papers; null: not known which */
  readonly papers: readonly (string | null)[]
  readonly photoCount: number
}

export type Missing = { readonly type: 'field'; readonly id: string } | { readonly type: 'paper'; readonly id: Paper }

const WANTED = ['taxCode', 'material', 'scale', 'labour', 'story', 'founded'] as const

/** In the order in which they should be got: papers that three stars need, then fields. */
export function missingOf(dossier: Dossier): readonly Missing[] {
  const { fields, papers, photoCount, criteriaSet } = dossier
  const gaps = (fields[GAPS] ?? {}) as Readonly<Record<string, Json>>
  const set = criteriaSet === null ? undefined : setById(criteriaSet)
  const paper = papersFor(set).filter((id) => !papers.includes(id))
  const field: string[] = WANTED.filter((id) => fields[id] == null)
  if (photoCount === 0) field.push('photos')
  if (fields.certificates === null && gaps.certificates !== 'none') field.push('certificates')
  return [...paper.map((id) => ({ type: 'paper' as const, id })), ...field.map((id) => ({ type: 'field' as const, id }))]
}

/** Certificates that are over or end soon. */
export function endingOf({ fields }: Pick<Dossier, 'fields'>, now: Date): readonly Certificate[] {
  const until = localDay(new Date(now.getTime() + SOON_DAYS * DAY_MS))
  return certificatesOf(fields).filter((one) => one.until !== null && one.until <= until)
}

export function certificatesOf({ certificates }: Answers): readonly Certificate[] {
  return Array.isArray(certificates) ? (certificates as unknown as readonly Certificate[]) : []
}

/** "• Phiếu kiểm nghiệm: …" for each, and certificates that end; undefined: nothing is missing. */
export function missingText(dossier: Dossier, now: Date, t: T): string | undefined {
  const missing = missingOf(dossier)
  const papers = missing
    .filter(({ type }) => type === 'paper')
    .map(({ id }) => lineOf(paperName(id, t), t(`registration:paper.${id}.what`)))
  const fields = missing.filter(({ type }) => type === 'field').map(({ id }) => t(`registration:${id}.label`).toLowerCase())
  const ending = endingOf(dossier, now).map((one) => showCertificate(one, t))
  const unnamed = dossier.papers.filter((paper) => paper === null).length
  const parts = [
    ...(papers.length > 0 ? [[t('registration:missing.papers'), ...papers].join('\n')] : []),
    ...(fields.length > 0 ? [t('registration:missing.fields', { fields: fields.join(', ') })] : []),
    ...(unnamed > 0 ? [t('registration:missing.unnamed', { count: unnamed })] : []),
    ...(ending.length > 0 ? [t('registration:missing.ending', { certificates: ending.join('; ') })] : []),
  ]
  return parts.length > 0 ? parts.join('\n') : undefined
}

function lineOf(name: string, what: string): string {
  return `• ${name}: ${what}`
}
