import { expect, test } from 'vitest'
import { parseLicenceNumber } from '../../../src/conversations/fields/licence-number.ts'

test.each([
  ['31A8001234', { ok: true, number: '31A8001234' }],
  ['31a8.001234', { ok: true, number: '31A8.001234' }],
  ['31A8001234 ', { ok: true, number: '31A8001234' }],
  ['số 31A8001234', { ok: true, number: '31A8001234' }],
  ['GCN số 31A8001234', { ok: true, number: '31A8001234' }],
  ['GPKD: 31A8001234', { ok: true, number: '31A8001234' }],
  ['3300123456', { ok: true, number: '3300123456' }],
  ['046085001234', { ok: true, number: '046085001234' }],
  ['31A8 001 234', { ok: true, number: '31A8001234' }],
  ['có rồi', { ok: false, why: 'words' }],
  ['abc', { ok: false, why: 'words' }],
  ['1234', { ok: false, why: 'short' }],
  ['12345678901234567890123', { ok: false, why: 'long' }],
  ['31A8-001234/HKD', { ok: true, number: '31A8-001234/HKD' }],
  ['đkkd 31A8001234', { ok: true, number: '31A8001234' }],
  ['A', { ok: false, why: 'words' }],
  ['', { ok: false, why: 'words' }],
  ['mất rồi', { ok: false, why: 'words' }],
  ['giấy phép kinh doanh', { ok: false, why: 'words' }],
  ['giấy phép số 31A8001234', { ok: true, number: '31A8001234' }],
  ['3100 123 456', { ok: true, number: '3100123456' }],
  ['0312687878-001', { ok: true, number: '0312687878-001' }],
  ['31.A8.001234', { ok: true, number: '31.A8.001234' }],
  ['31A8001234,', { ok: true, number: '31A8001234' }],
  ['số giấy: 31A8001234', { ok: true, number: '31A8001234' }],
  ['46/HKD-2020-0001', { ok: true, number: '46/HKD-2020-0001' }],
  ['hkd 01234567', { ok: true, number: '01234567' }],
  ['Lô 5', { ok: false, why: 'short' }],
  ['31A8001234 cấp năm 2019', { ok: true, number: '31A8001234' }],
  ['ĐKHKD: 31A8001234', { ok: true, number: '31A8001234' }],
  ['４６Ａ８００１２３４', { ok: true, number: '46A8001234' }],
  ['31a 8001234', { ok: false, why: 'short' }],
])('%j is read as %j', (typed, read) => {
  expect(parseLicenceNumber(typed)).toEqual(read)
})
