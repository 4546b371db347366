/** Articles: listed, searched, written, changed. What undoes and ends them: `article-actions.tsx`. */
import { type Context, Hono } from 'hono'
import { localDay } from '../../lib/time.ts'
import * as articles from '../../models/article.ts'
import { actionRoutes } from './article-actions.tsx'
import { checked, type Editing, editPage, pathOf, Result, type Tried } from './article-edit.tsx'
import { blank, readTyped, typedOf } from './article-form.tsx'
import { FILTERS, type Filter, List, Search, shownIn } from './article-list.tsx'
import { articlePage } from './article-page.tsx'
import { contentOf, entries, find, freeId, isSame, PATH, type Shown } from './article-shelf.ts'
import type { ConsoleEnv } from './console-env.ts'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { Pager } from './subject-list.tsx'
import { count, t } from './words.ts'

const PAGE_SIZE = 50
const MOST_TYPED = 300

export const articleRoutes = new Hono<ConsoleEnv>()

articleRoutes.get('/', async (c) => {
  const all = await entries(c.env.db)
  const today = localDay(c.env.now())
  const typed = (c.req.query('q') ?? '').trim().slice(0, MOST_TYPED)
  const filter = FILTERS.find((one) => one === c.req.query('state'))
  const from = Math.max(0, Number(c.req.query('after') ?? 0) || 0)
  const found = typed === '' ? null : await asked(c, typed, today)
  const ranked = found?.answer.articles.flatMap(({ id }) => all.find(({ article }) => article.id === id) ?? [])
  const fitting = ranked ?? all.filter((entry) => shownIn(filter, entry, today))
  const shown = fitting.slice(from, from + PAGE_SIZE)
  const more = fitting.length > from + PAGE_SIZE ? String(from + PAGE_SIZE) : undefined
  return page(
    c,
    { title: t('article.list'), current: 'articles', notice: noticeOf(c) },
    <>
      <p class="actions">
        <a class="button main" href={`${PATH}/new`}>
          {t('article.write')}
        </a>
        <a class="button" href="/console/words">
          {t('added_word.list')}
        </a>
      </p>
      <Search typed={typed} />
      {found && <Result {...found} />}
      <Tabs filter={filter} isSearch={typed !== ''} counts={(one) => all.filter((entry) => shownIn(one, entry, today)).length} />
      {shown.length === 0 ? <p class="empty">{t('article.none')}</p> : <List shown={shown} today={today} />}
      <Pager path={PATH} state={filter} more={more} isFirst={from === 0} />
    </>,
  )
})

articleRoutes.get('/new', (c) => editPage(c, NEW, { typed: blank(localDay(c.env.now())) }))

articleRoutes.post('/', async (c) => {
  const id = await freeId(c.env.db, readTyped(c.get('form')).question)
  const found = await checked(c, NEW, { id, covers: [] })
  if (!found.ok) return found.page
  const officialId = c.get('official').id
  const save = { articleId: id, seen: null, action: 'saved', content: found.content, officialId } as const
  const isSaved = await c.env.db.transaction().execute((tx) => articles.save(tx, save))
  // Pressed twice: the other press made the very same article.
  return isSaved ? c.redirect(`${pathOf(id)}?done=saved`, 303) : c.redirect(pathOf(id), 303)
})

articleRoutes.get('/:id', async (c) => {
  const one = await find(c.env.db, c.req.param('id'))
  return one ? articlePage(c, one) : refusal(c, 404)
})

articleRoutes.get('/:id/text', async (c) => {
  const one = await find(c.env.db, c.req.param('id'))
  return one ? editPage(c, editing(one), { typed: typedOf(contentOf(one.article)) }) : refusal(c, 404)
})

articleRoutes.post('/:id/text', async (c) => {
  const one = await find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const { id, covers } = one.article
  const seen = c.get('form').get('seen') || null
  const place = { ...editing(one), seen }
  const found = await checked(c, place, { id, covers })
  if (!found.ok) return found.page
  const save = { articleId: id, seen, action: 'saved', content: found.content, officialId: c.get('official').id } as const
  const isSaved = await c.env.db.transaction().execute((tx) => articles.save(tx, save))
  const fresh = (await find(c.env.db, id)) ?? one
  // Pressed twice: what is there now is what was typed.
  if (isSaved || isSame(contentOf(fresh.article), found.content)) return c.redirect(`${pathOf(id)}?done=saved`, 303)
  return editPage(c, editing(fresh), { typed: readTyped(c.get('form')), isChanged: true })
})

articleRoutes.route('/', actionRoutes)

const NEW: Editing = {
  title: t('article.write'),
  current: 'articles',
  action: PATH,
  back: PATH,
  go: t('article.save'),
  seen: null,
}

function editing({ article, seen }: Shown): Editing {
  const back = pathOf(article.id)
  return { title: t('article.edit'), current: 'articles', action: `${back}/text`, back, go: t('article.save'), seen }
}

async function asked(c: Context<ConsoleEnv>, text: string, today: string): Promise<Tried> {
  const { articles: all, knowledge } = await c.env.library()
  return { text, answer: knowledge.ask(text, { language: 'vi', today }), articles: all }
}

function noticeOf(c: Context<ConsoleEnv>) {
  return c.req.query('done') === 'withdrawn' && <p>{t('article.done.withdrawn')}</p>
}

interface TabsProps {
  readonly filter: Filter | undefined
  readonly isSearch: boolean
  counts(filter: Filter | undefined): number
}

function Tabs({ filter, isSearch, counts }: TabsProps) {
  return (
    <nav class="tabs" aria-label={t('article.tabs')}>
      {[undefined, ...FILTERS].map((one) => (
        <a href={one ? `${PATH}?state=${one}` : PATH} aria-current={!isSearch && one === filter ? 'page' : undefined}>
          {t(`article.filter.${one ?? 'all'}`)} <span class="count">{count(counts(one))}</span>
        </a>
      ))}
    </nav>
  )
}
