/** What people ask about their own data: those that wait first, the nearest clock on top (L-03, L-04). */

import { Hono } from 'hono'
import * as dataRequests from '../../models/data-request.ts'
import * as people from '../../models/person.ts'
import type { ConsoleEnv } from './console-env.ts'
import { dataRequestActions } from './data-request-actions.tsx'
import { Due, RequestState, requestPage, subjectsText } from './data-request-page.tsx'
import { nameOf } from './handover-page.tsx'
import { page } from './layout.tsx'
import { ListHead } from './list-head.tsx'
import { refusal } from './refusal.tsx'
import { Time } from './subject-list.tsx'
import { count, excerpt, t } from './words.ts'

const PATH = '/console/data-requests'
const LIMIT = 100

export const dataRequestRoutes = new Hono<ConsoleEnv>()

dataRequestRoutes.get('/', async (c) => {
  const { db, vault } = c.env
  const isOpen = c.req.query('state') !== 'settled'
  const found = await dataRequests.list(db, vault, { isOpen, limit: LIMIT })
  const rows = await Promise.all(found.map(async (one) => ({ one, person: await people.load(db, vault, one.personId) })))
  return page(
    c,
    { title: t('data_request.list'), current: 'data_requests' },
    <>
      <p class="meta">{t('data_request.intro')}</p>
      <nav class="tabs" aria-label={t('tabs')}>
        <a href={PATH} aria-current={isOpen ? 'page' : undefined}>
          {t('waiting')} <span class="count">{count(await dataRequests.countOpen(db))}</span>
        </a>
        <a href={`${PATH}?state=settled`} aria-current={isOpen ? undefined : 'page'}>
          {t('data_request.settled')}
        </a>
      </nav>
      {rows.length === 0 ? (
        <p class="empty">{t(isOpen ? 'data_request.none' : 'data_request.none_settled')}</p>
      ) : (
        <Rows rows={rows} now={c.env.now()} />
      )}
    </>,
  )
})

dataRequestRoutes.get('/:id', async (c) => {
  const one = await dataRequests.find(c.env.db, c.env.vault, c.req.param('id'))
  return one ? requestPage(c, one, {}) : refusal(c, 404)
})

dataRequestRoutes.route('/', dataRequestActions)

interface Row {
  readonly one: dataRequests.DataRequest
  readonly person: people.Person
}

function Rows({ rows, now }: { rows: readonly Row[]; now: Date }) {
  const labels = ['kind', 'about', 'person', 'state', 'due', 'asked'].map((name) => t(`data_request.column.${name}`))
  return (
    <table class="list">
      <ListHead labels={labels} />
      <tbody>
        {rows.map(({ one, person }) => (
          <tr>
            <td class="reference">
              <a href={`${PATH}/${one.id}`}>{t(`data_request.kind.${one.kind}`)}</a>
            </td>
            <td class="about">{excerpt(one.words ?? subjectsText(one), 120)}</td>
            <td data-label={t('data_request.column.person')}>{nameOf(person)}</td>
            <td class="inline">
              <RequestState one={one} now={now} />
            </td>
            <td data-label={t('data_request.column.due')}>
              <Due one={one} now={now} />
            </td>
            <td class="inline">
              <Time at={one.createdAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
