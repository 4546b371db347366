import { Hono } from 'hono'
import type { Db } from '../../db/schema.ts'
import * as broadcasts from '../../models/broadcast.ts'
import * as channelStates from '../../models/channel-state.ts'
import * as dataRequests from '../../models/data-request.ts'
import * as deadLetters from '../../models/dead-letter.ts'
import * as handovers from '../../models/handover.ts'
import * as questions from '../../models/question.ts'
import type { ConsoleEnv } from './console-env.ts'
import { page } from './layout.tsx'
import * as waiting from './waiting.ts'
import { count, t } from './words.ts'

export const desk = new Hono<ConsoleEnv>()

desk.get('/', async (c) => {
  const { db } = c.env
  const [reports, registrations, paused] = [
    await waiting.counts(db, 'report'),
    await waiting.counts(db, 'registration'),
    (await channelStates.list(db)).filter((channel) => channel.isPaused),
  ]
  const work: readonly Work[] = [
    { path: '/console/reports?state=received', what: 'received', n: reports.get('received') ?? 0 },
    { path: '/console/reports?state=in_progress', what: 'in_progress', n: reports.get('in_progress') ?? 0 },
    { path: '/console/registrations?state=submitted', what: 'submitted', n: registrations.get('submitted') ?? 0 },
    { path: '/console/registrations?state=needs_more', what: 'needs_more', n: registrations.get('needs_more') ?? 0 },
    { path: '/console/questions', what: 'questions', n: await questions.countOpen(db) },
    { path: '/console/handovers', what: 'handovers', n: await handovers.countOpen(db) },
    { path: '/console/data-requests', what: 'data_requests', n: await dataRequests.countOpen(db) },
    { path: '/console/broadcasts', what: 'broadcasts', n: await broadcasts.count(db, 'waiting_approval') },
    { path: '/console/dead-letters', what: 'dead_letters', n: await stuck(db) },
  ]
  return page(
    c,
    { title: t('desk.title'), current: 'desk' },
    <>
      {paused.map((channel) => (
        <p class="warning">{t('desk.paused', { channel: t(`channel.${channel.channel}`) })}</p>
      ))}
      {work.every(({ n }) => n === 0) && <p class="empty">{t('desk.none')}</p>}
      <ul class="work">
        {work.map((one) => (
          <Card {...one} />
        ))}
      </ul>
    </>,
  )
})

async function stuck(db: Db): Promise<number> {
  const { update, message, delivery } = await deadLetters.count(db)
  return update + message + delivery
}

interface Work {
  readonly path: string
  readonly what: string
  readonly n: number
}

function Card({ path, what, n }: Work) {
  return (
    <li class={n === 0 ? 'idle' : ''}>
      <a href={path}>
        <span class="number">{count(n)}</span>
        <span>{t(`desk.${what}`)}</span>
      </a>
    </li>
  )
}
