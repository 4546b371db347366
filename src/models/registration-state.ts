/** States of a registration: who may move what to what, in one table. Pure. */
import type { OfficialRole, RegistrationState } from '../db/schema.ts'

/**
 * The commune checks and passes on, the city assesses, the producer takes back, the clock ends what is over. A helper fills
 * in for a producer, who sends it by confirming; one that is taken back before that leaves nothing (`confirmation.ts`).
 */
export type Actor = 'commune' | 'city' | 'producer' | 'helper' | 'clock'

type Moves = Readonly<Partial<Record<RegistrationState, readonly RegistrationState[]>>>

/** From, by whom, to. What was decided by mistake can be taken back by who decided it. */
const MOVES: Readonly<Record<Actor, Moves>> = {
  commune: {
    submitted: ['accepted', 'needs_more'],
    needs_more: ['accepted'],
    accepted: ['forwarded', 'needs_more'],
    forwarded: ['accepted'],
  },
  city: {
    forwarded: ['assessing', 'needs_more'],
    assessing: ['recognised', 'not_recognised', 'needs_more'],
    recognised: ['assessing'],
    not_recognised: ['assessing'],
  },
  producer: {
    unconfirmed: ['submitted'],
    submitted: ['withdrawn'],
    needs_more: ['submitted', 'withdrawn'],
    accepted: ['withdrawn'],
    forwarded: ['withdrawn'],
    assessing: ['withdrawn'],
  },
  helper: { unconfirmed: ['withdrawn'], needs_more: ['submitted'] },
  clock: { unconfirmed: ['withdrawn'], recognised: ['expired'] },
}

/** As whom an official acts. */
const ACTORS = {
  admin: ['commune', 'city'],
  city: ['city'],
  commune: ['commune'],
} as const satisfies Readonly<Record<OfficialRole, readonly Actor[]>>

/** Whose turn it is; states that are not here are nobody's any more. */
const HOLDERS: Readonly<Partial<Record<RegistrationState, 'commune' | 'city'>>> = {
  submitted: 'commune',
  needs_more: 'commune',
  accepted: 'commune',
  forwarded: 'city',
  assessing: 'city',
}

/** What each of them looks at first. */
const WAITING = { commune: ['submitted', 'needs_more'], city: ['forwarded', 'assessing'] } as const

export const STATES: readonly RegistrationState[] = [
  'unconfirmed',
  'submitted',
  'needs_more',
  'accepted',
  'forwarded',
  'assessing',
  'recognised',
  'not_recognised',
  'withdrawn',
  'expired',
]

/** What a producer has not confirmed is no official's: not in a list, not on a page, not in a file (L-01). */
export const SEEN_STATES = STATES.filter((state) => state !== 'unconfirmed')

/** Nothing is done with these any more: their clock runs (L-06). */
export const ENDED_STATES: readonly RegistrationState[] = ['withdrawn', 'not_recognised', 'expired']

export function mayMove(from: RegistrationState, to: RegistrationState, by: Actor): boolean {
  return MOVES[by][from]?.includes(to) ?? false
}

/** Where each state may go by any of these. */
export function nextFor(actors: readonly Actor[]): Readonly<Record<RegistrationState, readonly RegistrationState[]>> {
  const next = (from: RegistrationState) => STATES.filter((to) => actors.some((by) => mayMove(from, to, by)))
  return Object.fromEntries(STATES.map((from) => [from, next(from)])) as unknown as ReturnType<typeof nextFor>
}

/** Not decided yet, and not taken back. */
export function isOpen(state: RegistrationState): boolean {
  return mayMove(state, 'withdrawn', 'producer')
}

export function actorsOf(role: OfficialRole): readonly ('commune' | 'city')[] {
  return ACTORS[role]
}

/** Who has a registration in this state now; null: nobody, it is decided or taken back. */
export function holderOf(state: RegistrationState): 'commune' | 'city' | null {
  return HOLDERS[state] ?? null
}

export function waitingFor(role: OfficialRole): readonly RegistrationState[] {
  return actorsOf(role).flatMap((actor): readonly RegistrationState[] => WAITING[actor])
}
