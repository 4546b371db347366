/** Randomness of the platform, in the two shapes that models need. */

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** A random name for links and storage keys: 32 letters of `0-9a-z`, more than 128 bits. */
export function randomName(): string {
  // 36 does not divide 256; the small bias costs less than a bit of 165.
  return Array.from(randomBytes(32), (byte) => (byte % 36).toString(36)).join('')
}
