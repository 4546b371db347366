import type { Context } from 'hono'
import { communeByCode } from '../../city/units.ts'
import { showTime } from '../../lib/time.ts'
import type { ConsoleEnv } from './console-env.ts'
import { page } from './layout.tsx'
import { ListHead } from './list-head.tsx'
import type { Item, Subject } from './subject.ts'
import * as waiting from './waiting.ts'
import { ago, count, excerpt, t } from './words.ts'

const PAGE_SIZE = 50

/** What waits, oldest first; or one state; or one by its reference. */
export async function listPage<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>) {
  const { db, vault } = c.env
  const scope = c.get('scope')
  const first = subject.waiting(c.get('official').role)
  const typed = c.req.query('q')?.trim() ?? ''
  const found = typed === '' ? null : await waiting.findByReference(db, subject.kind, scope, typed)
  if (found) return c.redirect(`${subject.path}/${found}`)

  const state = subject.states.find((known) => known === c.req.query('state'))
  const states = state === undefined ? first : [state]
  const rows = await waiting.list(db, vault, subject.kind, scope, {
    states,
    newestFirst: !states.every((one) => first.includes(one)),
    after: c.req.query('after'),
    limit: PAGE_SIZE + 1,
  })
  const shown = rows.slice(0, PAGE_SIZE)
  const more = rows.length > PAGE_SIZE ? shown.at(-1)?.id : undefined
  return page(
    c,
    { title: t(`${subject.kind}.list`), current: subject.current, notice: await noticeOf(c, subject) },
    <>
      <Search path={subject.path} kind={subject.kind} typed={typed} />
      <Tabs subject={subject} first={first} state={state} counts={await waiting.counts(db, subject.kind, scope)} />
      {shown.length === 0 ? (
        <Empty kind={subject.kind} state={state} isFirst={!c.req.query('after')} />
      ) : (
        <Rows {...{ subject, shown, now: c.env.now() }} />
      )}
      {subject.downloads && shown.length > 0 && subject.downloads.list(subject.path, state)}
      <Pager path={subject.path} state={state} more={more} isFirst={!c.req.query('after')} />
      {subject.listNote?.()}
    </>,
  )
}

async function noticeOf<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>) {
  const saved = await subject.find(c, c.req.query('saved') ?? '')
  return saved && <Saved subject={subject} one={saved} isLast />
}

/** What was just saved, with a way back to it. */
export function Saved<One extends Item>({ subject, one, isLast }: { subject: Subject<One>; one: Item; isLast?: boolean }) {
  return (
    <p>
      {t('saved', { reference: one.reference, state: t(`${subject.kind}.state.${one.state}`) })}{' '}
      <a href={`${subject.path}/${one.id}`}>{t('look_again')}</a> {isLast && t('none_left')}
    </p>
  )
}

function Search({ path, kind, typed }: { path: string; kind: waiting.Kind; typed: string }) {
  return (
    <search>
      <form method="get" action={path} class="search">
        <label for="q">{t('search.label')}</label>
        {typed && (
          <span class="error" id="q-error">
            {t('search.none', { typed: excerpt(typed, 40), example: t(`${kind}.example`) })}
          </span>
        )}
        <span class="row">
          <input
            id="q"
            name="q"
            value={typed}
            placeholder={t(`${kind}.example`)}
            autocomplete="off"
            aria-describedby={typed ? 'q-error' : undefined}
          />
          <button type="submit">{t('search.go')}</button>
        </span>
      </form>
    </search>
  )
}

interface TabsProps<One extends Item> {
  readonly subject: Subject<One>
  /** states that wait for who looks */
  readonly first: readonly string[]
  readonly state: string | undefined
  readonly counts: ReadonlyMap<string, number>
}

function Tabs<One extends Item>({ subject, first, state, counts }: TabsProps<One>) {
  const waitingCount = first.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0)
  return (
    <nav class="tabs" aria-label={t('tabs')}>
      <a href={subject.path} aria-current={state === undefined ? 'page' : undefined}>
        {t('waiting')} <span class="count">{count(waitingCount)}</span>
      </a>
      {subject.states.map((one) => (
        <a href={`${subject.path}?state=${one}`} aria-current={one === state ? 'page' : undefined}>
          {t(`${subject.kind}.state.${one}`)} <span class="count">{count(counts.get(one) ?? 0)}</span>
        </a>
      ))}
    </nav>
  )
}

interface RowsProps<One extends Item> {
  readonly subject: Subject<One>
  readonly shown: readonly waiting.Row[]
  readonly now: Date
}

function Rows<One extends Item>({ subject, shown, now }: RowsProps<One>) {
  const labels = [t('reference'), t(`${subject.kind}.about`), t('commune'), t('state.label'), t('sent_at')]
  return (
    <table class="list">
      <ListHead labels={labels} />
      <tbody>
        {shown.map((row) => (
          <tr>
            <td class="reference">
              <a href={`${subject.path}/${row.id}`}>{row.reference}</a>
            </td>
            <td class="about">{excerpt(row.about, 120)}</td>
            <td data-label={t('commune')}>{communeNameOf(row.communeCode)}</td>
            <td class="inline">
              <State kind={subject.kind} state={row.state} />
            </td>
            <td class="inline">
              <Time at={row.createdAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function communeNameOf(code: string | null): string {
  if (code === null) return t('unknown_commune')
  return communeByCode(code)?.name ?? code
}

/** A state in words; the colour only repeats it. */
export function State({ kind, state }: { kind: waiting.Kind; state: string }) {
  return <span class={`state ${state}`}>{t(`${kind}.state.${state}`)}</span>
}

export function Time({ at, now }: { at: Date; now: Date }) {
  return (
    <time datetime={at.toISOString()} title={showTime(at)}>
      {ago(at, now)}
    </time>
  )
}

function Empty({ kind, state, isFirst }: { kind: waiting.Kind; state: string | undefined; isFirst: boolean }) {
  const key = !isFirst ? 'no_more' : state === undefined ? `${kind}.none_waiting` : `${kind}.none`
  return <p class="empty">{t(key)}</p>
}

interface PagerProps {
  readonly path: string
  readonly state: string | undefined
  readonly more: string | undefined
  readonly isFirst: boolean
}

export function Pager({ path, state, more, isFirst }: PagerProps) {
  const query = (after?: string) => new URLSearchParams({ ...(state && { state }), ...(after && { after }) }).toString()
  if (isFirst && !more) return null
  return (
    <nav class="pager" aria-label={t('pager.label')}>
      {!isFirst && <a href={[path, query()].filter(Boolean).join('?')}>{t('pager.first')}</a>}
      {more && (
        <a rel="next" href={`${path}?${query(more)}`}>
          {t('pager.next')}
        </a>
      )}
    </nav>
  )
}
