import { expect, test } from 'vitest'
import { parseAmount, showNumber } from '../../../src/conversations/fields/amount.ts'

test.each([
  ['1,5 tấn', { ok: true, amount: 1.5, per: null }],
  ['1.5 tấn', { ok: true, amount: 1.5, per: null }],
  ['1.200 hũ', { ok: true, amount: 1200, per: null }],
  ['1,200 hũ', { ok: true, amount: 1200, per: null }],
  ['1200', { ok: true, amount: 1200, per: null }],
  ['1.200,5 kg', { ok: true, amount: 1200.5, per: null }],
  ['0,125 tấn', { ok: true, amount: 0.125, per: null }],
  ['khoảng 200 kg một tháng', { ok: true, amount: 200, per: 'tháng' }],
  ['200kg/tháng', { ok: true, amount: 200, per: 'tháng' }],
  ['5 chục hũ/tuần', { ok: true, amount: 50, per: 'tuần' }],
  ['hai trăm hũ', { ok: true, amount: 200, per: null }],
  ['nửa tấn', { ok: true, amount: 0.5, per: null }],
  ['tấn rưỡi', { ok: true, amount: 1.5, per: null }],
  ['2 tạ rưỡi', { ok: true, amount: 2.5, per: null }],
  ['5 tấn mỗi năm', { ok: true, amount: 5, per: 'năm' }],
  ['một tấn một năm', { ok: true, amount: 1, per: 'năm' }],
  ['2k hũ', { ok: true, amount: 2000, per: null }],
  ['10 nghìn chai mỗi năm', { ok: true, amount: 10000, per: 'năm' }],
  ['3 trăm', { ok: true, amount: 300, per: null }],
  ['không cố định', { ok: false, why: 'noNumber' }],
  ['tùy mùa', { ok: false, why: 'noNumber' }],
  ['-5', { ok: false, why: 'negative' }],
  ['1/7/2026', { ok: false, why: 'date' }],
  ['99999999999', { ok: false, why: 'huge' }],
  ['mười hai chai', { ok: true, amount: 12, per: null }],
  ['hai mươi con', { ok: true, amount: 20, per: null }],
  ['1 vụ 3 tấn', { ok: true, amount: 3, per: 'vụ' }],
  ['3 tấn/vụ', { ok: true, amount: 3, per: 'vụ' }],
  ['1 tháng 200 hũ', { ok: true, amount: 200, per: 'tháng' }],
  ['5.000.000', { ok: true, amount: 5000000, per: null }],
  ['năm mươi kg', { ok: true, amount: 50, per: null }],
  ['100-200 kg', { ok: true, amount: 100, per: null }],
  ['0', { ok: true, amount: 0, per: null }],
  ['１００', { ok: true, amount: 100, per: null }],
])('%j is read as %j', (typed, read) => {
  expect(parseAmount(typed)).toEqual(read)
})

test('a number is shown with the decimal comma', () => {
  expect([1.5, 1200, 0].map(showNumber)).toEqual(['1,5', '1.200', '0'])
})
