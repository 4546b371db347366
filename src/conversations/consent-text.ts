import { utf8 } from '../lib/bytes.ts'
import * as consents from '../models/consent.ts'
import type { Talk } from './talk.ts'

/** Adds to the ledger with the very text that was shown (L-02). @param shown.version day of the text's last change. @param shown.topic of news: which */
export async function recordConsent(
  talk: Talk,
  purpose: consents.NewConsent['purpose'],
  given: boolean,
  shown: { readonly version: string; readonly text: string; readonly topic?: string },
): Promise<void> {
  const { person } = talk
  await consents.record(talk.tx, {
    personId: person.id,
    purpose,
    ...(shown.topic !== undefined && { topic: shown.topic }),
    given,
    textVersion: `${person.language}:${shown.version}`,
    textHash: await sha256(shown.text),
    channel: person.channel,
    inboxId: talk.inboxId,
  })
}

/** Hex. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', utf8(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
