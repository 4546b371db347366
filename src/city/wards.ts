import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import data from './boundaries.json' with { type: 'json' }
import { type Commune, communeByCode } from './units.ts'

/** The box around the city, degrees; a position outside is asked about, not taken. */
const BOX = { south: 15.98, north: 16.75, west: 107.0, east: 108.25 } as const

type Polygons = Parameters<typeof booleanPointInPolygon>[1]

export function isNearCity(lat: number, lng: number): boolean {
  return lat >= BOX.south && lat <= BOX.north && lng >= BOX.west && lng <= BOX.east
}

/** The commune around a position by the simplified boundaries (about 40 m); null: none. Not for legal use. */
export function wardAt(lat: number, lng: number): Commune | null {
  if (!isNearCity(lat, lng)) return null
  const feature = data.features.find(({ geometry }) => booleanPointInPolygon([lng, lat], geometry as unknown as Polygons))
  return (feature && communeByCode(feature.properties.code)) ?? null
}
