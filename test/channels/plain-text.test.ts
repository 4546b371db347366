import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainText } from '../../src/channels/plain-text.ts'

const graphemes = fc.string({ unit: 'grapheme', maxLength: 80 })

test('P-15: the text stands whole at the beginning, every choice has its number, and all fits', () => {
  const choice = graphemes.map((label) => ({ label, payload: 'p' }))
  const link = graphemes.map((label) => ({ label, url: 'https://hue.gov.vn/ocop' }))
  fc.assert(
    fc.property(
      fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 400 })
        .filter((text) => text.trimStart() === text && text.length <= 1500),
      fc.array(choice, { maxLength: 20 }),
      fc.array(link, { maxLength: 10 }),
      (text, choices, links) => {
        const shown = plainText({ text, choices, links }, 2000)
        expect(shown.startsWith(text)).toBe(true)
        expect(shown.length).toBeLessThanOrEqual(2000)
        for (const [at] of choices.entries()) expect(shown).toContain(`${at + 1}. `)
      },
    ),
    { numRuns: 500 },
  )
})

test('a link is never cut: the last ones go when there is no room', () => {
  const links = Array.from({ length: 40 }, (_, at) => ({
    label: `Trang ${at}`,
    url: `https://hue.gov.vn/${'x'.repeat(60)}/${at}`,
  }))
  const shown = plainText({ text: 'Xem', links }, 500)
  const urls = shown.match(/https:\S+/g) ?? []
  expect(shown.length).toBeLessThanOrEqual(500)
  expect(urls.length).toBeGreaterThan(2)
  for (const url of urls) expect(links.map((link) => link.url)).toContain(url)
})

test('a long label is shortened between letters', () => {
  const shown = plainText({ text: 'Chọn', choices: [{ label: '👨‍👩‍👧‍👦'.repeat(20), payload: 'p' }] }, 64)
  expect(shown).toMatch(/^Chọn\n\n1\. (👨‍👩‍👧‍👦)+…$/u)
})
