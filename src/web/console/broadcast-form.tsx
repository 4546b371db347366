/** Where an announcement is written: what it is about, and its words in Vietnamese and English. */
import type { Context } from 'hono'
import { TOPICS, topicById } from '../../city/topics.ts'
import { COMMUNES, communeByCode } from '../../city/units.ts'
import { clean } from '../../lib/text.ts'
import type { Language } from '../../message.ts'
import type { Words } from '../../models/broadcast.ts'
import { MAX_TEXT, messageOf } from '../../models/broadcast-message.ts'
import { priceText } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { Area, Line } from './fields.tsx'
import { ErrorSummary, type Errors, FieldError, Form } from './form.tsx'
import { count, t } from './words.ts'

export const MAX_TITLE = 120
const MAX_REASON = 500

/** As typed, whether it makes sense or not. */
export type Typed = Words

export const BLANK: Typed = {
  kind: 'ordinary',
  isPromotion: false,
  topic: '',
  communeCode: null,
  titleVi: '',
  textVi: '',
  titleEn: null,
  textEn: null,
  reason: null,
  beyond: 'none',
}

export function readTyped(form: URLSearchParams): Typed {
  const kind = form.get('kind') === 'emergency' ? 'emergency' : 'ordinary'
  const topic = form.get('topic') ?? ''
  return {
    kind,
    isPromotion: kind === 'ordinary' && form.get('is_promotion') === '1',
    topic,
    communeCode: topicById(topic)?.isLocal ? form.get('commune') || null : null,
    titleVi: lineOf(form, 'title_vi'),
    textVi: textOf(form, 'text_vi'),
    titleEn: lineOf(form, 'title_en') || null,
    textEn: textOf(form, 'text_en') || null,
    reason: kind === 'emergency' ? textOf(form, 'reason') || null : null,
    beyond: form.get('beyond') === 'template' ? 'template' : 'none',
  }
}

/** What is wrong, by field. @param publicUrl the link counts for the length */
export function errorsOf(typed: Typed, publicUrl: string): Errors {
  const topic = topicById(typed.topic)
  const isHalfEnglish = (typed.titleEn === null) !== (typed.textEn === null)
  const found: Record<string, string | false> = {
    topic: !topic && t('broadcast.error.topic'),
    commune: topic?.isLocal === true && !communeByCode(typed.communeCode ?? '') && t('broadcast.error.commune'),
    reason: typed.kind === 'emergency' && (typed.reason ?? '').length < 10 && t('broadcast.error.reason'),
    title_vi: titleError(typed.titleVi, true),
    text_vi:
      typed.textVi === ''
        ? t('broadcast.error.text')
        : lengthError(typed, typed.textEn === null ? ['vi', 'en'] : ['vi'], publicUrl),
    title_en: isHalfEnglish && typed.titleEn === null ? t('broadcast.error.half') : titleError(typed.titleEn ?? '', false),
    text_en:
      isHalfEnglish && typed.textEn === null
        ? t('broadcast.error.half')
        : lengthError(typed, typed.textEn === null ? [] : ['en'], publicUrl),
  }
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== false))
}

interface FormProps {
  readonly c: Context<ConsoleEnv>
  readonly action: string
  readonly typed: Typed
  readonly errors: Errors
  /** of the words that are being changed */
  readonly version?: number
  readonly back: string
}

export function BroadcastForm({ c, action, typed, errors, version, back }: FormProps) {
  return (
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <Form c={c} action={action}>
        {version !== undefined && <input type="hidden" name="version" value={version} />}
        <Audience typed={typed} errors={errors} />
        <Line name="title_vi" label={t('broadcast.title_vi')} value={typed.titleVi} errors={errors} />
        <Area
          name="text_vi"
          label={t('broadcast.text_vi')}
          hint={t('broadcast.text_hint')}
          value={typed.textVi}
          errors={errors}
        />
        <h2>{t('broadcast.english')}</h2>
        <p class="hint">{t('broadcast.english_hint')}</p>
        <Line name="title_en" label={t('broadcast.title_en')} value={typed.titleEn ?? ''} errors={errors} lang="en" />
        <Area name="text_en" label={t('broadcast.text_en')} value={typed.textEn ?? ''} errors={errors} lang="en" />
        <Kinds typed={typed} errors={errors} />
        <Beyond c={c} typed={typed} />
        <p class="actions">
          <button class="main" type="submit">
            {t('broadcast.save')}
          </button>
          <a class="button" href={back}>
            {t('keep')}
          </a>
        </p>
      </Form>
    </div>
  )
}

/** Offered only where a platform closes after a while and has an approved template. */
function Beyond({ c, typed }: { c: Context<ConsoleEnv>; typed: Typed }) {
  const template = [...c.env.channels.values()].map(({ limits }) => limits.window?.template).find((one) => one != null)
  if (!template) return null
  const price = priceText(template.vnd)
  return (
    <fieldset>
      <legend>{t('broadcast.beyond.title')}</legend>
      <p class="hint">{t('broadcast.beyond.hint')}</p>
      {(['none', 'template'] as const).map((value) => (
        <label class="choice">
          <input type="radio" name="beyond" value={value} checked={typed.beyond === value} />
          <span>{t(`broadcast.beyond.${value}`, { price })}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Audience({ typed, errors }: { typed: Typed; errors: Errors }) {
  return (
    <>
      <p class="field">
        <label for="topic">{t('broadcast.topic')}</label>
        <FieldError name="topic" errors={errors} />
        <select id="topic" name="topic" required>
          <option value="">{t('broadcast.choose')}</option>
          {TOPICS.map(({ id, vi }) => (
            <option value={id} selected={typed.topic === id}>
              {vi}
            </option>
          ))}
        </select>
      </p>
      <p class="field">
        <label for="commune">{t('broadcast.commune')}</label>
        <span class="hint">
          {t('broadcast.commune_hint', {
            topics: TOPICS.filter(({ isLocal }) => isLocal)
              .map(({ vi }) => vi)
              .join(', '),
          })}
        </span>
        <FieldError name="commune" errors={errors} />
        <select id="commune" name="commune">
          <option value="">{t('broadcast.no_commune')}</option>
          {COMMUNES.map(({ code, fullName }) => (
            <option value={code} selected={typed.communeCode === code}>
              {fullName}
            </option>
          ))}
        </select>
      </p>
    </>
  )
}

function Kinds({ typed, errors }: { typed: Typed; errors: Errors }) {
  return (
    <>
      <fieldset id="kind">
        <legend>{t('broadcast.kind')}</legend>
        {(['ordinary', 'emergency'] as const).map((kind) => (
          <label class="choice">
            <input type="radio" name="kind" value={kind} checked={typed.kind === kind} />
            <span>
              {t(`broadcast.kinds.${kind}`)}
              <span class="hint">{t(`broadcast.kind_hint.${kind}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Area
        name="reason"
        label={t('broadcast.reason')}
        hint={t('broadcast.reason_hint')}
        value={typed.reason ?? ''}
        errors={errors}
        rows={2}
      />
      <label class="choice">
        <input type="checkbox" name="is_promotion" value="1" checked={typed.isPromotion} />
        <span>
          {t('broadcast.promotion')}
          <span class="hint">{t('broadcast.promotion_hint')}</span>
        </span>
      </label>
    </>
  )
}

function titleError(title: string, isNeeded: boolean): string | false {
  if (isNeeded && title === '') return t('broadcast.error.title')
  return title.length > MAX_TITLE && t('broadcast.error.long_title', { max: MAX_TITLE, length: title.length })
}

/** The whole message counts, so that one person is one call on every channel; its frame is of the reader's language. */
function lengthError(typed: Typed, readers: readonly Language[], publicUrl: string): string | false {
  const length = Math.max(0, ...readers.map((reader) => messageOf({ ...typed, id: '000000' }, reader, publicUrl).text.length))
  return length > MAX_TEXT && t('broadcast.error.long_text', { max: count(MAX_TEXT), over: count(length - MAX_TEXT) })
}

function lineOf(form: URLSearchParams, name: string): string {
  return clean(form.get(name) ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Browsers send line ends as CR LF. */
function textOf(form: URLSearchParams, name: string): string {
  return clean(form.get(name) ?? '')
    .replace(/\r\n?/g, '\n')
    .trim()
    .slice(0, name === 'reason' ? MAX_REASON : undefined)
}
