/** Announcements as anyone may read them, from the moment that they are sent; the bot's messages link here. */
import { type Context, Hono } from 'hono'
import { topicById } from '../city/topics.ts'
import { communeByCode } from '../city/units.ts'
import { showDate, showTime } from '../lib/time.ts'
import type { Language } from '../message.ts'
import * as broadcasts from '../models/broadcast.ts'
import { wordsIn } from '../models/broadcast-message.ts'
import { translator } from '../texts.ts'
import type { Env } from './env.ts'
import { readingPage } from './page.tsx'

const PATH = '/thong-bao'
const PAGE_SIZE = 30

export const announcements = new Hono<Env>()

announcements.get('/', async (c) => {
  const language = languageOf(c)
  const t = translator(language)
  const before = c.req.query('before')
  const rows = await broadcasts.listPublic(c.env.db, { before, limit: PAGE_SIZE + 1 })
  const shown = rows.slice(0, PAGE_SIZE)
  const more = rows.length > PAGE_SIZE ? shown.at(-1)?.id : undefined
  return readingPage(
    c,
    { title: `${t('announcements:page.title')} · ${t('chat:name')}`, language },
    <>
      <h1>{t('announcements:page.title')}</h1>
      {shown.length === 0 && <p>{t('announcements:page.none')}</p>}
      <ul class="entries">
        {shown.map((one) => (
          <li>
            <a href={linkTo(language, `/${one.id}`)}>{wordsIn(one, language).title}</a>
            <p class="small">
              {showDate(one.startedAt ?? one.updatedAt)} · {audienceOf(one, language)}
            </p>
          </li>
        ))}
      </ul>
      {more && (
        <p>
          <a rel="next" href={linkTo(language, '', { before: more })}>
            {t('announcements:page.older')}
          </a>
        </p>
      )}
      <Foot language={language} path="" />
    </>,
  )
})

announcements.get('/:id', async (c) => {
  const one = await broadcasts.find(c.env.db, c.req.param('id'))
  if (!one?.startedAt) return c.notFound()
  const language = languageOf(c)
  const t = translator(language)
  if (!broadcasts.isPublic(one)) return withdrawn(c, language)
  const { title, text } = wordsIn(one, language)
  return readingPage(
    c,
    { title: `${title} · ${t('chat:name')}`, language },
    <article>
      <h1>
        {one.isPromotion ? '[QC] ' : one.kind === 'emergency' ? `${t('announcements:emergency')} ` : ''}
        {title}
      </h1>
      <p class="small">
        <time datetime={one.startedAt.toISOString()}>{showTime(one.startedAt)}</time> · {audienceOf(one, language)}
      </p>
      {text.split(/\n{2,}/).map((paragraph) => (
        <p class="lines">{paragraph}</p>
      ))}
      <p>
        <a href={linkTo(language, '')}>{t('announcements:page.all')}</a>
      </p>
      <Foot language={language} path={`/${one.id}`} />
    </article>,
  )
})

/** Whoever got it before it was stopped still has the link. */
function withdrawn(c: Context<Env>, language: Language) {
  const t = translator(language)
  return readingPage(
    c,
    { title: `${t('announcements:page.withdrawn')} · ${t('chat:name')}`, language, status: 410 },
    <>
      <h1>{t('announcements:page.withdrawn')}</h1>
      <p>{t('announcements:page.withdrawn_text')}</p>
      <p>
        <a href={linkTo(language, '')}>{t('announcements:page.all')}</a>
      </p>
    </>,
  )
}

function Foot({ language, path }: { language: Language; path: string }) {
  const other: Language = language === 'en' ? 'vi' : 'en'
  return (
    <p class="small">
      <a href={linkTo(other, path)} hreflang={other} lang={other}>
        {translator(other)(`common:language.${other}`)}
      </a>
      {' · '}
      <a href={language === 'en' ? '/chat?lang=en' : '/chat'}>{translator(language)('announcements:page.subscribe')}</a>
    </p>
  )
}

function audienceOf(one: broadcasts.Broadcast, language: Language): string {
  const unit = one.communeCode === null ? undefined : communeByCode(one.communeCode)
  return unit?.fullName ?? topicById(one.topic)?.[language] ?? one.topic
}

function languageOf(c: Context<Env>): Language {
  return c.req.query('lang') === 'en' ? 'en' : 'vi'
}

function linkTo(language: Language, path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams({ ...(language === 'en' && { lang: 'en' }), ...query }).toString()
  return `${PATH}${path}${search && `?${search}`}`
}
