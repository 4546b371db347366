import { expect, test } from 'vitest'
import { parseEmail } from '../../../src/conversations/fields/email.ts'

test.each([
  ['hoa@gmail.com', { ok: true, email: 'hoa@gmail.com' }],
  ['Hoa@Gmail.com', { ok: true, email: 'Hoa@gmail.com' }],
  ['hoa @ gmail.com', { ok: true, email: 'hoa@gmail.com' }],
  ['hoa@gmail.con', { ok: false, why: 'typo', email: 'hoa@gmail.com' }],
  ['hoa@gmal.com', { ok: false, why: 'typo', email: 'hoa@gmail.com' }],
  ['hoa@gamil.com', { ok: false, why: 'typo', email: 'hoa@gmail.com' }],
  ['hoa@gmail', { ok: false, why: 'typo', email: 'hoa@gmail.com' }],
  ['hoa gmail.com', { ok: false, why: 'noAt' }],
  ['hoagmail.com', { ok: false, why: 'noAt' }],
  ['a@@b.com', { ok: false, why: 'twoAts' }],
  ['hoa@x', { ok: false, why: 'noDot' }],
  ['nguyễn@gmail.com', { ok: false, why: 'marks' }],
  ['email em là hoa@gmail.com', { ok: true, email: 'hoa@gmail.com' }],
  ['mail: hoa@gmail.com', { ok: true, email: 'hoa@gmail.com' }],
  ['hoa@gmail.com.', { ok: true, email: 'hoa@gmail.com' }],
  ['hoa@yahoo.com.vn', { ok: true, email: 'hoa@yahoo.com.vn' }],
  ['hoa@yaho.com', { ok: false, why: 'typo', email: 'hoa@yahoo.com' }],
  ['htx.quangtho@hue.gov.vn', { ok: true, email: 'htx.quangtho@hue.gov.vn' }],
  ['hoa a còng gmail.com', { ok: true, email: 'hoa@gmail.com' }],
  ['hoa@hotmai.com', { ok: false, why: 'typo', email: 'hoa@hotmail.com' }],
  ['@gmail.com', { ok: false, why: 'shape' }],
  ['hoa@', { ok: false, why: 'noDot' }],
  ['hoa..b@gmail.com', { ok: false, why: 'shape' }],
  ['hoa@gmail..com', { ok: false, why: 'typo', email: 'hoa@gmail.com' }],
  ['mailto:hoa@gmail.com', { ok: true, email: 'hoa@gmail.com' }],
  ['hoa@outlok.com', { ok: false, why: 'typo', email: 'hoa@outlook.com' }],
  ['hoa@icloud.com', { ok: true, email: 'hoa@icloud.com' }],
  ['hoa(at)gmail.com', { ok: true, email: 'hoa@gmail.com' }],
  ['hoa@company.vn', { ok: true, email: 'hoa@company.vn' }],
  ['hoa@gmail .com', { ok: false, why: 'noAt' }],
  ['hoa@gmai.com', { ok: false, why: 'typo', email: 'hoa@gmail.com' }],
  ['hoa@ocop-hue.vn', { ok: true, email: 'hoa@ocop-hue.vn' }],
])('%j is read as %j', (typed, read) => {
  expect(parseEmail(typed)).toEqual(read)
})

test('an address longer than any can be is refused', () => {
  expect(parseEmail(`${'x'.repeat(260)}@gmail.com`)).toEqual({ ok: false, why: 'long' })
})
