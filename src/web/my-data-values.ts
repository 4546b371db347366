/** Values of a person's own data in words, for the page that they read. */
import { categoryById } from '../city/categories.ts'
import { groupById } from '../city/groups.ts'
import { topicById } from '../city/topics.ts'
import { communeByCode } from '../city/units.ts'
import type { Json } from '../conversations/conversation.ts'
import { CONVERSATIONS } from '../conversations/index.ts'
import { isPaper, paperName } from '../conversations/papers.ts'
import { criteriaOf, setById } from '../knowledge/criteria.ts'
import { showTime } from '../lib/time.ts'
import type { OwnRow } from '../models/own-data.ts'
import { hasText, type T } from '../texts.ts'

/** One line of a row; empty where there is nothing to say. */
export function wordsFor(name: string, row: OwnRow, t: T): string {
  const value = row[name]
  if (value === null || value === undefined || value === '') return ''
  if (value instanceof Date) return showTime(value)
  if (typeof value === 'boolean') return t(value ? 'my-data:page.yes' : 'my-data:page.no')
  const show = SHOWN[name]
  return show ? show(value, row, t) : String(value)
}

type Show = (value: unknown, row: OwnRow, t: T) => string

/** The words of a key, where there are any: an older release may have written what this one has no words for. */
function known(key: string, value: unknown, t: T): string {
  return hasText(key) ? t(key) : String(value)
}

const SHOWN: Readonly<Record<string, Show>> = {
  commune_code: (code) => communeByCode(String(code))?.fullName ?? String(code),
  product_group: (id) => groupById(String(id))?.vi ?? String(id),
  criteria_set: (id) => setById(String(id))?.name ?? String(id),
  category: (id) => categoryById(String(id))?.vi ?? String(id),
  topic: (id) => topicById(String(id))?.vi ?? String(id),
  channel: (name, _row, t) => known(`account-link:channel.${name}`, name, t),
  purpose: (purpose, _row, t) => known(`my-data:purpose.${purpose}`, purpose, t),
  paper: (id, _row, t) => (isPaper(String(id)) ? paperName(String(id) as never, t) : String(id)),
  kind: (kind, row, t) => known('answer_due' in row ? `my-data:kind.${kind}` : `my-data:page.file.${kind}`, kind, t),
  state: (state, row, t) => known(stateKey(row, String(state)), state, t),
  conversation: (name, _row, t) => known(`my-data:draft.${name}`, name, t),
  fields: (fields, _row, t) => answersText(fields, t),
  answers: (answers, _row, t) => answersText(answers, t),
  marks: (marks, row, t) => marksText(marks, row, t),
  subjects: (subjects) => (JSON.parse(String(subjects)) as { reference: string }[]).map((one) => one.reference).join(', '),
}

/** The words for a state, by what the row is of. */
function stateKey(row: OwnRow, state: string): string {
  if ('answer_due' in row) return `my-data:state.${state}`
  if ('content_type' in row) return `my-data:page.fileState.${state}`
  const isReport = 'description' in row || row.report_id != null
  return isReport ? `look-up:state.report.${state}` : `look-up:state.registration.${state}`
}

/** The answers of a dossier or draft, by the labels of their questions. */
function answersText(answers: unknown, t: T): string {
  const all = { ...CONVERSATIONS.feedback.steps, ...CONVERSATIONS.registration.steps }
  return Object.entries((answers ?? {}) as Readonly<Record<string, Json>>)
    .filter(([name, value]) => value !== null && !name.startsWith('.'))
    .map(([name, value]) => {
      const space = CONVERSATIONS.registration.steps[name] ? 'registration' : 'feedback'
      const label = hasText(`${space}:${name}.label`) ? t(`${space}:${name}.label`) : name
      const step = all[name]
      const isShown = step !== undefined && !['photos', 'papers'].includes(step.kind)
      return `${label}: ${isShown ? step.show(value, t) : typeof value === 'string' ? value : JSON.stringify(value)}`
    })
    .join('\n')
}

function marksText(marks: unknown, row: OwnRow, t: T): string {
  const set = setById(String(row.criteria_set))
  const chosen = (marks ?? {}) as Readonly<Record<string, number | null>>
  return (set ? criteriaOf(set) : [])
    .map(({ id, name, options }) => `${name}: ${options[chosen[id] ?? -1]?.label ?? t('common:review.unknown')}`)
    .join('\n')
}
