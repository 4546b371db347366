/**
 * The words that all rooms share: what a person sent, what we say back, and how a send ended.
 *
 * One vocabulary for all channels: an adapter turns wire JSON into `Inbound` and `Outbound` into wire JSON, and nothing
 * above it ever sees a `chat_id`. Everything here is plain JSON, so it can lie in an inbox or outbox row as it is.
 */

/** A chat platform. Also the name in URLs, rows and settings. */
export type ChannelName = 'web' | 'telegram' | 'zalo' | 'zalo-oa'

export type Language = 'vi' | 'en'

/** Where a photo or file can be had: on the platform (fetched later by a job) or already in our storage. */
export type MediaRef =
  | { readonly from: 'platform'; readonly kind: MediaKind; readonly ref: string; readonly fileName?: string }
  | {
      readonly from: 'storage'
      readonly kind: MediaKind
      readonly key: string
      readonly contentType: string
      readonly bytes: number
      readonly width?: number
      readonly height?: number
      readonly fileName?: string
    }
  /** Refused before storage: what it claimed to be, so that the talk can say so. */
  | { readonly from: 'refused'; readonly kind: MediaKind; readonly why: MediaRefusal; readonly fileName?: string }

export type MediaKind = 'photo' | 'file'
export type MediaRefusal = 'not_a_photo' | 'too_large' | 'too_many_pixels' | 'broken' | 'not_accepted' | 'empty'

export type InboundContent =
  | { readonly type: 'text'; readonly text: string }
  /** A pressed button; `callbackId` where the platform waits for an acknowledgement (Telegram). */
  | { readonly type: 'button'; readonly payload: string; readonly callbackId?: string }
  | { readonly type: 'location'; readonly lat: number; readonly lng: number }
  | { readonly type: 'media'; readonly media: readonly MediaRef[]; readonly caption?: string }
  | { readonly type: 'contact'; readonly phone: string; readonly own: boolean }
  /** A person changed an earlier message; `messageId` is that message's. */
  | { readonly type: 'edited'; readonly text: string }
  /** Content that we cannot read. `link`: the platform withheld a text (Zalo does so for texts that hold a link). */
  | { readonly type: 'unsupported'; readonly why: 'withheld' | 'sticker' | 'voice' | 'other' }
  /** The person blocked or unblocked the bot. */
  | { readonly type: 'membership'; readonly active: boolean }
  /**
   * Kept and counted, never answered: groups, bots, unknown kinds, receipts. `staff`: one of us wrote to the person by
   * hand, in the platform's own tool.
   */
  | { readonly type: 'ignored'; readonly why: 'group' | 'bot' | 'unknown' | 'receipt' }
  | { readonly type: 'ignored'; readonly why: 'staff'; readonly messageId: string }
  /** Filled in on the page of the draft with this nonce (`web/form`); from ourselves, whatever the person's channel. */
  | { readonly type: 'form'; readonly nonce: string; readonly fields: readonly FormField[] }

/**
 * What a person changed at one question of a page. `was`: the print of what stood in the field when the page was made, so
 * that a newer answer from the chat is seen. `typed` and `chosen` may be '': emptied.
 */
export type FormField =
  | { readonly step: string; readonly was: string; readonly typed: string }
  | { readonly step: string; readonly was: string; readonly chosen: string }
  | {
      readonly step: string
      readonly media: readonly MediaRef[]
      /** ids of attachments that are taken out */
      readonly dropped: readonly string[]
      /** id of an attachment to the paper that it is */
      readonly named: Readonly<Record<string, string>>
    }

/** One update of one person, as a channel's `parse` gives it. */
export interface Inbound {
  readonly channel: ChannelName
  /** Unique in its channel; the platform's own id as text (ids above 2^53 stay exact), else a hash of the raw body. */
  readonly updateId: string
  /** Where to answer: the platform's chat id as text. Empty where the update names nobody (withheld Zalo message). */
  readonly address: string
  readonly personName?: string
  /** The platform's guess at the person's language, a BCP 47 tag. */
  readonly languageTag?: string
  /** When the person did what opens the platform's window (`Limits.window`), ISO 8601 in UTC. */
  readonly interactedAt?: string
  /** Parts of one album share it; they are gathered into one `media` content. */
  readonly albumId?: string
  readonly content: InboundContent
}

/** A choice offered under a message; `payload` comes back as a `button`, at most 64 bytes of UTF-8. */
export interface Choice {
  readonly label: string
  readonly payload: string
}

export interface Link {
  readonly label: string
  readonly url: string
}

/** What the person's question was answered with; the web chat hands it on (`contract.md`). */
export interface AnswerMark {
  readonly zone: 'answer' | 'choices' | 'refusal'
  readonly articles: readonly string[]
}

/** One thing to send. A `message` may be split into several by `outbox.enqueue`: one outbox row is one platform call. */
export type Outbound =
  | {
      readonly type: 'message'
      readonly text: string
      readonly choices?: readonly Choice[]
      readonly links?: readonly Link[]
      /** Ask for the position with the channel's own button, where it has one. */
      readonly askLocation?: { readonly label: string }
      /** Ask for the phone number with the platform's own form; `image`: an address of ours. The words stand in the text too. */
      readonly askContact?: { readonly title: string; readonly image: string }
      /** A picture in our storage that goes with the text. */
      readonly image?: { readonly url: string; readonly alt: string }
      readonly answer?: AnswerMark
      /** The same in short, for a platform's approved template, where nothing else is taken any more. */
      readonly template?: { readonly title: string; readonly text: string; readonly url: string }
    }
  /** Tells the platform that a button press was taken (Telegram's spinner stops). Best effort. */
  | { readonly type: 'acknowledge'; readonly callbackId: string }

/** What a channel can carry; `outbox.enqueue` splits and the adapter renders by it. */
export interface Limits {
  /** Longest text of one call, in UTF-16 code units. */
  readonly maxText: number
  /** Most buttons under one message; 0: the adapter writes a numbered list and the person types the number. */
  readonly maxButtons: number
  /** The person can share a position. */
  readonly canShareLocation: boolean
  /** The person can give name and phone in a form of the platform's own. */
  readonly canShareContact?: true
  /** The platform withholds texts that hold a link: ask for words. */
  readonly withholdsLinks: boolean
  /** Sends a second, all persons together. */
  readonly perSecond: number
  /** Sends a month, null: no limit known. */
  readonly perMonth: number | null
  /** Where the platform takes messages only for a while after the person's last word or press. */
  readonly window?: WindowLimits
}

/** Since the person's last interaction: free up to `freeMs`, paid up to `openMs`, then nothing is taken. */
export interface WindowLimits {
  readonly freeMs: number
  readonly openMs: number
  /** VND of one paid message; null: not known */
  readonly paidVnd: number | null
  /** an approved template reaches whom nothing else does; null: there is none */
  readonly template: { readonly vnd: number | null } | null
}

/**
 * How one send to the outside ended, typed by what the caller does next (P-07, P-12).
 *
 * `unknown`: the request was written to the wire and no readable answer came: it may have arrived.
 */
export type SendResult =
  | { readonly outcome: 'sent'; readonly id: string }
  | {
      readonly outcome: 'not_sent'
      /**
       * busy: try again later · blocked: person gone · closed: nothing more for this person until they write again ·
       * invalid: never retry · unauthorized: token · quota: stop the channel
       */
      readonly reason: 'busy' | 'blocked' | 'closed' | 'invalid' | 'unauthorized' | 'quota'
      /** The platform named a time (429): the whole channel pauses until then (P-12). */
      readonly retryAfterMs?: number
      /** This message only: not before (the platform's night). */
      readonly waitMs?: number
      /** Short and free of personal data, for the operator: an error code and the platform's description. */
      readonly detail?: string
    }
  | { readonly outcome: 'unknown'; readonly detail?: string }
