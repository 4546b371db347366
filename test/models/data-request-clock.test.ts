import { describe, expect, test } from 'vitest'
import type { DataRequestKind } from '../../src/db/schema.ts'
import { clocksOf, extended, overdueOf } from '../../src/models/data-request-clock.ts'

/** Wednesday 25/11/2026, 09:00 in Huế. */
const WEDNESDAY = new Date('2026-11-25T02:00:00Z')
const end = (day: string) => new Date(`${day}T16:59:59Z`)

describe('L-04: the clocks of a request', () => {
  test.each<[string, string, string]>([
    ['Wednesday morning', '2026-11-25T02:00:00Z', '2026-11-27'],
    ['Thursday: the weekend does not count', '2026-11-26T02:00:00Z', '2026-11-30'],
    ['Friday', '2026-11-27T02:00:00Z', '2026-12-01'],
    ['Saturday', '2026-11-28T02:00:00Z', '2026-12-01'],
    ['Sunday', '2026-11-29T02:00:00Z', '2026-12-01'],
    ['23:59 in Huế is still that day', '2026-11-25T16:59:00Z', '2026-11-27'],
    ['00:01 in Huế is the next day, whatever day it is in Greenwich', '2026-11-25T17:01:00Z', '2026-11-30'],
  ])('two working days to answer from %s', (_, from, due) => {
    expect(clocksOf('see', new Date(from), false).answerDue).toEqual(end(due))
  })

  test.each<[DataRequestKind, string, string, string]>([
    ['see', '2026-12-05', '2026-12-10', '2026-12-15'],
    ['download', '2026-12-05', '2026-12-10', '2026-12-15'],
    ['correct', '2026-12-05', '2026-12-10', '2026-12-15'],
    ['withdraw', '2026-12-10', '2026-12-15', '2026-12-25'],
    ['restrict', '2026-12-10', '2026-12-15', '2026-12-25'],
    ['delete', '2026-12-15', '2026-12-25', '2027-01-04'],
  ])('%s: alone, with a third party, and extended once', (kind, own, withOthers, longer) => {
    const { doDue } = clocksOf(kind, WEDNESDAY, false)
    expect(doDue).toEqual(end(own))
    expect(clocksOf(kind, WEDNESDAY, true).doDue).toEqual(end(withOthers))
    expect(extended(kind, doDue)).toEqual(end(longer))
  })

  test.each<[string, string, Date | null, 'answer' | 'do' | null]>([
    ['2026-11-27T16:59:59Z', 'open', null, null],
    ['2026-11-27T17:00:00Z', 'open', null, 'answer'],
    ['2026-12-01T00:00:00Z', 'answered', WEDNESDAY, null],
    ['2026-12-15T16:59:59Z', 'answered', WEDNESDAY, null],
    ['2026-12-15T17:00:00Z', 'answered', WEDNESDAY, 'do'],
    ['2027-12-15T17:00:00Z', 'done', WEDNESDAY, null],
    ['2027-12-15T17:00:00Z', 'refused', null, null],
  ])('at %s, %s', (now, state, answeredAt, overdue) => {
    const clocks = clocksOf('delete', WEDNESDAY, false)
    expect(overdueOf({ ...clocks, state, answeredAt }, new Date(now))).toBe(overdue)
  })
})
