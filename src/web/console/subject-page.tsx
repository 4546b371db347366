import type { Context } from 'hono'
import { showTime } from '../../lib/time.ts'
import type { Attachment } from '../../models/attachment.ts'
import type { StateChange } from '../../models/state-change.ts'
import { Attachments } from './attachment-list.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { Line } from './fields.tsx'
import { ErrorSummary, type Errors, FieldError, Form, Words } from './form.tsx'
import { page } from './layout.tsx'
import { mayUse } from './roles.ts'
import type { Elsewhere, Fact, Item, Subject } from './subject.ts'
import { Saved, State, Time } from './subject-list.tsx'
import { news, t } from './words.ts'

const TAKE_BACK = 'POST /console/deliveries/:id/return'

/** What an official typed and did not get saved: it stands in the form again. */
export interface Typed {
  readonly to?: string
  readonly stateWords?: string
  readonly messageWords?: string
  readonly details?: Readonly<Record<string, string>>
}

export interface Shown {
  readonly typed?: Typed
  readonly errors?: Errors
  /** someone else changed it meanwhile */
  readonly isChanged?: boolean
}

interface Content extends Shown {
  readonly facts: readonly Fact[]
  readonly history: readonly StateChange[]
  readonly attachments: readonly Attachment[]
  /** false: the sender blocked the channel */
  readonly isReachable: boolean
  readonly elsewhere: Elsewhere | null
}

/** One report or registration: what was sent, what was done, and what can be done now. */
export async function subjectPage<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>, one: One, content: Content) {
  const { errors = {}, typed = {}, isChanged = false } = content
  const status = isChanged ? 409 : Object.keys(errors).length > 0 ? 422 : 200
  const holder = subject.holder?.(one)
  return page(
    c,
    { title: one.reference, current: subject.current, status, notice: await noticeOf(c, subject, one, isChanged) },
    <>
      <ErrorSummary errors={errors} />
      <p class="meta">
        <State kind={subject.kind} state={one.state} /> {t('sent')} <Time at={one.createdAt} now={c.env.now()} />
        {holder && ` · ${holder}`}
      </p>
      {!content.isReachable && <p class="warning">{t('inactive')}</p>}
      <div class="columns">
        <div>
          <Facts facts={content.facts} />
          <Attachments c={c} attachments={content.attachments} />
          {subject.downloads?.one(`${subject.path}/${one.id}`)}
          <History kind={subject.kind} history={content.history} />
        </div>
        <div>
          {content.elsewhere?.section}
          {content.elsewhere?.isLocked ? (
            <p class="hint">
              {t('delivery.locked')} {t(mayUse(c.get('official').role, TAKE_BACK) ? 'delivery.ways' : 'delivery.way')}
            </p>
          ) : (
            <StateForm c={c} subject={subject} one={one} typed={typed} errors={errors} />
          )}
          <MessageForm c={c} path={`${subject.path}/${one.id}`} seen={content.history.length} typed={typed} errors={errors} />
        </div>
      </div>
    </>,
  )
}

async function noticeOf<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>, one: One, isChanged: boolean) {
  if (isChanged) return <p>{t('changed')}</p>
  if (c.req.query('sent') === '1') return <p>{t('words.sent')}</p>
  if (c.req.query('deleted') === '1') return <p>{t('attachment.deleted')}</p>
  const saved = c.req.query('saved')
  if (saved === undefined) return null
  const before = saved === one.id ? one : await subject.find(c, saved)
  return before && <Saved subject={subject} one={before} />
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function History({ kind, history }: { kind: Subject['kind']; history: readonly StateChange[] }) {
  return (
    <section>
      <h2>{t('history.title')}</h2>
      <ol class="history">
        {history.map((change, index) => (
          <li>
            <p>
              {history[index - 1]?.state === change.state ? t('history.words') : <State kind={kind} state={change.state} />}{' '}
              <span class="hint">
                <time datetime={change.at.toISOString()}>{showTime(change.at)}</time> ·{' '}
                {change.by ?? t(index === 0 ? 'history.person' : 'history.elsewhere')}
              </span>
            </p>
            {change.words && <p class="words">{change.words}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}

interface StateFormProps<One extends Item> {
  readonly c: Context<ConsoleEnv>
  readonly subject: Subject<One>
  readonly one: One
  readonly typed: Typed
  readonly errors: Errors
}

function StateForm<One extends Item>({ c, subject, one, typed, errors }: StateFormProps<One>) {
  const next = subject.next(c.get('official').role, one.state)
  if (next.length === 0) return <p class="hint">{t(subject.holder?.(one) ? 'state.others' : 'state.last')}</p>
  return (
    <section class="card">
      <h2>{t('state.set')}</h2>
      <Form c={c} action={`${subject.path}/${one.id}/state`}>
        <input type="hidden" name="from" value={one.state} />
        <fieldset id="to">
          <legend>{t('state.to')}</legend>
          <FieldError name="to" errors={errors} />
          {next.map((state) => (
            <label class="choice">
              <input type="radio" name="to" value={state} checked={typed.to === state} />
              <span>
                {t(`${subject.kind}.state.${state}`)}
                <span class="hint">{t('state.told', { text: news(`${subject.kind}.${state}`, told(subject, one)) })}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <DetailFields subject={subject} next={next} typed={typed} errors={errors} />
        <Words
          id="state_words"
          label={t('state.words')}
          hint={t(`${subject.kind}.explain`)}
          typed={typed.stateWords ?? ''}
          errors={errors}
        />
        <p class="actions">
          <button class="main" type="submit" name="after" value="next">
            {t('state.save_next')}
          </button>
          <button type="submit">{t('state.save')}</button>
        </p>
      </Form>
    </section>
  )
}

/** Values of the news, as far as they are known before anything is typed. */
function told<One extends Item>({ newsValues }: Subject<One>, { reference }: Item): Readonly<Record<string, string>> {
  return { reference, ...newsValues?.({}) }
}

interface DetailFieldsProps<One extends Item> {
  readonly subject: Subject<One>
  readonly next: readonly string[]
  readonly typed: Typed
  readonly errors: Errors
}

/** What one of the next states needs, such as the decision of a recognition. */
function DetailFields<One extends Item>({ subject, next, typed, errors }: DetailFieldsProps<One>) {
  const { details, kind } = subject
  if (!details || !next.includes(details.state)) return null
  return (
    <fieldset>
      <legend>{t('state.details', { state: t(`${kind}.state.${details.state}`) })}</legend>
      {details.fields.map(({ name, label, hint }) => (
        <Line name={name} label={label} hint={hint} value={typed.details?.[name] ?? ''} errors={errors} />
      ))}
    </fieldset>
  )
}

interface MessageFormProps {
  readonly c: Context<ConsoleEnv>
  readonly path: string
  /** how long the history was when the page was made */
  readonly seen: number
  readonly typed: Typed
  readonly errors: Errors
}

function MessageForm({ c, path, seen, typed, errors }: MessageFormProps) {
  return (
    <section class="card">
      <h2>{t('words.title')}</h2>
      <Form c={c} action={`${path}/messages`}>
        <input type="hidden" name="seen" value={seen} />
        <Words
          id="message_words"
          label={t('words.label')}
          hint={t('words.hint')}
          typed={typed.messageWords ?? ''}
          errors={errors}
        />
        <p class="actions">
          <button type="submit">{t('words.send')}</button>
        </p>
      </Form>
    </section>
  )
}
