import type { Context } from 'hono'
import { showTime } from '../../lib/time.ts'
import type { Broadcast } from '../../models/broadcast.ts'
import * as results from '../../models/broadcast-result.ts'
import { PATH, reasonText } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { page } from './layout.tsx'
import { ListHead } from './list-head.tsx'
import { t } from './words.ts'

const PAGE_SIZE = 100

/** What became of it for each person, with the reason. */
export async function peoplePage(c: Context<ConsoleEnv>, one: Broadcast) {
  const outcome = results.OUTCOMES.find((known) => known === c.req.query('outcome'))
  const after = c.req.query('after')
  const rows = await results.listPeople(c.env.db, c.env.vault, one.id, { outcome, after, limit: PAGE_SIZE + 1 })
  const shown = rows.slice(0, PAGE_SIZE)
  const more = rows.length > PAGE_SIZE ? shown.at(-1)?.personId : undefined
  const path = `${PATH}/${one.id}/people`
  const query = (next?: string) => new URLSearchParams({ ...(outcome && { outcome }), ...(next && { after: next }) }).toString()
  return page(
    c,
    { title: t('broadcast.people.title'), current: 'broadcasts' },
    <>
      <p>
        <a href={`${PATH}/${one.id}`}>{one.titleVi}</a>
      </p>
      <nav class="tabs" aria-label={t('tabs')}>
        <a href={path} aria-current={outcome === undefined ? 'page' : undefined}>
          {t('broadcast.people.all')}
        </a>
        {results.OUTCOMES.map((known) => (
          <a href={`${path}?outcome=${known}`} aria-current={known === outcome ? 'page' : undefined}>
            {t(`broadcast.outcome.${known}`)}
          </a>
        ))}
      </nav>
      {shown.length === 0 ? <p class="empty">{t('broadcast.people.none')}</p> : <Rows rows={shown} />}
      {more && (
        <nav class="pager" aria-label={t('pager.label')}>
          <a rel="next" href={`${path}?${query(more)}`}>
            {t('pager.next')}
          </a>
        </nav>
      )}
    </>,
  )
}

function Rows({ rows }: { rows: readonly results.PersonResult[] }) {
  return (
    <table class="list">
      <ListHead
        labels={[
          t('broadcast.people.person'),
          t('broadcast.people.outcome'),
          t('broadcast.people.reason'),
          t('broadcast.people.at'),
        ]}
      />
      <tbody>
        {rows.map((row) => (
          <tr>
            <td class="about">
              {row.name ?? t('handover.nameless')} · {t(`channel.${row.channel}`)}
            </td>
            <td data-label={t('broadcast.people.outcome')}>{t(`broadcast.outcome.${row.outcome}`)}</td>
            <td data-label={t('broadcast.people.reason')}>
              {row.reason ? `${reasonText(row.reason)}${detailOf(row.reason)}` : '–'}
            </td>
            <td class="inline">{row.at ? <time datetime={row.at.toISOString()}>{showTime(row.at)}</time> : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The platform's own words, for who has to ask there. */
function detailOf(reason: string): string {
  const at = reason.indexOf(': ')
  return at < 0 ? '' : ` (${reason.slice(at + 2)})`
}
