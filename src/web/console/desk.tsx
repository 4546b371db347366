import { type Context, Hono } from 'hono'
import type { Db } from '../../db/schema.ts'
import * as broadcasts from '../../models/broadcast.ts'
import * as channelStates from '../../models/channel-state.ts'
import * as dataRequests from '../../models/data-request.ts'
import * as deadLetters from '../../models/dead-letter.ts'
import * as handovers from '../../models/handover.ts'
import * as questions from '../../models/question.ts'
import { actorsOf, holderOf, STATES } from '../../models/registration-state.ts'
import type { ConsoleEnv } from './console-env.ts'
import { page } from './layout.tsx'
import { mayUse } from './roles.ts'
import * as waiting from './waiting.ts'
import { count, t } from './words.ts'

export const desk = new Hono<ConsoleEnv>()

desk.get('/', async (c) => {
  const { db } = c.env
  const { role } = c.get('official')
  const paused = (await channelStates.list(db)).filter((channel) => channel.isPaused)
  const work = (await matters(c)).concat(mayUse(role, 'GET /console/questions') ? await cityWork(db) : [])
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

/** Reports and registrations in states whose turn it is here. */
async function matters(c: Context<ConsoleEnv>): Promise<readonly Work[]> {
  const scope = c.get('scope')
  const actors = actorsOf(c.get('official').role)
  const reports = await waiting.counts(c.env.db, 'report', scope)
  const registrations = await waiting.counts(c.env.db, 'registration', scope)
  const card = (kind: string, counts: ReadonlyMap<string, number>) => (state: string) => ({
    path: `/console/${kind}?state=${state}`,
    what: state,
    n: counts.get(state) ?? 0,
  })
  const held = STATES.filter((state) => actors.some((actor) => actor === holderOf(state)))
  return [...['received', 'in_progress'].map(card('reports', reports)), ...held.map(card('registrations', registrations))]
}

/** What only those who work for the whole city see. */
async function cityWork(db: Db): Promise<readonly Work[]> {
  return [
    { path: '/console/questions', what: 'questions', n: await questions.countOpen(db) },
    { path: '/console/handovers', what: 'handovers', n: await handovers.countOpen(db) },
    { path: '/console/data-requests', what: 'data_requests', n: await dataRequests.countOpen(db) },
    { path: '/console/broadcasts', what: 'broadcasts', n: await broadcasts.count(db, 'waiting_approval') },
    { path: '/console/dead-letters', what: 'dead_letters', n: await stuck(db) },
  ]
}

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
