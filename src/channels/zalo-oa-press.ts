/**
 * A pressed button comes back as an ordinary text of the person (Zalo has no callback), so what a button carries is signed
 * for its receiver: nobody can type a press, nor pass on another's.
 */
import type { Vault } from '../lib/seal.ts'
import { clean } from '../lib/text.ts'

export type Signer = Pick<Vault, 'sign' | 'verify'>

/** What Zalo is given to send back; at most 1,000 characters. */
export async function carried(presses: Signer, address: string, payload: string): Promise<string> {
  const said = clean(payload)
  return `${MARK}${await presses.sign(signedText(address, said))}.${said}`
}

/** What the button was made for; null: it is a typed text. */
export async function pressed(presses: Signer, address: string, text: string): Promise<string | null> {
  if (!text.startsWith(MARK)) return null
  const [, signature = '', payload = ''] = /^([\w-]{43})\.(.*)$/s.exec(text.slice(MARK.length)) ?? []
  return payload !== '' && (await presses.verify(signedText(address, payload), signature)) ? payload : null
}

const MARK = '#oa1.'

function signedText(address: string, payload: string): string {
  return `zalo-oa press\n${address}\n${payload}`
}
