/** Articles in words: what a person reads in chat, within 900 characters. */
import { showIsoDay } from '../lib/time.ts'
import type { Language } from '../message.ts'
import { type T, translator } from '../texts.ts'
import type { Article, Source } from './article.ts'

export const MAX_TEXT = 900

/** One or two articles as one message; the best stands first and is never cut for the other's sake. */
export function inWords(found: readonly Article[], { language, today }: { language: Language; today: string }): string {
  const t = translator(language)
  const [first, second] = found
  if (!first) return ''
  const head = language === 'en' ? [t('knowledge:language')] : []
  const alone = [...head, ...told(first, t, today)].join('\n')
  if (!second) return shortened(alone)
  const both = [alone, '', t('knowledge:also', { question: second.question }), ...told(second, t, today, true)].join('\n')
  return both.length <= MAX_TEXT ? both : shortened(alone)
}

/** Short answer, details, source last. */
function told(article: Article, t: T, today: string, isShort = false): readonly string[] {
  const paragraphs = isShort ? article.text.slice(0, 1) : article.text
  return [
    ...notes(article, t, today),
    ...paragraphs,
    ...(article.certainty === 'uncertain' ? [t('knowledge:uncertain')] : []),
    t('knowledge:source', { source: sourceName(article.source, t), checked: showIsoDay(article.checkedOn) }),
  ]
}

function notes({ validFrom, validTo }: Article, t: T, today: string): readonly string[] {
  if (validTo !== null && validTo < today) return [t('knowledge:old', { date: showIsoDay(validTo) })]
  if (validFrom !== null && validFrom > today) return [t('knowledge:notYet', { date: showIsoDay(validFrom) })]
  return []
}

function sourceName({ document, article, date }: Source, t: T): string {
  const source = article === null ? document : `${document}, ${article}`
  return date === null ? t('knowledge:undated', { source }) : source
}

/** Officials' own articles may be long: cut at a word, the source line stays. */
function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text
  const source = text.slice(text.lastIndexOf('\n'))
  const room = text.slice(0, MAX_TEXT - source.length - 1)
  return `${room.slice(0, Math.max(room.lastIndexOf(' '), room.length - 60))}…${source}`
}
