/** Officials at the centre move reports on: taken up at first, mended later. What they did is what citizens must hear, once. */
import type { Dice } from './dice.ts'
import type { World } from './world.ts'

/** The centre's clock shows whole seconds: two moves of one report must differ in it. */
const APART_MS = 2500

export interface Moves {
  /** Moves a few reports on. */
  step(dice: Dice): void
  /** references of the reports that were taken up, and of those that were mended */
  readonly takenUp: ReadonlySet<string>
  readonly mended: ReadonlySet<string>
}

export function createMoves({ centre }: Pick<World, 'centre'>): Moves {
  const movedAt = new Map<string, number>()
  const mended = new Set<string>()
  return {
    step(dice) {
      for (const { clientRef } of centre.reports()) {
        const at = movedAt.get(clientRef)
        if (at === undefined && dice.oneIn(6)) {
          centre.move(clientRef, 'investigating')
          movedAt.set(clientRef, Date.now())
        } else if (at !== undefined && !mended.has(clientRef) && Date.now() - at > APART_MS && dice.oneIn(8)) {
          centre.move(clientRef, 'fixed')
          mended.add(clientRef)
        }
      }
    },
    get takenUp() {
      return new Set(movedAt.keys())
    },
    mended,
  }
}
