/** The points of a self-assessment as a picture: a bar a part, with the numbers. Made for a phone, where it is shown at a third. */
import type { T } from '../texts.ts'
import type { AssessmentResult } from './assessment.ts'
import { widthOf } from './measure.ts'
import { blank, box, type Picture, pngOf, words } from './picture.ts'

const WIDTH = 720
const MARGIN = 32
const INNER = WIDTH - 2 * MARGIN
const TOP = 190
/** Room for the line that says why the stars are fewer than the points. */
const HELD_ROOM = 50
const STEP = 118
const BAR = 40
const LABEL = 32
const SMALL = 27
/** Room for the names of the bands under the bar of the sum. */
const BAND_ROOM = 34
const BANDS = [
  { star: 3, least: 50 },
  { star: 4, least: 70 },
  { star: 5, least: 90 },
]

export function assessmentPicture({ product, sheet }: AssessmentResult, t: T): Uint8Array {
  const { total, stars, starsByPoints } = sheet.result ?? { total: 0, stars: 1, starsByPoints: 1 }
  const isHeld = starsByPoints > stars
  const top = isHeld ? TOP + HELD_ROOM : TOP
  const picture = blank(WIDTH, top + (sheet.parts.length + 1) * STEP + BAND_ROOM)
  words(picture, product, { x: MARGIN, y: 72, size: 40, face: 'bold', most: INNER })
  words(picture, t('self-assessment:paper.stars', { stars }), { x: MARGIN, y: 138, size: 50, face: 'bold', most: INNER })
  if (isHeld) {
    const short = t('self-assessment:paper.short', { byPoints: starsByPoints })
    words(picture, short, { x: MARGIN, y: 186, size: 29, most: INNER })
  }
  bar(picture, top, { label: t('self-assessment:paper.all'), points: total, max: 100 })
  for (const { star, least } of BANDS) mark(picture, top, least, least > total, t('self-assessment:paper.band', { star }))
  for (const [at, { id, name, points, max }] of sheet.parts.entries())
    bar(picture, top + BAND_ROOM + (at + 1) * STEP, { label: `${id}. ${name}`, points, max })
  return pngOf(picture)
}

/** What it is on the left, the points on the right, the bar below. */
function bar(picture: Picture, top: number, { label, points, max }: { label: string; points: number; max: number }): void {
  const sum = `${points}/${max}`
  const width = widthOf(sum, 'bold', LABEL)
  const y = top + 24
  words(picture, label, { x: MARGIN, y, size: LABEL, most: INNER - width - 12 })
  words(picture, sum, { x: WIDTH - MARGIN - width, y, size: LABEL, face: 'bold' })
  box(picture, MARGIN, top + 40, INNER, BAR, 'light')
  box(picture, MARGIN, top + 40, (INNER * points) / max, BAR, 'accent')
}

/** Where a star begins on the bar of the sum. */
function mark(picture: Picture, top: number, least: number, isAhead: boolean, label: string): void {
  const x = MARGIN + (INNER * least) / 100
  box(picture, x - 1, top + 40, 3, BAR + 8, isAhead ? 'line' : 'white')
  words(picture, label, { x: x - widthOf(label, 'regular', SMALL) / 2, y: top + 40 + BAR + 33, size: SMALL })
}
