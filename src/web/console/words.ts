import { type T, translator } from '../../texts.ts'

const vi = translator('vi')

/** A text of `locales/vi/console.json`: officials work in Vietnamese. */
export const t: T = (key, values) => vi(`console:${key}`, values)

/** What a person will be told, as officials see it beforehand: a text of `locales/vi/news.json`. */
export const news: T = (key, values) => vi(`news:${key}`, values)

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const
const relative = new Intl.RelativeTimeFormat('vi', { numeric: 'always' })

/** "3 giờ trước"; anything younger than a minute, or in the future by a wrong clock, is "vừa xong". */
export function ago(at: Date, now: Date): string {
  const age = now.getTime() - at.getTime()
  const [unit, ms] = STEPS.find((step) => age >= step[1]) ?? []
  return unit === undefined || ms === undefined ? t('just_now') : relative.format(-Math.floor(age / ms), unit)
}

/** 1.250 */
export function count(n: number): string {
  return new Intl.NumberFormat('vi').format(n)
}

/** The first words of a long text. @param max in UTF-16 code units */
export function excerpt(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= max) return line
  const cut = line.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')
  return `${cut.replace(/\s+\S*$/, '')}…`
}
