import { sql } from 'kysely'
import type { Tx } from '../db/schema.ts'
import { makeCode } from '../lib/code.ts'
import { randomBytes } from '../lib/random.ts'
import type { Vault } from '../lib/seal.ts'
import { localYear } from '../lib/time.ts'

export interface Names {
  /** public label, opens nothing */
  readonly reference: string
  /** the sender's key; only its hash is kept (P-17) */
  readonly code: string
  readonly codeHash: string
}

/** The two names of a new report (PA) or registration (DK). Numbers run without gaps: the row is locked to the end of the turn. */
export async function give(tx: Tx, vault: Vault, series: 'PA' | 'DK', now: Date): Promise<Names> {
  const name = `${series}-${localYear(now)}`
  const { value } = await tx
    .insertInto('counter')
    .values({ name, value: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`counter.value + 1` }))
    .returning('value')
    .executeTakeFirstOrThrow()
  return { reference: `${name}-${String(value).padStart(6, '0')}`, ...(await newCode(vault)) }
}

/** A key without a label: for what has one already. */
export async function newCode(vault: Vault): Promise<Pick<Names, 'code' | 'codeHash'>> {
  const code = makeCode(randomBytes(16))
  return { code, codeHash: await hashCode(vault, code) }
}

export function hashCode(vault: Vault, code: string): Promise<string> {
  return vault.hash(code, 'code')
}
