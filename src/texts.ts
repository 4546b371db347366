/**
 * Every word that a person reads, through i18next with the locales bundled (the edge cannot read a folder).
 *
 * Vietnamese is the first language: a key that English lacks falls back to it, a key that both lack throws, so that no
 * one is ever shown a key. The console is Vietnamese only.
 */
import i18next from 'i18next'
import enAccountLink from '../locales/en/account-link.json' with { type: 'json' }
import enAnnouncements from '../locales/en/announcements.json' with { type: 'json' }
import enChat from '../locales/en/chat.json' with { type: 'json' }
import enCommon from '../locales/en/common.json' with { type: 'json' }
import enFeedback from '../locales/en/feedback.json' with { type: 'json' }
import enForm from '../locales/en/form.json' with { type: 'json' }
import enHandover from '../locales/en/handover.json' with { type: 'json' }
import enKnowledge from '../locales/en/knowledge.json' with { type: 'json' }
import enLookUp from '../locales/en/look-up.json' with { type: 'json' }
import enMyData from '../locales/en/my-data.json' with { type: 'json' }
import enNews from '../locales/en/news.json' with { type: 'json' }
import enOnBehalf from '../locales/en/on-behalf.json' with { type: 'json' }
import enPrivacy from '../locales/en/privacy.json' with { type: 'json' }
import enRegistration from '../locales/en/registration.json' with { type: 'json' }
import enRetention from '../locales/en/retention.json' with { type: 'json' }
import enSelfAssessment from '../locales/en/self-assessment.json' with { type: 'json' }
import viAccountLink from '../locales/vi/account-link.json' with { type: 'json' }
import viAnnouncements from '../locales/vi/announcements.json' with { type: 'json' }
import viChat from '../locales/vi/chat.json' with { type: 'json' }
import viCommon from '../locales/vi/common.json' with { type: 'json' }
import viConsole from '../locales/vi/console.json' with { type: 'json' }
import viFeedback from '../locales/vi/feedback.json' with { type: 'json' }
import viForm from '../locales/vi/form.json' with { type: 'json' }
import viHandover from '../locales/vi/handover.json' with { type: 'json' }
import viKnowledge from '../locales/vi/knowledge.json' with { type: 'json' }
import viLookUp from '../locales/vi/look-up.json' with { type: 'json' }
import viMyData from '../locales/vi/my-data.json' with { type: 'json' }
import viNews from '../locales/vi/news.json' with { type: 'json' }
import viOnBehalf from '../locales/vi/on-behalf.json' with { type: 'json' }
import viPrivacy from '../locales/vi/privacy.json' with { type: 'json' }
import viRegistration from '../locales/vi/registration.json' with { type: 'json' }
import viRetention from '../locales/vi/retention.json' with { type: 'json' }
import viSelfAssessment from '../locales/vi/self-assessment.json' with { type: 'json' }
import type { Language } from './message.ts'

/** `t('registration:product.ask', { name })`; throws for an unknown key. */
export type T = (key: string, values?: Readonly<Record<string, string | number>>) => string

const vi = {
  'account-link': viAccountLink,
  announcements: viAnnouncements,
  chat: viChat,
  common: viCommon,
  console: viConsole,
  feedback: viFeedback,
  form: viForm,
  handover: viHandover,
  knowledge: viKnowledge,
  'look-up': viLookUp,
  'my-data': viMyData,
  news: viNews,
  'on-behalf': viOnBehalf,
  privacy: viPrivacy,
  registration: viRegistration,
  retention: viRetention,
  'self-assessment': viSelfAssessment,
}
const en = {
  'account-link': enAccountLink,
  announcements: enAnnouncements,
  chat: enChat,
  common: enCommon,
  feedback: enFeedback,
  form: enForm,
  handover: enHandover,
  knowledge: enKnowledge,
  'look-up': enLookUp,
  'my-data': enMyData,
  news: enNews,
  'on-behalf': enOnBehalf,
  privacy: enPrivacy,
  registration: enRegistration,
  retention: enRetention,
  'self-assessment': enSelfAssessment,
}

const texts = i18next.createInstance()
texts.init({
  resources: { vi, en },
  fallbackLng: 'vi',
  ns: Object.keys(vi),
  defaultNS: 'common',
  initAsync: false,
  interpolation: { escapeValue: false }, // plain text in chat; pages escape by JSX
})

export function translator(language: Language): T {
  return (key, values) => {
    if (!texts.exists(key, { lng: language })) throw new Error(`No text for "${key}"; add it to locales/vi.`)
    return texts.t(key, { lng: language, ...values })
  }
}

/** Whether there is a text: for optional ones, such as a step's own hint. */
export function hasText(key: string): boolean {
  return texts.exists(key, { lng: 'vi' })
}
