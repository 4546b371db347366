/** Words of the place that the channel does not know yet: added, tried, taken back. */
import { type Context, Hono } from 'hono'
import { createRewriter } from '../../knowledge/added-words.ts'
import type { Article } from '../../knowledge/article.ts'
import { clean } from '../../lib/text.ts'
import { showTime } from '../../lib/time.ts'
import * as words from '../../models/word.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Line } from './fields.tsx'
import { ErrorSummary, type Errors, Form } from './form.tsx'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { excerpt, t } from './words.ts'

const PATH = '/console/words'
const MOST = { said: 60, meant: 80, words: 300 } as const

export const addedWordRoutes = new Hono<ConsoleEnv>()

addedWordRoutes.get('/', (c) => wordsPage(c, {}))

addedWordRoutes.post('/', async (c) => {
  const typed = { said: lineOf(c, 'said'), meant: lineOf(c, 'meant') }
  const { articles } = await c.env.library()
  const known = await words.list(c.env.db)
  const errors = errorsOf(typed, articles, known.length)
  if (Object.keys(errors).length > 0) return wordsPage(c, { typed, errors })
  const isAdded = await c.env.db.transaction().execute((tx) => words.add(tx, typed, c.get('official').id))
  if (!isAdded) return wordsPage(c, { typed, errors: { said: t('added_word.error.double') } })
  return c.redirect(`${PATH}?done=added`, 303)
})

addedWordRoutes.post('/:id/removal', async (c) => {
  const id = c.req.param('id')
  if (!/^\d{1,18}$/.test(id)) return refusal(c, 404)
  await c.env.db.transaction().execute((tx) => words.remove(tx, id))
  return c.redirect(`${PATH}?done=removed`, 303)
})

function lineOf(c: Context<ConsoleEnv>, name: string): string {
  return clean(c.get('form').get(name) ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/** What stands in the articles' own ways of asking means something already: turned round, those would go astray. */
function errorsOf({ said, meant }: Typed, articles: readonly Article[], known: number): Errors {
  const hit = said === '' ? undefined : articles.find((article) => usesOf(said)(article))
  const found: Record<string, string | false> = {
    said:
      said === '' || !/\p{L}/u.test(said)
        ? t('added_word.error.said')
        : said.length > MOST.said
          ? t('added_word.error.long', { max: MOST.said })
          : known >= MOST.words
            ? t('added_word.error.many', { max: MOST.words })
            : hit !== undefined && t('added_word.error.used', { question: excerpt(hit.question, 80) }),
    meant:
      meant === '' || !/\p{L}/u.test(meant)
        ? t('added_word.error.meant')
        : meant.length > MOST.meant
          ? t('added_word.error.long', { max: MOST.meant })
          : meant === said && t('added_word.error.same'),
  }
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== false))
}

function usesOf(said: string): (article: Article) => boolean {
  const rewrite = createRewriter([{ said, meant: '\u0001' }])
  return ({ question, aliases }) => [question, ...aliases].some((text) => rewrite(text).includes('\u0001'))
}

interface Typed {
  readonly said: string
  readonly meant: string
}

async function wordsPage(c: Context<ConsoleEnv>, state: { readonly typed?: Typed; readonly errors?: Errors }) {
  const { typed = { said: '', meant: '' }, errors = {} } = state
  const done = ['added', 'removed'].find((one) => one === c.req.query('done'))
  return page(
    c,
    {
      title: t('added_word.list'),
      current: 'articles',
      status: Object.keys(errors).length > 0 ? 422 : 200,
      notice: done && <p>{t(`added_word.done.${done}`)}</p>,
    },
    <div class="narrow">
      <p>{t('added_word.about')}</p>
      <ErrorSummary errors={errors} />
      <Form c={c} action={PATH}>
        <Line name="said" label={t('added_word.said')} hint={t('added_word.said_hint')} value={typed.said} errors={errors} />
        <Line name="meant" label={t('added_word.meant')} hint={t('added_word.meant_hint')} value={typed.meant} errors={errors} />
        <p class="actions">
          <button class="main" type="submit">
            {t('added_word.add')}
          </button>
        </p>
      </Form>
      <List c={c} known={await words.list(c.env.db)} />
      <p>
        <a href="/console/articles">{t('article.back')}</a>
      </p>
    </div>,
  )
}

function List({ c, known }: { c: Context<ConsoleEnv>; known: readonly words.Word[] }) {
  if (known.length === 0) return <p class="empty">{t('added_word.none')}</p>
  return (
    <ul class="plain">
      {known.map(({ id, said, meant, by, at }) => (
        <li class="card">
          <p>
            <strong>{said}</strong> → {meant}
          </p>
          <p class="hint">
            {by} · <time datetime={at.toISOString()}>{showTime(at)}</time>
          </p>
          <Form c={c} action={`${PATH}/${id}/removal`}>
            <button type="submit">{t('added_word.remove')}</button>
          </Form>
        </li>
      ))}
    </ul>
  )
}
