/** Where there is no form to show: what has happened, what to do, and the way back to the chat. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Person } from '../../models/person.ts'
import { type T, translator } from '../../texts.ts'
import type { Env } from '../env.ts'
import { Mark } from '../icons.tsx'
import { page } from '../page.tsx'

const STATUS = { unknown: 404, ended: 410, gone: 410, waiting: 409, foreign: 403, broken: 400, flood: 429, busy: 503 } as const

interface Closed {
  readonly why: keyof typeof STATUS
  readonly person?: Person | undefined
  readonly status?: ContentfulStatusCode
  /** what was saved was sent at once, and the draft is over with it */
  readonly isSaved?: boolean
}

export function closedPage(c: Context<Env>, { why, person, status, isSaved = false }: Closed) {
  const language = person?.language ?? 'vi'
  const t = translator(language)
  const isSent = isSaved && why === 'gone'
  const title = isSent ? t('form:title.supplement') : t(`form:closed.${why}.title`)
  return page(
    c,
    {
      title: `${title} · ${t('chat:name')}`,
      language,
      look: 'page',
      isPersonal: true,
      status: isSent ? 200 : (status ?? STATUS[why]),
    },
    <>
      <FormHeader t={t} />
      <main class="column read">
        <h1>{title}</h1>
        <p role="status">{isSent ? t('form:saved.sent') : t(`form:closed.${why}.text`)}</p>
        {language === 'vi' && !person && (
          <p lang="en" class="small">
            {translator('en')(`form:closed.${why}.text`)}
          </p>
        )}
        <p>
          <Back t={t} person={person} isMain />
        </p>
      </main>
    </>,
  )
}

export function FormHeader({ t }: { t: T }) {
  return (
    <header class="top">
      <div class="column">
        <Mark size={32} />
        <span class="name">{t('chat:name')}</span>
      </div>
    </header>
  )
}

/** To the chat: by a link where it is ours, by words where it is an app. Who is not known may come from any. */
export function Back({ t, person, isMain = false }: { t: T; person?: Person | undefined; isMain?: boolean }) {
  const channel = person?.channel ?? 'web'
  if (channel !== 'web') return <>{t(`form:back.${channel}`)}</>
  return (
    <a class={isMain ? 'button main' : 'button'} href="/chat">
      {t('form:back.web')}
    </a>
  )
}
