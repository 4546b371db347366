/** One announcement: how it will look, whom it reaches, what can be done with it now, and how far it is. */
import type { Context } from 'hono'
import { showTime } from '../../lib/time.ts'
import type { Language } from '../../message.ts'
import * as broadcasts from '../../models/broadcast.ts'
import * as audience from '../../models/broadcast-audience.ts'
import { messageOf, pageOf } from '../../models/broadcast-message.ts'
import { loadProgress, ProgressSection } from './broadcast-progress.tsx'
import { ReachSection } from './broadcast-reach.tsx'
import { linesOf, loadSending, SendingSection } from './broadcast-sending.tsx'
import { nameOfAudience, PATH, State } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors } from './form.tsx'
import { page } from './layout.tsx'
import { t } from './words.ts'

export interface Shown {
  readonly errors?: Errors
  /** someone else changed it meanwhile */
  readonly isChanged?: boolean
}

const DONE = ['saved', 'previewed', 'scheduled', 'waiting_approval', 'approved', 'withdrawn', 'paused', 'resumed', 'stopped']

export async function broadcastPage(
  c: Context<ConsoleEnv>,
  one: broadcasts.Broadcast,
  { errors = {}, isChanged = false }: Shown,
) {
  const { db } = c.env
  const isBegun = one.startedAt !== null
  const done = DONE.find((known) => known === c.req.query('done'))
  const notice = isChanged ? t('broadcast.changed') : done ? t(`broadcast.done.${done}`) : null
  const progress = isBegun ? await loadProgress(c, one) : null
  const sending = isBegun ? null : await loadSending(c, one)
  const reach = isBegun
    ? null
    : { rows: await audience.forecast(db, one, linesOf(c)), others: await audience.countOthers(db, one) }
  return page(
    c,
    {
      title: one.titleVi,
      current: 'broadcasts',
      status: isChanged ? 409 : Object.keys(errors).length > 0 ? 422 : 200,
      notice: notice && <p>{notice}</p>,
    },
    <>
      <ErrorSummary errors={errors} />
      <Meta c={c} one={one} />
      <div class="columns">
        <div>
          {progress && <ProgressSection c={c} one={one} progress={progress} />}
          {reach && <ReachSection c={c} {...reach} />}
          <PreviewSection c={c} one={one} />
          <History history={await broadcasts.history(db, one.id)} />
        </div>
        <div>
          {sending && (
            <SendingSection c={c} one={one} sending={sending} reached={audience.reached(reach?.rows ?? [])} errors={errors} />
          )}
        </div>
      </div>
    </>,
  )
}

function Meta({ c, one }: { c: Context<ConsoleEnv>; one: broadcasts.Broadcast }) {
  const isPublic = broadcasts.isPublic(one)
  return (
    <>
      <p class="meta">
        <State state={one.state} /> {t(`broadcast.kinds.${one.kind}`)} · {t('broadcast.for', { audience: nameOfAudience(one) })}
        {one.scheduledAt && !one.startedAt && ` · ${t('broadcast.scheduled_for', { at: showTime(one.scheduledAt) })}`}
        {one.startedAt && ` · ${t('broadcast.started', { at: showTime(one.startedAt) })}`}
        {one.endedAt && ` · ${t('broadcast.ended', { at: showTime(one.endedAt) })}`}
      </p>
      {one.reason && <p class="warning">{t('broadcast.because', { reason: one.reason })}</p>}
      {isPublic && (
        <p>
          <a href={pageOf(one.id, c.env.config.publicUrl)}>{t('broadcast.public_page')}</a>
        </p>
      )}
    </>
  )
}

function PreviewSection({ c, one }: { c: Context<ConsoleEnv>; one: broadcasts.Broadcast }) {
  const languages: readonly Language[] = one.textEn === null ? ['vi'] : ['vi', 'en']
  return (
    <section>
      <h2>{t('broadcast.preview.title')}</h2>
      {languages.map((language) =>
        [...c.env.channels.values()].map((channel) => {
          const shown = channel.preview(messageOf(one, language, c.env.config.publicUrl))
          return (
            <figure class="preview">
              <figcaption class="hint">
                {t('broadcast.preview.on', {
                  channel: t(`channel.${channel.name}`),
                  language: t(`broadcast.language.${language}`),
                })}
              </figcaption>
              <div class="bubble" lang={language}>
                <p class="words">{shown.text}</p>
                {shown.buttons.map((label) => (
                  <span class="chip">{label}</span>
                ))}
              </div>
            </figure>
          )
        }),
      )}
    </section>
  )
}

function History({ history }: { history: readonly broadcasts.Change[] }) {
  return (
    <section>
      <h2>{t('history.title')}</h2>
      <ol class="history">
        {history.map((change) => (
          <li>
            <p>
              {t(`broadcast.action.${change.action}`)}{' '}
              <span class="hint">
                <time datetime={change.at.toISOString()}>{showTime(change.at)}</time> · {change.by ?? t('broadcast.by_itself')}
              </span>
            </p>
          </li>
        ))}
      </ol>
      <p>
        <a href={PATH}>{t('broadcast.back')}</a>
      </p>
    </section>
  )
}
