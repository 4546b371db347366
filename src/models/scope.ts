/**
 * Which reports and registrations an official sees (P-26): all of the city's, or those of one commune.
 *
 * What lists, counts or finds them for the console takes a Scope, so that nobody can forget it. What has no commune is the
 * city's.
 */
import { type RawBuilder, sql } from 'kysely'
import type { OfficialRole } from '../db/schema.ts'

export interface Scope {
  /** null: all */
  readonly commune: string | null
}

export const WHOLE_CITY: Scope = { commune: null }

interface Who {
  readonly role: OfficialRole
  readonly communeCode: string | null
}

/** The database holds that a commune official has a commune; one without would see nothing. */
export function scopeOf({ role, communeCode }: Who): Scope {
  return role === 'commune' ? { commune: communeCode ?? '' } : WHOLE_CITY
}

export function covers({ commune }: Scope, matter: { readonly communeCode: string | null }): boolean {
  return commune === null || matter.communeCode === commune
}

/** The same as a condition on rows of `report` or `registration`. */
export function within({ commune }: Scope): RawBuilder<boolean> {
  return commune === null ? sql<boolean>`true` : sql<boolean>`commune_code = ${commune}`
}
