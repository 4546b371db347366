/** The communes as a picture to tap, asked for only when the person opens it; the list says the same. */
import type { Context } from 'hono'
import { cityMap } from '../../city/map.ts'
import { communeByCode } from '../../city/units.ts'
import type { Env } from '../env.ts'

export function mapPicture(c: Context<Env>): Response {
  const { width, height, shapes } = cityMap()
  const paths = shapes.map(
    ({ code, d }) => `<path data-code="${code}" d="${d}"><title>${communeByCode(code)?.fullName ?? ''}</title></path>`,
  )
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 ${width + 4} ${height + 4}">${paths.join('')}</svg>`
  return c.body(picture, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' })
}
