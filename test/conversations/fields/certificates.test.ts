import { expect, test } from 'vitest'
import { parseCertificates } from '../../../src/conversations/fields/certificates.ts'

const NOW = new Date('2026-11-24T02:00:00Z')

test.each([
  ['VietGAP', { ok: true, certificates: [{ name: 'VietGAP', until: null }] }],
  ['VietGAP đến 30/6/2027', { ok: true, certificates: [{ name: 'VietGAP', until: '2027-06-30' }] }],
  [
    'VietGAP đến 30/6/2027, HACCP',
    {
      ok: true,
      certificates: [
        { name: 'VietGAP', until: '2027-06-30' },
        { name: 'HACCP', until: null },
      ],
    },
  ],
  [
    'HACCP hạn 12/2027; ISO 22000:2018',
    {
      ok: true,
      certificates: [
        { name: 'HACCP', until: '2027-12-31' },
        { name: 'ISO 22000:2018', until: null },
      ],
    },
  ],
  ['ISO 22000:2018', { ok: true, certificates: [{ name: 'ISO 22000:2018', until: null }] }],
  ['ISO 22000:2018 hết hạn 5/2028', { ok: true, certificates: [{ name: 'ISO 22000:2018', until: '2028-05-31' }] }],
  ['ocop 3 sao', { ok: true, certificates: [{ name: 'ocop 3 sao', until: null }] }],
  [
    'HACCP + VietGAP',
    {
      ok: true,
      certificates: [
        { name: 'HACCP', until: null },
        { name: 'VietGAP', until: null },
      ],
    },
  ],
  ['VSATTP đến hết 2027', { ok: true, certificates: [{ name: 'VSATTP', until: '2027-12-31' }] }],
  ['giấy ATTP, hạn 20/10/2028', { ok: true, certificates: [{ name: 'giấy ATTP', until: '2028-10-20' }] }],
  [
    'gmp và iso 9001',
    {
      ok: true,
      certificates: [
        { name: 'gmp', until: null },
        { name: 'iso 9001', until: null },
      ],
    },
  ],
  ['VietGAP den 30/6/2027', { ok: true, certificates: [{ name: 'VietGAP', until: '2027-06-30' }] }],
  ['VietGAP 30/6/2027', { ok: true, certificates: [{ name: 'VietGAP', until: '2027-06-30' }] }],
  ['VietGAP từ nay đến 30/6/2027', { ok: true, certificates: [{ name: 'VietGAP từ nay', until: '2027-06-30' }] }],
  ['Hữu cơ; HACCP; ISO; GMP; HALAL; BRC; FSSC; VietGAP; GlobalGAP; OCOP; Rừng', { ok: false, why: 'many' }],
  ['12/2027', { ok: false, why: 'short' }],
  ['', { ok: false, why: 'short' }],
  ['có rồi', { ok: false, why: 'short' }],
  ['VietGAP until 6/2027', { ok: true, certificates: [{ name: 'VietGAP', until: '2027-06-30' }] }],
  ['halal hạn: 01/02/2029', { ok: true, certificates: [{ name: 'halal', until: '2029-02-01' }] }],
  ['VietGAP hạn dùng 2027', { ok: true, certificates: [{ name: 'VietGAP', until: '2027-12-31' }] }],
  ['haccp toi 30-06-2027', { ok: true, certificates: [{ name: 'haccp', until: '2027-06-30' }] }],
  ['haccp 30.6.2027', { ok: true, certificates: [{ name: 'haccp', until: '2027-06-30' }] }],
  [
    'GlobalGAP\nVietGAP',
    {
      ok: true,
      certificates: [
        { name: 'GlobalGAP', until: null },
        { name: 'VietGAP', until: null },
      ],
    },
  ],
  ['hữu cơ đến 29/2/2027', { ok: false, why: 'never', name: 'hữu cơ' }],
  [
    'VietGAP và hữu cơ',
    {
      ok: true,
      certificates: [
        { name: 'VietGAP', until: null },
        { name: 'hữu cơ', until: null },
      ],
    },
  ],
  ['vietgap het han 1/7/2026', { ok: false, why: 'over', name: 'vietgap' }],
  ['ATTP 31/2/2027', { ok: false, why: 'never', name: 'ATTP' }],
  ['hữu cơ (đến 2028)', { ok: true, certificates: [{ name: 'hữu cơ', until: '2028-12-31' }] }],
  ['VietGAP còn hạn đến tháng 6 năm 2027', { ok: true, certificates: [{ name: 'VietGAP', until: '2027-06-30' }] }],
  ['có', { ok: false, why: 'short' }],
  ['haccp 01-01-2028', { ok: true, certificates: [{ name: 'haccp', until: '2028-01-01' }] }],
  ['VietGAP 2027', { ok: true, certificates: [{ name: 'VietGAP 2027', until: null }] }],
])('%j is read as %j', (typed, read) => {
  expect(parseCertificates(typed, NOW)).toEqual(read)
})
