/** How long each kind of data is kept (L-06): the numbers are the city's own; what each kind is stands in `models/expiry.ts`. */
import data from './retention.json' with { type: 'json' }

export const KINDS = [
  'raw_update',
  'message',
  'draft',
  'loose_attachment',
  'code',
  'position',
  'report',
  'registration',
  'assessment',
  'question',
  'handover',
  'data_request',
  'receipt',
  'person',
  'run',
] as const
export type Kind = (typeof KINDS)[number]

/** So long from a moment of the data's own life: exactly one of the two is more than 0. */
export interface Rule {
  readonly kind: Kind
  readonly days: number
  readonly months: number
  /** a word of `locales/<lang>/retention.json`, for people: the moment itself is the code's */
  readonly from: string
}

/** In the order of the table, which is the order in which things go. */
export const RULES: readonly Rule[] = data.kinds.map(({ id, from, days = 0, months = 0 }: Written) => ({
  kind: id as Kind,
  days,
  months,
  from,
}))

interface Written {
  readonly id: string
  readonly from: string
  readonly days?: number
  readonly months?: number
}

/** How coarse an exact position becomes: decimals of a degree, and about how many kilometres that is. */
export const COARSE: { readonly decimals: number; readonly aboutKm: number } = data.coarsePosition

export function ruleOf(kind: Kind): Rule {
  const rule = RULES.find((one) => one.kind === kind)
  if (!rule) throw new Error(`city/retention.json says nothing of ${kind}.`)
  return rule
}

/** When what began at `from` is over: months by the calendar, the 31st of a shorter month being its last day. */
export function endOf({ days, months }: Rule, from: Date): Date {
  const end = new Date(from)
  end.setUTCDate(1)
  end.setUTCMonth(end.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate()
  end.setUTCDate(Math.min(from.getUTCDate(), lastDay) + days)
  return end
}
