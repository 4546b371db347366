const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Splits a text into parts that a channel accepts (P-15).
 *
 * Cuts after a paragraph or line in the second half of what fits, else after a word, else between graphemes; a single
 * grapheme longer than `max` is cut between code points. Linear in the length of the text.
 *
 * @param text any Unicode text in NFC, without markup: we send plain text, so there is no tag to keep whole
 * @param max  largest part, in UTF-16 code units (Telegram 4096, Zalo 2000, caption 1024)
 * @returns    one or more parts, none empty (only '' gives ['']); joined by '' they give `text` back
 * @throws     RangeError if max < 64
 */
export function split(text: string, max: number): string[] {
  if (!(max >= 64)) throw new RangeError('split needs max >= 64')
  const parts: string[] = []
  let start = 0
  while (text.length - start > max) {
    const cut = cutOf(text.slice(start, start + max + 2), max)
    parts.push(text.slice(start, start + cut))
    start += cut
  }
  parts.push(text.slice(start))
  return parts
}

/** @param ahead what is left, `max` + 2 units of it: enough to see whether a grapheme goes over the edge */
function cutOf(ahead: string, max: number): number {
  const fits = ahead.slice(0, max)
  const edges = graphemes.segment(ahead)
  for (const candidate of [afterLast(fits, '\n\n', max / 2), afterLast(fits, '\n', max / 2), afterWord(fits), max]) {
    if (candidate === 0) continue
    // A blank can carry a combining mark: then the cut goes before that grapheme.
    const whole = candidate >= ahead.length ? candidate : (edges.containing(candidate)?.index ?? 0)
    if (whole > 0) return whole
  }
  return isHighSurrogate(ahead.charCodeAt(max - 1)) ? max - 1 : max
}

function afterLast(fits: string, mark: string, atLeast: number): number {
  const end = fits.lastIndexOf(mark) + mark.length
  return end >= Math.max(atLeast, mark.length + 1) ? end : 0
}

function afterWord(fits: string): number {
  return Math.max(fits.lastIndexOf(' '), fits.lastIndexOf('\n'), fits.lastIndexOf('\t')) + 1
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
