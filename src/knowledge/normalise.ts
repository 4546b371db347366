/** What was typed, as words that can be compared. */
import { foldWords } from '../lib/text.ts'

const LONGEST = 2000

export function normalise(text: string): readonly string[] {
  return foldWords(text.slice(0, LONGEST))
    .split(' ')
    .filter((word) => word !== '')
}
