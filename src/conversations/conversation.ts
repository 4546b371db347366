/**
 * A guided conversation: an ordered list of questions, declared once; the engine does all the rest (P-13).
 *
 * A conversation names no text: `registration` with a step `phone` reads `registration:phone.ask`, and what all phones
 * share (what is wrong with a number) `common:phone.<why>`. Answers are plain JSON, so a talk can lie in a row for days.
 */
import type { Category } from '../city/categories.ts'
import type { Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'
import type { Choice, Outbound } from '../message.ts'
import type { T } from '../texts.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What a person gave to the open step: typed words, a pressed choice, a position, a shared phone number. */
export type StepInput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'choice'; readonly value: string }
  | { readonly type: 'location'; readonly lat: number; readonly lng: number }
  | { readonly type: 'contact'; readonly phone: string }

/** A value that can be chosen by button. `value`: at most 24 letters of ASCII, it travels in the payload. */
export interface Offer {
  readonly value: string
  readonly label: string
}

/**
 * `note`: said before the next question. `also`: answers to other steps that follow from this one. `isMore`: the question
 * stays open for more. `isRestLater`: the open questions of the step's block are left for later.
 *
 * `why` names the text of what is wrong and what a right answer looks like. `offers`: what was perhaps meant.
 */
export type Parsed<Value> =
  | {
      readonly ok: true
      readonly value: Value
      readonly note?: { readonly why: string; readonly values: Values }
      readonly also?: Answers
      readonly isMore?: true
      readonly isRestLater?: true
    }
  | { readonly ok: false; readonly why: string; readonly values?: Values; readonly offers?: readonly Offer[] }

export type Values = Readonly<Record<string, string | number>>
export type Answers = Readonly<Record<string, Json>>

/** One question. A new kind of question is a new function in `steps.ts`. */
export interface Step<Value extends Json> {
  readonly kind: 'text' | 'choice' | 'criterion' | 'phone' | 'commune' | 'place' | 'photos' | 'papers' | 'field'
  readonly isOptional: boolean
  /** any words are an answer, so a question of the person must be told from one (`style.md`, 6) */
  readonly isFree: boolean
  /** Asked only when this holds for what was answered before. */
  readonly onlyIf?: (answers: Answers) => boolean
  /** its answer stays when an earlier one changes, as long as it is asked at all */
  readonly isKept?: true
  /** the earlier steps that its answer hangs on; absent: all of them where it has `onlyIf`, else none */
  readonly dependsOn?: readonly string[]
  /** about the talk itself, no field of what is sent: not in the summary */
  readonly isAside?: true
  /** questions that "để sau" leaves for later all at once */
  readonly block?: string
  /** about somebody else: what the platform knows of who types is no answer */
  readonly isOthers?: true
  /** its answer comes in several messages, and has its own way to end */
  readonly isGathered?: true
  readonly maxPhotos?: number
  parse(input: StepInput, t: T, answers: Answers, now: Date): Parsed<Value>
  /** the whole question with its list, where it is data and not a text of the conversation; the offers are short then */
  ask?(t: T, answers: Answers): string
  /** choices that do something else than answer */
  ways?(t: T): readonly Choice[]
  /** as in the summary */
  show(value: Value, t: T): string
  /** always offered with the question; more than five stand in the text, with numbers */
  offers?(t: T, answers: Answers): readonly Offer[]
}

type ValueOf<S> = S extends Step<infer Value> ? Value : never
/** What `finish` gets. An optional step that was skipped is null, one that was not asked undefined. */
type AnswersOf<Steps> = { readonly [Name in keyof Steps]: ValueOf<Steps[Name]> }

export interface FinishContext {
  readonly tx: Tx
  readonly vault: Vault
  readonly personId: string
  readonly now: Date
  readonly publicUrl: string
  readonly t: T
  readonly destinationOf: DestinationOf
  /** a machine may tell from the words what kind of matter it is (L-21) */
  readonly mayGuess: boolean
}

/** A text by its key. */
export interface Remark {
  readonly key: string
  readonly values?: Values
}

/** Among the answers of a draft: what else a machine would sort is asked (L-21). No step has this name. */
export const BY_HAND = '.byHand'

/** Name of who handles a kind of report elsewhere; null: the officials here. */
export type DestinationOf = (category: Category | undefined) => string | null

/** What was filed, and `<name>:done` tells it, with what is said after it; or what is said instead of both. */
export type Filed =
  | { readonly reference: string; readonly code: string; readonly more?: readonly Outbound[] }
  | { readonly messages: readonly Outbound[]; readonly reference?: string }

export interface Conversation {
  /** also the name of its texts: `locales/<lang>/<name>.json` */
  readonly name: ConversationName
  /** raised when steps change; open talks are then led back kindly */
  readonly version: number
  /** asked before the first step (L-01); `textVersion` changes with `<name>:consent.ask` */
  readonly consent?: {
    readonly purpose: 'registration' | 'helping'
    readonly textVersion: string
    /** the text that is said to who may not agree by what they typed (L-15); undefined: they may */
    readonly refusal?: (typed: string) => string | undefined
  }
  /** another conversation's, whose texts it uses where it has none of its own */
  readonly texts?: 'registration'
  /** key of the label that ends the last look; absent: `<texts>:send` */
  readonly send?: string
  readonly steps: Readonly<Record<string, Step<Json>>>
  /** may be filled in on a page too, by a link (`form.ts`) */
  readonly hasPage?: true
  /** nothing is sent to anybody, so nothing is asked once more at the end */
  readonly hasReview?: false
  /** Said once before the next question because of what was just answered, such as an emergency number. */
  readonly remarks?: (step: string, value: Json, draft: { readonly answers: Answers; readonly t: T }) => readonly Remark[]
  /**
   * What the database knows that matters for the questions: answers whose names begin with a dot, looked up at the start,
   * before the last look, and when an answer changed that `learnsFrom` names.
   */
  readonly learn?: (answers: Answers, context: FinishContext) => Promise<Answers>
  readonly learnsFrom?: readonly string[]
  /** said with the last look */
  readonly reviewNote?: (answers: Answers, t: T) => { readonly text: string; readonly choices: readonly Choice[] } | null
  /** Reads and writes the database only, in the turn's own transaction. */
  finish(answers: Answers, context: FinishContext): Promise<Filed>
}

export type ConversationName = 'registration' | 'on-behalf' | 'feedback' | 'self-assessment' | 'supplement' | 'correction'

/** Answers that no question has: why a step was left without one, by its name. */
export const GAPS = '.gaps'

interface Definition<Steps extends Readonly<Record<string, Step<Json>>>> extends Omit<Conversation, 'steps' | 'finish'> {
  readonly steps: Steps
  finish(answers: AnswersOf<Steps>, context: FinishContext): Promise<Filed>
}

/** Gives `finish` its answers by name and type; the engine lets only parsed values through. */
export function conversation<const Steps extends Readonly<Record<string, Step<Json>>>>(
  definition: Definition<Steps>,
): Conversation {
  return definition as unknown as Conversation
}
