import type { ChannelName, Inbound, Limits, MediaRef, Outbound, SendResult } from '../message.ts'

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
  /** How `send` will show a message, for who writes it; links stand among the buttons where they are some. */
  preview(message: Extract<Outbound, { type: 'message' }>): Preview
  /** How many updates wait at the platform for our webhook (P-31), where it can be asked. Throws where it does not answer. */
  backlog?(signal: AbortSignal): Promise<number>
  /** The bytes of a photo or file; the caller caps size and checks content. Throws `FetchError` when it cannot be had. */
  fetchMedia(media: Extract<MediaRef, { from: 'platform' }>, signal: AbortSignal): Promise<Response>
}

export interface Preview {
  readonly text: string
  /** labels, in order */
  readonly buttons: readonly string[]
}
