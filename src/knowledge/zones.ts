import type { Confidence } from './confidence.ts'

/** Answered; narrowed down to choices; or refused and left to an official. */
export type Zone = 'answer' | 'choices' | 'refusal'

/**
 * A wrong answer costs more than a question back, and an invented one more than a refusal: so an answer needs both to be
 * ours and to be right. Chosen on the questions of the fit, so that at most two in a hundred are answered wrongly.
 */
const ANSWER = { ours: 0.85, right: 0.82 }
const CHOICES = { ours: 0.15 }

export function zoneOf({ ours, right }: Confidence): Zone {
  if (ours >= ANSWER.ours && right >= ANSWER.right) return 'answer'
  return ours >= CHOICES.ours ? 'choices' : 'refusal'
}
