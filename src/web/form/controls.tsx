/** What a question is answered with: radio buttons, a list, a line, or a page of words, by the kind of its step. */
import type { Answers, Json, Offer, Step } from '../../conversations/conversation.ts'
import type { T } from '../../texts.ts'
import { Commune } from './commune-field.tsx'
import type { ControlProps } from './look.ts'

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

export function Control(props: ControlProps) {
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
          data-count={t('form:story.count', { count: '{{count}}' })}
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

export function Radios({
  name,
  offers,
  value,
  none,
}: {
  name: string
  offers: readonly Offer[]
  value: string
  none: string | null
}) {
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

export function isRadios(step: Step<Json>, t: T, answers: Answers): boolean {
  return step.kind === 'choice' && (step.offers?.(t, answers).length ?? 0) <= MOST_RADIOS
}
