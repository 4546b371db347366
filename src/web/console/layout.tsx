import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Official } from '../../models/official.ts'
import type { ConsoleEnv } from './console-env.ts'
import { postName } from './post-name.ts'
import { mayUse } from './roles.ts'
import { t } from './words.ts'

const PLACES = {
  desk: '/console',
  reports: '/console/reports',
  registrations: '/console/registrations',
  questions: '/console/questions',
  handovers: '/console/handovers',
  data_requests: '/console/data-requests',
  articles: '/console/articles',
  broadcasts: '/console/broadcasts',
  dead_letters: '/console/dead-letters',
  channels: '/console/channels',
  retention: '/console/retention',
  officials: '/console/officials',
  account: '/console/account',
} as const

export interface Frame {
  readonly title: string
  /** the place in the navigation */
  readonly current?: keyof typeof PLACES
  readonly status?: ContentfulStatusCode
  /** what was just done, or what is in the way */
  readonly notice?: Child
}

/** A whole console page: with navigation for who is signed in, without for who is not. */
export function page(c: Context<ConsoleEnv>, frame: Frame, body: Child): Response | Promise<Response> {
  const official = c.get('official')
  return c.html(
    html`<!doctype html>${(
      <html lang="vi">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="referrer" content="same-origin" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>{`${frame.title} · ${t('name')}`}</title>
          <link rel="stylesheet" href="/assets/console.css" />
        </head>
        <body>
          <a class="skip" href="#content">
            {t('skip')}
          </a>
          <header class="top">
            <p class="name">{t('brand')}</p>
            {official && <Navigation current={frame.current} official={official} csrf={c.get('csrf')} />}
          </header>
          <main id="content" tabindex={-1}>
            {frame.notice && (
              <div class="notice" role="status">
                {frame.notice}
              </div>
            )}
            <h1>{frame.title}</h1>
            {body}
          </main>
        </body>
      </html>
    )}`,
    frame.status ?? 200,
  )
}

interface NavigationProps {
  readonly current: Frame['current']
  readonly official: Official
  readonly csrf: string
}

function Navigation({ current, official, csrf }: NavigationProps) {
  const places = Object.entries(PLACES).filter(([, path]) => mayUse(official.role, `GET ${path}`))
  return (
    <>
      <nav aria-label={t('nav.label')}>
        <ul>
          {places.map(([name, path]) => (
            <li>
              <a href={path} aria-current={name === current ? 'page' : undefined}>
                {t(`nav.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form method="post" action="/console/sign-out" class="who">
        <input type="hidden" name="csrf" value={csrf} />
        <strong>{postName(official)}</strong>
        <span>{official.email}</span>
        <button type="submit">{t('sign_out')}</button>
      </form>
    </>
  )
}
