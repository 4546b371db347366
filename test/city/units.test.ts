import { describe, expect, test } from 'vitest'
import units from '../../src/city/units.json' with { type: 'json' }
import { COMMUNES, communeInPlace, type Resolved, resolveCommune } from '../../src/city/units.ts'
import { plain } from '../../src/city/words.ts'

const codes = (found: Resolved): readonly string[] =>
  found.kind === 'one' ? [found.unit.code] : found.kind === 'many' ? found.units.map(({ code }) => code) : []
const nameOf = (found: Resolved): string => (found.kind === 'one' ? found.unit.fullName : `${found.kind} ${codes(found).length}`)

describe('every name of the city', () => {
  test('each present name gives its commune, with and without marks, with its type', () => {
    expect(COMMUNES).toHaveLength(40)
    for (const unit of COMMUNES) {
      for (const typed of [unit.name, plain(unit.name), unit.fullName, plain(unit.fullName), `${unit.fullName}, TP Huế`]) {
        expect(codes(resolveCommune(typed)), typed).toContain(unit.code)
      }
      // An old unit of the same kind has the name too; with its marks "Thuận Hóa" is not "Thuận Hòa".
      expect(resolveCommune(unit.fullName).kind, unit.fullName).toBe(unit.name === 'Phú Vinh' ? 'many' : 'one')
    }
  })

  test('each of the old names gives the commune of today, and its district makes it certain', () => {
    const all = COMMUNES.flatMap((unit) => unit.former.map((former) => ({ unit, former })))
    expect(all.length).toBeGreaterThan(200)
    for (const { unit, former } of all) {
      expect(codes(resolveCommune(former.name)), former.name).toContain(unit.code)
      expect(codes(resolveCommune(plain(`${former.type} ${former.name}`))), former.name).toContain(unit.code)
      const full = `${former.type} ${former.name}, ${former.district}`
      // "thành phố Huế" is the name of the whole city today, so it narrows nothing.
      if (former.district === 'thành phố Huế') expect(codes(resolveCommune(full)), full).toContain(unit.code)
      else expect(codes(resolveCommune(full)), full).toEqual([unit.code])
    }
  })

  test('a name of two communes is asked about, never guessed', () => {
    for (const typed of ['huong phong', 'huong xuan', 'phu thuan', 'phu vinh', 'phu xuan', 'thuan hoa']) {
      expect(resolveCommune(typed).kind, typed).toBe('many')
    }
  })

  test('an old district alone never decides', () => {
    for (const district of units.districts.filter(({ name }) => name !== 'thành phố Huế')) {
      expect(codes(resolveCommune(district.name)).toSorted(), district.name).toEqual(district.communes.toSorted())
    }
  })
})

describe('as people type', () => {
  test.each([
    ['P. Vỹ Dạ', 'Phường Vỹ Dạ'],
    ['p vi da', 'Phường Vỹ Dạ'],
    ['x. Dan Dien', 'Xã Đan Điền'],
    ['xã Quảng Lợi', 'Xã Đan Điền'],
    ['quang loi huyen quang dien', 'Xã Đan Điền'],
    ['TT Lăng Cô', 'Xã Chân Mây - Lăng Cô'],
    ['phường An Cựu, quận Thuận Hoá, TP. Huế', 'Phường An Cựu'],
    ['A Luoi 3', 'Xã A Lưới 3'],
    ['xã Phú Xuân, huyện Phú Vang', 'Xã Phú Hồ'],
  ])('%s is %s', (typed, expected) => {
    const found = resolveCommune(typed)
    expect(found.kind === 'none' ? found.near[0]?.fullName : nameOf(found)).toBe(expected)
  })

  test.each([
    ['12 Lê Lợi, phường Thuận Hóa, TP Huế', ['19789']],
    ['12 Lê Lợi, phường Thuận Hoà, TP Huế', ['19753']],
    ['12 le loi, phuong thuan hoa, tp hue', ['19753', '19789']],
    ['trước số 30 đường Kim Long', []],
    ['kiệt 5 Nguyễn Sinh Cung, Vỹ Dạ', ['19777']],
    ['so 5 duong le loi phuong vy da gan cau', ['19777']],
    ['Huế', []],
    ['', []],
  ])('the place "%s" holds %j', (place, expected) => {
    expect(codes(communeInPlace(place)).toSorted()).toEqual(expected.toSorted())
  })

  test('a slip of the finger gives the near names, nonsense gives none', () => {
    const slip = resolveCommune('Vyx Da')
    expect(slip.kind === 'none' && slip.near.map(({ fullName }) => fullName)).toContain('Phường Vỹ Dạ')
    expect(resolveCommune('Hà Nội xyz')).toEqual({ kind: 'none', near: [] })
  })
})
