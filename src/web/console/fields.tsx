/** Fields of long forms, each with its label, its hint and what is wrong with it. */
import { described, type Errors, FieldError } from './form.tsx'

interface LineProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly type?: 'text' | 'date' | 'url' | 'search'
  readonly errors: Errors
  /** of what is typed; default: the page's */
  readonly lang?: string
}

export function Line({ name, label, hint, value, type = 'text', errors, lang }: LineProps) {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <Hint name={name} hint={hint} />
      <FieldError name={name} errors={errors} />
      <input
        id={name}
        name={name}
        type={typeOf(type, value)}
        value={value}
        lang={lang}
        autocomplete="off"
        {...described(name, errors, hint)}
      />
    </p>
  )
}

interface AreaProps extends Omit<LineProps, 'type'> {
  readonly rows?: number
}

export function Area({ name, label, hint, value, rows = 8, errors, lang }: AreaProps) {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <Hint name={name} hint={hint} />
      <FieldError name={name} errors={errors} />
      {/* A line end right after the tag is not part of the text. */}
      <textarea id={name} name={name} rows={rows} lang={lang} {...described(name, errors, hint)}>
        {`\n${value}`}
      </textarea>
    </p>
  )
}

interface ChoiceProps {
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
  readonly isChosen: boolean
}

export function Choice({ type, name, value, label, hint, isChosen }: ChoiceProps) {
  return (
    <label class="choice">
      <input type={type} name={name} value={value} checked={isChosen} />
      <span>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  )
}

function Hint({ name, hint }: { name: string; hint: string | undefined }) {
  return hint ? (
    <span class="hint" id={`${name}-hint`}>
      {hint}
    </span>
  ) : null
}

/** A day field shows nothing of what is no day: such words come back as typed. */
function typeOf(type: string, value: string): string {
  return type === 'date' && value !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(value) ? 'text' : type
}
