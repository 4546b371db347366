/** Where an article is written: question, ways of asking, answer, source, how long it holds. */
import type { Child } from 'hono/jsx'
import type { Article } from '../../knowledge/article.ts'
import { clean } from '../../lib/text.ts'
import type { Content } from '../../models/article.ts'
import { doubleOf } from './article-check.ts'
import { Area, Choice, Line } from './fields.tsx'
import { type Errors, FieldError } from './form.tsx'
import { personalIn } from './personal.ts'
import { excerpt, t } from './words.ts'

export const MOST = { question: 60, text: 800, alias: 200, aliases: 60, line: 300 } as const
const CERTAINTIES = ['two_sources', 'one_source', 'uncertain'] as const

/** As typed, whether it makes sense or not. */
export interface Typed {
  readonly question: string
  /** one a line */
  readonly aliases: string
  readonly text: string
  readonly document: string
  readonly provision: string
  readonly date: string
  readonly isUndated: boolean
  readonly url: string
  readonly validFrom: string
  readonly validTo: string
  readonly certainty: string
  readonly checkedOn: string
}

export function blank(today: string): Typed {
  const empty = {
    question: '',
    aliases: '',
    text: '',
    document: '',
    provision: '',
    date: '',
    url: '',
    validFrom: '',
    validTo: '',
  }
  return { ...empty, isUndated: false, certainty: 'one_source', checkedOn: today }
}

export function typedOf({ question, aliases, text, source, validFrom, validTo, certainty, checkedOn }: Content): Typed {
  return {
    question,
    aliases: aliases.join('\n'),
    text: text.join(text.some((paragraph) => paragraph.includes('\n')) ? '\n\n' : '\n'),
    document: source.document,
    provision: source.article ?? '',
    date: source.date ?? '',
    isUndated: source.date === null,
    url: source.url ?? '',
    validFrom: validFrom ?? '',
    validTo: validTo ?? '',
    certainty,
    checkedOn,
  }
}

export function readTyped(form: URLSearchParams): Typed {
  const line = (name: string) => lineOf(form.get(name) ?? '')
  return {
    question: line('question'),
    aliases: clean(form.get('aliases') ?? ''),
    text: clean(form.get('text') ?? ''),
    document: line('document'),
    provision: line('provision'),
    date: dayOf(line('date')),
    isUndated: form.get('undated') === '1',
    url: line('url'),
    validFrom: dayOf(line('valid_from')),
    validTo: dayOf(line('valid_to')),
    certainty: line('certainty'),
    checkedOn: dayOf(line('checked_on')),
  }
}

/** @param covers facts that the article covers; the console does not change them */
export function toContent(typed: Typed, covers: readonly string[]): Content {
  const aliases = linesOf(typed.aliases)
  return {
    question: typed.question,
    aliases: aliases.filter((alias, at) => aliases.indexOf(alias) === at && alias !== typed.question),
    text: paragraphsOf(typed.text),
    covers,
    source: {
      document: typed.document,
      article: typed.provision || null,
      date: typed.isUndated ? null : typed.date || null,
      url: typed.url || null,
    },
    validFrom: typed.validFrom || null,
    validTo: typed.validTo || null,
    certainty: CERTAINTIES.find((known) => known === typed.certainty) ?? 'uncertain',
    checkedOn: typed.checkedOn,
  }
}

interface Against {
  readonly articles: readonly Article[]
  /** of the article that is written; empty: a new one */
  readonly id: string
  /** ISO day */
  readonly today: string
}

/** What is wrong, by field. */
export function errorsOf(typed: Typed, against: Against): Errors {
  const found: Record<string, string | false | undefined> = {
    question: questionError(typed.question, against),
    aliases: aliasesError(linesOf(typed.aliases), against),
    text: textError(linesOf(typed.text).join('')),
    document: typed.document === '' && t('article.error.document'),
    provision: tooLong(typed.provision),
    date: !typed.isUndated && (typed.date === '' ? t('article.error.undated') : dayError(typed.date)),
    url: typed.url !== '' && !isWebAddress(typed.url) && t('article.error.url'),
    valid_from: typed.validFrom !== '' && dayError(typed.validFrom),
    valid_to: endError(typed),
    certainty: !CERTAINTIES.some((known) => known === typed.certainty) && t('article.error.certainty'),
    checked_on: dayError(typed.checkedOn) || (typed.checkedOn > against.today && t('article.error.checked_later')),
  }
  found.document ||= tooLong(typed.document)
  found.url ||= tooLong(typed.url)
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

function questionError(question: string, { articles, id }: Against): string | false {
  if (question === '') return t('article.error.question')
  if (question.length > MOST.question) return t('article.error.long_question', { max: MOST.question, length: question.length })
  if (personalIn(question)) return t('article.error.personal', { text: question })
  const double = doubleOf(articles, id, question)
  return double !== undefined && t('article.error.double', { text: question, other: double.question })
}

function aliasesError(aliases: readonly string[], { articles, id }: Against): string | false {
  if (aliases.length > MOST.aliases) return t('article.error.many_aliases', { max: MOST.aliases, count: aliases.length })
  const long = aliases.find((alias) => alias.length > MOST.alias)
  if (long !== undefined) return t('article.error.long_alias', { max: MOST.alias, text: excerpt(long, 60) })
  const personal = aliases.find(personalIn)
  if (personal !== undefined) return t('article.error.personal', { text: excerpt(personal, 60) })
  const double = aliases.find((alias) => doubleOf(articles, id, alias))
  if (double === undefined) return false
  return t('article.error.double', { text: excerpt(double, 60), other: doubleOf(articles, id, double)?.question ?? '' })
}

function textError(text: string): string | false {
  if (text === '') return t('article.error.text')
  return text.length > MOST.text && t('article.error.long_text', { max: MOST.text, length: text.length })
}

function endError({ validFrom, validTo }: Typed): string | false {
  if (validTo === '') return false
  return dayError(validTo) || (validFrom !== '' && validFrom > validTo && t('article.error.end'))
}

function dayError(day: string): string | false {
  const time = Date.parse(`${day}T00:00:00Z`)
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
  return !isDay && t('article.error.day')
}

function tooLong(text: string): string | false {
  return text.length > MOST.line && t('article.error.long_line', { max: MOST.line, length: text.length })
}

/** It becomes a link in the chat: nothing but a page of the web. */
function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol)
}

/** "5/6/2026" as people write it, else as it stands. */
function dayOf(typed: string): string {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed) ?? []
  return year === '' ? typed : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function lineOf(typed: string): string {
  return clean(typed).replace(/\s+/g, ' ').trim()
}

/** Lines that hold something. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map(lineOf)
    .filter((line) => line !== '')
}

/** Each line is a paragraph; where blank lines stand between paragraphs, these may have several lines. */
function paragraphsOf(text: string): readonly string[] {
  const plain = text.replace(/\r\n?/g, '\n').trim()
  if (!/\n\s*\n/.test(plain)) return linesOf(plain)
  return plain.split(/\n\s*\n/).map((paragraph) => linesOf(paragraph).join('\n'))
}

/** The fields, for a form around them. */
export function ArticleFields({ typed, errors }: { typed: Typed; errors: Errors }) {
  return (
    <>
      <Line
        name="question"
        label={t('article.question')}
        hint={t('article.question_hint')}
        value={typed.question}
        errors={errors}
      />
      <Area
        name="aliases"
        label={t('article.aliases')}
        hint={t('article.aliases_hint')}
        value={typed.aliases}
        rows={6}
        errors={errors}
      />
      <Area
        name="text"
        label={t('article.text')}
        hint={t('article.text_hint', { max: MOST.text })}
        value={typed.text}
        rows={7}
        errors={errors}
      />
      <h2>{t('article.source')}</h2>
      <Line
        name="document"
        label={t('article.document')}
        hint={t('article.document_hint')}
        value={typed.document}
        errors={errors}
      />
      <Line
        name="provision"
        label={t('article.provision')}
        hint={t('article.provision_hint')}
        value={typed.provision}
        errors={errors}
      />
      <Line name="date" type="date" label={t('article.date')} value={typed.date} errors={errors} />
      <Choice type="checkbox" name="undated" value="1" label={t('article.undated')} isChosen={typed.isUndated} />
      <Line name="url" type="url" label={t('article.url')} hint={t('article.url_hint')} value={typed.url} errors={errors} />
      <h2>{t('article.validity')}</h2>
      <p class="hint">{t('article.validity_hint')}</p>
      <Line name="valid_from" type="date" label={t('article.valid_from')} value={typed.validFrom} errors={errors} />
      <Line name="valid_to" type="date" label={t('article.valid_to')} value={typed.validTo} errors={errors} />
      <fieldset id="certainty" tabindex={-1}>
        <legend>{t('article.certainty')}</legend>
        <FieldError name="certainty" errors={errors} />
        {CERTAINTIES.map((one) => (
          <Choice
            type="radio"
            name="certainty"
            value={one}
            label={t(`article.certainties.${one}`)}
            isChosen={typed.certainty === one}
          />
        ))}
      </fieldset>
      <Line
        name="checked_on"
        type="date"
        label={t('article.checked_on')}
        hint={t('article.checked_hint')}
        value={typed.checkedOn}
        errors={errors}
      />
    </>
  )
}

/** A question is tried on the article as it is typed, without saving. */
export function TryBox({ tried, children }: { tried: string; children?: Child }) {
  return (
    <div class="card">
      <h2>{t('article.try.title')}</h2>
      <Line name="try" label={t('article.try.label')} hint={t('article.try.hint')} value={tried} errors={{}} />
      <p>
        <button type="submit" name="do" value="try">
          {t('article.try.go')}
        </button>
      </p>
      {children}
    </div>
  )
}
