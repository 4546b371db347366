/** Changing what an official is; their sessions end, so the id of a session never outlives a role (P-24). */
import type { Tx } from '../db/schema.ts'
import * as officials from './official.ts'
import { isSamePost, type Post } from './official-post.ts'
import * as signIns from './sign-in.ts'

/** `last_admin`: nobody would be left who can name officials. */
export type Changed = 'changed' | 'same' | 'last_admin' | 'missing'

export async function change(tx: Tx, id: string, post: Post): Promise<Changed> {
  const admins = await lockAdmins(tx)
  const one = await officials.find(tx, id)
  if (!one) return 'missing'
  if (isSamePost(one, post)) return 'same'
  if (post.role !== 'admin' && isLast(admins, id)) return 'last_admin'
  await tx.updateTable('official').set({ role: post.role, commune_code: post.communeCode }).where('id', '=', id).execute()
  await signIns.closeAllSessions(tx, id)
  return 'changed'
}

interface Admin {
  readonly id: string
  readonly password: string | null
}

/** Held until the end: two who take each other's role away at once must not both succeed. */
async function lockAdmins(tx: Tx): Promise<readonly Admin[]> {
  return tx.selectFrom('official').select(['id', 'password']).where('role', '=', 'admin').orderBy('id').forUpdate().execute()
}

/** An administrator who never signed in may never do: whoever can sign in needs another who can. */
function isLast(admins: readonly Admin[], id: string): boolean {
  const one = admins.find((admin) => admin.id === id)
  const others = admins.filter((admin) => admin.id !== id)
  if (!one) return false
  return others.length === 0 || (one.password !== null && others.every(({ password }) => password === null))
}
