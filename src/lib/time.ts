/** Dates as people in Huế read them; all zones are Asia/Ho_Chi_Minh (UTC+7, no summer time). */
const ZONE = 'Asia/Ho_Chi_Minh'
const date = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' })
const clock = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false })
const iso = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' })

/** 23/11/2026 */
export function showDate(at: Date): string {
  return date.format(at)
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
