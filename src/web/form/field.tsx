/** One question as a field, made from its step alone: label, why it is asked, what is wrong, and the control. */
import type { Child } from 'hono/jsx'
import type { Answers, Json, Offer, Step } from '../../conversations/conversation.ts'
import { textsOf } from '../../conversations/prompt.ts'
import { hasText, type T } from '../../texts.ts'
import { fieldNow } from './checked.ts'
import { Commune } from './commune-field.tsx'
import type { Opened } from './opened.ts'
import type { Look } from './page.tsx'

/** More are a list to open. */
const MOST_RADIOS = 8

/** What a browser or keyboard may know about it. */
const KNOWN: Readonly<
  Record<string, { readonly autocomplete: string; readonly inputmode?: 'tel' | 'email'; readonly type?: 'tel' | 'email' }>
> = {
  name: { autocomplete: 'name' },
  unit: { autocomplete: 'organization' },
  position: { autocomplete: 'organization-title' },
  address: { autocomplete: 'street-address' },
  phone: { autocomplete: 'tel', inputmode: 'tel', type: 'tel' },
  email: { autocomplete: 'email', inputmode: 'email', type: 'email' },
}

interface FieldProps {
  readonly opened: Opened
  readonly name: string
  readonly step: Step<Json>
  readonly look: Look
  readonly now: Date
}

export interface ControlProps {
  readonly t: T
  readonly name: string
  readonly step: Step<Json>
  /** what stands in it */
  readonly value: string
  readonly answers: Answers
  /** `aria-describedby` and `aria-invalid` */
  readonly described: Readonly<Record<string, string | undefined>>
}

export function Field({ opened, name, step, look, now }: FieldProps) {
  const { t, draft } = opened
  const { raw, print } = fieldNow(opened, name, now)
  const fault = look.faults?.[name]
  const isNewer = look.newer?.includes(name) === true
  const typed = fault || isNewer ? look.typed?.[name] : undefined
  const hint = hintOf(opened, name, step)
  const held = draft.answers[name]
  const isHidden = raw === '' && held !== undefined && held !== null
  const ids = [hint && `f-${name}-hint`, isHidden && `f-${name}-held`, (fault || isNewer) && `f-${name}-error`].filter(Boolean)
  const described = { 'aria-describedby': ids.join(' ') || undefined, 'aria-invalid': fault || isNewer ? 'true' : undefined }
  const control = { t, name, step, value: typed ?? raw, answers: draft.answers, described }
  return (
    <Frame opened={opened} name={name} step={step}>
      {hint && (
        <p class="hint" id={`f-${name}-hint`}>
          {hint}
        </p>
      )}
      {isHidden && (
        <p class="hint" id={`f-${name}-held`}>
          {t('form:held', { value: step.show(held, t) })}
        </p>
      )}
      {fault && (
        <p class="error" id={`f-${name}-error`}>
          {fault.text}
        </p>
      )}
      {fault && fault.offers.length > 0 && <Meant t={t} name={name} offers={fault.offers} />}
      {isNewer && <Both opened={opened} name={name} step={step} typed={typed ?? ''} />}
      <input type="hidden" name={`was.${name}`} value={print} />
      <Control {...control} />
    </Frame>
  )
}

/** Radio buttons are a group with a legend; all else has a label. */
function Frame({
  opened: { t, conversation, draft },
  name,
  step,
  children,
}: Pick<FieldProps, 'opened' | 'name' | 'step'> & { children?: Child }) {
  const label = t(`${textsOf(conversation)}:${name}.label`)
  const optional = step.isOptional && <span class="optional"> ({t('form:optional')})</span>
  if (isRadios(step, t, draft.answers))
    return (
      <fieldset class="field" id={`f-${name}`} tabindex={-1}>
        <legend>
          {label}
          {optional}
        </legend>
        {children}
      </fieldset>
    )
  return (
    <div class="field">
      <label for={`f-${name}`}>
        {label}
        {optional}
      </label>
      {children}
    </div>
  )
}

function Control(props: ControlProps) {
  const { t, name, step, value, answers, described } = props
  const offers = step.offers?.(t, answers) ?? []
  if (isRadios(step, t, answers))
    return <Radios name={`f.${name}`} offers={offers} value={value} none={step.isOptional ? t('form:choose') : null} />
  if (step.kind === 'commune') return <Commune {...props} />
  if (step.kind === 'choice')
    return (
      <select id={`f-${name}`} name={`f.${name}`} {...described}>
        <option value="">{t('form:choose')}</option>
        {offers.map((offer) => (
          <option value={offer.value} selected={offer.value === value}>
            {offer.label}
          </option>
        ))}
      </select>
    )
  if (step.isGathered)
    return (
      <>
        {/* A line end right after the tag is not part of the text. */}
        <textarea
          id={`f-${name}`}
          name={`f.${name}`}
          rows={10}
          data-count={t('form:story.count', { count: '{{count}}', max: '{{max}}' })}
          {...described}
        >
          {`\n${value}`}
        </textarea>
        <p class="hint count" id={`f-${name}-count`} aria-live="off" />
      </>
    )
  const { type = 'text', ...known } = KNOWN[name] ?? { autocomplete: 'off' }
  const list = offers.length > 0 ? `f-${name}-list` : undefined
  return (
    <>
      <input id={`f-${name}`} name={`f.${name}`} type={type} value={value} list={list} {...known} {...described} />
      {list && (
        <datalist id={list}>
          {offers.map(({ label }) => (
            <option value={label} />
          ))}
        </datalist>
      )}
    </>
  )
}

function Radios({ name, offers, value, none }: { name: string; offers: readonly Offer[]; value: string; none: string | null }) {
  const all = none === null ? offers : [...offers, { value: '', label: none }]
  return (
    <div class="choices">
      {all.map((offer) => (
        <label class="choice">
          <input
            type="radio"
            name={name}
            value={offer.value}
            checked={offer.value === value && (offer.value !== '' || none !== null)}
          />
          <span>{offer.label}</span>
        </label>
      ))}
    </div>
  )
}

/** What was perhaps meant, as the chat offers it. */
function Meant({ t, name, offers }: { t: T; name: string; offers: readonly Offer[] }) {
  return (
    <fieldset class="meant">
      <legend>{t('form:meant')}</legend>
      <Radios name={`pick.${name}`} offers={offers} value="" none={null} />
    </fieldset>
  )
}

/** The chat answered meanwhile: both are shown, and the person says which holds. */
function Both({ opened: { t, draft }, name, step, typed }: Pick<FieldProps, 'opened' | 'name' | 'step'> & { typed: string }) {
  const held = draft.answers[name]
  const there = held === undefined || held === null ? t('form:empty') : step.show(held, t)
  const offer = step.offers?.(t, draft.answers).find(({ value }) => value === typed)
  const words = offer?.label ?? (step.kind === 'commune' ? step.show(typed, t) : typed)
  const both = [
    { value: 'chat', label: t('form:conflict.chat', { value: there }) },
    { value: 'page', label: t('form:conflict.page', { value: words || t('form:empty') }) },
  ]
  return (
    <fieldset class="meant" id={`f-${name}-error`}>
      <legend class="error">{t('form:conflict.text')}</legend>
      <input type="hidden" name={`asked.${name}`} value="1" />
      <Radios name={`which.${name}`} offers={both} value="" none={null} />
    </fieldset>
  )
}

function isRadios(step: Step<Json>, t: T, answers: Answers): boolean {
  return step.kind === 'choice' && (step.offers?.(t, answers).length ?? 0) <= MOST_RADIOS
}

/** Why it is asked, with an example, as in the chat; a text of the page's own where that speaks of messages. */
function hintOf({ conversation, t }: Opened, name: string, step: Step<Json>): string | undefined {
  if (hasText(`form:hint.${name}`)) return t(`form:hint.${name}`)
  const ask = `${textsOf(conversation)}:${name}.ask`
  return step.ask || !hasText(ask) ? undefined : t(ask)
}
