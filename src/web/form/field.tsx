/** One question as a field, made from its step alone: label, why it is asked, what is wrong, and the control. */
import type { Child } from 'hono/jsx'
import type { Json, Offer, Step } from '../../conversations/conversation.ts'
import { labelOf, textsOf } from '../../conversations/prompt.ts'
import { hasText, type T } from '../../texts.ts'
import { fieldNow } from './checked.ts'
import { Control, isRadios, Radios } from './controls.tsx'
import type { Look } from './look.ts'
import type { Opened } from './opened.ts'

interface FieldProps {
  readonly opened: Opened
  readonly name: string
  readonly step: Step<Json>
  readonly look: Look
  readonly now: Date
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
    <Frame opened={opened} name={name} step={step} describedBy={described['aria-describedby']}>
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
  describedBy,
  children,
}: Pick<FieldProps, 'opened' | 'name' | 'step'> & { describedBy: string | undefined; children?: Child }) {
  const label = labelOf(conversation, name, t)
  const optional = step.isOptional && <span class="optional"> ({t('form:optional')})</span>
  if (isRadios(step, t, draft.answers))
    return (
      <fieldset class="field" id={`f-${name}`} tabindex={-1} aria-describedby={describedBy}>
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

/** Why it is asked, with an example, as in the chat; a text of the page's own where that speaks of messages. */
function hintOf({ conversation, t }: Opened, name: string, step: Step<Json>): string | undefined {
  if (hasText(`form:hint.${name}`)) return t(`form:hint.${name}`)
  const ask = `${textsOf(conversation, `${name}.ask`)}:${name}.ask`
  return step.ask || !hasText(ask) ? undefined : t(ask)
}
