/** The way from words to sending: look at it oneself, ask, have it approved (P-27). */
import type { Context } from 'hono'
import { isWithin, localMonth, toLocalInput } from '../../lib/time.ts'
import * as broadcasts from '../../models/broadcast.ts'
import type { Lines } from '../../models/broadcast-audience.ts'
import * as requests from '../../models/broadcast-request.ts'
import * as officialPeople from '../../models/official-person.ts'
import { PATH } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { type Errors, FieldError, Form } from './form.tsx'
import { count, t } from './words.ts'

export function linesOf(c: Context<ConsoleEnv>): Lines {
  return { channels: c.env.channels, month: localMonth(c.env.now()) }
}

export interface Sending {
  /** chat accounts of this official on channels that are on */
  readonly accounts: readonly officialPeople.Linked[]
  readonly preview: 'waiting' | 'sent' | 'failed' | null
  readonly mayApprove: boolean
  /** ordinary ones wait for the morning */
  readonly isOpenNow: boolean
  /** first value of the time field */
  readonly soon: string
}

export async function loadSending(c: Context<ConsoleEnv>, one: broadcasts.Broadcast): Promise<Sending> {
  const { db, vault, channels, config } = c.env
  const { id } = c.get('official')
  const linked = await officialPeople.listOf(db, vault, id)
  return {
    accounts: linked.filter(({ channel }) => channels.has(channel)),
    preview: await requests.previewState(db, one, id),
    mayApprove: broadcasts.mayApprove(one, id),
    isOpenNow: one.kind === 'emergency' || isWithin(config.bulkHours, c.env.now()),
    soon: toLocalInput(new Date(c.env.now().getTime() + 3_600_000)),
  }
}

interface Props {
  readonly c: Context<ConsoleEnv>
  readonly one: broadcasts.Broadcast
  readonly sending: Sending
  readonly reached: number
  readonly errors: Errors
}

export function SendingSection(props: Props) {
  const { state } = props.one
  return (
    <>
      <PreviewCard {...props} />
      {state === 'draft' && <RequestCard {...props} />}
      {state === 'waiting_approval' && <ApprovalCard {...props} />}
      {state === 'scheduled' && <ScheduledCard {...props} />}
      <WordsCard {...props} />
    </>
  )
}

function PreviewCard({ c, one, sending }: Props) {
  const { accounts, preview } = sending
  if (accounts.length === 0)
    return (
      <section class="card">
        <h2>{t('broadcast.preview.mine')}</h2>
        <p>{t('broadcast.preview.no_account')}</p>
        <p class="actions">
          <a class="button" href="/console/account#chat">
            {t('broadcast.preview.link')}
          </a>
        </p>
      </section>
    )
  return (
    <section class="card">
      <h2>{t('broadcast.preview.mine')}</h2>
      <p>{t(`broadcast.preview.${preview ?? 'none'}`)}</p>
      <Form c={c} action={`${PATH}/${one.id}/preview`}>
        <input type="hidden" name="version" value={one.version} />
        <p class="actions">
          <button class={preview === null ? 'main' : undefined} type="submit">
            {t('broadcast.preview.go')}
          </button>
          {preview === 'waiting' && (
            <a class="button" href={`${PATH}/${one.id}`}>
              {t('broadcast.refresh')}
            </a>
          )}
        </p>
      </Form>
    </section>
  )
}

function RequestCard({ c, one, sending, reached, errors }: Props) {
  const needsSecond = reached > broadcasts.APPROVAL_ABOVE
  return (
    <section class="card">
      <h2>{t('broadcast.request.title')}</h2>
      {needsSecond && <p>{t('broadcast.request.second', { limit: broadcasts.APPROVAL_ABOVE })}</p>}
      {!sending.isOpenNow && <p class="hint">{t('broadcast.request.waits')}</p>}
      <Form c={c} action={`${PATH}/${one.id}/request`}>
        <input type="hidden" name="version" value={one.version} />
        <fieldset id="when">
          <legend>{t('broadcast.when')}</legend>
          <FieldError name="when" errors={errors} />
          <label class="choice">
            <input type="radio" name="when" value="now" checked={!errors.when} />
            <span>{t('broadcast.request.now')}</span>
          </label>
          <label class="choice">
            <input type="radio" name="when" value="later" checked={Boolean(errors.when)} />
            <span>{t('broadcast.request.later')}</span>
          </label>
        </fieldset>
        <p class="field">
          <label for="at">{t('broadcast.request.at')}</label>
          <input id="at" name="at" type="datetime-local" value={c.get('form')?.get('at') ?? sending.soon} />
        </p>
        <p class="actions">
          <button class={sending.preview === 'sent' ? 'main' : undefined} type="submit">
            {t(needsSecond ? 'broadcast.request.ask' : 'broadcast.request.go', { count: count(reached) })}
          </button>
        </p>
      </Form>
    </section>
  )
}

function ApprovalCard({ c, one, sending, reached }: Props) {
  return (
    <section class="card">
      <h2>{t('broadcast.approval.title')}</h2>
      <p>{t('broadcast.approval.text', { count: count(reached), limit: broadcasts.APPROVAL_ABOVE })}</p>
      {sending.mayApprove ? (
        <Form c={c} action={`${PATH}/${one.id}/approval`}>
          <input type="hidden" name="version" value={one.version} />
          <p class="actions">
            <button class="main" type="submit">
              {t('broadcast.approval.go', { count: count(reached) })}
            </button>
          </p>
        </Form>
      ) : (
        <p class="warning">{t('broadcast.approval.own')}</p>
      )}
      <Withdrawal c={c} one={one} label={t('broadcast.withdrawal.refuse')} />
    </section>
  )
}

function ScheduledCard({ c, one, sending }: Props) {
  return (
    <section class="card">
      <h2>{t('broadcast.scheduled.title')}</h2>
      <p>{t(sending.isOpenNow ? 'broadcast.scheduled.text' : 'broadcast.scheduled.waits')}</p>
      <Withdrawal c={c} one={one} label={t('broadcast.withdrawal.go')} />
    </section>
  )
}

function Withdrawal({ c, one, label }: { c: Context<ConsoleEnv>; one: broadcasts.Broadcast; label: string }) {
  return (
    <Form c={c} action={`${PATH}/${one.id}/withdrawal`}>
      <p class="actions">
        <button type="submit">{label}</button>
      </p>
    </Form>
  )
}

function WordsCard({ one }: Props) {
  if (one.state === 'scheduled') return null
  return (
    <p class="actions">
      <a class="button" href={`${PATH}/${one.id}/text`}>
        {t('broadcast.edit')}
      </a>
      {one.state === 'draft' && (
        <a class="button danger" href={`${PATH}/${one.id}/deletion`}>
          {t('broadcast.discard.offer')}
        </a>
      )}
    </p>
  )
}
