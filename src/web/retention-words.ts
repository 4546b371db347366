/** The clocks in words, as people and officials read them. */
import { COARSE, type Kind, type Rule, ruleOf } from '../city/retention.ts'
import type { T } from '../texts.ts'

/** "30 ngày" */
export function timeOf(kind: Kind, t: T): string {
  const { days, months } = ruleOf(kind)
  const [n, unit] = months > 0 ? [months, 'month'] : [days, 'day']
  return t(`retention:time.${unit}${n === 1 ? '' : 's'}`, { n })
}

/** "Giữ 30 ngày từ lúc nhận." */
export function keptOf({ kind, from }: Rule, t: T): string {
  return t('retention:kept', { time: timeOf(kind, t), from: t(`retention:from.${from}`) })
}

export function nameOf(kind: Kind, t: T): string {
  return t(`retention:kind.${kind}.name`)
}

export function whyOf(kind: Kind, t: T): string {
  return t(`retention:kind.${kind}.why`, { km: COARSE.aboutKm })
}

/** What has no clock, and why. */
export const STAYS = ['open', 'consent', 'news', 'elsewhere'] as const
