import fitted from './fitted.json' with { type: 'json' }

/** The numbers of the ranking. */
export interface Weights {
  /** of a word of any talk, and of the words of a product, where a plain word is 1 */
  readonly common: number
  readonly product: number
  /** of a proper name */
  readonly name: number
  /** of a story around its question */
  readonly story: number
  /** of concepts and criteria sets, where a syllable is 1 */
  readonly concept: number
  readonly set: number
  /** of a concept inside a longer phrase */
  readonly inner: number
  /** a syllable with other marks than typed */
  readonly otherMarks: number
  /** what a way of asking lacks of the question, and has beyond it */
  readonly missed: number
  readonly extra: number
  /** for the very words of a way of asking */
  readonly exact: number
  readonly second: number
  readonly explained: number
  readonly saturation: number
  readonly text: number
  readonly sameSet: number
  readonly sameName: number
  /** for the minimums of a product that is named beside stars */
  readonly minimums: number
  readonly otherSet: number
  readonly noSet: number
  /** other numbers of the same kind */
  readonly clash: number
}

/** Found by `scripts/fit-answers.ts`. */
export const WEIGHTS: Weights = fitted.weights
