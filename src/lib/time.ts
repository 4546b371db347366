/** Dates as people in Huế read them; all zones are Asia/Ho_Chi_Minh (UTC+7, no summer time). */
const ZONE = 'Asia/Ho_Chi_Minh'
const date = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' })
const clock = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false })
const iso = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' })

/** 23/11/2026 */
export function showDate(at: Date): string {
  return date.format(at)
}

/** 2026-11-23 is shown as 23/11/2026. */
export function showIsoDay(day: string): string {
  return day.split('-').toReversed().join('/')
}

/** 2027-07-01 is shown as 01/7/2027, as people write it. */
export function showDay(day: string): string {
  const [year, month, of] = day.split('-')
  return `${of}/${Number(month)}/${year}`
}

/** 14:05 23/11/2026 */
export function showTime(at: Date): string {
  return `${clock.format(at)} ${date.format(at)}`
}

/** 2026-11-23 */
export function localDay(at: Date): string {
  return iso.format(at)
}

/** 2026 */
export function localYear(at: Date): number {
  return Number(localDay(at).slice(0, 4))
}

/** 2026-11 */
export function localMonth(at: Date): string {
  return localDay(at).slice(0, 7)
}

/** @param day YYYY-MM-DD @param count of days after it; before it where negative */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

/** The same in Mondays to Fridays; the day itself does not count. Holidays are not known. */
export function addWorkingDays(day: string, count: number): string {
  let at = day
  for (let left = Math.abs(count); left > 0; ) {
    at = addDays(at, Math.sign(count))
    const weekday = new Date(`${at}T00:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return at
}

/** A part of the day in Huế, in minutes since midnight; `to` is the first minute that is outside again. */
export interface Hours {
  readonly from: number
  readonly to: number
}

const DAY_MS = 86_400_000
const AHEAD_MS = 7 * 3_600_000

export function isWithin({ from, to }: Hours, at: Date): boolean {
  const minute = minuteOf(at)
  return minute >= from && minute < to
}

/** `at` itself where it is within the hours, else the next time that they begin. */
export function nextWithin(hours: Hours, at: Date): Date {
  if (isWithin(hours, at)) return at
  const midnight = at.getTime() - dayMsOf(at)
  const opens = midnight + hours.from * 60_000
  return new Date(opens > at.getTime() ? opens : opens + DAY_MS)
}

/** When `ms` of work that is done within the hours only will be over. */
export function endOfWork(hours: Hours, from: Date, ms: number): Date {
  let at = nextWithin(hours, from)
  let left = ms
  for (;;) {
    const open = hours.to * 60_000 - dayMsOf(at)
    if (left <= open) return new Date(at.getTime() + left)
    left -= open
    at = nextWithin(hours, new Date(at.getTime() + open))
  }
}

/** "2026-11-25T14:05" as forms give it, read as time of Huế; null: it is no time. */
export function parseLocalTime(typed: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed)) return null
  const at = new Date(`${typed}:00+07:00`)
  return Number.isNaN(at.getTime()) ? null : at
}

/** The other way round. */
export function toLocalInput(at: Date): string {
  return new Date(at.getTime() + AHEAD_MS).toISOString().slice(0, 16)
}

function minuteOf(at: Date): number {
  return Math.floor(dayMsOf(at) / 60_000)
}

function dayMsOf(at: Date): number {
  return (at.getTime() + AHEAD_MS) % DAY_MS
}
