import * as v from 'valibot'
import { parseJson } from './body.ts'

/**
 * A webhook's or a platform's body as JSON in which no id has lost a digit (P-14).
 *
 * JSON.parse rounds whole numbers above 2^53, so those of 16 digits and more become text first. Not by a reviver with
 * `context.source`: the oldest Node that we start on does not have it. The first parse guarantees that every string in
 * the text ends, so the scan is linear.
 *
 * @returns undefined for what is not JSON in UTF-8, or is nested deeper than any platform's update
 */
export function parseExact(rawBody: Uint8Array): unknown {
  const read = parseJson(rawBody, { maxDepth: MAX_DEPTH })
  if (!read.ok) return undefined
  const text = new TextDecoder().decode(rawBody)
  if (!/\d{16}/.test(text)) return read.value
  return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token)))
}

/** Replies to replies of a forwarded message nest; nothing nests this deep. */
const MAX_DEPTH = 64

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

/** A field of the wrong shape counts as missing: platforms change theirs without notice, and one field must not cost the message. */
export function lenient<S extends v.GenericSchema>(schema: S) {
  return v.fallback(v.optional(schema), undefined)
}

/** What platforms call an id: printable ASCII, so that it can lie in any column and URL. */
export const opaqueId = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,512}$/))
