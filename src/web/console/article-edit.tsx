/** The page on which an article is written, tried, and saved: what it would do to the others is asked twice. */
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { type Answer, createKnowledge } from '../../knowledge/answer.ts'
import type { Article } from '../../knowledge/article.ts'
import { clean } from '../../lib/text.ts'
import { localDay } from '../../lib/time.ts'
import * as articles from '../../models/article.ts'
import { type Change, changed, seal, type Warning, warningsOf } from './article-check.ts'
import { ArticleFields, errorsOf, readTyped, TryBox, type Typed, toContent } from './article-form.tsx'
import { PATH } from './article-shelf.ts'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form } from './form.tsx'
import { type Frame, page } from './layout.tsx'
import { count, excerpt, t } from './words.ts'

const MOST_WARNINGS = 20
const MOST_TRIED = 300

export interface Editing {
  readonly title: string
  readonly current: NonNullable<Frame['current']>
  readonly action: string
  readonly back: string
  readonly go: string
  /** id of the newest version; null: none */
  readonly seen: string | null
  /** what goes along unseen, and what stands above the fields */
  readonly extra?: Child
  /** said where somebody else was first */
  readonly changed?: string
}

interface State {
  readonly typed: Typed
  readonly errors?: Errors
  readonly warnings?: readonly Warning[]
  readonly tried?: Tried
  readonly isChanged?: boolean
}

export interface Tried {
  readonly text: string
  readonly answer: Answer
  readonly articles: readonly Article[]
}

export function editPage(c: Context<ConsoleEnv>, editing: Editing, state: State) {
  const { typed, errors = {}, warnings = [], tried, isChanged = false } = state
  const status = isChanged ? 409 : Object.keys(errors).length > 0 || warnings.length > 0 ? 422 : 200
  const { title, current } = editing
  return page(
    c,
    { title, current, status, notice: isChanged && <p>{editing.changed ?? t('article.changed')}</p> },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <Form c={c} action={editing.action}>
        <input type="hidden" name="seen" value={editing.seen ?? ''} />
        <Warnings warnings={warnings} go={t('article.sure')} />
        {editing.extra}
        <ArticleFields typed={typed} errors={errors} />
        <TryBox tried={tried?.text ?? ''}>{tried && <Result {...tried} />}</TryBox>
        <p class="actions">
          <button class="main" type="submit" name="do" value="save">
            {editing.go}
          </button>
          <a class="button" href={editing.back}>
            {t('keep')}
          </a>
        </p>
      </Form>
    </div>,
  )
}

export type Checked =
  | { readonly ok: true; readonly content: articles.Content }
  | { readonly ok: false; readonly page: Response | Promise<Response> }

/**
 * The article that was typed, in order and, where it takes something from another, confirmed; else the page that says so.
 *
 * @param texts questions that must find it from now on
 */
export async function checked(
  c: Context<ConsoleEnv>,
  editing: Editing,
  of: { readonly id: string; readonly covers: readonly string[]; readonly texts?: readonly string[] },
): Promise<Checked> {
  const form = c.get('form')
  const typed = readTyped(form)
  const library = await c.env.library()
  const again = (state: Omit<State, 'typed'>) => ({ ok: false as const, page: editPage(c, editing, { typed, ...state }) })
  const content = toContent(typed, of.covers)
  const change: Change = { id: of.id, article: { ...content, id: of.id } }
  const asked = clean(form.get('try') ?? '').slice(0, MOST_TRIED)
  if (form.get('do') === 'try') {
    const isWhole = content.question !== '' && content.text.length > 0
    return again({ tried: tryOn(isWhole ? changed(library.articles, change) : library.articles, asked, localDay(c.env.now())) })
  }
  const errors = errorsOf(typed, { articles: library.articles, id: of.id, today: localDay(c.env.now()) })
  if (Object.keys(errors).length > 0) return again({ errors })
  const warnings = await warned(c, change, of.texts)
  return isSure(form, warnings) ? { ok: true, content } : again({ warnings })
}

/** What a change would do, with the questions that must find this article from now on. */
export async function warned(c: Context<ConsoleEnv>, change: Change, texts: readonly string[] = []): Promise<readonly Warning[]> {
  const library = await c.env.library()
  const kept = (await articles.questions(c.env.db)).filter(({ text }) => !texts.includes(text))
  return warningsOf(library.articles, change, kept)
}

/** Nothing to ask about, or it was asked and answered. */
export function isSure(form: URLSearchParams, warnings: readonly Warning[]): boolean {
  return warnings.length === 0 || form.get('sure') === seal(warnings)
}

function tryOn(all: readonly Article[], text: string, today: string): Tried {
  return { text, answer: createKnowledge(all).ask(text, { language: 'vi', today }), articles: all }
}

/** What the chat would say, and what is nearest. */
export function Result({ answer, articles: all }: Tried) {
  const names = new Map(all.map(({ id, question }) => [id, question]))
  return (
    <div role="status">
      <p>{answer.intent === 'question' ? t(`article.zone.${answer.zone}`) : t('article.zone.aside')}</p>
      {answer.zone !== 'refusal' && <blockquote class="said">{answer.text}</blockquote>}
      <ol>
        {answer.articles.slice(0, 3).map(({ id }) => (
          <li>{names.get(id)}</li>
        ))}
      </ol>
    </div>
  )
}

/** What a change takes from other articles; with the field that says that it was seen. */
export function Warnings({ warnings, go }: { warnings: readonly Warning[]; go: string }) {
  if (warnings.length === 0) return null
  return (
    <div class="errors" role="alert" tabindex={-1} autofocus>
      <p>{go}</p>
      <ul>
        {warnings.slice(0, MOST_WARNINGS).map((warning) => (
          <li>{inWords(warning)}</li>
        ))}
      </ul>
      {warnings.length > MOST_WARNINGS && <p>{t('article.warning.more', { count: count(warnings.length - MOST_WARNINGS) })}</p>}
      <input type="hidden" name="sure" value={seal(warnings)} />
    </div>
  )
}

function inWords(warning: Warning): string {
  const text = excerpt(warning.text, 120)
  if (warning.kind === 'number') return t('article.warning.number', { text, other: warning.owner.question })
  const finds = warning.finds?.question ?? t('article.nothing')
  if (warning.kind === 'own') return t('article.warning.own', { text, finds })
  return t(`article.warning.${warning.kind}`, { text, finds, owner: warning.owner?.question ?? t('article.nothing') })
}

export function pathOf(id: string): string {
  return `${PATH}/${id}`
}
