/**
 * The vault: personal columns are sealed with AES-256-GCM, looked up by keyed hash, and links are signed (L-09, P-23).
 *
 * One key from outside the database (`ENCRYPTION_KEY`), three derived by HKDF so that no purpose can be turned against
 * another. Each sealed text is bound to its place ("person.name"), so a value moved to another column does not open.
 * WebCrypto only: the same code runs on Node and at the edge. Rejected: pgcrypto (the key would travel to the database).
 */
import { joined, utf8 } from './bytes.ts'

export interface Vault {
  /** `v1.` and base64url of nonce and ciphertext. `place` names table and column. */
  seal(text: string, place: string): Promise<string>
  /** @throws Error when the value was not sealed for this place with this key */
  open(sealed: string, place: string): Promise<string>
  /** Keyed hash for look-ups, 43 characters base64url. */
  hash(text: string, place: string): Promise<string>
  /** Signature of a link, 43 characters base64url. */
  sign(text: string): Promise<string>
  /** Constant time. */
  verify(text: string, signature: string): Promise<boolean>
}

/** @param key 32 bytes. @throws RangeError for another length */
export async function createVault(key: Uint8Array): Promise<Vault> {
  if (key.length !== 32) throw new RangeError('The encryption key must be 32 bytes.')
  const root = await crypto.subtle.importKey('raw', key as BufferSource, 'HKDF', false, ['deriveKey'])
  const sealing = await derive(root, 'seal', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt'])
  const hashing = await derive(root, 'hash', { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign'])
  const signing = await derive(root, 'sign', { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign', 'verify'])
  return {
    async seal(text, place) {
      const nonce = crypto.getRandomValues(new Uint8Array(12))
      const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: utf8(place) }, sealing, utf8(text))
      return `v1.${toBase64Url(joined([nonce, new Uint8Array(box)]))}`
    },
    async open(sealed, place) {
      if (!sealed.startsWith('v1.')) throw new Error(`A value at ${place} is not sealed.`)
      const bytes = fromBase64Url(sealed.slice(3))
      try {
        const iv = bytes.subarray(0, 12)
        const text = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv, additionalData: utf8(place) },
          sealing,
          bytes.subarray(12),
        )
        return new TextDecoder().decode(text)
      } catch (cause) {
        throw new Error(`A value at ${place} does not open with this ENCRYPTION_KEY.`, { cause })
      }
    },
    async hash(text, place) {
      return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', hashing, utf8(`${place}\n${text}`))))
    },
    async sign(text) {
      return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', signing, utf8(text))))
    },
    async verify(text, signature) {
      if (!/^[\w-]{43}$/.test(signature)) return false
      return crypto.subtle.verify('HMAC', signing, fromBase64Url(signature), utf8(text))
    },
  }
}

/** Equal in constant time for equal lengths; both are hashed first, so lengths do not show either. */
export async function equalSecrets(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([sha256(utf8(a)), sha256(utf8(b))])
  let difference = 0
  for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number)
  return difference === 0
}

export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource))
}

export function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function derive(
  root: CryptoKey,
  purpose: string,
  algorithm: AesKeyGenParams | HmacKeyGenParams,
  usages: KeyUsage[],
): Promise<CryptoKey> {
  const from = { name: 'HKDF', hash: 'SHA-256', salt: utf8('hue-ocop-chat'), info: utf8(purpose) }
  return crypto.subtle.deriveKey(from, root, algorithm, false, usages)
}
