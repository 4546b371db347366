/** How long what is kept, what the clocks removed, and what goes next (L-06). Only looked at: the numbers are data of the city. */
import { Hono } from 'hono'
import { type Kind, RULES, type Rule } from '../../city/retention.ts'
import * as due from '../../models/expiries.ts'
import * as runs from '../../models/retention-run.ts'
import { translator } from '../../texts.ts'
import { keptOf, nameOf, STAYS, whyOf } from '../retention-words.ts'
import type { ConsoleEnv } from './console-env.ts'
import { page } from './layout.tsx'
import { Time } from './subject-list.tsx'
import { count, t } from './words.ts'

const vi = translator('vi')
const BACK_DAYS = 30
const AHEAD_DAYS = 7

export const retentionRoutes = new Hono<ConsoleEnv>()

retentionRoutes.get('/', async (c) => {
  const { db } = c.env
  const [lastAt, removed, coming] = [
    await runs.lastAt(db),
    await runs.removedIn(db, BACK_DAYS),
    await due.countIn(db, AHEAD_DAYS),
  ]
  return page(
    c,
    { title: t('retention.title'), current: 'retention' },
    <>
      <p>{t('retention.intro')}</p>
      <p class="meta">
        {lastAt ? (
          <>
            {t('retention.last')} <Time at={lastAt} now={c.env.now()} />
          </>
        ) : (
          t('retention.never')
        )}
      </p>
      <Clocks removed={removed} coming={coming} />
      <h2>{vi('retention:stays_title')}</h2>
      {STAYS.map((what) => (
        <p>
          <strong>{vi(`retention:stays.${what}.name`)}</strong>
          <br />
          {vi(`retention:stays.${what}.why`)}
        </p>
      ))}
    </>,
  )
})

interface Counts {
  readonly removed: ReadonlyMap<string, number>
  readonly coming: ReadonlyMap<Kind, number>
}

function Clocks({ removed, coming }: Counts) {
  const labels = [
    t('retention.what'),
    t('retention.kept'),
    t('retention.removed', { days: BACK_DAYS }),
    t('retention.coming', { days: AHEAD_DAYS }),
  ]
  return (
    <table class="list">
      <thead>
        <tr>
          {labels.map((label, index) => (
            <th scope="col" class={index > 1 ? 'amount' : undefined}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {RULES.map((rule) => (
          <Clock rule={rule} labels={labels} removed={removed.get(rule.kind) ?? 0} coming={coming.get(rule.kind) ?? 0} />
        ))}
      </tbody>
    </table>
  )
}

interface ClockProps {
  readonly rule: Rule
  readonly labels: readonly string[]
  readonly removed: number
  readonly coming: number
}

function Clock({ rule, labels, removed, coming }: ClockProps) {
  return (
    <tr>
      <td>
        <strong>{nameOf(rule.kind, vi)}</strong>
      </td>
      <td>
        {keptOf(rule, vi)} <span class="hint">{whyOf(rule.kind, vi)}</span>
      </td>
      <td class="amount" data-label={labels[2]}>
        {count(removed)}
      </td>
      <td class="amount" data-label={labels[3]}>
        {count(coming)}
      </td>
    </tr>
  )
}
