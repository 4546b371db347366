import type { SendResult } from '../message.ts'
import type { HttpError } from './http.ts'

/** A platform's root without the slash at its end, for `${root}/bot${token}/method`. */
export function rootOf(baseUrl: URL): string {
  return `${baseUrl.origin}${baseUrl.pathname}`.replace(/\/+$/, '')
}

/** No answer came: what is known of the request (P-07). */
export function noAnswer(error: HttpError): SendResult {
  // A refused host is a slip in the settings: nothing left, so the message waits until it is mended.
  if (error.kind === 'not_sent' || error.kind === 'refused_host')
    return { outcome: 'not_sent', reason: 'busy', detail: error.kind }
  return { outcome: 'unknown', detail: error.kind }
}

/**
 * A platform's own words, fit for a log: no addresses, no quoted text, no long numbers, no secret (P-29).
 *
 * @param secrets the token and whatever else must never be repeated
 */
export function describe(code: number, words: unknown, secrets: readonly string[]): string {
  const safe = bareWords(typeof words === 'string' ? words : '', secrets).replace(/[^\x20-\x7e…]+/g, '…')
  return `${code} ${safe}`.trim().slice(0, 120)
}

/** Words without addresses, quoted text, long numbers and secrets; other letters than ASCII stay (P-29). */
export function bareWords(words: string, secrets: readonly string[]): string {
  return secrets
    .reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '…')), words)
    .replace(/\w+:\/\/\S+|\S+@\S+/g, '…')
    .replace(/"[^"]*"|(?<!\w)'[^']*'|“[^”]*”/g, '…')
    .replace(/\S*\d{6,}\S*/g, '…')
}
