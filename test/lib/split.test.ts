import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { split } from '../../src/lib/split.ts'

const WHOLE = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const PIECES = [
  '👩‍👩‍👧‍👦',
  '🇻🇳',
  '👍🏽',
  'ế',
  'e\u0302\u0301',
  ' \u0301',
  ' ',
  '\n',
  '\n\n',
  '\r\n',
  'mắm ruốc',
  '한',
  '\u200d',
  '𠮷',
]
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES, 'x'.repeat(70)), { maxLength: 200 }).map((all) => all.join('')),
  fc.string({ unit: 'grapheme', maxLength: 600 }),
  fc.string({ unit: 'binary', maxLength: 600 }),
)
const max = fc.integer({ min: 64, max: 200 })

describe('split', () => {
  test('P-15: joining the parts gives the text back, each fits, none is empty', () => {
    fc.assert(
      fc.property(text, max, (whole, most) => {
        const parts = split(whole, most)
        expect(parts.join('')).toBe(whole)
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(most)
        if (whole !== '') expect(parts).not.toContain('')
      }),
      { numRuns: 2000 },
    )
  })

  test('P-15: no emoji, flag or letter with marks is broken', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES, 'y'.repeat(70)), { maxLength: 200 }), max, (pieces, most) => {
        const count = (part: string) => [...WHOLE.segment(part)].length
        const whole = pieces.join('')
        const longest = Math.max(0, ...[...WHOLE.segment(whole)].map((one) => one.segment.length))
        fc.pre(longest <= most)
        expect(split(whole, most).reduce((sum, part) => sum + count(part), 0)).toBe(count(whole))
      }),
      { numRuns: 2000 },
    )
  })

  test('P-15: it cuts after a paragraph, else after a word, else between letters', () => {
    const paragraph = `${'Mắm ruốc Huế '.repeat(5)}.\n\n`
    expect(split(paragraph + 'a'.repeat(60), 100)[0]).toBe(paragraph)
    expect(split('ruốc '.repeat(30), 64)[0]).toBe('ruốc '.repeat(12))
    expect(split('x'.repeat(130), 64).map((part) => part.length)).toEqual([64, 64, 2])
  })

  test('P-15: a paragraph break near the beginning does not leave a stub', () => {
    expect(split(`Ôi\n\n${'chữ '.repeat(40)}`, 64)[0]?.length).toBeGreaterThan(50)
  })

  test('P-15: one grapheme longer than a part is cut between code points', () => {
    const zalgo = `e${'\u0301'.repeat(200)}`
    expect(split(zalgo, 64).join('')).toBe(zalgo)
    const family = Array(60).fill('👩').join('\u200d')
    for (const part of split(family, 64)) expect(part.isWellFormed()).toBe(true)
  })

  test('an empty text is one empty part, and too small a part is a fault of the caller', () => {
    expect(split('', 64)).toEqual([''])
    expect(() => split('a', 63)).toThrow(RangeError)
    expect(() => split('a', Number.NaN)).toThrow(RangeError)
  })

  test('the work grows with the length: two million letters are no harder than many small texts', () => {
    const word = 'z'.repeat(2_000_000)
    expect(split(word, 4096)).toHaveLength(Math.ceil(word.length / 4096))
  })
})
