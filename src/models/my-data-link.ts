/** Signed links to all that is kept about one person, each with an end. */
import type { Vault } from '../lib/seal.ts'
import { judgeSigned, type Signature, signedQuery } from '../lib/signed-link.ts'

/** Who holds the link holds the data, so not for long. */
export const MY_DATA_HOURS = 24
const HOUR_MS = 3_600_000

/** @param personId any account of the person; the linked ones come along */
export async function myDataLink(vault: Vault, publicUrl: string, personId: string, now: Date): Promise<string> {
  const until = new Date(now.getTime() + MY_DATA_HOURS * HOUR_MS)
  return `${publicUrl}/my-data/${personId}?${await signedQuery(vault, ['my-data', personId], until)}`
}

/** Whether a link is ours and has not ended. */
export async function isGoodMyDataLink(
  vault: Vault,
  { id, ...signature }: Signature & { readonly id: string },
  now: Date,
): Promise<boolean> {
  return (await judgeSigned(vault, ['my-data', id], signature, now)) === 'good'
}
