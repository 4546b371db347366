import type { ChannelName, Inbound, MediaRef, Outbound, SendResult } from '../message.ts'

/** What a channel can carry; `outbox.enqueue` splits and the adapter renders by it. */
export interface Limits {
  /** Longest text of one call, in UTF-16 code units. */
  readonly maxText: number
  /** Most buttons under one message; 0: the adapter writes a numbered list and the person types the number. */
  readonly maxButtons: number
  /** The person can share a position. */
  readonly canShareLocation: boolean
  /** The platform withholds texts that hold a link: ask for words. */
  readonly withholdsLinks: boolean
  /** Sends a second, all persons together. */
  readonly perSecond: number
  /** Sends a month, null: no limit known. */
  readonly perMonth: number | null
}

/** A chat platform: one file that implements this, one fake in `test/fakes`, one line in `open.ts`. */
export interface Channel {
  readonly name: ChannelName
  readonly limits: Limits
  /** Constant time; false, never a throw (P-18). */
  verify(headers: Headers, rawBody: Uint8Array): Promise<boolean>
  /** null: not its shape (400). Unknown kinds are `unsupported` or `ignored`, never null. Never throws. */
  parse(rawBody: Uint8Array): Promise<readonly Inbound[] | null>
  /** One platform call; never retries; never throws. `signal` cuts it off (then the result is `unknown`). */
  send(address: string, message: Outbound, signal: AbortSignal): Promise<SendResult>
  /** The bytes of a photo or file; the caller caps size and checks content. Throws `FetchError` when it cannot be had. */
  fetchMedia(media: Extract<MediaRef, { from: 'platform' }>, signal: AbortSignal): Promise<Response>
}
