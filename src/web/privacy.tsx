/** The privacy notice, one screen, versioned (L-22). A changed text is a new version: a test holds the two together. */

import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { RULES } from '../city/retention.ts'
import { showIsoDay } from '../lib/time.ts'
import type { Language } from '../message.ts'
import { type T, translator } from '../texts.ts'
import type { Env } from './env.ts'
import { readingPage } from './page.tsx'
import { keptOf, nameOf, STAYS, timeOf, whyOf } from './retention-words.ts'

/** YYYY-MM-DD */
export const PRIVACY_VERSION = '2026-11-26'

const PARTS = ['kept', 'use', 'seen', 'long', 'rights'] as const
const TABLE = '/privacy/thoi-han'

export const privacy = new Hono<Env>()

privacy.get('/', (c) => {
  const language = languageOf(c)
  const t = translator(language)
  const times = { message: timeOf('raw_update', t), report: timeOf('report', t), registration: timeOf('registration', t) }
  return readingPage(
    c,
    { title: `${t('privacy:title')} · ${t('chat:name')}`, language },
    <>
      <h1>{t('privacy:title')}</h1>
      {PARTS.map((part) => (
        <section>
          <h2>
            {t(`privacy:part.${part}.title`)}
            {part === 'long' && (
              <>
                {' · '}
                <a href={inLanguage(TABLE, language)}>{t('privacy:part.long.link')}</a>
              </>
            )}
          </h2>
          <p>{t(`privacy:part.${part}.text`, times)}</p>
        </section>
      ))}
      <Foot path="/privacy" language={language}>
        <a href={inLanguage('/chat', language)}>{t('privacy:back')}</a>
      </Foot>
    </>,
  )
})

/** The whole table of how long what is kept, as the notice's own "how long" says in short (L-06). */
privacy.get('/thoi-han', (c) => {
  const language = languageOf(c)
  const t = translator(language)
  return readingPage(
    c,
    { title: `${t('retention:title')} · ${t('chat:name')}`, language },
    <>
      <h1>{t('retention:title')}</h1>
      <p>{t('retention:intro')}</p>
      <dl class="terms">
        {RULES.map((rule) => (
          <Term name={nameOf(rule.kind, t)} kept={keptOf(rule, t)} why={whyOf(rule.kind, t)} />
        ))}
      </dl>
      <h2>{t('retention:stays_title')}</h2>
      <dl class="terms">
        {STAYS.map((what) => (
          <Term name={t(`retention:stays.${what}.name`)} why={t(`retention:stays.${what}.why`)} />
        ))}
      </dl>
      <Foot path={TABLE} language={language}>
        <a href={inLanguage('/privacy', language)}>{t('privacy:title')}</a>
      </Foot>
    </>,
  )
})

function Term({ name, kept, why }: { name: string; kept?: string; why: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {kept && (
          <>
            <strong>{kept}</strong>{' '}
          </>
        )}
        {why}
      </dd>
    </div>
  )
}

function Foot({ path, language, children }: { path: string; language: Language; children: Child }) {
  const t: T = translator(language)
  const other: Language = language === 'en' ? 'vi' : 'en'
  return (
    <p class="small">
      {t('privacy:version', { date: showIsoDay(PRIVACY_VERSION) })}
      {' · '}
      <a href={inLanguage(path, other)} hreflang={other} lang={other}>
        {translator(other)(`common:language.${other}`)}
      </a>
      {' · '}
      {children}
    </p>
  )
}

function languageOf(c: Context<Env>): Language {
  return c.req.query('lang') === 'en' ? 'en' : 'vi'
}

function inLanguage(path: string, language: Language): string {
  return language === 'en' ? `${path}?lang=en` : path
}
