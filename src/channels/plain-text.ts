import type { Choice, Link } from '../message.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export interface PlainParts {
  readonly text: string
  readonly choices?: readonly Choice[]
  readonly links?: readonly Link[]
  /** number of the first choice; the ones before it are buttons */
  readonly firstNumber?: number
}

/**
 * A message where the platform has no buttons: the text, its links, and a numbered list of the choices.
 *
 * Labels are shortened to stay within `max`; a link is never cut, so the last ones go when they do not fit. The text
 * itself is left as it is: `outbox.enqueue` has split it to the channel's `maxText`.
 *
 * @param max UTF-16 code units
 */
export function plainText({ text, choices = [], links = [], firstNumber = 1 }: PlainParts, max: number): string {
  const spare = choices.length * SHORTEST_LINE + 2
  let body = text
  for (const { label, url } of links) {
    const longer = `${body + (body === text ? '\n\n' : '\n')}${label}: ${url}`
    if (longer.length + spare <= max) body = longer
  }
  if (choices.length === 0) return body
  const room = Math.floor((max - body.length - 2) / choices.length)
  const lines = choices.map(({ label }, at) => shortened(`${at + firstNumber}. ${label}`, room - 1))
  return `${body}\n\n${lines.join('\n')}`.trimStart()
}

const SHORTEST_LINE = 16

function shortened(line: string, max: number): string {
  if (line.length <= max) return line
  let kept = ''
  for (const { segment } of graphemes.segment(line)) {
    if (kept.length + segment.length + 1 > max) break
    kept += segment
  }
  return `${kept}…`
}
