import { expect, test } from 'vitest'
import { maskPersonalNumber, parsePersonalNumber } from '../../../src/conversations/fields/personal-number.ts'

const NOW = new Date('2026-11-24T02:00:00Z')

test.each([
  ['046085001234', { ok: true, number: '046085001234' }],
  ['046 185 001 234', { ok: true, number: '046185001234' }],
  ['046312001234', { ok: false, why: 'young' }],
  ['191234567', { ok: false, why: 'old' }],
  ['04608500123', { ok: false, why: 'short' }],
  ['0460850012345', { ok: false, why: 'long' }],
  ['999085001234', { ok: false, why: 'place', number: '999085001234' }],
  ['046099001234', { ok: true, number: '046099001234' }],
  ['046285001234', { ok: false, why: 'birth' }],
  ['abc', { ok: false, why: 'letters' }],
  ['046201001234', { ok: true, number: '046201001234' }],
  ['046.085.001.234', { ok: true, number: '046085001234' }],
  ['046085001234 ', { ok: true, number: '046085001234' }],
  ['０４６０８５００１２３４', { ok: true, number: '046085001234' }],
  ['001085001234', { ok: true, number: '001085001234' }],
  ['002185001234', { ok: true, number: '002185001234' }],
  ['096085001234', { ok: true, number: '096085001234' }],
  ['003085001234', { ok: false, why: 'place', number: '003085001234' }],
  ['100085001234', { ok: false, why: 'place', number: '100085001234' }],
  ['046385001234', { ok: false, why: 'birth' }],
  ['046915001234', { ok: false, why: 'birth' }],
  ['046016001234', { ok: true, number: '046016001234' }],
  ['046000001234', { ok: false, why: 'birth' }],
  ['', { ok: false, why: 'letters' }],
  ['12', { ok: false, why: 'short' }],
  ['046-085-001-234', { ok: true, number: '046085001234' }],
  ['cccd 046085001234', { ok: false, why: 'letters' }],
  ['191 234 567', { ok: false, why: 'old' }],
  ['04608500123a', { ok: false, why: 'letters' }],
  ['052199001234', { ok: true, number: '052199001234' }],
  ['046185001234.', { ok: true, number: '046185001234' }],
  ['046202001234', { ok: true, number: '046202001234' }],
  ['046210001234', { ok: true, number: '046210001234' }],
  ['046211001234', { ok: false, why: 'young' }],
])('%j is read as %j', (typed, read) => {
  expect(parsePersonalNumber(typed, NOW)).toEqual(read)
})

test('L-07: it is shown masked', () => {
  expect(maskPersonalNumber('046085001212')).toBe('046•••••••12')
})
