import { expect, test } from 'vitest'
import { parseDay } from '../../../src/conversations/fields/day.ts'
import { showDay } from '../../../src/lib/time.ts'

const NOW = new Date('2026-11-24T02:00:00Z')

test.each([
  ['1/7/2026', 'past', { ok: true, day: '2026-07-01' }],
  ['01-07-2026', 'past', { ok: true, day: '2026-07-01' }],
  ['1.7.2026', 'past', { ok: true, day: '2026-07-01' }],
  ['ngày 1 tháng 7 năm 2026', 'past', { ok: true, day: '2026-07-01' }],
  ['1 tháng 7 2026', 'past', { ok: true, day: '2026-07-01' }],
  ['tháng 7 năm 2026', 'past', { ok: true, day: '2026-07-01' }],
  ['7/2026', 'past', { ok: true, day: '2026-07-01' }],
  ['2019', 'past', { ok: true, day: '2019-01-01' }],
  ['năm 2019', 'past', { ok: true, day: '2019-01-01' }],
  ['1/7/19', 'past', { ok: true, day: '2019-07-01' }],
  ['1/7/98', 'past', { ok: true, day: '1998-07-01' }],
  ['31/2/2020', 'past', { ok: false, why: 'never' }],
  ['32/1/2020', 'past', { ok: false, why: 'never' }],
  ['1/13/2020', 'past', { ok: false, why: 'never' }],
  ['1/7', 'past', { ok: false, why: 'noYear' }],
  ['ngày 1 tháng 7', 'past', { ok: false, why: 'noYear' }],
  ['hôm nay', 'past', { ok: true, day: '2026-11-24' }],
  ['lâu rồi', 'past', { ok: false, why: 'words' }],
  ['2026-07-01', 'past', { ok: true, day: '2026-07-01' }],
  ['1/7/2027', 'past', { ok: false, why: 'ahead' }],
  ['1/1/1980', 'past', { ok: false, why: 'early' }],
  ['15 / 3 / 2020', 'past', { ok: true, day: '2020-03-15' }],
  ['15 3 2020', 'past', { ok: true, day: '2020-03-15' }],
  ['mùng 5 tháng 3 năm 2015', 'past', { ok: true, day: '2015-03-05' }],
  ['khoảng 2015', 'past', { ok: true, day: '2015-01-01' }],
  ['abc', 'past', { ok: false, why: 'words' }],
  ['29/2/2020', 'past', { ok: true, day: '2020-02-29' }],
  ['29/2/2021', 'past', { ok: false, why: 'never' }],
  ['đầu năm 2018', 'past', { ok: true, day: '2018-01-01' }],
  ['hôm qua', 'past', { ok: false, why: 'words' }],
  ['1-7-2020', 'past', { ok: true, day: '2020-07-01' }],
  ['01/07/2020', 'past', { ok: true, day: '2020-07-01' }],
  ['1 / 7 / 2020', 'past', { ok: true, day: '2020-07-01' }],
  ['30/6/2027', 'coming', { ok: true, day: '2027-06-30' }],
  ['6/2027', 'coming', { ok: true, day: '2027-06-30' }],
  ['2027', 'coming', { ok: true, day: '2027-12-31' }],
  ['1/7/2026', 'coming', { ok: false, why: 'over' }],
  ['tháng 6 năm 2027', 'coming', { ok: true, day: '2027-06-30' }],
  ['đến hết 2027', 'coming', { ok: true, day: '2027-12-31' }],
  ['30-6-27', 'coming', { ok: true, day: '2027-06-30' }],
  ['31/12/2026', 'coming', { ok: true, day: '2026-12-31' }],
  ['24/11/2026', 'coming', { ok: true, day: '2026-11-24' }],
  ['23/11/2026', 'coming', { ok: false, why: 'over' }],
] as const)('%j, %s, is read as %j', (typed, sense, read) => {
  expect(parseDay(typed, sense, NOW)).toEqual(read)
})

test('a day is shown as it is written here', () => {
  expect(showDay('2027-07-01')).toBe('01/7/2027')
})
