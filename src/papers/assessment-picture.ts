/** The points of a self-assessment as a picture: a bar a part, with the number beside it. For a phone's width. */
import type { T } from '../texts.ts'
import type { AssessmentResult } from './assessment.ts'
import { widthOf } from './measure.ts'
import { blank, box, pngOf, words } from './picture.ts'

const WIDTH = 1000
const MARGIN = 50
const INNER = WIDTH - 2 * MARGIN
const TOP = 215
/** Room for the line that says why the stars are fewer than the points. */
const HELD_ROOM = 50
const STEP = 122
const BAR = 40
/** Room for the names of the bands under the bar of the sum. */
const BAND_ROOM = 34
const BANDS = [
  { star: 3, least: 50 },
  { star: 4, least: 70 },
  { star: 5, least: 90 },
]

export function assessmentPicture({ product, sheet }: AssessmentResult, t: T): Uint8Array {
  const { total, stars, starsByPoints } = sheet.result ?? { total: 0, stars: 1, starsByPoints: 1 }
  const first = starsByPoints > stars ? TOP + HELD_ROOM : TOP
  const bars = [
    { label: t('self-assessment:paper.sum', { total }), points: total, max: 100, marks: BANDS },
    ...sheet.parts.map(({ id, name, points, max }) => ({
      label: t('self-assessment:paper.part', { id, name, points, max }),
      points,
      max,
      marks: [],
    })),
  ]
  const picture = blank(WIDTH, first + bars.length * STEP + BAND_ROOM + 10)
  words(picture, product, { x: MARGIN, y: 80, size: 44, face: 'bold', most: INNER })
  words(picture, t('self-assessment:paper.stars', { stars }), { x: MARGIN, y: 150, size: 52, face: 'bold', most: INNER })
  if (first > TOP) {
    const short = t('self-assessment:paper.short', { byPoints: starsByPoints })
    words(picture, short, { x: MARGIN, y: 202, size: 32, most: INNER })
  }
  for (const [at, { label, points, max, marks }] of bars.entries()) {
    const top = first + at * STEP + (at > 0 ? BAND_ROOM : 0)
    words(picture, label, { x: MARGIN, y: top + 24, size: 34, face: at === 0 ? 'bold' : 'regular', most: INNER })
    box(picture, MARGIN, top + 42, INNER, BAR, 'light')
    box(picture, MARGIN, top + 42, (INNER * points) / max, BAR, 'accent')
    for (const { star, least } of marks) {
      const x = MARGIN + (INNER * least) / max
      const label = t('self-assessment:paper.band', { star })
      box(picture, x - 1, top + 42, 3, BAR + 8, least > points ? 'line' : 'white')
      words(picture, label, { x: x - widthOf(label, 'regular', 26) / 2, y: top + 42 + BAR + 34, size: 26 })
    }
  }
  return pngOf(picture)
}
