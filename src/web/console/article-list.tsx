import type { Article } from '../../knowledge/article.ts'
import { showIsoDay } from '../../lib/time.ts'
import { type Entry, PATH } from './article-shelf.ts'
import { ListHead } from './list-head.tsx'
import { excerpt, t } from './words.ts'

/** `own`: written or changed by officials; `old`: not in force any more; `stale`: to be compared with its source again */
export const FILTERS = ['own', 'old', 'stale', 'withdrawn'] as const
export type Filter = (typeof FILTERS)[number]

/** An article whose source was not looked at for so long is to be looked at again. */
const STALE_MONTHS = 6

export function shownIn(filter: Filter | undefined, entry: Entry, today: string): boolean {
  if (filter === 'withdrawn') return entry.isWithdrawn
  if (entry.isWithdrawn) return filter === 'own' && entry.origin !== 'shipped'
  if (filter === 'own') return entry.origin !== 'shipped'
  if (filter === 'old') return isOld(entry.article, today)
  return filter !== 'stale' || isStale(entry.article, today)
}

export function isOld({ validTo }: Article, today: string): boolean {
  return validTo !== null && validTo < today
}

export function isStale({ checkedOn }: Article, today: string): boolean {
  const at = new Date(`${today}T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() - STALE_MONTHS)
  return checkedOn < at.toISOString().slice(0, 10)
}

export function List({ shown, today }: { shown: readonly Entry[]; today: string }) {
  return (
    <table class="list">
      <ListHead labels={[t('article.question'), t('article.source'), t('state.label'), t('article.checked_on')]} />
      <tbody>
        {shown.map((entry) => (
          <tr>
            <td class="about">
              <a href={`${PATH}/${entry.article.id}`}>{entry.article.question}</a>
            </td>
            <td data-label={t('article.source')}>{excerpt(entry.article.source.document, 80)}</td>
            <td>
              <States entry={entry} today={today} />
            </td>
            <td data-label={t('article.checked_on')}>{showIsoDay(entry.article.checkedOn)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Where it comes from, and what is the matter with it. */
export function States({ entry, today }: { entry: Entry; today: string }) {
  const { article, isWithdrawn, origin } = entry
  const matters = isWithdrawn
    ? ([['withdrawn', 'rejected']] as const)
    : ([
        ...(isOld(article, today) ? ([['old', 'needs_more']] as const) : []),
        ...(isStale(article, today) ? ([['stale', 'needs_more']] as const) : []),
      ] as const)
  return (
    <>
      <span class="state">{t(`article.origin.${origin}`)}</span>
      {matters.map(([matter, colour]) => (
        <>
          {' '}
          <span class={`state ${colour}`}>{t(`article.matter.${matter}`)}</span>
        </>
      ))}
    </>
  )
}

/** By the ranking that answers people. */
export function Search({ typed }: { typed: string }) {
  return (
    <search>
      <form method="get" action={PATH} class="search">
        <label for="q">{t('article.search')}</label>
        <span class="row">
          <input id="q" name="q" value={typed} autocomplete="off" />
          <button type="submit">{t('search.go')}</button>
        </span>
      </form>
    </search>
  )
}
