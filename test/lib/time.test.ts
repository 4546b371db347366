import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOfWork, type Hours, isWithin, nextWithin, parseLocalTime, toLocalInput } from '../../src/lib/time.ts'

const DAY: Hours = { from: 7 * 60, to: 22 * 60 }
const at = (time: string) => new Date(`2026-11-25T${time}:00+07:00`)
const times = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
const hours = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .filter(([from, to]) => from < to)
  .map(([from, to]) => ({ from, to }))

test('L-16: seven is within the hours, ten in the evening is not, by the clock of Huế', () => {
  expect(['06:59', '07:00', '21:59', '22:00', '00:00'].map((time) => isWithin(DAY, at(time)))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ])
})

test('work that does not fit into an evening goes on in the morning, over as many days as it takes', () => {
  const hour = 3_600_000
  expect(endOfWork(DAY, at('21:00'), hour / 2)).toEqual(at('21:30'))
  expect(endOfWork(DAY, at('21:00'), 2 * hour)).toEqual(new Date('2026-11-26T08:00:00+07:00'))
  expect(endOfWork(DAY, at('23:00'), hour)).toEqual(new Date('2026-11-26T08:00:00+07:00'))
  expect(endOfWork(DAY, at('07:00'), 31 * hour)).toEqual(new Date('2026-11-27T08:00:00+07:00'))
})

test('whatever the hours, the next time within them is within them, not before, and less than a day away', () => {
  fc.assert(
    fc.property(times, hours, (now, open) => {
      const next = nextWithin(open, now)
      expect(isWithin(open, next)).toBe(true)
      expect(next.getTime()).toBeGreaterThanOrEqual(now.getTime())
      expect(next.getTime() - now.getTime()).toBeLessThan(86_400_000)
    }),
  )
})

test('a time typed in a form is one of Huế, and comes back as it was', () => {
  expect(parseLocalTime('2026-11-25T14:05')).toEqual(new Date('2026-11-25T07:05:00Z'))
  expect(toLocalInput(new Date('2026-11-25T23:05:00Z'))).toBe('2026-11-26T06:05')
  for (const typed of ['', 'mai', '2026-11-25', '2026-13-25T14:05', '2026-11-25T14:05Z']) expect(parseLocalTime(typed)).toBeNull()
})
