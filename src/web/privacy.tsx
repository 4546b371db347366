/** The privacy notice, one screen, versioned (L-22). A changed text is a new version: a test holds the two together. */

import { Hono } from 'hono'
import { showIsoDay } from '../lib/time.ts'
import type { Language } from '../message.ts'
import { translator } from '../texts.ts'
import type { Env } from './env.ts'
import { readingPage } from './page.tsx'

/** YYYY-MM-DD */
export const PRIVACY_VERSION = '2026-11-25'

const PARTS = ['kept', 'use', 'seen', 'long', 'rights'] as const

export const privacy = new Hono<Env>()

privacy.get('/', (c) => {
  const language: Language = c.req.query('lang') === 'en' ? 'en' : 'vi'
  const t = translator(language)
  const other: Language = language === 'en' ? 'vi' : 'en'
  return readingPage(
    c,
    { title: `${t('privacy:title')} · ${t('chat:name')}`, language },
    <>
      <h1>{t('privacy:title')}</h1>
      {PARTS.map((part) => (
        <section>
          <h2>{t(`privacy:part.${part}.title`)}</h2>
          <p>{t(`privacy:part.${part}.text`)}</p>
        </section>
      ))}
      <p class="small">
        {t('privacy:version', { date: showIsoDay(PRIVACY_VERSION) })}
        {' · '}
        <a href={other === 'en' ? '/privacy?lang=en' : '/privacy'} hreflang={other} lang={other}>
          {translator(other)(`common:language.${other}`)}
        </a>
        {' · '}
        <a href={language === 'en' ? '/chat?lang=en' : '/chat'}>{t('privacy:back')}</a>
      </p>
    </>,
  )
})
