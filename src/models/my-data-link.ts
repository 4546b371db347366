/** Signed links to all that is kept about one person, each with an end. */
import type { Vault } from '../lib/seal.ts'

/** Who holds the link holds the data, so not for long. */
export const MY_DATA_HOURS = 24
const HOUR_MS = 3_600_000

/** @param personId any account of the person; the linked ones come along */
export async function myDataLink(vault: Vault, publicUrl: string, personId: string, now: Date): Promise<string> {
  const exp = String(Math.floor((now.getTime() + MY_DATA_HOURS * HOUR_MS) / 1000))
  return `${publicUrl}/my-data/${personId}?sig=${await vault.sign(signedText(personId, exp))}&exp=${exp}`
}

/** Whether a link is ours and has not ended. @param exp,sig as they stand in it */
export async function isGoodMyDataLink(
  vault: Vault,
  link: { readonly id: string; readonly exp: string; readonly sig: string },
  now: Date,
): Promise<boolean> {
  return (await vault.verify(signedText(link.id, link.exp), link.sig)) && Number(link.exp) * 1000 > now.getTime()
}

function signedText(id: string, exp: string): string {
  return `my-data\n${id}\n${exp}`
}
