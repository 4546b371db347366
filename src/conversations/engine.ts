/**
 * What an answer does to a draft: pure, so that any order of taps and texts can be tried in a test (P-13).
 *
 * A draft is a set of answers and the name of the open question; after an answer the next question is the first that
 * applies and has none. So "back" and a correction in the summary lose nothing, and there is no path to get lost on.
 */
import { foldWords } from '../lib/text.ts'
import type { Outbound } from '../message.ts'
import type { Conversation, Json, Step, StepInput, Values } from './conversation.ts'
import { applicable, joined, privacyLink, prompt, retry, stepText, type View } from './prompt.ts'
import type { Draft } from './session.ts'

export type Input =
  | StepInput
  /** ids of attachments, at most `roomForPhotos`; `isTooMany`: others were left out */
  | { readonly type: 'photos'; readonly ids: readonly string[]; readonly isTooMany: boolean }
  | { readonly type: 'back' }

/**
 * `open`: say `messages` and wait. `finish`: file the answers. `declined`: no consent, nothing is kept.
 * `isUnderstood` false: the words were no answer to the question, perhaps a question to us.
 */
export type Advance =
  | {
      readonly outcome: 'open'
      readonly draft: Draft
      readonly messages: readonly Outbound[]
      readonly isUnderstood: boolean
      /** the text that was just agreed to (L-02) */
      readonly consentText?: string
    }
  | { readonly outcome: 'finish'; readonly draft: Draft }
  | { readonly outcome: 'declined'; readonly draft: Draft }

export function begin(
  conversation: Conversation,
  start: { readonly nonce: string; readonly now: Date; readonly answers?: Draft['answers'] },
  view: View,
  note?: string,
): { readonly draft: Draft; readonly messages: readonly Outbound[] } {
  const blank: Draft = {
    conversation: conversation.name,
    version: conversation.version,
    nonce: start.nonce,
    step: 'consent',
    answers: start.answers ?? {},
    failures: 0,
    offers: [],
    touchedAt: start.now.toISOString(),
  }
  if (conversation.consent) return { draft: blank, messages: [prompt(conversation, blank, view, note)] }
  const draft = { ...blank, step: nextStep(conversation, blank) }
  const remarks = Object.entries(blank.answers).map(([name, value]) => conversation.remark?.(name, value))
  const said = remarks.filter((key) => key != null).map((key) => view.t(key))
  const first = prompt(conversation, draft, view, joined(note, ...said, view.t(`${conversation.name}:intro`)))
  return { draft, messages: [first.type === 'message' ? { ...first, links: [privacyLink(view)] } : first] }
}

export function advance(conversation: Conversation, draft: Draft, input: Input, view: View): Advance {
  if (input.type === 'back') return back(conversation, draft, view)
  if (input.type === 'photos') return takePhotos(conversation, draft, input, view)
  if (draft.step === 'consent') return consent(conversation, draft, input, view)
  if (draft.step === 'review') return review(conversation, draft, input, view)
  const step = conversation.steps[draft.step]
  if (!step) throw new Error(`The conversation ${conversation.name} has no step ${draft.step}.`)
  return answer(conversation, draft, step, input, view)
}

/** How many more photos this draft takes now. */
export function roomForPhotos(conversation: Conversation, draft: Draft): number {
  const [name, step] = photosStep(conversation) ?? []
  if (!name || draft.step === 'consent') return 0
  return Math.max(0, (step?.maxPhotos ?? 0) - idsOf(draft.answers[name]).length)
}

const SKIP = ['bo qua', 'skip', 'khong co', 'khong biet', 'khong ro']
const KEEP = ['giu nguyen', 'keep', 'keep it']
const YES = ['dong y', 'toi dong y', 'co', 'ok', 'oke', 'duoc', 'yes', 'agree', 'i agree', 'y']
const NO = ['khong dong y', 'khong', 'ko', 'no', 'toi khong dong y', 'i do not agree', 'decline']
const SEND = ['gui', 'gui di', 'gui ho so', 'gui phan anh', 'dong y', 'xac nhan', 'dung roi', 'ok', 'send', 'send it', 'confirm']

function answer(conversation: Conversation, draft: Draft, step: Step<Json>, input: StepInput, view: View): Advance {
  const word = wordOf(input)
  const held = draft.answers[draft.step]
  if (held !== undefined && (word === '.keep' || KEEP.includes(word))) return proceed(conversation, draft, view)
  if (word === '.skip' || (step.kind !== 'criterion' && SKIP.includes(word))) return skip(conversation, draft, step, view)
  if (input.type === 'location' && step.kind !== 'place' && step.kind !== 'commune')
    return keepPosition(conversation, draft, input, view)
  const parsed = step.parse(input, view.t, draft.answers)
  if (!parsed.ok) return misunderstood(conversation, { ...draft, offers: parsed.offers ?? [] }, parsed.why, view, parsed.values)
  const value = step.kind === 'photos' ? idsOf(held) : parsed.value
  const note = parsed.note && stepText(conversation, draft.step, step, parsed.note.why, view.t, parsed.note.values)
  const remark = conversation.remark?.(draft.step, value)
  return proceed(conversation, store(conversation, draft, value), view, joined(note, remark && view.t(remark)))
}

/** Holds a value; what was asked only because of the old one is asked again. */
function store(conversation: Conversation, draft: Draft, value: Json): Draft {
  const names = Object.keys(conversation.steps)
  const later = names.slice(names.indexOf(draft.step) + 1)
  const kept = Object.entries(draft.answers).filter(([name]) => !later.includes(name) || isStill(conversation.steps[name]))
  return { ...draft, answers: { ...Object.fromEntries(kept), [draft.step]: value } }
}

function isStill(step: Step<Json> | undefined): boolean {
  return !step?.onlyIf || step.isKept === true
}

function proceed(conversation: Conversation, draft: Draft, view: View, note?: string): Advance {
  const next = nextStep(conversation, draft)
  if (next === 'review' && conversation.hasReview === false) return { outcome: 'finish', draft }
  return opened(conversation, at(draft, next), view, note)
}

function nextStep(conversation: Conversation, draft: Draft): string {
  return applicable(conversation, draft).find(([name]) => draft.answers[name] === undefined)?.[0] ?? 'review'
}

function at(draft: Draft, step: string): Draft {
  return { ...draft, step, failures: 0, offers: [] }
}

function opened(conversation: Conversation, draft: Draft, view: View, note?: string): Advance {
  return { outcome: 'open', draft, messages: [prompt(conversation, draft, view, note)], isUnderstood: true }
}

function misunderstood(conversation: Conversation, draft: Draft, why: string, view: View, values?: Values): Advance {
  const failed = { ...draft, failures: draft.failures + 1 }
  return { outcome: 'open', draft: failed, messages: [retry(conversation, failed, view, why, values)], isUnderstood: false }
}

function skip(conversation: Conversation, draft: Draft, step: Step<Json>, view: View): Advance {
  if (step.isOptional) return proceed(conversation, store(conversation, draft, null), view)
  return opened(conversation, draft, view, view.t('common:required'))
}

function consent(conversation: Conversation, draft: Draft, input: StepInput, view: View): Advance {
  const word = wordOf(input)
  if (NO.includes(word)) return { outcome: 'declined', draft }
  if (!YES.includes(word)) return misunderstood(conversation, draft, 'unclear', view)
  const next = at(draft, nextStep(conversation, draft))
  const agreed = opened(conversation, next, view)
  return agreed.outcome === 'open' ? { ...agreed, consentText: view.t(`${conversation.name}:consent.ask`) } : agreed
}

/** "2", "sửa 2" or the field's name corrects; only clear words send. */
function review(conversation: Conversation, draft: Draft, input: StepInput, view: View): Advance {
  const word = wordOf(input)
  if (input.type === 'choice' ? word === 'send' : SEND.includes(word) || word === foldWords(view.t(`${conversation.name}:send`)))
    return { outcome: 'finish', draft }
  const named = word.replace(/^(sua|doi|edit|change)( lai)? /, '')
  const number = named.match(/^(?:so |muc |number )?(\d{1,2})$/)?.[1]
  const fields = applicable(conversation, draft)
  const labels = fields.filter(([name]) => foldWords(view.t(`${conversation.name}:${name}.label`)).includes(named))
  const field = number ? fields[Number(number) - 1] : named.length > 1 && labels.length === 1 ? labels[0] : undefined
  if (!field) return misunderstood(conversation, draft, 'unclear', view)
  return opened(conversation, at(draft, field[0]), view)
}

function back(conversation: Conversation, draft: Draft, view: View): Advance {
  const names = applicable(conversation, draft).map(([name]) => name)
  const place = draft.step === 'review' ? names.length : names.indexOf(draft.step)
  const previous = names[place - 1]
  if (previous === undefined) return opened(conversation, draft, view, view.t('common:firstStep'))
  return opened(conversation, at(draft, previous), view)
}

/** Photos are kept wherever they come; at their own question one waits for more. */
function takePhotos(conversation: Conversation, draft: Draft, input: Extract<Input, { type: 'photos' }>, view: View): Advance {
  const [name, step] = photosStep(conversation) ?? []
  const { ids, isTooMany } = input
  const full = isTooMany ? view.t('common:photos.full', { max: step?.maxPhotos ?? 0 }) : undefined
  if (draft.step === 'consent') return opened(conversation, draft, view, view.t('common:photos.afterConsent'))
  if (!name || ids.length === 0) return opened(conversation, draft, view, full)
  const filled = { ...draft, answers: { ...draft.answers, [name]: [...idsOf(draft.answers[name]), ...ids] } }
  if (draft.step !== name) return opened(conversation, filled, view, full ?? view.t('common:photos.kept', { count: ids.length }))
  return roomForPhotos(conversation, filled) === 0
    ? proceed(conversation, filled, view, full)
    : opened(conversation, filled, view)
}

/** A position that comes before its question is kept for it. */
function keepPosition(conversation: Conversation, draft: Draft, input: StepInput, view: View): Advance {
  const found = Object.entries(conversation.steps).find(([, step]) => step.kind === 'place')
  const parsed = found?.[1].parse(input, view.t, draft.answers)
  if (!found || !parsed?.ok) return opened(conversation, draft, view, view.t('common:place.notHere'))
  const kept = { ...draft, answers: { ...draft.answers, [found[0]]: parsed.value } }
  return opened(conversation, kept, view, view.t('common:place.kept'))
}

function photosStep(conversation: Conversation): [string, Step<Json>] | undefined {
  return Object.entries(conversation.steps).find(([, step]) => step.kind === 'photos')
}

function idsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []
}

function wordOf(input: StepInput): string {
  if (input.type === 'choice') return input.value
  return input.type === 'text' ? foldWords(input.text) : ''
}
