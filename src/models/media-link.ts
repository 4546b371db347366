/** Signed links to stored photos and papers, each with an end (P-23). */
import type { Vault } from '../lib/seal.ts'

/** An address under which an attachment can be had until then; whole seconds. */
export async function mediaLink(vault: Vault, publicUrl: string, id: string, expiresAt: Date): Promise<string> {
  const exp = String(Math.floor(expiresAt.getTime() / 1000))
  return `${publicUrl}/media/${id}?sig=${await vault.sign(signedText(id, exp))}&exp=${exp}`
}

/** Whether a link is ours and has not ended. @param exp,sig as they stand in it */
export async function isGoodLink(vault: Vault, id: string, exp: string, sig: string, now: Date): Promise<boolean> {
  return (await vault.verify(signedText(id, exp), sig)) && Number(exp) * 1000 > now.getTime()
}

function signedText(id: string, exp: string): string {
  return `media\n${id}\n${exp}`
}
