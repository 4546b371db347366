/**
 * What stands behind a link that opens by itself, for a while: a signature over what it leads to and when it ends. Whoever
 * holds such a link is let in, so each kind of link signs a word of its own and opens nothing else.
 */
import type { Vault } from './seal.ts'

/** As they stand in the link. */
export interface Signature {
  readonly exp: string
  readonly sig: string
}

/** `sig=…&exp=…`. @param of the kind of link, then what it leads to; none with a line break @param until whole seconds count */
export async function signedQuery(vault: Pick<Vault, 'sign'>, of: readonly string[], until: Date): Promise<string> {
  const exp = String(Math.floor(until.getTime() / 1000))
  return `sig=${await vault.sign(signedText(of, exp))}&exp=${exp}`
}

/** `unknown`: none of ours, or changed on the way. */
export async function judgeSigned(
  vault: Pick<Vault, 'verify'>,
  of: readonly string[],
  { exp, sig }: Signature,
  now: Date,
): Promise<'good' | 'ended' | 'unknown'> {
  if (!(await vault.verify(signedText(of, exp), sig))) return 'unknown'
  return Number(exp) * 1000 > now.getTime() ? 'good' : 'ended'
}

function signedText(of: readonly string[], exp: string): string {
  return [...of, exp].join('\n')
}
