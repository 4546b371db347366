/** What an official does with an announcement, each a POST of its own: preview, request, approval, withdrawal, pause, stop. */
import { type Context, Hono } from 'hono'
import { isWithin, parseLocalTime } from '../../lib/time.ts'
import * as broadcasts from '../../models/broadcast.ts'
import * as audience from '../../models/broadcast-audience.ts'
import { messageOf } from '../../models/broadcast-message.ts'
import * as requests from '../../models/broadcast-request.ts'
import * as officialPeople from '../../models/official-person.ts'
import * as outbox from '../../models/outbox.ts'
import * as people from '../../models/person.ts'
import { broadcastPage } from './broadcast-page.tsx'
import { linesOf } from './broadcast-sending.tsx'
import { PATH } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { Twice } from './form.tsx'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { t } from './words.ts'

export const actionRoutes = new Hono<ConsoleEnv>()

actionRoutes.post('/:id/preview', (c) =>
  withOne(c, async (one) => {
    const { db, vault, channels } = c.env
    const accounts = (await officialPeople.listOf(db, vault, c.get('official').id)).filter(({ channel }) => channels.has(channel))
    if (accounts.length === 0) return broadcastPage(c, one, { errors: { preview: t('broadcast.preview.no_account') } })
    if (one.startedAt !== null || !(await sendPreview(c, one, accounts))) return broadcastPage(c, one, { isChanged: true })
    void c.env.wake()
    return done(c, one.id, 'previewed')
  }),
)

actionRoutes.post('/:id/request', (c) =>
  withOne(c, async (one) => {
    const { db } = c.env
    const at = c.get('form').get('when') === 'later' ? parseLocalTime(c.get('form').get('at') ?? '') : null
    const error = c.get('form').get('when') === 'later' ? timeError(c, one, at) : null
    if (error) return broadcastPage(c, one, { errors: { when: error } })
    const reached = audience.reached(await audience.forecast(db, one, linesOf(c)))
    const asked = { officialId: c.get('official').id, at, reached }
    const ended = await db.transaction().execute((tx) => requests.request(tx, seen(c, one), asked))
    if (ended === 'no_preview') return broadcastPage(c, one, { errors: { preview: t('broadcast.error.preview') } })
    return ended === 'changed' ? changed(c, one, 'requestedBy') : done(c, one.id, ended)
  }),
)

actionRoutes.post('/:id/approval', (c) =>
  withOne(c, async (one) => {
    const officialId = c.get('official').id
    const ended = await c.env.db.transaction().execute((tx) => requests.approve(tx, seen(c, one), officialId))
    if (ended === 'own') return broadcastPage(c, one, { errors: { approval: t('broadcast.approval.own') } })
    return ended === 'changed' ? changed(c, one, 'approvedBy') : done(c, one.id, 'approved')
  }),
)

actionRoutes.post('/:id/withdrawal', (c) =>
  withOne(c, async (one) => {
    const officialId = c.get('official').id
    const isBack = await c.env.db.transaction().execute((tx) => requests.withdraw(tx, one.id, officialId))
    return isBack || one.state === 'draft' ? done(c, one.id, 'withdrawn') : broadcastPage(c, one, { isChanged: true })
  }),
)

actionRoutes.post('/:id/pause', (c) => set(c, 'paused', 'paused'))
actionRoutes.post('/:id/resumption', (c) => set(c, 'sending', 'resumed'))
actionRoutes.post('/:id/stop', (c) => set(c, 'stopped', 'stopped'))

actionRoutes.get('/:id/stop', (c) =>
  withOne(c, async (one) => {
    if (!['sending', 'paused'].includes(one.state)) return refusal(c, 404)
    return page(
      c,
      { title: t('broadcast.stop.title'), current: 'broadcasts' },
      <div class="narrow">
        <p>{t('broadcast.stop.text', { title: one.titleVi })}</p>
        <Twice c={c} action={`${PATH}/${one.id}/stop`} go={t('broadcast.stop.go')} back={`${PATH}/${one.id}`} />
      </div>,
    )
  }),
)

type Answer = Response | Promise<Response>

async function withOne(c: Context<ConsoleEnv>, work: (one: broadcasts.Broadcast) => Promise<Answer>): Promise<Response> {
  const one = await broadcasts.find(c.env.db, c.req.param('id') ?? '')
  return one ? work(one) : refusal(c, 404)
}

/** The words that the page showed: what was asked for or approved is these. */
function seen(c: Context<ConsoleEnv>, one: broadcasts.Broadcast) {
  return { id: one.id, version: Number(c.get('form').get('version')) }
}

function done(c: Context<ConsoleEnv>, id: string, what: string): Response {
  return c.redirect(`${PATH}/${id}?done=${what}`, 303)
}

/** A button pressed twice asks for what this official has just done: that is no conflict. */
async function changed(
  c: Context<ConsoleEnv>,
  { id }: broadcasts.Broadcast,
  by: 'requestedBy' | 'approvedBy',
): Promise<Response> {
  const fresh = await broadcasts.find(c.env.db, id)
  if (!fresh) return refusal(c, 404)
  const isRepeat = fresh[by] === c.get('official').id && String(fresh.version) === c.get('form').get('version')
  return isRepeat ? done(c, id, by === 'approvedBy' ? 'approved' : fresh.state) : broadcastPage(c, fresh, { isChanged: true })
}

function set(c: Context<ConsoleEnv>, to: 'paused' | 'sending' | 'stopped', what: string): Promise<Response> {
  return withOne(c, async (one) => {
    const officialId = c.get('official').id
    const isSet = await c.env.db.transaction().execute((tx) => broadcasts.set(tx, one.id, to, officialId))
    void c.env.wake()
    if (isSet || one.state === to) return done(c, one.id, what)
    return broadcastPage(c, (await broadcasts.find(c.env.db, one.id)) ?? one, { isChanged: true })
  })
}

/** To every chat account of the official; the first one is what sending asks for. */
async function sendPreview(
  c: Context<ConsoleEnv>,
  one: broadcasts.Broadcast,
  accounts: readonly officialPeople.Linked[],
): Promise<boolean> {
  const { db, vault, channels, config } = c.env
  return db.transaction().execute(async (tx) => {
    let first: string | undefined
    for (const { personId } of accounts) {
      const { channel, language } = await people.load(tx, vault, personId)
      const limits = channels.get(channel)?.limits
      if (!limits) continue
      const message = messageOf(one, language, config.publicUrl)
      const ids = await outbox.enqueue(tx, vault, { personId, message, limits })
      first ??= ids[0]
    }
    return first !== undefined && (await requests.setPreview(tx, seen(c, one), first, c.get('official').id))
  })
}

function timeError(c: Context<ConsoleEnv>, one: broadcasts.Broadcast, at: Date | null): string | null {
  if (at === null) return t('broadcast.error.time')
  if (at.getTime() < c.env.now().getTime() - 60_000) return t('broadcast.error.past')
  return one.kind === 'ordinary' && !isWithin(c.env.config.bulkHours, at) ? t('broadcast.error.night') : null
}
