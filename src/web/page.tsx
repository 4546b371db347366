/** The frame of the public pages, and what is said when there is no page. */
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { showTime } from '../lib/time.ts'
import type { Language } from '../message.ts'
import { translator } from '../texts.ts'
import { assets } from './assets.generated.ts'
import type { Env } from './env.ts'
import { Mark } from './icons.tsx'

export interface Frame {
  readonly title: string
  readonly language: Language
  /** name of a style sheet and, where there is one, of the page's script */
  readonly look: 'chat' | 'page' | 'form'
  /** of one person: no search engine may list it */
  readonly isPersonal?: true
  readonly status?: ContentfulStatusCode
}

/** A whole public page. Nothing is inline: the policy forbids it (P-30). */
export function page(c: Context<Env>, frame: Frame, body: Child): Response | Promise<Response> {
  const t = translator(frame.language)
  return c.html(
    html`<!doctype html>${(
      <html lang={frame.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
          <meta name="color-scheme" content="light dark" />
          <meta name="description" content={t('chat:about')} />
          {frame.isPersonal && <meta name="robots" content="noindex, nofollow" />}
          <title>{frame.title}</title>
          <link rel="icon" href={address('/assets/icon.svg')} type="image/svg+xml" />
          <link rel="stylesheet" href={address(`/assets/${frame.look}.css`)} />
          {frame.look === 'chat' && (
            <noscript>
              <link rel="stylesheet" href={address('/assets/noscript.css')} />
            </noscript>
          )}
          {frame.look !== 'page' && <script src={address(`/assets/${frame.look}.js`)} defer />}
        </head>
        <body>{body}</body>
      </html>
    )}`,
    frame.status ?? 200,
  )
}

/** A page to be read, with the way to the chat at its top. */
export function readingPage(c: Context<Env>, frame: Omit<Frame, 'look'>, body: Child): Response | Promise<Response> {
  return page(
    c,
    { ...frame, look: 'page' },
    <>
      <header class="top">
        <div class="column">
          <Mark size={32} />
          <a class="name" href="/chat">
            {translator(frame.language)('chat:name')}
          </a>
        </div>
      </header>
      <main class="column read">{body}</main>
    </>,
  )
}

/** An error in Vietnamese with one line of English: what happened, what to do, and a code by which the log line is found. */
export function errorPage(c: Context<Env>, status: 404 | 500): Response | Promise<Response> {
  const [t, en] = [translator('vi'), translator('en')]
  return readingPage(
    c,
    { title: `${t(`chat:error.${status}.title`)} · ${t('chat:name')}`, language: 'vi', status },
    <>
      <h1>{t(`chat:error.${status}.title`)}</h1>
      <p>{t(`chat:error.${status}.text`)}</p>
      <p lang="en" class="small">
        {en(`chat:error.${status}.text`)}
      </p>
      <p class="small">{t('chat:error.code', { status, at: showTime(c.env.now()) })}</p>
      <p>
        <a class="button main" href="/chat">
          {t('chat:error.to_chat')}
        </a>
      </p>
    </>,
  )
}

/** With the content's own mark, so that a new page never meets an old script in a cache. */
function address(path: string): string {
  return `${path}?v=${assets[path]?.etag.replace(/[^\w-]/g, '') ?? ''}`
}
