/**
 * What a product scores on its sheet, which star that is, what holds it down, and what brings it up soonest. Pure.
 *
 * A star needs its points and its minimums (marked options of the sheet); a criterion that nobody knows yet counts nothing,
 * as the sheet says of one that no option fits.
 */
import { BANDS, type CriteriaSet, type Criterion, criteriaOf, type Option, proofOf, type Star } from './criteria.ts'

/** Criterion to the place of its chosen option; null or absent: not known yet. */
export type Marks = Readonly<Record<string, number | null>>

export interface Score {
  readonly total: number
  readonly parts: readonly { readonly id: string; readonly name: string; readonly points: number; readonly max: number }[]
  readonly stars: Star
  /** by the points alone */
  readonly starsByPoints: Star
  /** minimums that are not reached, of the star above `stars` and of those that the points would give */
  readonly gates: readonly Gate[]
  readonly unknown: readonly Criterion[]
}

/** An option that a star needs at least. */
export interface Gate {
  readonly star: 3 | 4 | 5
  readonly criterion: Criterion
  readonly needs: Option
}

/** A step that is worth taking. */
export interface Step {
  readonly criterion: Criterion
  /** null: not known yet */
  readonly from: Option | null
  readonly to: Option
  readonly gain: number
  /** without it the star is not reached, whatever the points */
  readonly isNeeded: boolean
  readonly effort: 1 | 2 | 3
}

export interface Plan {
  readonly star: 3 | 4 | 5
  readonly steps: readonly Step[]
  /** points that are missing before the steps */
  readonly missing: number
  /** whether these steps reach the star */
  readonly isEnough: boolean
}

export function score(set: CriteriaSet, marks: Marks): Score {
  const parts = set.parts.map(({ id, name, max, criteria }) => ({
    id,
    name,
    max,
    points: criteria.reduce((sum, criterion) => sum + pointsOf(criterion, marks), 0),
  }))
  const total = parts.reduce((sum, { points }) => sum + points, 0)
  const starsByPoints = starFor(total)
  const stars = BANDS.find(([star, least]) => total >= least && missed(set, marks, star).length === 0)?.[0] ?? 1
  const above = [3, 4, 5].filter((star): star is 3 | 4 | 5 => star > stars && star <= Math.max(starsByPoints, stars + 1, 3))
  return {
    total,
    parts,
    stars,
    starsByPoints,
    gates: unique(above.flatMap((star) => missed(set, marks, star))),
    unknown: criteriaOf(set).filter(({ id }) => marks[id] == null),
  }
}

/** The soonest way to the next star; null: there is none above. */
export function planFor(set: CriteriaSet, marks: Marks, most = 5): Plan | null {
  const { stars, total } = score(set, marks)
  const star = stars < 3 ? 3 : stars === 3 ? 4 : stars === 4 ? 5 : null
  if (star === null) return null
  const needed = missed(set, marks, star).map(({ criterion, needs }) => stepTo(criterion, marks, needs, true))
  const after = {
    ...marks,
    ...Object.fromEntries(needed.map(({ criterion, to }) => [criterion.id, criterion.options.indexOf(to)])),
  }
  const least = BANDS.find(([of]) => of === star)?.[1] ?? 0
  const gained = needed.reduce((sum, { gain }) => sum + gain, 0)
  const steps = [...needed.toSorted(bySoonest), ...further(set, after, least - total - gained)]
  const shown = steps.slice(0, most)
  const then = {
    ...marks,
    ...Object.fromEntries(shown.map(({ criterion, to }) => [criterion.id, criterion.options.indexOf(to)])),
  }
  return { star, steps: shown, missing: Math.max(0, least - total), isEnough: score(set, then).stars >= star }
}

export function starFor(points: number): Star {
  return BANDS.find(([, least]) => points >= least)?.[0] ?? 1
}

function pointsOf(criterion: Criterion, marks: Marks): number {
  return chosen(criterion, marks)?.points ?? 0
}

function chosen({ id, options }: Criterion, marks: Marks): Option | null {
  const place = marks[id]
  return place == null ? null : (options[place] ?? null)
}

function missed(set: CriteriaSet, marks: Marks, star: Star): readonly Gate[] {
  if (star < 3) return []
  const of = star as 3 | 4 | 5
  return criteriaOf(set).flatMap((criterion) => {
    const least = set.minimums[of][criterion.id]
    if (least === undefined || pointsOf(criterion, marks) >= least) return []
    const needs = criterion.options.find(({ points }) => points >= least)
    return needs ? [{ star: of, criterion, needs }] : []
  })
}

/** Each criterion once, for the lowest star that misses it. */
function unique(gates: readonly Gate[]): readonly Gate[] {
  return gates.filter((gate, at) => gates.findIndex(({ criterion }) => criterion === gate.criterion) === at)
}

/** Better options of other criteria, one level after another, until the points are there: the soonest and best worth first. */
function further(set: CriteriaSet, marks: Marks, missing: number): readonly Step[] {
  const reached = new Map<Criterion, Option>()
  for (let left = missing; left > 0; ) {
    const next = criteriaOf(set)
      .flatMap((criterion) => {
        const now = reached.get(criterion)?.points ?? pointsOf(criterion, marks)
        const to = criterion.options.find(({ points }) => points > now)
        return to ? [{ criterion, to, effort: proofOf(criterion).effort, gain: to.points - now }] : []
      })
      .toSorted(bySoonest)[0]
    if (!next) break
    reached.set(next.criterion, next.to)
    left -= next.gain
  }
  return [...reached].map(([criterion, to]) => stepTo(criterion, marks, to, false))
}

function stepTo(criterion: Criterion, marks: Marks, to: Option, isNeeded: boolean): Step {
  const from = chosen(criterion, marks)
  return { criterion, from, to, gain: to.points - (from?.points ?? 0), isNeeded, effort: proofOf(criterion).effort }
}

function bySoonest(a: Pick<Step, 'effort' | 'gain'>, b: Pick<Step, 'effort' | 'gain'>): number {
  return a.effort - b.effort || b.gain - a.gain
}
