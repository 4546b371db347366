/** What was changed on the page, read as the chat would read it; only to show what is wrong: the turn reads it again. */

import type { Json, Step } from '../../conversations/conversation.ts'
import { type Fault, fieldPrint, fill, type Given, inField } from '../../conversations/filling.ts'
import { fieldsOf } from '../../conversations/prompt.ts'
import type { FormField } from '../../message.ts'
import type { Opened } from './opened.ts'
import type { Posted } from './posted.ts'

/** By question. `typed`: what is shown again. `newer`: the chat has another answer, and the person is asked. */
export interface Checked {
  readonly fields: readonly FormField[]
  readonly faults: Readonly<Record<string, Fault>>
  readonly newer: readonly string[]
  readonly typed: Readonly<Record<string, string>>
}

export function checked({ conversation, draft, t }: Opened, posted: Posted, now: Date): Checked {
  const reading = { t, now }
  const changed = fieldsOf(conversation, draft).flatMap(([name, step]) => changeOf(name, step, posted))
  const undecided = changed.filter(
    ({ step }) => posted.text(`asked.${step}`) !== undefined && posted.text(`which.${step}`) === undefined,
  )
  const given = changed.filter((one) => !undecided.includes(one))
  const filled = fill(conversation, draft, given, reading)
  return {
    fields: given.filter(({ step }) => filled.taken.includes(step)).map(fieldOf),
    faults: Object.fromEntries(filled.faults.map((fault) => [fault.step, fault])),
    newer: [...filled.newer, ...undecided.map(({ step }) => step)],
    typed: Object.fromEntries(changed.map(({ step, input }) => [step, input.type === 'text' ? input.text : input.value])),
  }
}

/** What the fields of a page would hold for these answers, with its print. */
export function fieldNow({ conversation, draft, t }: Opened, name: string, now: Date): { raw: string; print: string } {
  const step = conversation.steps[name]
  const raw = step ? inField(step, name, draft.answers, { t, now }) : ''
  return { raw, print: fieldPrint(raw) }
}

type Change = Extract<Given, { input: unknown }>

function changeOf(step: string, { kind }: Step<Json>, posted: Posted): readonly Change[] {
  const was = posted.text(`was.${step}`)
  if (kind === 'photos' || kind === 'papers' || was === undefined || posted.text(`which.${step}`) === 'chat') return []
  const picked = posted.text(`pick.${step}`)
  if (picked) return [{ step, was, input: { type: 'choice', value: picked } }]
  const typed = posted.text(`typed.${step}`)?.trim()
  if (typed) return [{ step, was, input: { type: 'text', text: typed } }]
  const value = posted.text(`f.${step}`)
  if (value === undefined || fieldPrint(value) === was) return []
  const isChosen = kind === 'choice' || kind === 'commune'
  return [{ step, was, input: isChosen ? { type: 'choice', value } : { type: 'text', text: value } }]
}

function fieldOf({ step, was, input }: Change): FormField {
  return input.type === 'text' ? { step, was, typed: input.text } : { step, was, chosen: input.value }
}
