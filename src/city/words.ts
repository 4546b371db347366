/**
 * Whether a text holds a word of a list, for data of this city.
 *
 * Marks decide where the person typed them ("cháy nhà" is a fire, "chảy nhà" is a leak); a text without any mark is
 * compared without marks. Whole words only: "dan" is not in "dang".
 */
const MARK = /[\p{M}đĐ]/u

export function mentions(text: string, words: readonly string[]): boolean {
  const isMarked = hasMarks(text)
  const padded = ` ${plain(text, isMarked)} `
  return words.some((word) => padded.includes(` ${plain(word, isMarked)} `))
}

/** Whether a text was typed with marks, at least one. */
export function hasMarks(text: string): boolean {
  return MARK.test(text.normalize('NFD'))
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g

/** `plain` with marks, the tone of each word at its end: "Hoá" and "Hóa" are one, "Hòa" is another. */
export function toned(text: string): string {
  return plain(text, true)
    .normalize('NFD')
    .split(' ')
    .map((word) => word.replace(TONES, '') + (word.match(TONES) ?? []).join(''))
    .join(' ')
    .normalize('NFC')
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
