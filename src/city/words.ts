/**
 * Whether a text holds a word of a list, for data of this city.
 *
 * Marks decide where the person typed them ("cháy nhà" is a fire, "chảy nhà" is a leak); a text without any mark is
 * compared without marks. Whole words only: "dan" is not in "dang".
 */
const MARK = /[\p{M}đĐ]/u

export function mentions(text: string, words: readonly string[]): boolean {
  const hasMarks = MARK.test(text.normalize('NFD'))
  const padded = ` ${plain(text, hasMarks)} `
  return words.some((word) => padded.includes(` ${plain(word, hasMarks)} `))
}

/** Lower case, words joined by one blank, without marks unless they count. */
export function plain(text: string, keepMarks = false): string {
  const letters = keepMarks
    ? text
    : text
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .replace(/[đĐ]/g, 'd')
  return letters
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
