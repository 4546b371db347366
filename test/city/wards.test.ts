import { expect, test } from 'vitest'
import { guessCategory } from '../../src/city/categories.ts'
import { GROUPS, groupById, groupOf } from '../../src/city/groups.ts'
import { isNearCity, wardAt } from '../../src/city/wards.ts'

test.each([
  [16.47851, 107.57724, 'Phường Phú Xuân'],
  [16.4637, 107.5909, 'Phường Thuận Hóa'],
  [16.2717, 107.2311, 'Xã A Lưới 2'],
])('the position %d, %d lies in %s', (lat, lng, expected) => {
  expect(wardAt(lat, lng)?.fullName).toBe(expected)
})

test('a position in Hà Nội, at sea or nowhere is in no commune', () => {
  expect(isNearCity(21.03, 105.85)).toBe(false)
  expect(wardAt(21.03, 105.85)).toBeNull()
  expect(wardAt(16.7, 108.2)).toBeNull()
  expect(wardAt(Number.NaN, 107.5)).toBeNull()
})

test.each([
  ['Đèn đường kiệt 309 tắt từ tết tới chừ', 'den-duong'],
  ['nap ho ga be truoc nha 30', 'nap-cong-ho-ga'],
  ['Cháy nhà ở kiệt 5', 'chay-no-cuu-nan'],
  ['Ai đổ rác đầy ngay đầu kiệt, hôi quá', 'rac-thai'],
  ['Nước chảy nhà tui cả ngày', undefined],
])('"%s" is about %s', (text, expected) => {
  expect(guessCategory(text)?.id).toBe(expected)
})

test.each([
  ['thuc pham', 'thuc-pham'],
  ['Thủ công', 'thu-cong-my-nghe'],
  ['nuoc mam', 'thuc-pham'],
  ['nón lá', 'thu-cong-my-nghe'],
  ['tinh dầu tràm', 'duoc-lieu'],
  ['xe máy', undefined],
  ['d', undefined],
])('the product group of "%s" is %s', (typed, expected) => {
  expect(groupOf(typed)?.id).toBe(expected)
})

test('there are six groups, each under its id', () => {
  expect(GROUPS).toHaveLength(6)
  for (const group of GROUPS) expect(groupById(group.id)).toBe(group)
})
