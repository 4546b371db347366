/**
 * The secret code of a report or registration: 16 random Crockford base32 characters and a check (P-17).
 *
 * The check is a weighted sum in GF(32) with the powers of a primitive element as weights, so every single slip and every
 * swap of two characters is noticed, within the same 32 letters. Rejected: Crockford's own modulo-37 sign, which needs
 * five more characters that people cannot find on a phone.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 17

/** `XXXX-XXXX-XXXX-XXXX-X`. @param random 16 random bytes (80 of their bits are used) */
export function makeCode(random: Uint8Array): string {
  if (random.length < 16) throw new RangeError('A code needs 16 random bytes.')
  const digits = Array.from(random.subarray(0, 16), (byte) => byte & 31)
  return show([...digits, checkDigit(digits)].map((digit) => ALPHABET[digit]).join(''))
}

/** The code in its shown form if `typed` is one with a right check character, in any case, with O for 0 and I or L for 1; else null. */
export function parseCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (plain.length !== LENGTH) return null
  const digits = Array.from(plain, (letter) => ALPHABET.indexOf(letter))
  if (digits.includes(-1)) return null
  return digits[LENGTH - 1] === checkDigit(digits.slice(0, LENGTH - 1)) ? show(plain) : null
}

function show(plain: string): string {
  return `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8, 12)}-${plain.slice(12, 16)}-${plain.slice(16)}`
}

function checkDigit(digits: readonly number[]): number {
  let sum = 0
  let weight = 2
  for (const digit of digits) {
    sum ^= multiply(digit, weight)
    weight = multiply(weight, 2)
  }
  return sum
}

/** Product in GF(32) modulo x^5 + x^2 + 1, which is primitive: the powers of 2 run through all 31 others. */
function multiply(a: number, b: number): number {
  let product = 0
  let shifted = a
  for (let bits = b; bits > 0; bits >>= 1) {
    if (bits & 1) product ^= shifted
    shifted <<= 1
    if (shifted & 32) shifted ^= 0b100101
  }
  return product
}
