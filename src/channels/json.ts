import * as v from 'valibot'

/**
 * A webhook's body as JSON in which no id has lost a digit (P-14).
 *
 * JSON.parse rounds whole numbers above 2^53, so those of 16 digits and more become text first. Not by a reviver with
 * `context.source`: the oldest Node that we start on does not have it. The first parse guarantees that every string in
 * the text ends, so the scan is linear.
 *
 * @returns undefined for what is not JSON; broken UTF-8 is read with U+FFFD in its place
 */
export function parseJson(rawBody: Uint8Array): unknown {
  const text = new TextDecoder().decode(rawBody)
  try {
    const value: unknown = JSON.parse(text)
    if (!/\d{16}/.test(text)) return value
    return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token)))
  } catch {
    // Expected of a stranger's bytes; the caller answers 400.
    return undefined
  }
}

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

/** A field of the wrong shape counts as missing: platforms change theirs without notice, and one field must not cost the message. */
export function lenient<S extends v.GenericSchema>(schema: S) {
  return v.fallback(v.optional(schema), undefined)
}

/** What platforms call an id: printable ASCII, so that it can lie in any column and URL. */
export const opaqueId = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,512}$/))
