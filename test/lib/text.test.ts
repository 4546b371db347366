import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shorten } from '../../src/lib/text.ts'

test('P-15: what is too long is cut between graphemes and says so', () => {
  expect(shorten('mắm ruốc', 8)).toBe('mắm ruốc')
  expect(shorten('mắm ruốc', 7)).toBe('mắm ru…')
  expect(shorten('mắm ruốc', 5)).toBe('mắm…')
  expect(shorten('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 15)).toBe('👩‍👩‍👧‍👦…')
  expect(shorten(`a${'\u0323'.repeat(5000)}`, 1000)).toHaveLength(1000)
})

test('P-15: never longer than asked, never half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 2, max: 300 }), (text, max) => {
      const short = shorten(text, max)
      expect(short.length).toBeLessThanOrEqual(Math.max(max, 1))
      if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true)
    }),
  )
})
