/** What ends an article, and what undoes a change: each asked twice, with what it would do to the others. */
import { type Context, Hono } from 'hono'
import { createKnowledge } from '../../knowledge/answer.ts'
import { localDay, showIsoDay } from '../../lib/time.ts'
import * as articles from '../../models/article.ts'
import { pathOf, Warnings, warned } from './article-edit.tsx'
import { articlePage } from './article-page.tsx'
import { articleOf, contentOf, find, PATH, type Shown } from './article-shelf.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Choice, Line } from './fields.tsx'
import { ErrorSummary, type Errors, FieldError, Form } from './form.tsx'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { t } from './words.ts'

const DAY_MS = 86_400_000

export const actionRoutes = new Hono<ConsoleEnv>()

actionRoutes.get('/:id/retirement', async (c) => {
  const one = await find(c.env.db, c.req.param('id'))
  return one && !one.isWithdrawn ? retirementPage(c, one, { how: '', last: yesterday(c) }, {}) : refusal(c, 404)
})

actionRoutes.post('/:id/retirement', async (c) => {
  const one = await find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const form = c.get('form')
  const typed = { how: form.get('how') ?? '', last: form.get('last') ?? '' }
  const errors = retirementErrors(one, typed)
  if (Object.keys(errors).length > 0) return retirementPage(c, one, typed, errors)
  const content = contentOf(one.article)
  const save =
    typed.how === 'withdrawn'
      ? { action: 'withdrawn' as const, content: one.origin === 'shipped' ? null : content, isWithdrawn: true }
      : { action: 'saved' as const, content: { ...content, validTo: typed.last } }
  if (!(await saved(c, one, save))) return conflict(c, one)
  return c.redirect(`${pathOf(one.article.id)}?done=${typed.how}`, 303)
})

actionRoutes.get('/:id/restoration', async (c) => {
  const one = await find(c.env.db, c.req.param('id'))
  const chosen = one && chosenOf(one, c.req.query('version') ?? '')
  return one && chosen ? restorationPage(c, one, chosen) : refusal(c, 404)
})

actionRoutes.post('/:id/restoration', async (c) => {
  const one = await find(c.env.db, c.req.param('id'))
  const chosen = one && chosenOf(one, c.get('form').get('version') ?? '')
  if (!one || !chosen) return refusal(c, 404)
  const { content, isWithdrawn } = chosen
  if (!(await saved(c, one, { action: 'restored', content, isWithdrawn }))) return conflict(c, one)
  return c.redirect(`${pathOf(one.article.id)}?done=restored`, 303)
})

actionRoutes.post('/:id/questions/:question/removal', async (c) => {
  const { id, question } = c.req.param()
  if (!/^\d{1,18}$/.test(question)) return refusal(c, 404)
  await c.env.db.transaction().execute((tx) => articles.dropQuestion(tx, question, id))
  return c.redirect(`${PATH}/${encodeURIComponent(id)}?done=dropped`, 303)
})

function saved(c: Context<ConsoleEnv>, one: Shown, save: Pick<articles.Save, 'action' | 'content' | 'isWithdrawn'>) {
  const seen = c.get('form').get('seen') || null
  const officialId = c.get('official').id
  return c.env.db.transaction().execute((tx) => articles.save(tx, { ...save, articleId: one.article.id, seen, officialId }))
}

async function conflict(c: Context<ConsoleEnv>, { article }: Shown) {
  const fresh = await find(c.env.db, article.id)
  return fresh ? articlePage(c, fresh, true) : refusal(c, 404)
}

interface Retirement {
  readonly how: string
  /** last day on which it holds, ISO */
  readonly last: string
}

function yesterday(c: Context<ConsoleEnv>): string {
  return localDay(new Date(c.env.now().getTime() - DAY_MS))
}

function retirementErrors({ article: { validFrom } }: Shown, { how, last }: Retirement): Errors {
  if (how === 'withdrawn') return {}
  if (how !== 'old') return { how: t('article.retire.choose') }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(last) || Number.isNaN(Date.parse(last))) return { last: t('article.error.day') }
  return validFrom !== null && validFrom > last ? { last: t('article.error.end') } : {}
}

async function retirementPage(c: Context<ConsoleEnv>, one: Shown, typed: Retirement, errors: Errors) {
  const warnings = await warned(c, { id: one.article.id, article: null })
  return page(
    c,
    { title: t('article.retire.title'), current: 'articles', status: Object.keys(errors).length > 0 ? 422 : 200 },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <blockquote>{one.article.question}</blockquote>
      <Form c={c} action={`${pathOf(one.article.id)}/retirement`}>
        <input type="hidden" name="seen" value={one.seen ?? ''} />
        <fieldset id="how" tabindex={-1}>
          <legend>{t('article.retire.how')}</legend>
          <FieldError name="how" errors={errors} />
          <Choice
            type="radio"
            name="how"
            value="old"
            label={t('article.retire.old')}
            hint={t('article.retire.old_hint')}
            isChosen={typed.how === 'old'}
          />
          <Choice
            type="radio"
            name="how"
            value="withdrawn"
            label={t('article.retire.withdrawn')}
            hint={t('article.retire.withdrawn_hint')}
            isChosen={typed.how === 'withdrawn'}
          />
        </fieldset>
        <Line name="last" type="date" label={t('article.retire.last')} value={typed.last} errors={errors} />
        <Warnings warnings={warnings} go={t('article.retire.breaks')} />
        <p class="actions">
          <button class="danger" type="submit">
            {t('article.retire.go')}
          </button>
          <a class="button" href={pathOf(one.article.id)}>
            {t('keep')}
          </a>
        </p>
      </Form>
    </div>,
  )
}

interface Chosen {
  readonly version: string
  readonly content: articles.Content | null
  readonly isWithdrawn: boolean
  readonly by: articles.Version | null
}

function chosenOf(one: Shown, version: string): Chosen | null {
  if (version === 'shipped') return one.shipped && { version, content: null, isWithdrawn: false, by: null }
  const by = one.versions.find(({ id }) => id === version)
  return by ? { version, content: by.content, isWithdrawn: by.isWithdrawn, by } : null
}

async function restorationPage(c: Context<ConsoleEnv>, one: Shown, { version, by, isWithdrawn }: Chosen) {
  const { id } = one.article
  const article = by ? articleOf(one, by) : one.shipped
  if (!article) return refusal(c, 404)
  const warnings = await warned(c, { id, article: isWithdrawn ? null : article })
  const said = createKnowledge([article]).article(id, { language: 'vi', today: localDay(c.env.now()) })
  return page(
    c,
    { title: t('article.restore.title'), current: 'articles' },
    <div class="narrow">
      <p>{by ? t('article.restore.text', { by: by.by, at: showIsoDay(localDay(by.at)) }) : t('article.restore.shipped_text')}</p>
      <blockquote>{article.question}</blockquote>
      <blockquote class="said">{said?.text}</blockquote>
      <Form c={c} action={`${pathOf(id)}/restoration`}>
        <input type="hidden" name="seen" value={one.seen ?? ''} />
        <input type="hidden" name="version" value={version} />
        <Warnings warnings={warnings} go={t('article.restore.breaks')} />
        <p class="actions">
          <button class="danger" type="submit">
            {t('article.restore.go')}
          </button>
          <a class="button" href={pathOf(id)}>
            {t('keep')}
          </a>
        </p>
      </Form>
    </div>,
  )
}
