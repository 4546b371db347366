import type { Db } from '../db/schema.ts'

/** Someone who may sign in to the console. */
export interface Official {
  readonly id: string
  readonly email: string
}

/** An official by e-mail; the one who is there already, if any. */
export async function create(db: Db, email: string): Promise<{ id: string; isNew: boolean }> {
  const made = await db
    .insertInto('official')
    .values({ email: normal(email) })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) return { id: made.id, isNew: true }
  const known = await db.selectFrom('official').select('id').where('email', '=', normal(email)).executeTakeFirstOrThrow()
  return { id: known.id, isNew: false }
}

/**
 * Makes sure that somebody can get in: the official who needs a first sign-in link, made if there is none.
 *
 * @returns null when someone has a password already: no link is due
 */
export async function ensureFirst(db: Db, email: string): Promise<{ id: string; email: string } | null> {
  const ready = await db.selectFrom('official').select('id').where('password', 'is not', null).limit(1).executeTakeFirst()
  if (ready) return null
  const { id } = await create(db, email)
  return { id, email: normal(email) }
}

export async function count(db: Db): Promise<number> {
  const row = await db.selectFrom('official').select(db.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()
  return Number(row.n)
}

export interface Credentials extends Official {
  /** `lib/password.ts`; null until the first sign-in by link */
  readonly password: string | null
}

export async function credentials(db: Db, email: string): Promise<Credentials | null> {
  const row = await db
    .selectFrom('official')
    .select(['id', 'email', 'password'])
    .where('email', '=', normal(email))
    .executeTakeFirst()
  return row ?? null
}

/** @param hash of `lib/password.ts` */
export async function setPassword(db: Db, id: string, hash: string): Promise<void> {
  await db.updateTable('official').set({ password: hash }).where('id', '=', id).execute()
}

function normal(email: string): string {
  return email.trim().toLowerCase()
}
