/** What an official is: administrator, of the city, or of one commune; and how that is read from what people type. Pure. */
import { type Commune, communeByCode, resolveCommune } from '../city/units.ts'
import type { OfficialRole } from '../db/schema.ts'

export type Post =
  | { readonly role: 'admin' | 'city'; readonly communeCode: null }
  | { readonly role: 'commune'; readonly communeCode: string }

export const OFFICIAL_ROLES: readonly OfficialRole[] = ['admin', 'city', 'commune']
export const OF_THE_CITY: Post = { role: 'city', communeCode: null }

/** `unclear`: the commune could be each of these. `unknown`: none is called so, these are spelt alike. */
export type ReadPost =
  | { readonly post: Post }
  | { readonly fault: 'no_role' | 'no_commune' | 'needless_commune' }
  | { readonly fault: 'unclear' | 'unknown'; readonly communes: readonly Commune[] }

/** @param commune its code, or its name as people type it; '': none given */
export function readPost(role: string, commune: string): ReadPost {
  if (role !== 'admin' && role !== 'city' && role !== 'commune') return { fault: 'no_role' }
  if (role !== 'commune') return commune === '' ? { post: { role, communeCode: null } } : { fault: 'needless_commune' }
  if (commune === '') return { fault: 'no_commune' }
  const byCode = communeByCode(commune)
  if (byCode) return { post: { role, communeCode: byCode.code } }
  const found = resolveCommune(commune)
  if (found.kind === 'one') return { post: { role, communeCode: found.unit.code } }
  return found.kind === 'many' ? { fault: 'unclear', communes: found.units } : { fault: 'unknown', communes: found.near }
}

export function isSamePost(one: Pick<Post, 'role' | 'communeCode'>, other: Pick<Post, 'role' | 'communeCode'>): boolean {
  return one.role === other.role && one.communeCode === other.communeCode
}
