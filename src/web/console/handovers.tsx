import { type Context, Hono } from 'hono'
import { tell } from '../../conversations/tell.ts'
import * as handovers from '../../models/handover.ts'
import * as people from '../../models/person.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Twice, wordsError, wordsOf } from './form.tsx'
import { nameOf, threadPage } from './handover-page.tsx'
import { page } from './layout.tsx'
import { ListHead } from './list-head.tsx'
import { inserted } from './nearest.tsx'
import { refusal } from './refusal.tsx'
import { Time } from './subject-list.tsx'
import { lockState } from './waiting.ts'
import { excerpt, t } from './words.ts'

const PATH = '/console/handovers'
const LIMIT = 100

export const handoverRoutes = new Hono<ConsoleEnv>()

handoverRoutes.get('/', async (c) => {
  const { db, vault } = c.env
  const open = await handovers.listOpen(db, LIMIT)
  const rows = await Promise.all(
    open.map(async (one) => ({
      one,
      person: await people.load(db, vault, one.personId),
      last: (await handovers.messages(db, vault, one.id)).at(-1),
    })),
  )
  return page(
    c,
    { title: t('handover.list'), current: 'handovers', notice: c.req.query('closed') === '1' && <p>{t('handover.closed')}</p> },
    rows.length === 0 ? <p class="empty">{t('handover.none')}</p> : <Rows rows={rows} now={c.env.now()} />,
  )
})

handoverRoutes.get('/:id', async (c) => {
  const one = await handovers.find(c.env.db, c.req.param('id'))
  return one ? threadPage(c, one, {}) : refusal(c, 404)
})

handoverRoutes.post('/:id/messages', async (c) => {
  const one = await handovers.find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const typed = wordsOf(c.get('form'))
  const { language } = await people.load(c.env.db, c.env.vault, one.personId)
  const filled = await inserted(c, typed, language)
  if (filled !== null) return threadPage(c, one, { typed: filled })
  const error = wordsError(typed, t('words.none'))
  if (error) return threadPage(c, one, { typed, errors: { reply: error } })
  if ((await say(c, one, typed)) === 'changed') {
    const fresh = (await handovers.find(c.env.db, one.id)) ?? one
    return threadPage(c, fresh, { typed, isChanged: true })
  }
  void c.env.wake()
  return c.redirect(`${PATH}/${one.id}?sent=1#reply`, 303)
})

handoverRoutes.get('/:id/closure', async (c) => {
  const one = await handovers.find(c.env.db, c.req.param('id'))
  if (one?.state !== 'open') return refusal(c, 404)
  return page(
    c,
    { title: t('closure.title'), current: 'handovers' },
    <div class="narrow">
      <p>{t('closure.text')}</p>
      <Twice c={c} action={`${PATH}/${one.id}/closure`} go={t('closure.go')} back={`${PATH}/${one.id}`} />
    </div>,
  )
})

handoverRoutes.post('/:id/closure', async (c) => {
  const one = await handovers.find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  await c.env.db.transaction().execute(async (tx) => {
    if (await handovers.close(tx, one.id)) await tell(tx, c.env, one.personId, (person) => person('news:talk_closed'))
  })
  void c.env.wake()
  return c.redirect(`${PATH}?closed=1`, 303)
})

/**
 * Sends an official's words. A colleague who answered meanwhile is not talked over; what the person wrote meanwhile
 * does not stop an answer.
 */
function say(c: Context<ConsoleEnv>, one: handovers.Handover, words: string): Promise<'saved' | 'changed'> {
  const { db, vault } = c.env
  const { id: officialId, email } = c.get('official')
  return db.transaction().execute(async (tx) => {
    const state = await lockState(tx, 'handover', one.id)
    const ours = (await handovers.messages(tx, vault, one.id)).filter((message) => message.by !== null)
    const last = ours.at(-1)
    const isSeen = String(ours.length) === c.get('form').get('seen')
    if (!isSeen) return last?.by === email && last.text === words ? 'saved' : 'changed'
    if (state !== 'open') return 'changed'
    await handovers.say(tx, vault, one.id, officialId, words)
    await tell(tx, c.env, one.personId, (person) => person('news:talk', { words }))
    return 'saved'
  })
}

interface Row {
  readonly one: handovers.Handover
  readonly person: people.Person
  readonly last: handovers.HandoverMessage | undefined
}

function Rows({ rows, now }: { rows: readonly Row[]; now: Date }) {
  return (
    <table class="list">
      <ListHead labels={[t('handover.person'), t('handover.last'), t('handover.updated')]} />
      <tbody>
        {rows.map(({ one, person, last }) => (
          <tr>
            <td class="reference">
              <a href={`${PATH}/${one.id}`}>{nameOf(person)}</a>
            </td>
            <td class="about">
              {last ? `${last.by === null ? '' : t('handover.ours')}${excerpt(last.text, 120)}` : t('handover.silent')}
            </td>
            <td>
              <Time at={one.updatedAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
