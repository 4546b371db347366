/** Seeded chance: the same seed gives the same throws, so that a failing run can be tried again. */
export interface Dice {
  /** a whole number from `min` to `max` */
  between(min: number, max: number): number
  /** true once in `n` */
  oneIn(n: number): boolean
  pick<Value>(values: readonly [Value, ...Value[]]): Value
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    between,
    oneIn: (n) => between(1, n) === 1,
    pick: (values) => values[between(0, values.length - 1)] ?? values[0],
  }
}
