import type { ChannelName, Inbound, Limits, MediaRef, Outbound, SendResult } from '../message.ts'

/** A chat platform: one file that implements this, one fake in `test/fakes`, one line in `open.ts`. */
export interface Channel {
  readonly name: ChannelName
  readonly limits: Limits
  /**
   * Constant time; false, never a throw (P-18).
   *
   * @param rawBody null: not read yet. Where the secret stands in a header all is decided then; a signature over the body
   *                is only looked at for its shape, so that whoever brings none costs no reading.
   */
  verify(headers: Headers, rawBody: Uint8Array | null): Promise<boolean>
  /** Where the platform signs the body: which of the ways known to us made the signature, null: none of them. Never throws. */
  signedBy?(headers: Headers, rawBody: Uint8Array): Promise<string | null>
  /** null: not its shape (400). Unknown kinds are `unsupported` or `ignored`, never null. Never throws. */
  parse(rawBody: Uint8Array): Promise<readonly Inbound[] | null>
  /** One platform call; never retries; never throws. `signal` cuts it off (then the result is `unknown`). */
  send(address: string, message: Outbound, signal: AbortSignal): Promise<SendResult>
  /** The message's `template`, to whom `send` reaches no more; only where `limits.window.template` says that there is one. */
  sendTemplate?(address: string, template: NonNullable<Message['template']>, signal: AbortSignal): Promise<SendResult>
  /** How `send` will show a message, for who writes it; links stand among the buttons where they are some. */
  preview(message: Message): Preview
  /** How many updates wait at the platform for our webhook (P-31), where it can be asked. Throws where it does not answer. */
  backlog?(signal: AbortSignal): Promise<number>
  /** Where the access has to be renewed again and again. */
  readonly grant?: Grant
  /** The bytes of a photo or file; the caller caps size and checks content. Throws `FetchError` when it cannot be had. */
  fetchMedia(media: Extract<MediaRef, { from: 'platform' }>, signal: AbortSignal): Promise<Response>
}

type Message = Extract<Outbound, { type: 'message' }>

/** The platform's access ends by itself and is renewed with a token that can be used once (P-11). */
export interface Grant {
  /** the first refresh token, out of the settings; null: none */
  readonly given: string | null
  /** One call; never retries; never throws. */
  refresh(refreshToken: string, signal: AbortSignal): Promise<Refreshed>
}

/** How an attempt to renew ended, typed by what is true of the old refresh token afterwards. */
export type Refreshed =
  /** the old pair is dead, this one lives */
  | { readonly outcome: 'renewed'; readonly access: string; readonly refresh: string; readonly expiresInMs: number }
  /** as good as before */
  | { readonly outcome: 'not_sent'; readonly detail: string }
  /** the platform's word that it is good no more */
  | { readonly outcome: 'refused'; readonly detail: string }
  /** perhaps used up: the answer was lost */
  | { readonly outcome: 'unknown'; readonly detail: string }

export interface Preview {
  readonly text: string
  /** labels, in order */
  readonly buttons: readonly string[]
}
