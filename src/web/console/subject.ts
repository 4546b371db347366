import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { OfficialRole, Tx } from '../../db/schema.ts'
import type { Vault } from '../../lib/seal.ts'
import type { Attachment } from '../../models/attachment.ts'
import type { Help } from '../../models/registration.ts'
import type { T } from '../../texts.ts'
import type { ConsoleEnv } from './console-env.ts'
import type { Errors } from './form.tsx'
import type { Kind } from './waiting.ts'

export interface Item {
  readonly id: string
  readonly reference: string
  readonly personId: string
  /** of a registration: who filled it in for the producer */
  readonly help?: Help | null
  readonly state: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface Fact {
  readonly label: string
  readonly value: string
}

/** A report or a registration, as the desk handles both. */
export interface Subject<One extends Item = Item> {
  readonly kind: Kind
  readonly path: '/console/reports' | '/console/registrations'
  readonly current: 'reports' | 'registrations'
  /** all, in the order of the tabs */
  readonly states: readonly string[]
  /** where an official of this role may take it from a state */
  next(role: OfficialRole, state: string): readonly string[]
  /** states that wait for an official of this role; the first is that of new ones */
  waiting(role: OfficialRole): readonly string[]
  /** in words, who has it now; null: nobody any more, or it is not told */
  holder?(one: One): string | null
  /** states that must be explained to the person */
  readonly explained: readonly string[]
  key(id: string): { readonly reportId: string } | { readonly registrationId: string }
  /** null also for what the official may not see */
  find(c: Context<ConsoleEnv>, id: string): Promise<One | null>
  move(tx: Tx, vault: Vault, change: Change): Promise<boolean>
  /** ways to take it along as files; absent: there are none */
  readonly downloads?: { one(path: string): Child; list(path: string, state: string | undefined): Child }
  /** what stands on the page, in order; values as the person typed them */
  facts(one: One, attachments: readonly Attachment[], now: Date): readonly Fact[]
  /** what a state needs beside words; its fields stand in the form where the state can be chosen */
  readonly details?: Details
  /** what is told with the news of a state, beside the reference; before anything is typed with example values */
  newsValues?(details: Readonly<Record<string, string>>): Readonly<Record<string, string>>
  /** of what was filled in by another: what they are told of a state, or of words without one (`state` null) */
  helperNews?(one: One, news: { readonly state: string | null; readonly words: string | null }, t: T): string
  /** a note below the list */
  readonly listNote?: () => Child
  /** what happened to it beside the officials here: its way elsewhere, what its sender put right; `isLocked`: only others move its state */
  elsewhere?(c: Context<ConsoleEnv>, one: One): Promise<Elsewhere | null>
}

/** Fields of one state: `field` is their name in the form. */
export interface Details {
  readonly state: string
  readonly fields: readonly { readonly name: string; readonly label: string; readonly hint: string }[]
  /** what is wrong with them, by name */
  check(typed: Readonly<Record<string, string>>, now: Date): Errors
}

export interface Elsewhere {
  readonly isLocked: boolean
  readonly section: Child
}

export interface Change {
  readonly id: string
  readonly to: string
  readonly words: string | null
  readonly officialId: string
  readonly role: OfficialRole
  /** as typed, checked; empty for a state without any */
  readonly details: Readonly<Record<string, string>>
}
