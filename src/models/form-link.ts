/** Signed links to the page of a draft: they open nothing but that draft, and end after a day. */
import type { Vault } from '../lib/seal.ts'

export const FORM_HOURS = 24

/** The account that the link was given to, and the draft's own name. Neither tells who it is. */
export interface Page {
  readonly personId: string
  readonly nonce: string
}

export async function formLink(vault: Vault, publicUrl: string, { personId, nonce }: Page, now: Date): Promise<string> {
  const exp = String(Math.floor(now.getTime() / 1000) + FORM_HOURS * 3600)
  return `${publicUrl}/form/${nonce}/${personId}?sig=${await vault.sign(signedText({ personId, nonce }, exp))}&exp=${exp}`
}

/** `unknown`: none of ours, or changed on the way. @param exp,sig as they stand in it */
export async function judgeLink(
  vault: Vault,
  { personId, nonce, exp, sig }: Page & { readonly exp: string; readonly sig: string },
  now: Date,
): Promise<'good' | 'ended' | 'unknown'> {
  if (!(await vault.verify(signedText({ personId, nonce }, exp), sig))) return 'unknown'
  return Number(exp) * 1000 > now.getTime() ? 'good' : 'ended'
}

function signedText({ personId, nonce }: Page, exp: string): string {
  return `form\n${personId}\n${nonce}\n${exp}`
}
