import { expect, test } from 'vitest'
import { parsePhone, showPhone } from '../../src/conversations/phone.ts'

test.each([
  ['0905123456', '0905123456'],
  ['0905 123 456', '0905123456'],
  ['0905.123.456', '0905123456'],
  ['(0905) 123-456', '0905123456'],
  ['+84 905 123 456', '0905123456'],
  ['+840905123456', '0905123456'],
  ['84905123456', '0905123456'],
  ['0084905123456', '0905123456'],
  ['０９０５１２３４５６', '0905123456'],
  ['0312345678', '0312345678'],
  ['0559123456', '0559123456'],
  ['0234 3822 123', '02343822123'],
  ['+84 234 3822123', '02343822123'],
])('%s is the number %s', (typed, phone) => {
  expect(parsePhone(typed)).toEqual({ ok: true, phone })
})

test.each([
  ['chín không năm', 'letters'],
  ['0905 12a 456', 'letters'],
  ['', 'letters'],
  ['٠٩٠٥١٢٣٤٥٦', 'letters'],
  ['0905', 'short'],
  ['02343822', 'short'],
  ['090512345678', 'long'],
  ['0605123456', 'unknown'],
  ['9051234567', 'unknown'],
  ['19001075', 'service'],
  ['18001091', 'service'],
  ['113', 'service'],
])('%j is refused as %s', (typed, why) => {
  expect(parsePhone(typed)).toEqual({ ok: false, why })
})

test.each([
  ['01681234567', '0381234567'],
  ['0120 123 4567', '0701234567'],
  ['01991234567', '0591234567'],
  ['+84 168 123 4567', '0381234567'],
  ['054 3822123', '02343822123'],
  ['054.820242', '02343820242'],
])('the old number %s is offered as %s, never put in silently', (typed, phone) => {
  expect(parsePhone(typed)).toEqual({ ok: false, why: 'moved', phone })
  expect(parsePhone(phone)).toEqual({ ok: true, phone })
})

test.each([
  ['0905.123.456 gọi buổi tối', { ok: true, phone: '0905123456' }],
  ['sđt 0905123456', { ok: true, phone: '0905123456' }],
  ['0905 123 456 (Zalo)', { ok: true, phone: '0905123456' }],
  ['0905123456 hoặc 0906123456', { ok: false, why: 'letters' }],
  ['so em la 0905 123 456 nha', { ok: true, phone: '0905123456' }],
  ['0905 12a 456', { ok: false, why: 'letters' }],
  ['gọi 113', { ok: false, why: 'letters' }],
  ['0905 123 456 sau 17h', { ok: true, phone: '0905123456' }],
  ['090512345', { ok: false, why: 'short' }],
  ['sau 5h chiều gọi 0905123456', { ok: true, phone: '0905123456' }],
  ['tel: 0905123456', { ok: true, phone: '0905123456' }],
  ['đt:0905 123 456', { ok: true, phone: '0905123456' }],
  ['+84 905 123 456 gặp chị Hoa', { ok: true, phone: '0905123456' }],
  ['zalo 0905-123-456', { ok: true, phone: '0905123456' }],
  ['0905123456, 0906123456', { ok: false, why: 'letters' }],
  ['gọi chồng em 0905123456', { ok: true, phone: '0905123456' }],
  ['0905123456/0906123456', { ok: false, why: 'long' }],
  ['0168 123 4567 gọi tối', { ok: false, why: 'moved', phone: '0381234567' }],
  ['0234 3822123 giờ hành chính', { ok: true, phone: '02343822123' }],
  ['sdt cua me 0905.123.456 a', { ok: true, phone: '0905123456' }],
])('%j, with words around, is read as %j', (typed, read) => {
  expect(parsePhone(typed)).toEqual(read)
})

test('a number is shown in groups', () => {
  expect(showPhone('0905123456')).toBe('0905 123 456')
  expect(showPhone('02343822123')).toBe('0234 3 822 123')
})
