/** A paragraph broken into lines, with the place of each piece. */
import { fontOf } from './font.ts'
import { type Face, type Paragraph, SIZE } from './paper.ts'
import { clean } from './words.ts'

/** `text` of a tick box: ☐ or ☒. Lengths in points, from the left end of the line. */
export interface Piece {
  readonly kind: 'text' | 'box'
  readonly text: string
  readonly face: Face
  readonly x: number
  readonly width: number
  readonly isUnderlined: boolean
}

export interface Line {
  readonly pieces: readonly Piece[]
  readonly width: number
  /** a line of dots or the last one is never stretched */
  readonly isLast: boolean
}

/** What stays together in a line; a tab is a word of its own. */
interface Word {
  readonly pieces: readonly Omit<Piece, 'x'>[]
  readonly width: number
  /** of the space before it; 0: none */
  readonly space: number
  readonly tab?: { readonly to: number; readonly isDotted: boolean }
  readonly isBreak?: boolean
}

const BOXES = /([☐☒])/u
/** Less room than this for dots is none: they go on the next line. */
const LEAST_DOTS = 24
const UNKNOWN = '□'

export function linesOf({ runs, size = SIZE, align = 'left' }: Paragraph, width: number): readonly Line[] {
  const lines: Line[] = []
  let words: { word: Word; x: number }[] = []
  let x = 0
  const end = (isLast: boolean) => {
    lines.push(lineOf(words, x, align === 'justify' && !isLast ? width : null, isLast, size))
    words = []
    x = 0
  }
  for (const word of wordsOf(runs, size, width)) {
    if (word.isBreak) {
      end(true)
      continue
    }
    if (word.tab) {
      const to = word.tab.to * width
      if (to - x < LEAST_DOTS && to >= width) end(false)
      words.push({ word: { ...word, width: Math.max(to - x, 6) }, x })
      x = Math.max(to, x + 6)
      continue
    }
    if (words.length > 0 && x + word.space + word.width > width + 0.01) end(false)
    const at = words.length > 0 ? x + word.space : 0
    words.push({ word, x: at })
    x = at + word.width
  }
  if (words.length > 0 || lines.length === 0) end(true)
  return lines
}

export function widthOf(text: string, face: Face, size: number): number {
  const font = fontOf(face)
  let units = 0
  for (const char of text) units += font.widthOf(font.glyphOf(char.codePointAt(0) ?? 0))
  return (units * size) / font.unitsPerEm
}

/** What the font has no glyph for (emoji, other scripts) is shown as one hollow square a run of them. */
export function printable(text: string, face: Face): string {
  const font = fontOf(face)
  const chars = [...text].map((char) => (font.glyphOf(char.codePointAt(0) ?? 0) === 0 ? UNKNOWN : char))
  return chars.filter((char, at) => char !== UNKNOWN || chars[at - 1] !== UNKNOWN).join('')
}

function lineOf(
  words: readonly { word: Word; x: number }[],
  end: number,
  stretchTo: number | null,
  isLast: boolean,
  size: number,
): Line {
  const gaps = words.filter(({ word }, at) => at > 0 && word.space > 0).length
  const extra = stretchTo === null || gaps === 0 || words.some(({ word }) => word.tab) ? 0 : (stretchTo - end) / gaps
  let shift = 0
  const pieces = words.flatMap(({ word, x }, at) => {
    if (at > 0 && word.space > 0) shift += extra
    if (word.tab) return word.tab.isDotted ? [dots(x, word.width, size)] : []
    let left = x + shift
    return word.pieces.map((piece) => {
      const placed = { ...piece, x: left }
      left += piece.width
      return placed
    })
  })
  return { pieces: extra > 0 ? pieces : joined(pieces, size), width: end + shift, isLast }
}

/** Words of one face that follow one another are one piece: smaller files, and a text that is found by searching. */
function joined(pieces: readonly Piece[], size: number): readonly Piece[] {
  const result: Piece[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    const space = widthOf(' ', piece.face, size)
    const gap = last ? piece.x - last.x - last.width : 0
    const isNext =
      last?.kind === 'text' && piece.kind === 'text' && last.face === piece.face && last.isUnderlined === piece.isUnderlined
    if (last && isNext && (Math.abs(gap) < 0.01 || Math.abs(gap - space) < 0.01)) {
      const text = `${last.text}${gap > 0.01 ? ' ' : ''}${piece.text}`
      result[result.length - 1] = { ...last, text, width: piece.x + piece.width - last.x }
    } else result.push(piece)
  }
  return result
}

function dots(x: number, width: number, size: number): Piece {
  const each = widthOf('.', 'regular', size)
  const count = Math.max(1, Math.floor((width - 2) / each))
  return { kind: 'text', text: '.'.repeat(count), face: 'regular', x: x + 2, width: count * each, isUnderlined: false }
}

function wordsOf(runs: Paragraph['runs'], size: number, width: number): readonly Word[] {
  const words: Word[] = []
  let open: Omit<Piece, 'x'>[] = []
  let space = 0
  const close = (next: number) => {
    if (open.length > 0) words.push({ pieces: open, width: open.reduce((sum, piece) => sum + piece.width, 0), space })
    open = []
    space = next
  }
  for (const run of runs) {
    if ('tabTo' in run) {
      close(0)
      words.push({ pieces: [], width: 0, space: 0, tab: { to: run.tabTo, isDotted: run.isDotted } })
      space = 0
      continue
    }
    const face = run.face ?? 'regular'
    for (const part of clean(run.text).split(/([ \n]+)/)) {
      if (/^[ \n]+$/.test(part)) {
        close(widthOf(' ', face, size))
        for (const _ of part.matchAll(/\n/g)) words.push({ pieces: [], width: 0, space: 0, isBreak: true })
        continue
      }
      for (const text of part.split(BOXES).filter((each) => each !== '')) {
        const isBox = BOXES.test(text)
        const shown = isBox ? text : printable(text, face)
        const pieces = isBox ? [{ text, width: size * 0.85 }] : fitting(shown, face, size, width)
        for (const [at, piece] of pieces.entries()) {
          if (at > 0) close(0)
          open.push({ kind: isBox ? 'box' : 'text', face, isUnderlined: run.isUnderlined ?? false, ...piece })
        }
      }
    }
  }
  close(0)
  return words
}

/** A word that is wider than the line is cut where it must be. */
function fitting(text: string, face: Face, size: number, width: number): readonly { text: string; width: number }[] {
  const whole = widthOf(text, face, size)
  if (whole <= width) return [{ text, width: whole }]
  const parts: { text: string; width: number }[] = []
  let part = ''
  for (const char of text) {
    if (part !== '' && widthOf(part + char, face, size) > width) {
      parts.push({ text: part, width: widthOf(part, face, size) })
      part = ''
    }
    part += char
  }
  return [...parts, { text: part, width: widthOf(part, face, size) }]
}
