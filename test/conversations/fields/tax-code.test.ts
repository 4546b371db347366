import { expect, test } from 'vitest'
import { parseTaxCode } from '../../../src/conversations/fields/tax-code.ts'

const NOW = new Date('2026-11-24T02:00:00Z')

test.each([
  ['0100233488', { ok: true, code: '0100233488' }],
  ['0100112437', { ok: true, code: '0100112437' }],
  ['0312687878-001', { ok: true, code: '0312687878-001' }],
  ['0314409058002', { ok: true, code: '0314409058-002' }],
  ['0314409058-002', { ok: true, code: '0314409058-002' }],
  ['0100233480', { ok: false, why: 'check', code: '0100233480' }],
  ['12345', { ok: false, why: 'length' }],
  ['MST: 0100233488', { ok: true, code: '0100233488' }],
  ['mst 0100 233 488', { ok: true, code: '0100233488' }],
  ['0100.233.488', { ok: true, code: '0100233488' }],
  ['mã số thuế là 0100233488', { ok: true, code: '0100233488' }],
  ['100233488', { ok: false, why: 'zero', code: '0100233488' }],
  ['191234567', { ok: false, why: 'zero', code: '0191234567' }],
  ['046085001234', { ok: true, code: '046085001234' }],
  ['046185001234', { ok: true, code: '046185001234' }],
  ['046312001234', { ok: false, why: 'young' }],
  ['046099001234', { ok: true, code: '046099001234' }],
  ['006085001234', { ok: true, code: '006085001234' }],
  ['999085001234', { ok: false, why: 'place', code: '999085001234' }],
  ['0312687878-000', { ok: false, why: 'never' }],
  ['0000000000', { ok: false, why: 'never' }],
  ['0100000000', { ok: false, why: 'never' }],
  ['không chín', { ok: false, why: 'letters' }],
  ['', { ok: false, why: 'letters' }],
  ['010023348O', { ok: false, why: 'letters' }],
  ['０１００２３３４８８', { ok: true, code: '0100233488' }],
  ['01002334881', { ok: false, why: 'length' }],
  ['0312687878 001', { ok: true, code: '0312687878-001' }],
  ['046 085 001 234', { ok: true, code: '046085001234' }],
  ['thuế 0100112437', { ok: true, code: '0100112437' }],
  ['giấy phép 31A8001234', { ok: false, why: 'letters' }],
  ['0100112437 nha', { ok: true, code: '0100112437' }],
])('%j is read as %j', (typed, read) => {
  expect(parseTaxCode(typed, NOW)).toEqual(read)
})
