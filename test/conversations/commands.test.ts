import { expect, test } from 'vitest'
import { lookUpArgument, parseCommand } from '../../src/conversations/commands.ts'

test.each([
  ['/start', 'menu'],
  ['/start ref_123', 'menu'],
  ['MENU', 'menu'],
  ['bat dau', 'menu'],
  ['/help@HueOcopBot', 'help'],
  ['Trợ giúp', 'help'],
  ['hủy', 'cancel'],
  ['huỷ', 'cancel'],
  ['HUY', 'cancel'],
  ['thoi.', 'cancel'],
  ['quay lại', 'back'],
  ['dung', 'stop'],
  ['DỪNG', 'stop'],
  ['stop!', 'stop'],
  ['Du lieu cua toi', 'my-data'],
  ['gap can bo', 'handover'],
  ['tieng viet', 'vietnamese'],
  ['English', 'english'],
  ['/lang', 'language'],
  ['dang ky', 'registration'],
  ['phản   ánh', 'feedback'],
  ['/chamdiem', 'self-assessment'],
])('"%s" is the command %s', (typed, command) => {
  expect(parseCommand(typed)).toBe(command)
})

test.each([
  'đúng',
  'dùng',
  'đừng',
  'thối',
  'mắm menu',
  'đăng ký thế nào',
  'phản ánh đường hỏng',
  '',
  '/',
  '/unknown',
  '__proto__',
])('"%s" is no command', (typed) => {
  expect(parseCommand(typed)).toBeNull()
})

test('a code is read after "tra cứu" in any form', () => {
  expect(lookUpArgument('tra cuu ABCD')).toBe('ABCD')
  expect(lookUpArgument('Tra cứu: ab cd ')).toBe('ab cd')
  expect(lookUpArgument('tra cứu')).toBeNull()
})
