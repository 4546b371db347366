/** The chat page as HTML: a plain function of what was said. `client/view.ts` adds to it in the same shape. */
import type { Context } from 'hono'
import { showDate } from '../lib/time.ts'
import type { Language } from '../message.ts'
import { type T, translator } from '../texts.ts'
import { languageButton, menuButton, menuButtons } from './chat-buttons.ts'
import { Chips, Message } from './chat-message.tsx'
import { wordsForScript } from './chat-words.ts'
import { inOrder, offered, timeOf } from './client/said.ts'
import type { Env } from './env.ts'
import { Icon, Mark } from './icons.tsx'
import { page } from './page.tsx'
import type { Talk } from './talk.ts'

export interface Problem {
  readonly status: 400 | 403 | 408 | 413 | 503
  /** what was typed and not taken */
  readonly typed?: string
}

export interface ChatView {
  readonly language: Language
  readonly talk: Talk
  readonly now: Date
  /** the browser brought no cookie of ours: the first visit, or it keeps none */
  readonly isNew: boolean
  /** the person has written before */
  readonly isKnown: boolean
  /** the database is away: the talk cannot be shown */
  readonly isAway: boolean
  /** the last message is not answered yet */
  readonly isWaiting: boolean
  readonly problem?: Problem
}

export function chatPage(c: Context<Env>, view: ChatView): Response | Promise<Response> {
  const t = translator(view.language)
  const status = view.problem?.status ?? (view.isAway ? 503 : 200)
  return page(
    c,
    { title: t('chat:name'), language: view.language, look: 'chat', status },
    <>
      <a class="skip" href="#text">
        {t('chat:skip')}
      </a>
      <Top view={view} t={t} />
      <main class="column" tabindex={-1}>
        <TalkSoFar view={view} t={t} />
      </main>
      <p class="unseen" id="live" aria-live="polite" />
      <Composer view={view} t={t} />
    </>,
  )
}

interface Part {
  readonly view: ChatView
  readonly t: T
}

function Top({ view, t }: Part) {
  return (
    <header class="top">
      <div class="column">
        <Mark size={32} />
        <h1 class="name">{t('chat:name')}</h1>
        <form method="post" action="/chat">
          <button class="quiet" type="submit" name="button" value={menuButton(t).payload}>
            {menuButton(t).label}
          </button>
        </form>
        <OtherLanguage view={view} />
      </div>
    </header>
  )
}

/** Before the first word a link; later the talk itself is asked to go on in the other language. */
function OtherLanguage({ view }: { view: ChatView }) {
  const other: Language = view.language === 'en' ? 'vi' : 'en'
  const { label, payload } = languageButton(other)
  if (!view.isKnown) {
    return (
      <a class="quiet button" href={other === 'en' ? '/chat?lang=en' : '/chat'} hreflang={other} lang={other}>
        {label}
      </a>
    )
  }
  return (
    <form method="post" action="/chat" data-whole>
      <button class="quiet" type="submit" name="button" value={payload} lang={other}>
        {label}
      </button>
    </form>
  )
}

function TalkSoFar({ view, t }: Part) {
  const entries = inOrder(view.talk.said, view.talk.own)
  const last = view.talk.said.at(-1)?.id ?? '0'
  return (
    <div
      id="talk"
      data-words={JSON.stringify(wordsForScript(view.language))}
      data-last={last}
      data-new={view.isNew}
      data-waiting={view.isWaiting}
    >
      {view.isAway && (
        <p class="note" role="status">
          {t('chat:away')}
        </p>
      )}
      <noscript>
        <p class="note">
          {t('chat:noscript')} <a href="#latest">{t('chat:latest')}</a>
        </p>
      </noscript>
      <ol id="list" aria-live="polite" aria-relevant="additions" aria-label={t('chat:talk')}>
        <Message entry={greeting(t, view.language)} t={t} isFirst />
        {entries.map((entry, at) => (
          <>
            <Day at={timeOf(entry)} before={entries[at - 1] && timeOf(entries[at - 1] ?? entry)} now={view.now} t={t} />
            <Message entry={entry} t={t} isFirst={entries[at - 1]?.by !== entry.by} />
          </>
        ))}
      </ol>
      <div id="latest">
        <Chips said={entries.length === 0 ? greeting(t, view.language).said : offered(entries)} language={view.language} t={t} />
      </div>
      <p id="typing" class="typing" hidden>
        <span>{t('chat:typing')}</span>
        <i />
        <i />
        <i />
      </p>
      <p id="note" class="note" role="status" hidden />
    </div>
  )
}

/** What stands at the top of every talk, with the main menu while there is no other word. Not a message of the talk. */
function greeting(t: T, language: Language) {
  const links = [{ label: t('common:privacyLink'), url: language === 'en' ? '/privacy?lang=en' : '/privacy' }]
  return { by: 'us', said: { id: '0', text: t('common:menu.greeting'), buttons: menuButtons(t), links, at: '' } } as const
}

function Day({ at, before, now, t }: { at: string; before: string | undefined; now: Date; t: T }) {
  const day = showDate(new Date(at))
  if (before !== undefined && showDate(new Date(before)) === day) return null
  return (
    <li class="day" data-day={day}>
      {day === showDate(now) ? t('chat:today') : day}
    </li>
  )
}

function Composer({ view, t }: Part) {
  const { problem } = view
  return (
    <footer class="composer">
      <button id="newer" type="button" class="newer" hidden>
        <span>{t('chat:newer')}</span>
        <Icon name="down" />
      </button>
      <form id="composer" class="column" method="post" action="/chat" enctype="multipart/form-data">
        {problem && (
          <p class="error" id="problem" role="alert">
            {t(`chat:problem.${problem.status}`)}
          </p>
        )}
        <input type="hidden" name="id" value={crypto.randomUUID()} />
        <input type="hidden" name="language" value={view.language} />
        <input
          class="unseen"
          id="photo"
          name="photo"
          type="file"
          accept="image/jpeg,image/png,image/webp,application/pdf"
          multiple
          aria-label={t('chat:photo_label')}
        />
        <label class="attach" for="photo" aria-hidden="true">
          <Icon name="photo" />
          <span>{t('chat:photo')}</span>
        </label>
        <label class="unseen" for="text">
          {t('chat:input')}
        </label>
        <textarea
          id="text"
          name="text"
          rows={1}
          maxlength={4000}
          placeholder={t('chat:placeholder')}
          enterkeyhint="send"
          autocomplete="off"
          aria-describedby={problem && 'problem'}
        >
          {problem?.typed}
        </textarea>
        <button class="main" type="submit">
          <Icon name="send" />
          <span>{t('chat:send')}</span>
        </button>
      </form>
    </footer>
  )
}
