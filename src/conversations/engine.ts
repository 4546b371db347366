/**
 * What an answer does to a draft: pure, so that any order of taps and texts can be tried in a test (P-13).
 *
 * A draft is a set of answers and the name of the open question; after an answer the next question is the first that
 * applies and has none. So "back" and a correction in the summary lose nothing, and there is no path to get lost on.
 */
import { foldWords } from '../lib/text.ts'
import type { Outbound } from '../message.ts'
import { hasText } from '../texts.ts'
import { type Answers, type Conversation, GAPS, type Json, type Step, type StepInput, type Values } from './conversation.ts'
import { type Gap, gapOf } from './fields/gap.ts'
import { applicable, fieldsOf, joined, privacyLink, prompt, retry, sendLabel, stepText, textsOf, type View } from './prompt.ts'
import type { Draft } from './session.ts'

export type Input =
  | StepInput
  /** ids of attachments, at most `roomForPhotos`; `isTooMany`: others were left out */
  | {
      readonly type: 'photos'
      readonly ids: readonly string[]
      readonly isTooMany: boolean
      /** the step that they go to; absent: that of photos */
      readonly step?: string
    }
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
      /** what was said before the question, for who asks another one instead */
      readonly note?: string
    }
  | { readonly outcome: 'finish'; readonly draft: Draft }
  | { readonly outcome: 'declined'; readonly draft: Draft; readonly text?: string }

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
  const said = Object.entries(blank.answers).map(([name, value]) => remarksOn(conversation, blank, [name, value], view))
  const first = prompt(conversation, draft, view, joined(note, ...said, introOf(conversation, view)))
  return {
    draft,
    messages: [first.type === 'message' ? { ...first, links: [...(first.links ?? []), privacyLink(view)] } : first],
  }
}

/** What it is about and how long it takes; where nothing is sent, that is said instead of a consent. */
function introOf({ name }: Conversation, { t }: View): string | undefined {
  return hasText(`${name}:intro`) ? t(`${name}:intro`) : undefined
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

/** How many more photos, or papers, this draft takes now. */
export function roomForPhotos(conversation: Conversation, draft: Draft, kind: 'photos' | 'papers' = 'photos'): number {
  const [name, step] = mediaStep(conversation, draft, kind) ?? []
  if (!name || draft.step === 'consent') return 0
  return Math.max(0, (step?.maxPhotos ?? 0) - idsOf(draft.answers[name]).length)
}

/** The step that photos or papers go to, if it applies. */
export function mediaStep(conversation: Conversation, draft: Draft, kind: 'photos' | 'papers') {
  return applicable(conversation, draft).find(([, step]) => step.kind === kind)
}

const SKIP = ['bo qua', 'skip']
/** also said where something is needed: not taken for an answer */
const NOTHING = [...SKIP, 'khong co', 'khong biet', 'khong ro']
const KEEP = ['giu nguyen', 'keep', 'keep it']
const YES = ['dong y', 'toi dong y', 'co', 'ok', 'oke', 'duoc', 'yes', 'agree', 'i agree', 'y']
const NO = ['khong dong y', 'khong', 'ko', 'no', 'toi khong dong y', 'i do not agree', 'decline']
const SEND = ['gui', 'gui di', 'gui ho so', 'gui phan anh', 'dong y', 'xac nhan', 'dung roi', 'ok', 'send', 'send it', 'confirm']

function answer(conversation: Conversation, draft: Draft, step: Step<Json>, input: StepInput, view: View): Advance {
  const word = wordOf(input)
  const held = draft.answers[draft.step]
  if (held !== undefined && (word === '.keep' || KEEP.includes(word))) return proceed(conversation, draft, view)
  const gap = gapIn(step, input, held)
  if (gap === 'later' && step.block !== undefined) return postpone(conversation, draft, step, view)
  if (gap) return skip(conversation, draft, step, view, gap)
  if (input.type === 'location' && step.kind !== 'place' && step.kind !== 'commune')
    return keepPosition(conversation, draft, input, view)
  const parsed = step.parse(input, view.t, draft.answers, view.now)
  if (!parsed.ok) return misunderstood(conversation, { ...draft, offers: parsed.offers ?? [] }, parsed.why, view, parsed.values)
  const value = step.kind === 'photos' ? idsOf(held) : parsed.value
  const note = parsed.note && stepText(conversation, draft.step, step, parsed.note.why, view.t, parsed.note.values)
  const said = joined(note, remarksOn(conversation, draft, [draft.step, value], view))
  const stored = store(conversation, draft, value, parsed.also)
  if (parsed.isMore) return opened(conversation, at(stored, draft.step), view, said)
  return proceed(conversation, parsed.isRestLater ? restLater(conversation, stored, step) : stored, view, said)
}

function remarksOn(conversation: Conversation, { answers }: Draft, [step, value]: readonly [string, Json], { t }: View): string {
  const remarks = conversation.remarks?.(step, value, { answers, t }) ?? []
  return joined(...remarks.map((remark) => t(remark.key, remark.values)))
}

/** Why there is no answer, where that is one: by button, by "bỏ qua", or in the person's own words. */
export function gapIn(step: Step<Json>, input: StepInput, held: Json | undefined): Gap | 'skipped' | null {
  const word = wordOf(input)
  if (word === '.skip') return 'skipped'
  if (word === '.later') return 'later'
  if (step.kind === 'criterion' || input.type !== 'text') return null
  if (SKIP.includes(word)) return 'skipped'
  if (!step.isOptional) return NOTHING.includes(word) ? 'none' : null
  const gap = gapOf(input.text)
  // "không có" after three photos: there are no more.
  return idsOf(held).length > 0 && gap !== 'later' ? null : gap
}

/** "Để sau" at one question of a block is that for all that are open in it. */
function postpone(conversation: Conversation, draft: Draft, step: Step<Json>, view: View): Advance {
  const held = draft.answers[draft.step]
  const own = held === undefined || held === null ? store(conversation, draft, null, undefined, 'later') : draft
  return proceed(conversation, restLater(conversation, own, step), view)
}

function restLater(conversation: Conversation, draft: Draft, { block }: Step<Json>): Draft {
  const open = applicable(conversation, draft).filter(
    ([name, step]) => block !== undefined && step.block === block && draft.answers[name] === undefined,
  )
  return open.reduce((left, [name]) => at(store(conversation, at(left, name), null, undefined, 'later'), draft.step), draft)
}

/** Holds a value; what was asked only because of the old one is asked again. */
export function store(
  conversation: Conversation,
  draft: Draft,
  value: Json,
  also: Answers = {},
  gap: Gap | 'skipped' | null = null,
): Draft {
  const names = Object.keys(conversation.steps)
  const before = draft.answers[draft.step]
  const isChanged = before !== undefined && JSON.stringify(before) !== JSON.stringify(value)
  const later = isChanged ? names.slice(names.indexOf(draft.step) + 1) : []
  const kept = Object.entries(draft.answers).filter(
    ([name]) => !later.includes(name) || isStill(conversation.steps[name], draft.step),
  )
  const answers = { ...Object.fromEntries(kept), ...also, [draft.step]: value }
  const gaps = { ...gapsOf(draft.answers), [draft.step]: gap }
  const left = Object.entries(gaps).filter(([name, why]) => why !== null && why !== 'skipped' && answers[name] == null)
  const { [GAPS]: _, ...others } = answers
  return { ...draft, answers: left.length > 0 ? { ...others, [GAPS]: Object.fromEntries(left) } : others }
}

/** Why steps were left without an answer. */
export function gapsOf(answers: Answers): Readonly<Record<string, Json>> {
  const gaps = answers[GAPS]
  return typeof gaps === 'object' && gaps !== null && !Array.isArray(gaps) ? (gaps as Readonly<Record<string, Json>>) : {}
}

function isStill(step: Step<Json> | undefined, changed: string): boolean {
  if (step?.dependsOn) return !step.dependsOn.includes(changed)
  return !step?.onlyIf || step.isKept === true
}

function proceed(conversation: Conversation, draft: Draft, view: View, note?: string): Advance {
  const next = nextStep(conversation, draft)
  if (next === 'review' && conversation.hasReview === false) return { outcome: 'finish', draft }
  return opened(conversation, at(draft, next), view, note)
}

/** The first question that applies and has no answer, or the last look. */
export function nextStep(conversation: Conversation, draft: Draft): string {
  return applicable(conversation, draft).find(([name]) => draft.answers[name] === undefined)?.[0] ?? 'review'
}

export function at(draft: Draft, step: string): Draft {
  return { ...draft, step, failures: 0, offers: [] }
}

function opened(conversation: Conversation, draft: Draft, view: View, note?: string): Advance {
  const messages = [prompt(conversation, draft, view, note)]
  return { outcome: 'open', draft, messages, isUnderstood: true, ...(note && { note }) }
}

function misunderstood(conversation: Conversation, draft: Draft, why: string, view: View, values?: Values): Advance {
  const failed = { ...draft, failures: draft.failures + 1 }
  return { outcome: 'open', draft: failed, messages: [retry(conversation, failed, view, why, values)], isUnderstood: false }
}

function skip(conversation: Conversation, draft: Draft, step: Step<Json>, view: View, gap: Gap | 'skipped'): Advance {
  if (step.isOptional) return proceed(conversation, store(conversation, draft, null, undefined, gap), view)
  return opened(conversation, draft, view, view.t('common:required'))
}

function consent(conversation: Conversation, draft: Draft, input: StepInput, view: View): Advance {
  const word = wordOf(input)
  if (NO.includes(word)) return { outcome: 'declined', draft }
  const refusal = input.type === 'text' ? conversation.consent?.refusal?.(input.text) : undefined
  if (refusal !== undefined) return { outcome: 'declined', draft, text: view.t(refusal) }
  if (!YES.includes(word)) return misunderstood(conversation, draft, 'unclear', view)
  const next = at(draft, nextStep(conversation, draft))
  const agreed = opened(conversation, next, view)
  return agreed.outcome === 'open'
    ? { ...agreed, consentText: view.t(`${textsOf(conversation, 'consent.ask')}:consent.ask`) }
    : agreed
}

/** "2", "sửa 2" or the field's name corrects; only clear words send. */
function review(conversation: Conversation, draft: Draft, input: StepInput, view: View): Advance {
  const word = wordOf(input)
  if (input.type === 'choice' ? word === 'send' : SEND.includes(word) || word === foldWords(sendLabel(conversation, view.t)))
    return { outcome: 'finish', draft }
  const named = word.replace(/^(sua|doi|edit|change)( lai)? /, '')
  const number = named.match(/^(?:so |muc |number )?(\d{1,2})$/)?.[1]
  const fields = fieldsOf(conversation, draft)
  const labels = fields.filter(([name]) =>
    foldWords(view.t(`${textsOf(conversation, `${name}.label`)}:${name}.label`)).includes(named),
  )
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
  const name = input.step ?? mediaStep(conversation, draft, 'photos')?.[0]
  const step = name === undefined ? undefined : conversation.steps[name]
  const { ids, isTooMany } = input
  const full = isTooMany ? view.t('common:photos.full', { max: step?.maxPhotos ?? 0 }) : undefined
  if (draft.step === 'consent') return opened(conversation, draft, view, view.t('common:photos.afterConsent'))
  if (!name || ids.length === 0) return opened(conversation, draft, view, full)
  const answers = { ...draft.answers, [name]: [...idsOf(draft.answers[name]), ...ids] }
  const filled = { ...draft, answers, ...(draft.step === name && { failures: 0, offers: [] }) }
  if (draft.step !== name)
    return opened(
      conversation,
      filled,
      view,
      full ?? (step && stepText(conversation, name, step, 'kept', view.t, { count: ids.length })),
    )
  const isFull = step?.kind === 'photos' && roomForPhotos(conversation, filled) === 0
  return isFull ? proceed(conversation, filled, view, full) : opened(conversation, filled, view, full)
}

/** A position that comes before its question is kept for it. */
function keepPosition(conversation: Conversation, draft: Draft, input: StepInput, view: View): Advance {
  const found = Object.entries(conversation.steps).find(([, step]) => step.kind === 'place')
  const parsed = found?.[1].parse(input, view.t, draft.answers, view.now)
  if (!found || !parsed?.ok) return opened(conversation, draft, view, view.t('common:place.notHere'))
  const kept = { ...draft, answers: { ...draft.answers, [found[0]]: parsed.value } }
  return opened(conversation, kept, view, view.t('common:place.kept'))
}

function idsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []
}

function wordOf(input: StepInput): string {
  if (input.type === 'choice') return input.value
  return input.type === 'text' ? foldWords(input.text) : ''
}
