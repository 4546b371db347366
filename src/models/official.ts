import { sql } from 'kysely'
import type { Db, OfficialRole } from '../db/schema.ts'
import { OF_THE_CITY, type Post } from './official-post.ts'

/** Someone who may sign in to the console. */
export interface Official {
  readonly id: string
  readonly email: string
  readonly role: OfficialRole
  /** of which commune, for the role `commune`; else null */
  readonly communeCode: string | null
}

export function isEmail(typed: string): boolean {
  return typed.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(typed)
}

/** An official by e-mail; the one who is there already, if any, as they are. */
export async function create(db: Db, email: string, post: Post = OF_THE_CITY): Promise<{ id: string; isNew: boolean }> {
  const made = await db
    .insertInto('official')
    .values({ email: normal(email), role: post.role, commune_code: post.communeCode })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) return { id: made.id, isNew: true }
  const known = await db.selectFrom('official').select('id').where('email', '=', normal(email)).executeTakeFirstOrThrow()
  return { id: known.id, isNew: false }
}

/**
 * Makes sure that somebody can get in: the administrator who needs a first sign-in link, made if there is none.
 *
 * @returns null when someone has a password already: no link is due
 */
export async function ensureFirst(db: Db, email: string): Promise<{ id: string; email: string } | null> {
  const ready = await db.selectFrom('official').select('id').where('password', 'is not', null).limit(1).executeTakeFirst()
  if (ready) return null
  const { id } = await create(db, email, { role: 'admin', communeCode: null })
  // Added by hand before the first start, perhaps with less: somebody must be able to name the others.
  await db.updateTable('official').set({ role: 'admin', commune_code: null }).where('id', '=', id).execute()
  return { id, email: normal(email) }
}

export async function count(db: Db): Promise<number> {
  const row = await db.selectFrom('official').select(db.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()
  return Number(row.n)
}

export async function find(db: Db, id: string): Promise<Official | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  return (await db.selectFrom('official').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

export async function findByEmail(db: Db, email: string): Promise<Official | null> {
  return (await db.selectFrom('official').select(COLUMNS).where('email', '=', normal(email)).executeTakeFirst()) ?? null
}

export interface Listed extends Official {
  /** false: has never signed in */
  readonly isReady: boolean
  readonly seenAt: Date | null
}

/** All, by role and e-mail. */
export async function list(db: Db): Promise<readonly Listed[]> {
  const { rows } = await sql<Listed>`
    select official.id::text as id, email, role, commune_code as "communeCode", password is not null as "isReady",
      greatest(signed_in_at, (select max(seen_at) from sign_in_session where official_id = official.id)) as "seenAt"
    from official order by array_position(array['admin', 'city', 'commune'], role), commune_code nulls first, email`.execute(db)
  return rows
}

export interface Credentials extends Official {
  /** `lib/password.ts`; null until the first sign-in by link */
  readonly password: string | null
}

export async function credentials(db: Db, email: string): Promise<Credentials | null> {
  const row = await db
    .selectFrom('official')
    .select([...COLUMNS, 'password'])
    .where('email', '=', normal(email))
    .executeTakeFirst()
  return row ?? null
}

/** @param hash of `lib/password.ts` */
export async function setPassword(db: Db, id: string, hash: string): Promise<void> {
  await db.updateTable('official').set({ password: hash }).where('id', '=', id).execute()
}

/** Of an `official` row, also joined to others. */
export const COLUMNS = ['official.id', 'official.email', 'official.role', 'official.commune_code as communeCode'] as const

function normal(email: string): string {
  return email.trim().toLowerCase()
}
