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
  broadcasts: '/console/broadcasts',
  articles: '/console/articles',
  data_requests: '/console/data-requests',
  dead_letters: '/console/dead-letters',
  channels: '/console/channels',
  retention: '/console/retention',
  officials: '/console/officials',
  account: '/console/account',
} as const

type Place = keyof typeof PLACES
/** What is opened many times a day; the rest is one tap away, so that a phone shows the work and not the menu. */
const DAILY: readonly Place[] = ['desk', 'reports', 'registrations', 'questions', 'handovers', 'broadcasts']

export interface Frame {
  readonly title: string
  /** the place in the navigation */
  readonly current?: Place
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
  const places = (Object.keys(PLACES) as Place[]).filter((name) => mayUse(official.role, `GET ${PLACES[name]}`))
  const first = places.filter((name) => DAILY.includes(name) || name === current)
  const others = places.filter((name) => !first.includes(name))
  return (
    <>
      <nav aria-label={t('nav.label')}>
        <ul>
          <Links places={first} current={current} />
          {others.length === 1 && <Links places={others} current={current} />}
          {others.length > 1 && (
            <li class="others">
              <details>
                <summary>{t('nav.others')}</summary>
                <ul>
                  <Links places={others} current={current} />
                </ul>
              </details>
            </li>
          )}
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

function Links({ places, current }: { readonly places: readonly Place[]; readonly current: Frame['current'] }) {
  return (
    <>
      {places.map((name) => (
        <li>
          <a href={PLACES[name]} aria-current={name === current ? 'page' : undefined}>
            {t(`nav.${name}`)}
          </a>
        </li>
      ))}
    </>
  )
}
