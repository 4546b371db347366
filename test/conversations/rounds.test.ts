import { expect, test } from 'vitest'
import { nextRound } from '../../src/conversations/rounds.ts'

test.each([
  ['2026-11-25', '2027-04-30', '2027-04-09'],
  ['2027-04-09', '2027-04-30', '2027-04-09'],
  // Fifteen working days are not left any more: the round after it.
  ['2027-04-10', '2027-10-30', '2027-10-11'],
  ['2027-10-11', '2027-10-30', '2027-10-11'],
  ['2027-10-31', '2028-04-30', '2028-04-10'],
  ['2027-12-31', '2028-04-30', '2028-04-10'],
  ['2028-01-01', '2028-04-30', '2028-04-10'],
])('on %s the next round is that of %s, with the dossier at the commune by %s', (today, deadline, handIn) => {
  expect(nextRound(today)).toEqual({ deadline, handIn })
})
