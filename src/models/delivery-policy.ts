/** How often and how long a report is tried, and who decides in the end (P-08, P-12). Pure. */
import type { SendResult } from '../message.ts'

/** After so long without an answer a person looks at it. */
export const LADDER_HOURS = 72

/** What an attempt, or asking for an earlier one, leads to. */
export type Outcome =
  | { readonly state: 'delivered'; readonly externalId: string }
  | { readonly state: 'dead' | 'undecided'; readonly reason: string }
  | { readonly state: 'waiting'; readonly reason: string; readonly waitMs: number; readonly isUnknown: boolean }

/** What was tried before, as claimed. */
interface Tried {
  /** waits on the present ladder, and when it began */
  readonly rung: number
  readonly ladderAt: Date | null
  /** attempts that may have arrived */
  readonly unknowns: number
}

interface Policy {
  readonly retrySeconds: readonly number[]
  /** the destination can be asked for our reference */
  readonly canAsk: boolean
  readonly now: Date
}

/** The whole retry policy, in one place. */
export function outcomeOf(row: Tried, result: SendResult, { retrySeconds, canAsk, now }: Policy): Outcome {
  if (result.outcome === 'sent') return { state: 'delivered', externalId: result.id }
  const isUnknown = result.outcome === 'unknown'
  const reason = isUnknown ? `unknown${result.detail ? `: ${result.detail}` : ''}` : refusalOf(result)
  const mayHaveArrived = isUnknown || row.unknowns > 0
  if (result.outcome === 'not_sent' && result.reason === 'invalid') return { state: 'dead', reason }
  if (isUnknown && !canAsk) return { state: 'undecided', reason }
  if (row.ladderAt && now.getTime() - row.ladderAt.getTime() >= LADDER_HOURS * 3_600_000)
    return { state: mayHaveArrived ? 'undecided' : 'dead', reason }
  const seconds = retrySeconds[Math.min(row.rung, retrySeconds.length - 1)] ?? 60
  const asked = result.outcome === 'not_sent' ? (result.retryAfterMs ?? 0) : 0
  return { state: 'waiting', reason, waitMs: Math.max(seconds * 1000, asked), isUnknown }
}

function refusalOf(result: Extract<SendResult, { outcome: 'not_sent' }>): string {
  return `${result.reason}${result.detail ? `: ${result.detail}` : ''}`
}
