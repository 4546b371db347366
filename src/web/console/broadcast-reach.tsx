/** Whom an announcement would reach now: on each channel how many, at which price, who not and why, and what would reach them. */

import type { Context } from 'hono'
import * as audience from '../../models/broadcast-audience.ts'
import { hasText } from '../../texts.ts'
import { priceText, reasonText } from './broadcast-words.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { ListHead } from './list-head.tsx'
import { count, t } from './words.ts'

interface Props {
  readonly c: Context<ConsoleEnv>
  readonly rows: readonly audience.Reach[]
  readonly others: number
}

export function ReachSection({ c, rows, others }: Props) {
  const all = audience.reached(rows)
  const prices = rows.flatMap((row) => priceOf(c, row))
  const known = prices.flatMap(({ vnd }) => (vnd === null ? [] : [vnd]))
  return (
    <section>
      <h2>{t('broadcast.reach.title')}</h2>
      <p>{t(all === 0 ? 'broadcast.reach.nobody' : 'broadcast.reach.all', { count: count(all) })}</p>
      {prices.length > 0 && (
        <p>
          <strong>{t('broadcast.reach.cost', { vnd: count(known.reduce((sum, one) => sum + one, 0)) })}</strong>
          {known.length < prices.length && ` ${t('broadcast.reach.cost_unknown')}`}
        </p>
      )}
      {rows.length > 0 && <Lines c={c} rows={rows} />}
      <p class="hint">{t('broadcast.reach.others', { count: count(others) })}</p>
    </section>
  )
}

function Lines({ c, rows }: Omit<Props, 'others'>) {
  return (
    <table class="list">
      <ListHead labels={[t('broadcast.reach.channel'), t('broadcast.reach.people'), t('broadcast.reach.what')]} />
      <tbody>
        {rows.map((row) => (
          <tr>
            <td>{t(`channel.${row.channel}`)}</td>
            <td>{count(row.count)}</td>
            <td>{row.reason === null ? sentText(c, row) : <NotSent c={c} row={row} reason={row.reason} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function sentText(c: Context<ConsoleEnv>, row: audience.Reach): string {
  const [price] = priceOf(c, row)
  if (!price) return t('broadcast.reach.free')
  return t(`broadcast.reach.${price.of}`, { price: priceText(price.each) })
}

function NotSent({ c, row: { channel }, reason }: { c: Context<ConsoleEnv>; row: audience.Reach; reason: string }) {
  const hasTemplate = c.env.channels.get(channel)?.limits.window?.template != null
  const way = reason === 'closed' && !hasTemplate ? 'closed_no_template' : reason
  return (
    <>
      {t('broadcast.reach.not', { reason: reasonText(reason) })}
      {hasText(`console:broadcast.instead.${way}`) && <span class="hint"> {t(`broadcast.instead.${way}`)}</span>}
    </>
  )
}

interface Price {
  readonly of: 'paid' | 'template'
  /** VND of one; null: not known */
  readonly each: number | null
  readonly vnd: number | null
}

/** Empty: it costs nothing. */
function priceOf(c: Context<ConsoleEnv>, { channel, price, count: n }: audience.Reach): readonly Price[] {
  if (price !== 'paid' && price !== 'template') return []
  const window = c.env.channels.get(channel)?.limits.window
  const each = (price === 'paid' ? window?.paidVnd : window?.template?.vnd) ?? null
  return [{ of: price, each, vnd: each === null ? null : each * n }]
}
