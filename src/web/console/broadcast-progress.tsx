/** How far a broadcast is: counts by outcome, pace, when it will be over; and what holds it up or ends it. */
import type { Context } from 'hono'
import { endOfWork, isWithin, showTime } from '../../lib/time.ts'
import type { Broadcast } from '../../models/broadcast.ts'
import * as results from '../../models/broadcast-result.ts'
import * as channelStates from '../../models/channel-state.ts'
import { PATH, reasonText } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { Form } from './form.tsx'
import { count, t } from './words.ts'

export interface Progress {
  readonly tally: readonly results.Tally[]
  readonly perSecond: number | null
  /** null: nothing moves, or nothing is left */
  readonly endsAt: Date | null
  readonly isOpenNow: boolean
  readonly pausedChannels: readonly string[]
}

export async function loadProgress(c: Context<ConsoleEnv>, one: Broadcast): Promise<Progress> {
  const { db, config } = c.env
  const now = c.env.now()
  const pace = await results.pace(db, one.id)
  const hours = one.kind === 'emergency' ? { from: 0, to: 24 * 60 } : config.bulkHours
  const seconds = Math.max(0, ...pace.map((line) => line.left / (line.perSecond ?? rateOf(c, line.channel))))
  const channels = pace.filter(({ left }) => left > 0).map(({ channel }) => channel)
  return {
    tally: await results.tally(db, one.id),
    perSecond: pace.reduce((sum, line) => sum + (line.perSecond ?? 0), 0) || null,
    endsAt: one.state === 'sending' && seconds > 0 ? endOfWork(hours, now, seconds * 1000) : null,
    isOpenNow: isWithin(hours, now),
    pausedChannels: (await channelStates.list(db))
      .filter(({ isPaused, channel }) => isPaused && channels.includes(channel))
      .map(({ channel }) => channel),
  }
}

function rateOf(c: Context<ConsoleEnv>, name: string): number {
  const { channels, config } = c.env
  const perSecond = [...channels.values()].find((channel) => channel.name === name)?.limits.perSecond ?? config.bulkRate
  return Math.min(config.bulkRate, perSecond)
}

interface Props {
  readonly c: Context<ConsoleEnv>
  readonly one: Broadcast
  readonly progress: Progress
}

export function ProgressSection({ c, one, progress }: Props) {
  const all = sum(progress.tally)
  const over = all - sum(progress.tally, 'left')
  return (
    <section>
      <h2>{t('broadcast.progress.title')}</h2>
      <p>
        <progress max={Math.max(1, all)} value={over} aria-label={t('broadcast.progress.title')} />{' '}
        {t('broadcast.progress.of', { over: count(over), all: count(all) })}
      </p>
      {one.fannedOutAt === null && <p class="hint">{t('broadcast.progress.writing')}</p>}
      <Now one={one} progress={progress} />
      <Counts one={one} tally={progress.tally} />
      <Controls c={c} one={one} />
    </section>
  )
}

function Now({ one, progress }: { one: Broadcast; progress: Progress }) {
  const { perSecond, endsAt, isOpenNow, pausedChannels } = progress
  if (one.state !== 'sending') return null
  return (
    <>
      {!isOpenNow && <p class="warning">{t('broadcast.progress.night')}</p>}
      {pausedChannels.map((channel) => (
        <p class="warning">{t('desk.paused', { channel: t(`channel.${channel}`) })}</p>
      ))}
      {perSecond !== null && <p>{t('broadcast.progress.pace', { rate: rateText(perSecond) })}</p>}
      {endsAt && <p>{t('broadcast.progress.ends', { at: showTime(endsAt) })}</p>}
    </>
  )
}

function Counts({ one, tally }: { one: Broadcast; tally: readonly results.Tally[] }) {
  return (
    <table class="figures">
      <tbody>
        {results.OUTCOMES.flatMap((outcome) => reasonsOf(tally, outcome).map((reason) => ({ outcome, reason }))).map(
          ({ outcome, reason }) => (
            <tr>
              <th scope="row">
                <a href={`${PATH}/${one.id}/people?outcome=${outcome}`}>{t(`broadcast.outcome.${outcome}`)}</a>
                {reason !== null && `: ${reasonText(reason)}`}
              </th>
              <td>
                {count(
                  sum(
                    tally.filter((line) => line.reason === reason),
                    outcome,
                  ),
                )}
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  )
}

function Controls({ c, one }: { c: Context<ConsoleEnv>; one: Broadcast }) {
  const isGoing = one.state === 'sending' || one.state === 'paused'
  return (
    <div class="actions">
      {one.state === 'sending' && (
        <Form c={c} action={`${PATH}/${one.id}/pause`}>
          <button class="main" type="submit">
            {t('broadcast.pause')}
          </button>
        </Form>
      )}
      {one.state === 'paused' && (
        <Form c={c} action={`${PATH}/${one.id}/resumption`}>
          <button class="main" type="submit">
            {t('broadcast.resume')}
          </button>
        </Form>
      )}
      {isGoing && (
        <a class="button danger" href={`${PATH}/${one.id}/stop`}>
          {t('broadcast.stop.offer')}
        </a>
      )}
      {isGoing && (
        <a class="button" href={`${PATH}/${one.id}`}>
          {t('broadcast.refresh')}
        </a>
      )}
      <a class="button" href={`${PATH}/${one.id}/people`}>
        {t('broadcast.people.all')}
      </a>
    </div>
  )
}

function reasonsOf(tally: readonly results.Tally[], outcome: results.Outcome): readonly (string | null)[] {
  return [...new Set(tally.filter((line) => line.outcome === outcome).map(({ reason }) => reason))]
}

function sum(tally: readonly results.Tally[], outcome?: results.Outcome): number {
  return tally.reduce((total, line) => total + (outcome === undefined || line.outcome === outcome ? line.count : 0), 0)
}

/** 24,8 */
function rateText(perSecond: number): string {
  return new Intl.NumberFormat('vi', { maximumFractionDigits: 1 }).format(perSecond)
}
