import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { clean } from '../../lib/text.ts'
import type { ConsoleEnv } from './console-env.ts'
import { t } from './words.ts'

/** Field name to what is wrong with it. */
export type Errors = Readonly<Record<string, string>>

/** Longest words to a person. */
export const MAX_WORDS = 2000

/** A form that changes something: with the session's token where there is a session (P-25). */
export function Form({ c, action, children }: { c: Context<ConsoleEnv>; action: string; children?: Child }) {
  const csrf = c.get('csrf')
  return (
    <form method="post" action={action} novalidate>
      {csrf && <input type="hidden" name="csrf" value={csrf} />}
      {children}
    </form>
  )
}

/** All that is wrong, first on the page and focused, each with a way to its field. */
export function ErrorSummary({ errors }: { errors: Errors }) {
  const entries = Object.entries(errors)
  if (entries.length === 0) return null
  return (
    <div class="errors" role="alert" tabindex={-1} autofocus>
      <p>{t('errors')}</p>
      <ul>
        {entries.map(([name, text]) => (
          <li>
            <a href={`#${name}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function FieldError({ name, errors }: { name: string; errors: Errors }) {
  return errors[name] ? (
    <span class="error" id={`${name}-error`}>
      {errors[name]}
    </span>
  ) : null
}

interface InputProps {
  readonly name: string
  readonly label: string
  readonly type: 'email' | 'password'
  readonly autocomplete: string
  readonly value?: string
  readonly hint?: string
  readonly errors: Errors
}

export function Input({ name, label, type, autocomplete, value, hint, errors }: InputProps) {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      <FieldError name={name} errors={errors} />
      <input
        id={name}
        name={name}
        type={type}
        autocomplete={autocomplete}
        value={value}
        required
        {...described(name, errors, hint)}
      />
    </p>
  )
}

interface WordsProps {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly typed: string
  readonly errors: Errors
}

/** Where an official writes to a person. Always called `words` in the form; `id` tells two on one page apart. */
export function Words({ id, label, hint, typed, errors }: WordsProps) {
  return (
    <p class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <FieldError name={id} errors={errors} />
      <textarea id={id} name="words" rows={typed.length > 200 ? 10 : 4} maxlength={MAX_WORDS} {...described(id, errors, hint)}>
        {typed}
      </textarea>
    </p>
  )
}

/** What was typed for a person, cleaned; browsers send line ends as CR LF. */
export function wordsOf(form: URLSearchParams): string {
  return clean(form.get('words') ?? '')
    .replace(/\r\n?/g, '\n')
    .trim()
}

/** What is wrong with words to a person; null: nothing. @param none said where they are missing; null: they may be */
export function wordsError(words: string, none: string | null): string | null {
  if (words === '') return none
  return words.length > MAX_WORDS ? t('words.too_long', { max: MAX_WORDS, length: words.length }) : null
}

interface TwiceProps {
  readonly c: Context<ConsoleEnv>
  readonly action: string
  readonly go: string
  readonly back: string
  /** what goes along unseen */
  readonly children?: Child
}

/** The button of a step that is asked twice, and the way back. */
export function Twice({ c, action, go, back, children }: TwiceProps) {
  return (
    <Form c={c} action={action}>
      {children}
      <p class="actions">
        <button class="danger" type="submit">
          {go}
        </button>
        <a class="button" href={back}>
          {t('keep')}
        </a>
      </p>
    </Form>
  )
}

/** What a field says of its hint and its fault to those who do not see them. */
export function described(name: string, errors: Errors, hint: string | undefined) {
  const ids = [hint && `${name}-hint`, errors[name] && `${name}-error`].filter(Boolean).join(' ')
  return { 'aria-describedby': ids || undefined, 'aria-invalid': errors[name] ? ('true' as const) : undefined }
}
