/**
 * Passwords of officials: scrypt, kept as a PHC-like string that carries its own cost.
 *
 * `node:crypto` because WebCrypto has no memory-hard function; both runtimes have it. The cost is OWASP's choice for
 * little memory (16 MiB, five passes): an isolate at the edge has 128 MiB in all.
 */
import { scrypt } from 'node:crypto'
import { randomBytes } from './random.ts'
import { fromBase64Url, toBase64Url } from './seal.ts'

export interface Cost {
  /** log2 of N */
  readonly ln: number
  readonly r: number
  readonly p: number
}

export const COST: Cost = { ln: 14, r: 8, p: 5 }
const SALT_BYTES = 16
const HASH_BYTES = 32
const SHAPE = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/

/** `$scrypt$ln=14,r=8,p=5$salt$hash`, salt and hash in base64url. */
export async function hash(typed: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return show(cost, salt, await derive(typed, salt, cost))
}

/**
 * Whether `typed` is the password.
 *
 * @param stored null where there is none (no such official, no password yet): false, after the same work, so that the
 *   time tells nothing (P-24)
 * @throws Error when `stored` is not one of our strings
 */
export async function verify(typed: string, stored: string | null): Promise<boolean> {
  const { cost, salt, expected } = stored === null ? decoy() : parse(stored)
  const derived = await derive(typed, salt, cost)
  let difference = 0
  for (let i = 0; i < expected.length; i++) difference |= (derived[i] ?? 0) ^ (expected[i] ?? 0)
  return stored !== null && difference === 0
}

/** Whether the cost has changed since `stored` was made: hash again at the next right password. */
export function isStale(stored: string, cost: Cost = COST): boolean {
  const { cost: old } = parse(stored)
  return old.ln !== cost.ln || old.r !== cost.r || old.p !== cost.p
}

interface Parsed {
  readonly cost: Cost
  readonly salt: Uint8Array
  readonly expected: Uint8Array
}

function parse(stored: string): Parsed {
  const [, ln, r, p, salt, expected] = SHAPE.exec(stored) ?? []
  if (salt === undefined || expected === undefined) throw new Error('A stored password has an unknown shape.')
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: fromBase64Url(salt),
    expected: fromBase64Url(expected),
  }
}

function decoy(): Parsed {
  return { cost: COST, salt: new Uint8Array(SALT_BYTES), expected: new Uint8Array(HASH_BYTES) }
}

function show(cost: Cost, salt: Uint8Array, derived: Uint8Array): string {
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${toBase64Url(salt)}$${toBase64Url(derived)}`
}

/** The same letters typed on two keyboards may differ in their code points; NFKC makes them one. */
function derive(typed: string, salt: Uint8Array, { ln, r, p }: Cost): Promise<Uint8Array> {
  const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }
  return new Promise((resolve, reject) => {
    scrypt(typed.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
