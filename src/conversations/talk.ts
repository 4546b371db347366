import type { Channel } from '../channels/channel.ts'
import type { Tx } from '../db/schema.ts'
import type { Asked, Knowledge } from '../knowledge/answer.ts'
import type { Vault } from '../lib/seal.ts'
import { localDay } from '../lib/time.ts'
import type { ChannelName, Choice, Limits, Link, Outbound } from '../message.ts'
import type { Person } from '../models/person.ts'
import type { T } from '../texts.ts'
import type { DestinationOf } from './conversation.ts'
import type { Pending, Session } from './session.ts'

/** What a turn may read and write; the transaction is the caller's. */
export interface ReplyContext {
  readonly tx: Tx
  readonly vault: Vault
  readonly person: Person
  /** as stored, null for a newcomer */
  readonly session: { readonly state: unknown; readonly updatedAt: Date } | null
  readonly inboxId: string
  readonly knowledge: Knowledge
  readonly limits: Limits
  readonly now: Date
  readonly publicUrl: string
  readonly destinationOf: DestinationOf
  /** of others who are told something; absent: what fits all channels */
  readonly channels?: ReadonlyMap<ChannelName, Channel>
  /** texts may be sorted by a machine at all (L-21) */
  readonly machineSorting: boolean
}

/** A turn in the making: the context, the session as it was read, and the words of the person's language. */
export interface Talk extends Omit<ReplyContext, 'session'> {
  readonly t: T
  /** without its pending question, which one turn answers or lets go */
  readonly session: Session
  readonly pending: Pending | null
}

/** What comes of a turn. */
export interface Reply {
  readonly session: Session
  readonly messages: readonly Outbound[]
}

/** Words for the person, with what goes with them. */
export type Message = Extract<Outbound, { type: 'message' }>

/** Something that may answer a text; null: not mine, ask the next one. */
export type Rule = (talk: Talk, text: string) => Promise<Reply | null>

export function say(
  text: string,
  extra: { readonly choices?: readonly Choice[]; readonly links?: readonly Link[] } = {},
): Message {
  return { type: 'message', text, ...extra }
}

/** One message, and the session as it is or as changed. */
export function told(talk: Talk, message: Outbound, change: Partial<Session> = {}): Reply {
  return { session: { ...talk.session, ...change }, messages: [message] }
}

/** A choice that does what typing the command does. */
export function commandChoice(talk: Pick<Talk, 't'>, key: string, command: string): Choice {
  return { label: talk.t(`common:choice.${key}`), payload: `w:${command}` }
}

/** What a question is asked with: after an answer, for a while, what that one was about. */
export function asked({ person, now, session }: Talk): Asked {
  const recent = session.given.filter(({ at }) => now.getTime() - new Date(at).getTime() < LEANS_MS)
  return { language: person.language, today: localDay(now), previous: recent.map(({ articleId }) => articleId) }
}

/** Later than this a short question is a new one. */
const LEANS_MS = 30 * 60 * 1000

/** Whether texts of this person are sorted by a machine: answered, taken for a report, given a category (L-21). */
export function sorts({ machineSorting, session }: Talk): boolean {
  return machineSorting && !session.isSortingOff
}
