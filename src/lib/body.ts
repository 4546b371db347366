/**
 * A stranger's body: read with a bound on size and time, and parsed with a bound on depth (P-14, P-19).
 *
 * The length header is the other side's word, so bytes are counted as they come. `JSON.parse` builds what it reads, so
 * depth is counted before it, by one pass over the bytes that keeps nothing.
 */
import { joined } from './bytes.ts'

export interface BodyLimits {
  readonly maxBytes: number
  /** Longest time for the whole body, however steadily it drips. */
  readonly totalMs?: number
  /** Longest silence between two pieces. */
  readonly idleMs?: number
}

export type Body =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  /** 400: the connection broke · 408: too slow · 413: too large */
  | { readonly ok: false; readonly status: 400 | 408 | 413 }

/** Reads a request's or a response's body to its end. Never throws, holds at most `maxBytes`, and leaves no timer behind. */
export async function readBody(message: Pick<Request, 'body'>, limits: BodyLimits): Promise<Body> {
  const reader = openReader(message)
  if (reader === undefined) return { ok: false, status: 400 }
  if (reader === null) return { ok: true, bytes: new Uint8Array(0) }
  const clock = createClock(limits)
  const body = await Promise.race([drain(reader, limits.maxBytes, clock.beat), clock.ranOut])
  clock.stop()
  // Not awaited: a sender that never ends must not decide when we go on.
  if (!body.ok) reader.cancel().catch(() => undefined)
  return body
}

export interface JsonLimits {
  /** Deepest nesting of arrays and objects. */
  readonly maxDepth: number
  readonly maxBytes?: number
}

export type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false }

/** JSON in UTF-8; not ok: broken UTF-8, no JSON, deeper or larger than asked. Never throws. */
export function parseJson(bytes: Uint8Array, { maxDepth, maxBytes = Number.POSITIVE_INFINITY }: JsonLimits): Json {
  if (bytes.length > maxBytes || isDeeper(bytes, maxDepth)) return { ok: false }
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    // What a stranger sends need not be JSON: that is an answer, not a fault.
    return { ok: false }
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>

/** null: no body · undefined: someone else has read it. */
function openReader({ body }: Pick<Request, 'body'>): Reader | null | undefined {
  if (body === null) return null
  return body.locked ? undefined : body.getReader()
}

async function drain(reader: Reader, maxBytes: number, beat: () => void): Promise<Body> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      beat()
      length += next.value.length
      if (length > maxBytes) return { ok: false, status: 413 }
      chunks.push(next.value)
    }
  } catch {
    // The other side went away in the middle.
    return { ok: false, status: 400 }
  }
  return { ok: true, bytes: joined(chunks) }
}

function createClock({ totalMs, idleMs }: BodyLimits) {
  const { promise: ranOut, resolve } = Promise.withResolvers<Body>()
  const end = () => resolve({ ok: false, status: 408 })
  const total = totalMs === undefined ? undefined : setTimeout(end, totalMs)
  let idle = idleMs === undefined ? undefined : setTimeout(end, idleMs)
  return {
    ranOut,
    beat() {
      if (idleMs === undefined) return
      clearTimeout(idle)
      idle = setTimeout(end, idleMs)
    },
    stop() {
      clearTimeout(total)
      clearTimeout(idle)
    },
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** Signs of JSON are ASCII, and no byte of a longer UTF-8 character is: so bytes can be scanned as they are. */
function isDeeper(bytes: Uint8Array, maxDepth: number): boolean {
  let depth = 0
  let isInString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (isInString) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) isInString = false
    } else if (byte === QUOTE) isInString = true
    else if (OPENING.has(byte)) {
      if (++depth > maxDepth) return true
    } else if (CLOSING.has(byte)) depth--
  }
  return false
}
