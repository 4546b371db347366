import { describe, expect, test } from 'vitest'
import { type Actor, isOpen, mayMove, nextFor, STATES } from '../../src/models/registration-state.ts'

const ACTORS: readonly Actor[] = ['commune', 'city', 'producer', 'helper', 'clock']

/** From, to, and who may. Whatever is not here nobody may. */
const ALLOWED: readonly (readonly [string, string, readonly Actor[]])[] = [
  ['unconfirmed', 'submitted', ['producer']],
  ['unconfirmed', 'withdrawn', ['helper', 'clock']],
  ['submitted', 'needs_more', ['commune']],
  ['submitted', 'accepted', ['commune']],
  ['submitted', 'withdrawn', ['producer']],
  ['needs_more', 'submitted', ['producer', 'helper']],
  ['needs_more', 'accepted', ['commune']],
  ['needs_more', 'withdrawn', ['producer']],
  ['accepted', 'needs_more', ['commune']],
  ['accepted', 'forwarded', ['commune']],
  ['accepted', 'withdrawn', ['producer']],
  ['forwarded', 'accepted', ['commune']],
  ['forwarded', 'needs_more', ['city']],
  ['forwarded', 'assessing', ['city']],
  ['forwarded', 'withdrawn', ['producer']],
  ['assessing', 'needs_more', ['city']],
  ['assessing', 'recognised', ['city']],
  ['assessing', 'not_recognised', ['city']],
  ['assessing', 'withdrawn', ['producer']],
  ['recognised', 'assessing', ['city']],
  ['recognised', 'expired', ['clock']],
  ['not_recognised', 'assessing', ['city']],
]

describe('who may move a registration from where to where', () => {
  for (const from of STATES) {
    for (const to of STATES) {
      const allowed = ALLOWED.find((row) => row[0] === from && row[1] === to)?.[2] ?? []
      test(`${from} to ${to}: ${allowed.join(', ') || 'nobody'}`, () => {
        expect(ACTORS.filter((by) => mayMove(from, to, by))).toEqual(allowed)
      })
    }
  }
})

test('officials are offered what the commune and the city may do, and nothing of a dossier that is taken back or over', () => {
  const next = nextFor(['commune', 'city'])
  expect(next.forwarded).toEqual(['needs_more', 'accepted', 'assessing'])
  expect([next.withdrawn, next.expired, next.unconfirmed]).toEqual([[], [], []])
})

test('a dossier is open until it is decided or taken back', () => {
  expect(STATES.filter(isOpen)).toEqual(['submitted', 'needs_more', 'accepted', 'forwarded', 'assessing'])
})
