/**
 * A draft filled in at many questions at once, from its page: pure, and by the rules of the chat. Each answer is read by the
 * very step that reads it in the chat, and held as there, so what hangs on an answer is asked again.
 */
import { printOf } from '../lib/print.ts'
import type { T } from '../texts.ts'
import type { Answers, Conversation, Json, Offer, Step, StepInput } from './conversation.ts'
import { at, gapIn, nextStep, store } from './engine.ts'
import { isPaper } from './papers.ts'
import { heldAs, heldIn } from './papers-step.ts'
import { applicable, fieldsOf, stepText } from './prompt.ts'
import type { Draft } from './session.ts'

/** What a person changed; files are attachments by now. */
export type Given =
  | { readonly step: string; readonly was: string; readonly input: Extract<StepInput, { type: 'text' | 'choice' }> }
  | {
      readonly step: string
      /** as a draft holds them */
      readonly added: readonly string[]
      readonly dropped: readonly string[]
      readonly named: Readonly<Record<string, string>>
    }

export interface Fault {
  readonly step: string
  /** what is wrong, in the words of the chat */
  readonly text: string
  readonly offers: readonly Offer[]
}

/** `newer`: the chat has another answer since the page was made, so these were not touched. */
export interface Filled {
  readonly draft: Draft
  readonly taken: readonly string[]
  readonly newer: readonly string[]
  readonly faults: readonly Fault[]
  /** what was understood and should be said */
  readonly notes: readonly string[]
}

interface Reading {
  readonly t: T
  readonly now: Date
}

/** What stands in the field of an answer: what given again would be the same; '' where nothing is, or it may not be shown. */
export function inField(step: Step<Json>, name: string, answers: Answers, { t, now }: Reading): string {
  const value = answers[name]
  if (value === undefined || value === null || step.kind === 'photos' || step.kind === 'papers') return ''
  const before = without(answers, step, name)
  const isSame = (input: StepInput) => {
    const read = step.parse(input, t, before, now)
    return read.ok && JSON.stringify(read.value) === JSON.stringify(value)
  }
  if (step.kind === 'commune') return String(value)
  const chosen =
    step.kind === 'choice' ? step.offers?.(t, answers).find((o) => isSame({ type: 'choice', value: o.value })) : undefined
  if (step.kind === 'choice') return chosen?.value ?? ''
  const shown = step.show(value, t)
  return isSame({ type: 'text', text: shown }) ? shown : ''
}

/** What a page remembers of a field, to tell who changed it. */
export function fieldPrint(typed: string): string {
  return printOf(typed.replace(/\r\n?/g, '\n').trim())
}

export function fill(conversation: Conversation, before: Draft, given: readonly Given[], reading: Reading): Filled {
  const order = Object.keys(conversation.steps)
  let filled: Filled = { draft: before, taken: [], newer: [], faults: [], notes: [] }
  for (const one of given.toSorted((a, b) => order.indexOf(a.step) - order.indexOf(b.step))) {
    const step = fieldsOf(conversation, filled.draft).find(([name]) => name === one.step)?.[1]
    if (!step) continue
    if ('input' in one)
      filled = isNewer(step, before, one, reading) ? newer(filled, one.step) : answer(conversation, step, filled, one, reading)
    else filled = attach(conversation, filled, step, one)
  }
  return { ...filled, draft: at(filled.draft, openStep(conversation, before, filled)) }
}

type Typed = Extract<Given, { input: unknown }>
type Attached = Extract<Given, { added: unknown }>

function isNewer(step: Step<Json>, { answers }: Draft, { step: name, was, input }: Typed, reading: Reading): boolean {
  const now = inField(step, name, answers, reading)
  return fieldPrint(now) !== was && fieldPrint(now) !== fieldPrint(input.type === 'text' ? input.text : input.value)
}

function newer(filled: Filled, name: string): Filled {
  return { ...filled, newer: [...filled.newer, name] }
}

function answer(
  conversation: Conversation,
  step: Step<Json>,
  filled: Filled,
  { step: name, input }: Typed,
  { t, now }: Reading,
): Filled {
  const typed = input.type === 'text' ? input.text.trim() : input.value
  const gap = typed === '' ? 'skipped' : gapIn(step, input, undefined)
  const hold = (value: Json, also?: Answers, why: typeof gap = null): Draft => ({
    ...store(conversation, at(filled.draft, name), value, also, why),
    step: filled.draft.step,
  })
  if (gap !== null) {
    if (!step.isOptional) return fault(filled, { step: name, text: t('common:required'), offers: [] })
    return { ...filled, draft: hold(null, undefined, gap), taken: [...filled.taken, name] }
  }
  const read = step.parse(input, t, without(filled.draft.answers, step, name), now)
  if (!read.ok) {
    const text = stepText(conversation, name, step, read.why, t, read.values)
    return fault(filled, { step: name, text, offers: read.offers ?? [] })
  }
  const note = read.note ? [stepText(conversation, name, step, read.note.why, t, read.note.values)] : []
  return { ...filled, draft: hold(read.value, read.also), taken: [...filled.taken, name], notes: [...filled.notes, ...note] }
}

function fault(filled: Filled, one: Fault): Filled {
  return { ...filled, faults: [...filled.faults, one] }
}

function attach(
  conversation: Conversation,
  filled: Filled,
  step: Step<Json>,
  { step: name, added, dropped, named }: Attached,
): Filled {
  const held = heldIn(filled.draft.answers[name]).filter(({ id }) => !dropped.includes(id))
  const known = held.map(({ id, paper }) => heldAs({ id, paper: isPaper(named[id] ?? '') ? (named[id] as never) : paper }))
  const all = [...known, ...added].slice(0, step.maxPhotos ?? 0)
  const stored = store(conversation, at(filled.draft, name), all)
  const { [name]: _, ...others } = stored.answers
  // Without any the question is open again.
  const answers = all.length > 0 ? stored.answers : others
  return { ...filled, draft: { ...stored, answers, step: filled.draft.step }, taken: [...filled.taken, name] }
}

/** Where a story goes on in the chat, a page holds the whole of it. */
function without(answers: Answers, step: Step<Json>, name: string): Answers {
  if (!step.isGathered) return answers
  const { [name]: _, ...others } = answers
  return others
}

/** The question that the chat was at stays open, unless the page answered it. */
function openStep(conversation: Conversation, before: Draft, { draft, taken }: Filled): string {
  const isOpen = !taken.includes(before.step) && applicable(conversation, draft).some(([name]) => name === before.step)
  return isOpen ? before.step : nextStep(conversation, draft)
}
