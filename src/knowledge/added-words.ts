/**
 * Words that officials add while the channel runs: what people say, and what is meant in plain words.
 *
 * They are put into the question before it is read, so that the shipped tables, and all that was made ready from them, stay
 * as they are: nothing is compiled or fitted anew, and taking a word back undoes it wholly.
 */
import { createPhrases, longestAt } from './phrases.ts'
import { syllable } from './syllable.ts'

export interface AddedWord {
  /** as people say it, with its marks: "bánh lọc trần" */
  readonly said: string
  /** in words that the articles use */
  readonly meant: string
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu

/** @returns the text with each added word in its place; the very text where none stands in it */
export function createRewriter(added: readonly AddedWord[]): (text: string) => string {
  if (added.length === 0) return (text) => text
  const phrases = createPhrases(added.map(({ said, meant }) => [tokensOf(said).join(' '), meant] as const))
  return (text) => {
    const places = [...text.normalize('NFC').matchAll(WORD)]
    const words = places.map(([token]) => syllable(token.toLowerCase()))
    const isMarked = words.some(({ folded, marked }) => folded !== marked)
    let written = ''
    let until = 0
    for (let at = 0; at < words.length; ) {
      const match = longestAt(phrases, words, at, isMarked)
      if (match) {
        const last = places[at + match.length - 1]
        written += text.normalize('NFC').slice(until, places[at]?.index) + match.value
        until = (last?.index ?? 0) + (last?.[0].length ?? 0)
      }
      at += match?.length ?? 1
    }
    return until === 0 ? text : written + text.normalize('NFC').slice(until)
  }
}

function tokensOf(text: string): readonly string[] {
  return Array.from(text.normalize('NFC').matchAll(WORD), ([token]) => token.toLowerCase())
}
