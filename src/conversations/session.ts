import * as v from 'valibot'
import type { Choice } from '../message.ts'
import type { Answers, ConversationName, Offer } from './conversation.ts'

/** One conversation under way; plain JSON. */
export interface Draft {
  readonly conversation: ConversationName
  readonly version: number
  /** stands in the buttons, so that those of another talk are known as old (P-13) */
  readonly nonce: string
  /** name of the open step, or `consent`, or `review` */
  readonly step: string
  readonly answers: Answers
  /** tries at the open step that were not understood */
  readonly failures: number
  /** what was perhaps meant, offered at the open step */
  readonly offers: readonly Offer[]
  /** ISO time of the last turn in it */
  readonly touchedAt: string
}

/** A question of the bot about the talk itself. */
export type Pending =
  /** keep the draft, or drop it */
  | { readonly type: 'leave' }
  /** go on with a draft of an earlier day, or of another talk that was left */
  | { readonly type: 'resume'; readonly conversation: ConversationName }
  /** at a free question these words could be a question to us, or the answer */
  | { readonly type: 'meant'; readonly text: string }
  /** photos that came from nowhere: for a report? */
  | { readonly type: 'photos'; readonly ids: readonly string[] }
  /** of which commune the news are wanted */
  | { readonly type: 'newsCommune'; readonly topic: string }
  | Asking

/** Questions of the bot that the release before does not know. */
type Asking =
  /** join this chat with that account */
  | { readonly type: 'link'; readonly ownerId: string }
  | { readonly type: 'unlink' }
  /** take a dossier back; `isSure`: asked for the second time */
  | { readonly type: 'withdraw'; readonly id: string; readonly isSure: boolean }
  /** is what another filled in right, and shall it be sent? */
  | { readonly type: 'confirm'; readonly code: string }
  /** what of it is not right */
  | { readonly type: 'refuse'; readonly code: string }
  /** what was not right about the answer to a question */
  | { readonly type: 'why'; readonly questionId: string }
  /** after misses: does the person want to talk to an official? */
  | { readonly type: 'official' }
  /** these words are not sorted by a machine: shall they go to an official? */
  | { readonly type: 'pass'; readonly text: string }
  /** what an official is to do with the person's data, in the person's words */
  | { readonly type: 'request'; readonly kind: 'correct' | 'restrict' }
  /** erase `all`, or one thing as `report:12`; `isSure`: asked for the second time */
  | { readonly type: 'erase'; readonly what: string; readonly isSure: boolean }
  /** take back the consent to keep dossiers, and so the open ones */
  | { readonly type: 'consent'; readonly isSure: boolean }

/** An answer that was given: what "còn 4 sao?" leans on, and what is kept where it was wrong. */
export interface Given {
  readonly articleId: string
  /** the question, in the person's words */
  readonly text: string
  readonly confidence: number
  /** where the question is kept already */
  readonly questionId: string | null
  /** what the person thought of it */
  readonly vote: 'up' | 'down' | null
  /** ISO time */
  readonly at: string
}

/** A question that ended in choices. */
export interface Narrowed {
  readonly questionId: string
  readonly text: string
  readonly articleIds: readonly string[]
}

/** Where a person stands in the talk; the whole of what is kept between two turns. */
export interface Session {
  readonly turn: number
  readonly draft: Draft | null
  /** drafts put aside, one a conversation */
  readonly kept: Readonly<Partial<Record<ConversationName, Draft>>>
  readonly pending: Pending | null
  /** words go to an official until the person or the official ends it */
  readonly withOfficial: boolean
  /** choices of the last message, so that number and label do what the button does */
  readonly shown: readonly Choice[]
  /** account that they were shown to: linked ones share a talk, and a number means what stands above it */
  readonly shownTo: string | null
  /** the last conversation that was sent, for a second tap on its button */
  readonly filed: { readonly nonce: string; readonly reference: string } | null
  /** the last answers, newest first, at most two */
  readonly given: readonly Given[]
  readonly narrowed: Narrowed | null
  /** ids of the questions in a row that came to nothing, oldest first */
  readonly missed: readonly string[]
  /** local day on which it was last said that a machine sorts (L-21) */
  readonly toldOn: string | null
  /** the person wants no text sorted by a machine (L-21) */
  readonly isSortingOff: boolean
}

/** The talk without some of its drafts, open or put aside. */
export function withoutDrafts(session: Session, isGone: (draft: Draft) => boolean): Session {
  const kept = Object.fromEntries(Object.entries(session.kept).filter(([, draft]) => !isGone(draft)))
  return { ...session, kept, draft: session.draft && isGone(session.draft) ? null : session.draft }
}

/** Nothing was said yet. */
export const FRESH: Session = {
  turn: 0,
  draft: null,
  kept: {},
  pending: null,
  withOfficial: false,
  shown: [],
  shownTo: null,
  filed: null,
  given: [],
  narrowed: null,
  missed: [],
  toldOn: null,
  isSortingOff: false,
}

const json: v.GenericSchema<Answers[string]> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(json), v.record(v.string(), json)]),
)
const name = v.picklist(['registration', 'feedback', 'self-assessment', 'supplement'])
/** Conversations that the release before does not know. */
const LATER_NAMES = ['on-behalf', 'correction'] as const
const laterName = v.picklist(LATER_NAMES)
const fields = {
  conversation: name,
  version: v.number(),
  nonce: v.string(),
  step: v.string(),
  answers: v.record(v.string(), json),
  failures: v.number(),
  offers: v.array(v.object({ value: v.string(), label: v.string() })),
  touchedAt: v.pipe(v.string(), v.isoTimestamp()),
}
const draft = v.object(fields)
const laterDraft = v.object({ ...fields, conversation: laterName })
const asking = v.variant('type', [
  v.object({ type: v.literal('withdraw'), id: v.string(), isSure: v.boolean() }),
  v.object({ type: v.literal('resume'), conversation: laterName }),
  v.object({ type: v.literal('confirm'), code: v.string() }),
  v.object({ type: v.literal('refuse'), code: v.string() }),
  v.object({ type: v.literal('link'), ownerId: v.string() }),
  v.object({ type: v.literal('unlink') }),
  v.object({ type: v.literal('why'), questionId: v.string() }),
  v.object({ type: v.literal('official') }),
  v.object({ type: v.literal('pass'), text: v.string() }),
  v.object({ type: v.literal('request'), kind: v.picklist(['correct', 'restrict']) }),
  v.object({ type: v.literal('erase'), what: v.string(), isSure: v.boolean() }),
  v.object({ type: v.literal('consent'), isSure: v.boolean() }),
])
const given = v.object({
  articleId: v.string(),
  text: v.string(),
  confidence: v.number(),
  questionId: v.nullable(v.string()),
  vote: v.nullable(v.picklist(['up', 'down'])),
  at: v.pipe(v.string(), v.isoTimestamp()),
})
const narrowed = v.object({ questionId: v.string(), text: v.string(), articleIds: v.array(v.string()) })
const session = v.object({
  turn: v.number(),
  draft: v.nullable(draft),
  kept: v.object({
    registration: v.exactOptional(draft),
    feedback: v.exactOptional(draft),
    'self-assessment': v.exactOptional(draft),
    supplement: v.exactOptional(draft),
  }),
  pending: v.nullable(
    v.variant('type', [
      v.object({ type: v.literal('leave') }),
      v.object({ type: v.literal('resume'), conversation: name }),
      v.object({ type: v.literal('meant'), text: v.string() }),
      v.object({ type: v.literal('photos'), ids: v.array(v.string()) }),
      v.object({ type: v.literal('newsCommune'), topic: v.string() }),
    ]),
  ),
  withOfficial: v.boolean(),
  shown: v.array(v.object({ label: v.string(), payload: v.string() })),
  shownTo: v.optional(v.nullable(v.string()), null),
  filed: v.nullable(v.object({ nonce: v.string(), reference: v.string() })),
  // What came later has a default: a talk that the release before stored is read whole, with its drafts.
  asking: v.optional(v.nullable(asking), null),
  laterDrafts: v.optional(v.array(v.object({ draft: laterDraft, isOpen: v.boolean() })), []),
  given: v.optional(v.array(given), []),
  narrowed: v.optional(v.nullable(narrowed), null),
  missed: v.optional(v.array(v.string()), []),
  toldOn: v.optional(v.nullable(v.string()), null),
  isSortingOff: v.optional(v.boolean(), false),
})

/** The stored talk; one that an older release wrote in another shape begins anew. */
export function readSession(state: unknown): Session {
  const read = v.safeParse(session, state)
  if (!read.success) return FRESH
  const { asking: later, laterDrafts, ...rest } = read.output
  return laterDrafts.reduce(withLater, { ...rest, pending: rest.pending ?? later })
}

/** The release before may have opened another draft meanwhile. */
function withLater(known: Session, { draft, isOpen }: v.InferOutput<typeof session>['laterDrafts'][number]): Session {
  if (isOpen && known.draft === null) return { ...known, draft }
  return { ...known, kept: { ...known.kept, [draft.conversation]: draft } }
}

const LATER: readonly Pending['type'][] = [
  ...(['why', 'official', 'pass', 'link', 'unlink', 'withdraw', 'confirm', 'refuse'] as const),
  ...(['request', 'erase', 'consent'] as const),
]

/** As it is stored: a question or draft that the release before does not know lies apart, so that it reads the rest (P-34). */
export function toStored({ pending, draft, kept, ...rest }: Session): unknown {
  const isApart =
    pending !== null && (LATER.includes(pending.type) || (pending.type === 'resume' && isLater(pending.conversation)))
  const isOpen = draft !== null && isLater(draft.conversation)
  const aside = Object.values(kept).filter(({ conversation }) => isLater(conversation))
  return {
    ...rest,
    draft: isOpen ? null : draft,
    kept: Object.fromEntries(Object.entries(kept).filter(([conversation]) => !isLater(conversation))),
    pending: isApart ? null : pending,
    asking: isApart ? pending : null,
    laterDrafts: [...(isOpen ? [{ draft, isOpen: true }] : []), ...aside.map((one) => ({ draft: one, isOpen: false }))],
  }
}

function isLater(conversation: string): boolean {
  return (LATER_NAMES as readonly string[]).includes(conversation)
}
