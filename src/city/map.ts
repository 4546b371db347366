/**
 * The communes as one small picture, for tapping: the boundaries thinned to what a phone can show (a unit is about 100 m).
 * Each commune is thinned by itself, so neighbours may part by a hair. Never for legal boundaries.
 */
import data from './boundaries.json' with { type: 'json' }

/** Width of the picture, in its own units. */
const WIDTH = 1000
/** Corners nearer than this to the line between their neighbours go. */
const THINNED = 1.5

export interface Shape {
  readonly code: string
  /** path data */
  readonly d: string
}

export interface CityMap {
  readonly width: number
  readonly height: number
  readonly shapes: readonly Shape[]
}

let drawn: CityMap | null = null

/** Drawn once, when first asked for. */
export function cityMap(): CityMap {
  drawn ??= draw()
  return drawn
}

type Point = readonly [number, number]
type Ring = readonly Point[]

function draw(): CityMap {
  const features = data.features.map(({ properties, geometry }) => ({ code: properties.code, rings: ringsOf(geometry) }))
  const corners = features.flatMap(({ rings }) => rings.flat())
  const [west, east] = [Math.min(...corners.map(([lng]) => lng)), Math.max(...corners.map(([lng]) => lng))]
  const [south, north] = [Math.min(...corners.map(([, lat]) => lat)), Math.max(...corners.map(([, lat]) => lat))]
  const scale = WIDTH / (east - west)
  // A degree of longitude is shorter than one of latitude.
  const stretch = scale / Math.cos((((south + north) / 2) * Math.PI) / 180)
  const place = ([lng, lat]: Point): Point => [(lng - west) * scale, (north - lat) * stretch]
  const shapes = features.map(({ code, rings }) => ({ code, d: rings.map((ring) => pathOf(ring.map(place))).join('') }))
  return { width: WIDTH, height: Math.ceil((north - south) * stretch), shapes }
}

function ringsOf(geometry: { readonly type: string; readonly coordinates: unknown }): readonly Ring[] {
  const { type, coordinates } = geometry
  return type === 'Polygon' ? (coordinates as readonly Ring[]) : (coordinates as readonly (readonly Ring[])[]).flat()
}

function pathOf(ring: Ring): string {
  const points = thinned(ring).map(([x, y]) => [Math.round(x), Math.round(y)] as const)
  const different = points.filter(([x, y], at) => at === 0 || x !== points[at - 1]?.[0] || y !== points[at - 1]?.[1])
  if (different.length < 4) return ''
  const steps = different.map(([x, y], at) => {
    const before = different[at - 1]
    return before ? `${x - before[0]} ${y - before[1]}` : `${x} ${y}l`
  })
  return `m${steps.join(' ').replaceAll('l ', 'l').replaceAll(' -', '-')}z`.replace('m', 'M')
}

/** Douglas and Peucker. */
function thinned(points: Ring): Ring {
  const [first, last] = [points[0], points.at(-1)]
  if (points.length < 3 || !first || !last) return points
  let [far, at] = [0, 0]
  for (let i = 1; i < points.length - 1; i++) {
    const off = distance(points[i] as Point, first, last)
    if (off > far) [far, at] = [off, i]
  }
  if (far <= THINNED) return [first, last]
  return [...thinned(points.slice(0, at + 1)).slice(0, -1), ...thinned(points.slice(at))]
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}
