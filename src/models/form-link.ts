/** Signed links to the page of a draft: they open nothing but that draft, and end after a day. */
import type { Vault } from '../lib/seal.ts'
import { judgeSigned, type Signature, signedQuery } from '../lib/signed-link.ts'

export const FORM_HOURS = 24
const HOUR_MS = 3_600_000

/** The account that the link was given to, and the draft's own name. Neither tells who it is. */
export interface Page {
  readonly personId: string
  readonly nonce: string
}

export async function formLink(vault: Vault, publicUrl: string, { personId, nonce }: Page, now: Date): Promise<string> {
  const until = new Date(now.getTime() + FORM_HOURS * HOUR_MS)
  return `${publicUrl}/form/${nonce}/${personId}?${await signedQuery(vault, ['form', personId, nonce], until)}`
}

export async function judgeLink(vault: Vault, { personId, nonce, ...signature }: Page & Signature, now: Date) {
  return judgeSigned(vault, ['form', personId, nonce], signature, now)
}
