/** What an official chose for a group of questions, as the form says it. */
import type { Article } from '../../knowledge/article.ts'
import { clean } from '../../lib/text.ts'
import type { Question } from '../../models/question.ts'
import { doubleOf } from './article-check.ts'
import { MOST as LONGEST } from './article-form.tsx'
import { type Errors, wordsOf } from './form.tsx'
import { personalIn } from './personal.ts'
import { MOST_OPENED, type QuestionGroup } from './question-groups.ts'
import { excerpt, t } from './words.ts'

/** Ways of asking that are offered at once: each can be changed, and a form has its limits. */
export const MOST_TAUGHT = 12

export interface Chosen {
  /** ids of the questions that are answered */
  readonly members: readonly string[]
  /** id of the article */
  readonly article: string
  readonly search: string
  /** ids of the questions whose words the article learns, and these words as changed */
  readonly taught: readonly string[]
  readonly texts: ReadonlyMap<string, string>
  readonly words: string
}

export function fresh(group: QuestionGroup, article: string): Chosen {
  return { members: group.map(({ id }) => id), article, search: '', taught: [], texts: new Map(), words: '' }
}

export function readChosen(form: URLSearchParams): Chosen {
  const line = (text: string) => clean(text).replace(/\s+/g, ' ').trim()
  const texts = [...form].flatMap(([name, text]) =>
    name.startsWith('text_') ? [[name.slice('text_'.length), line(text)] as const] : [],
  )
  return {
    members: form.getAll('member').slice(0, MOST_OPENED),
    article: form.get('article') ?? '',
    search: line(form.get('search') ?? '').slice(0, LONGEST.line),
    taught: form.getAll('taught').slice(0, MOST_TAUGHT),
    texts: new Map(texts),
    words: wordsOf(form),
  }
}

/** Ids that the page shows, in its order. */
export function readShown(form: URLSearchParams): readonly string[] {
  return (form.get('shown') ?? '')
    .split(' ')
    .filter((id) => id !== '')
    .slice(0, MOST_OPENED)
}

/** What a question is to be learned as: as it stands in the form, else as it was asked. */
export function taughtIn({ texts }: Chosen, { id, text }: Question): string {
  return texts.get(id) ?? text.replace(/\s+/g, ' ').trim().slice(0, LONGEST.alias)
}

/** The texts that were ticked, each once. */
export function taughtOf(chosen: Chosen, members: readonly Question[]): readonly string[] {
  const ticked = members.filter(({ id }) => chosen.taught.includes(id)).map((one) => taughtIn(chosen, one))
  return [...new Set(ticked)].filter((text) => text !== '')
}

export function taughtErrors(texts: readonly string[], articles: readonly Article[], article: Article): Errors {
  const personal = texts.find(personalIn)
  if (personal !== undefined) return { taught: t('article.error.personal', { text: excerpt(personal, 60) }) }
  const long = texts.find((text) => text.length > LONGEST.alias)
  if (long !== undefined) return { taught: t('article.error.long_alias', { max: LONGEST.alias, text: excerpt(long, 60) }) }
  const total = article.aliases.length + texts.length
  if (texts.length > 0 && total > LONGEST.aliases)
    return { taught: t('article.error.many_aliases', { max: LONGEST.aliases, count: total }) }
  const double = texts.find((text) => doubleOf(articles, article.id, text))
  if (double === undefined) return {}
  const other = doubleOf(articles, article.id, double)?.question ?? ''
  return { taught: t('article.error.double', { text: excerpt(double, 60), other }) }
}
