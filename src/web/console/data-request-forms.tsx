import type { Context } from 'hono'
import type { DataRequest } from '../../models/data-request.ts'
import { extensionOf } from '../../models/data-request-clock.ts'
import type { Holding } from '../../models/holding.ts'
import type { ConsoleEnv } from './console-env.ts'
import { type Errors, Form, Words } from './form.tsx'
import { t } from './words.ts'

const PATH = '/console/data-requests'

export interface Shown {
  readonly typed?: string
  readonly errors?: Errors
  /** which form was typed into */
  readonly form?: 'answer' | 'extension' | 'completion' | 'refusal'
  /** why nothing was done */
  readonly problem?: 'changed' | 'busy'
}

interface Props {
  readonly c: Context<ConsoleEnv>
  readonly one: DataRequest
  readonly shown: Shown
}

/** What the writer of a form saw; what changed meanwhile is shown instead of overwritten. */
export function seenOf({ state, answeredAt, extendedAt }: DataRequest): string {
  return [state, answeredAt !== null, extendedAt !== null].join('-')
}

/** Answer first; the rarer steps are folded in until they are wanted. */
export function Forms({ c, one, shown }: Props) {
  return (
    <>
      <section class="card">
        <h2>{t('data_request.form.answer.title')}</h2>
        <Step c={c} one={one} shown={shown} name="answer" isMain={one.state === 'open'} />
      </section>
      {one.kind !== 'delete' && <Folded c={c} one={one} shown={shown} name="completion" />}
      {one.extendedAt === null && <Folded c={c} one={one} shown={shown} name="extension" />}
      <Folded c={c} one={one} shown={shown} name="refusal" />
    </>
  )
}

type StepProps = Props & { readonly name: NonNullable<Shown['form']>; readonly isMain?: boolean }

function Folded(props: StepProps) {
  return (
    <details class="card" open={props.shown.form === props.name}>
      <summary>{t(`data_request.form.${props.name}.title`)}</summary>
      <Step {...props} />
    </details>
  )
}

function Step({ c, one, shown, name, isMain }: StepProps) {
  const isTyped = shown.form === name
  return (
    <Form c={c} action={`${PATH}/${one.id}/${name}`}>
      <input type="hidden" name="seen" value={seenOf(one)} />
      <Words
        id={name}
        label={t(`data_request.form.${name}.label`)}
        hint={t(`data_request.form.${name}.hint`, { count: extensionOf(one.kind) })}
        typed={isTyped ? (shown.typed ?? '') : ''}
        errors={isTyped ? (shown.errors ?? {}) : {}}
      />
      <p class="actions">
        <button class={isMain ? 'main' : name === 'refusal' ? 'danger' : undefined} type="submit">
          {t(`data_request.form.${name}.go`)}
        </button>
      </p>
    </Form>
  )
}

/** Erasing, and asking who else holds it: two steps, and the request is done when both are. */
export function Deletion({ c, one, left }: { c: Context<ConsoleEnv>; one: DataRequest; left: readonly Holding[] }) {
  const elsewhere = [...one.subjects, ...left].flatMap(({ reference, elsewhere: at = [] }) =>
    at.map(({ destination, id }) => ({ reference, destination, id })),
  )
  const others = elsewhere.filter((a, at) => elsewhere.findIndex((b) => b.reference === a.reference && b.id === a.id) === at)
  return (
    <section class="card">
      <h2>{t('data_request.erasure.title')}</h2>
      {left.length > 0 ? (
        <p class="actions">
          <a class="button" href={`${PATH}/${one.id}/erasure`}>
            {t('data_request.erasure.offer')}
          </a>
        </p>
      ) : (
        <p>{t('data_request.erasure.done')}</p>
      )}
      {others.length > 0 && one.thirdPartyAskedAt === null && (
        <>
          <p class="warning">{t('data_request.third_party.ask')}</p>
          <ul>
            {others.map(({ reference, destination, id }) => (
              <li>
                {t(id === null ? 'data_request.third_party.at' : 'data_request.third_party.at_id', {
                  reference,
                  where: t(`channel.${destination}`),
                  id: id ?? '',
                })}
              </li>
            ))}
          </ul>
          <Form c={c} action={`${PATH}/${one.id}/third-party`}>
            <p class="actions">
              <button type="submit">{t('data_request.third_party.go')}</button>
            </p>
          </Form>
        </>
      )}
    </section>
  )
}
