/**
 * The clocks of a request about one's own data (L-04): answer in two working days, then do it in so many days. Pure.
 *
 * Days are those of Huế, and each clock ends with the last second of its day. Holidays are not known here, so a clock may
 * end sooner than the law asks, never later.
 */
import type { DataRequestKind } from '../db/schema.ts'
import { addDays, addWorkingDays, localDay } from '../lib/time.ts'

export const ANSWER_WORKING_DAYS = 2
const DAY_MS = 86_400_000

interface Days {
  readonly own: number
  /** where somebody else holds some of it */
  readonly withThirdParty: number
  /** added once, with a reason */
  readonly extension: number
}

const GIVING: Days = { own: 10, withThirdParty: 15, extension: 10 }
const ENDING: Days = { own: 15, withThirdParty: 20, extension: 15 }
const DAYS: Readonly<Record<DataRequestKind, Days>> = {
  see: GIVING,
  download: GIVING,
  correct: GIVING,
  withdraw: ENDING,
  restrict: ENDING,
  delete: { own: 20, withThirdParty: 30, extension: 20 },
}

export interface Clocks {
  readonly answerDue: Date
  readonly doDue: Date
}

/** @param from when it was asked, by the database clock */
export function clocksOf(kind: DataRequestKind, from: Date, hasThirdParty: boolean): Clocks {
  const { own, withThirdParty } = DAYS[kind]
  const day = localDay(from)
  return {
    answerDue: endOf(addWorkingDays(day, ANSWER_WORKING_DAYS)),
    doDue: endOf(addDays(day, hasThirdParty ? withThirdParty : own)),
  }
}

/** How many days an extension adds. */
export function extensionOf(kind: DataRequestKind): number {
  return DAYS[kind].extension
}

export function extended(kind: DataRequestKind, doDue: Date): Date {
  return new Date(doDue.getTime() + extensionOf(kind) * DAY_MS)
}

/** Which clock has run out; null: none has, or the request is settled. */
export function overdueOf(
  request: Clocks & { readonly state: string; readonly answeredAt: Date | null },
  now: Date,
): 'answer' | 'do' | null {
  if (request.state === 'done' || request.state === 'refused') return null
  if (request.doDue < now) return 'do'
  return request.answeredAt === null && request.answerDue < now ? 'answer' : null
}

/** Its last second in Huế (UTC+7). */
function endOf(day: string): Date {
  return new Date(`${day}T23:59:59+07:00`)
}
