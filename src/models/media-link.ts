/** Signed links to stored photos and papers, each with an end (P-23). */
import type { Vault } from '../lib/seal.ts'
import { judgeSigned, signedQuery } from '../lib/signed-link.ts'

/** An address under which an attachment can be had until then. */
export async function mediaLink(vault: Vault, publicUrl: string, id: string, expiresAt: Date): Promise<string> {
  return `${publicUrl}/media/${id}?${await signedQuery(vault, ['media', id], expiresAt)}`
}

/** Whether a link is ours and has not ended. @param exp,sig as they stand in it */
export async function isGoodLink(vault: Vault, id: string, exp: string, sig: string, now: Date): Promise<boolean> {
  return (await judgeSigned(vault, ['media', id], { exp, sig }, now)) === 'good'
}
