/** A draft of an older release in the questions of this one. Pure: nothing that was answered is asked again without need. */
import type { Answers, Conversation, Json, Step } from './conversation.ts'
import { at, nextStep } from './engine.ts'
import type { Draft } from './session.ts'
import type { Talk } from './talk.ts'

/** Answers whose question still exists and takes them; what is kept is agreed to once more, for it may be more now (L-01). */
export function carried(conversation: Conversation, draft: Draft, { t, now }: Pick<Talk, 't' | 'now'>): Draft {
  const answers: Record<string, Json> = {}
  for (const [name, step] of Object.entries(conversation.steps)) {
    const value = draft.answers[name]
    if (value !== undefined && isTaken(step, value, { t, now, answers })) answers[name] = value
  }
  const kept = { ...draft, version: conversation.version, answers }
  return at(kept, conversation.consent ? 'consent' : nextStep(conversation, kept))
}

/** Whether the value, given again as a button or typed, would be the same answer. */
function isTaken(
  step: Step<Json>,
  value: Json,
  { t, now, answers }: Pick<Talk, 't' | 'now'> & { readonly answers: Answers },
): boolean {
  if (value === null) return step.isOptional
  if (step.kind === 'photos' || step.kind === 'papers') return Array.isArray(value) && value.every((id) => typeof id === 'string')
  if (step.kind === 'place') return typeof value === 'object'
  const given = String(value)
  const tries = [
    step.parse({ type: 'choice', value: given }, t, answers, now),
    step.parse({ type: 'text', text: given }, t, answers, now),
  ]
  return tries.some((read) => read.ok && JSON.stringify(read.value) === JSON.stringify(value))
}
