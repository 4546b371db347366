/** Announcements: listed, written, changed, thrown away. What is done with one: `broadcast-actions.tsx`. */

import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import * as broadcasts from '../../models/broadcast.ts'
import { actionRoutes } from './broadcast-actions.tsx'
import { BLANK, BroadcastForm, errorsOf, readTyped } from './broadcast-form.tsx'
import { broadcastPage } from './broadcast-page.tsx'
import { peoplePage } from './broadcast-people.tsx'
import { nameOfAudience, PATH, State } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { Twice } from './form.tsx'
import { page } from './layout.tsx'
import { ListHead } from './list-head.tsx'
import { refusal } from './refusal.tsx'
import { Pager, Time } from './subject-list.tsx'
import { excerpt, t } from './words.ts'

const PAGE_SIZE = 50

export const broadcastRoutes = new Hono<ConsoleEnv>()

broadcastRoutes.get('/', async (c) => {
  const before = c.req.query('after')
  const rows = await broadcasts.list(c.env.db, { before, limit: PAGE_SIZE + 1 })
  const shown = rows.slice(0, PAGE_SIZE)
  const more = rows.length > PAGE_SIZE ? shown.at(-1)?.id : undefined
  return page(
    c,
    {
      title: t('broadcast.list'),
      current: 'broadcasts',
      notice: c.req.query('deleted') === '1' && <p>{t('broadcast.discarded')}</p>,
    },
    <>
      <p class="actions">
        <a class="button main" href={`${PATH}/new`}>
          {t('broadcast.write')}
        </a>
      </p>
      {shown.length === 0 ? <p class="empty">{t('broadcast.none')}</p> : <Rows shown={shown} now={c.env.now()} />}
      <Pager path={PATH} state={undefined} more={more} isFirst={!before} />
    </>,
  )
})

broadcastRoutes.get('/new', (c) =>
  page(
    c,
    { title: t('broadcast.write'), current: 'broadcasts' },
    <BroadcastForm c={c} action={PATH} typed={BLANK} errors={{}} back={PATH} />,
  ),
)

broadcastRoutes.post('/', async (c) => {
  const typed = readTyped(c.get('form'))
  const errors = errorsOf(typed, c.env.config.publicUrl)
  if (Object.keys(errors).length > 0)
    return page(
      c,
      { title: t('broadcast.write'), current: 'broadcasts', status: 422 },
      <BroadcastForm c={c} action={PATH} typed={typed} errors={errors} back={PATH} />,
    )
  const id = await c.env.db.transaction().execute((tx) => broadcasts.create(tx, typed, c.get('official').id))
  return c.redirect(`${PATH}/${id}?done=saved`, 303)
})

broadcastRoutes.get('/:id', async (c) => {
  const one = await broadcasts.find(c.env.db, c.req.param('id'))
  return one ? broadcastPage(c, one, {}) : refusal(c, 404)
})

broadcastRoutes.get('/:id/people', async (c) => {
  const one = await broadcasts.find(c.env.db, c.req.param('id'))
  return one?.startedAt ? peoplePage(c, one) : refusal(c, 404)
})

broadcastRoutes.get('/:id/text', async (c) => {
  const one = await editable(c)
  if (!one) return refusal(c, 404)
  return editPage(c, one, <BroadcastForm c={c} {...editing(one)} typed={one} errors={{}} />)
})

broadcastRoutes.post('/:id/text', async (c) => {
  const one = await broadcasts.find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const typed = readTyped(c.get('form'))
  const errors = errorsOf(typed, c.env.config.publicUrl)
  const version = Number(c.get('form').get('version'))
  if (Object.keys(errors).length > 0)
    return editPage(c, one, <BroadcastForm c={c} {...editing(one)} version={version} typed={typed} errors={errors} />, 422)
  const seen = { id: one.id, version }
  const isSaved = await c.env.db.transaction().execute((tx) => broadcasts.edit(tx, seen, typed, c.get('official').id))
  if (!isSaved) return editPage(c, one, <BroadcastForm c={c} {...editing(one)} typed={typed} errors={{}} />, 409)
  return c.redirect(`${PATH}/${one.id}?done=saved`, 303)
})

broadcastRoutes.get('/:id/deletion', async (c) => {
  const one = await broadcasts.find(c.env.db, c.req.param('id'))
  if (one?.state !== 'draft') return refusal(c, 404)
  return page(
    c,
    { title: t('broadcast.discard.title'), current: 'broadcasts' },
    <div class="narrow">
      <p>{t('broadcast.discard.text', { title: one.titleVi })}</p>
      <Twice c={c} action={`${PATH}/${one.id}/deletion`} go={t('broadcast.discard.go')} back={`${PATH}/${one.id}`} />
    </div>,
  )
})

broadcastRoutes.post('/:id/deletion', async (c) => {
  const one = await broadcasts.find(c.env.db, c.req.param('id'))
  if (!one) return c.redirect(`${PATH}?deleted=1`, 303)
  const isGone = await c.env.db.transaction().execute((tx) => broadcasts.discard(tx, one.id))
  return isGone ? c.redirect(`${PATH}?deleted=1`, 303) : broadcastPage(c, one, { isChanged: true })
})

broadcastRoutes.route('/', actionRoutes)

async function editable(c: Context<ConsoleEnv>): Promise<broadcasts.Broadcast | null> {
  const one = await broadcasts.find(c.env.db, c.req.param('id') ?? '')
  return one && ['draft', 'waiting_approval'].includes(one.state) ? one : null
}

function editing(one: broadcasts.Broadcast) {
  return { action: `${PATH}/${one.id}/text`, version: one.version, back: `${PATH}/${one.id}` }
}

function editPage(c: Context<ConsoleEnv>, one: broadcasts.Broadcast, form: Child, status: 200 | 409 | 422 = 200) {
  const notice = status === 409 ? t('broadcast.changed') : one.state === 'draft' ? null : t('broadcast.edit_resets')
  return page(c, { title: t('broadcast.edit'), current: 'broadcasts', status, notice: notice && <p>{notice}</p> }, form)
}

function Rows({ shown, now }: { shown: readonly broadcasts.Broadcast[]; now: Date }) {
  return (
    <table class="list">
      <ListHead labels={[t('broadcast.title'), t('broadcast.topic'), t('state.label'), t('broadcast.when')]} />
      <tbody>
        {shown.map((one) => (
          <tr>
            <td class="about">
              <a href={`${PATH}/${one.id}`}>{excerpt(one.titleVi, 120)}</a>
            </td>
            <td data-label={t('broadcast.topic')}>{nameOfAudience(one)}</td>
            <td class="inline">
              <State state={one.state} />
            </td>
            <td class="inline">
              <Time at={one.endedAt ?? one.startedAt ?? one.updatedAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
