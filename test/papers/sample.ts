/** Dossiers for tests: a typical one, an empty one, and one of somebody who types what no form foresees. */
import { type CriteriaSet, criteriaOf } from '../../src/knowledge/criteria.ts'
import type { Dossier } from '../../src/papers/dossier.ts'
import { sheetOf } from '../../src/web/dossier.ts'

export const MADE_AT = new Date('2026-11-25T03:00:00Z')

export const EMPTY: Dossier = {
  reference: 'DK-2026-000045',
  madeAt: MADE_AT,
  year: 2026,
  province: 'thành phố Huế',
  commune: null,
  unitName: null,
  entityType: null,
  representative: null,
  position: null,
  address: null,
  phone: null,
  email: null,
  sex: null,
  ethnicGroup: null,
  permanentAddress: null,
  founded: null,
  registrationNo: null,
  product: null,
  productSpec: null,
  productGroup: null,
  round: null,
  samples: null,
  has: {
    businessLicence: null,
    qualityPublication: null,
    foodSafety: null,
    compulsory: null,
    trademark: null,
    geographic: null,
    patent: null,
    design: null,
    copyright: null,
  },
  otherProperty: null,
  history: null,
  structure: null,
  production: null,
  changes: null,
  market: null,
  revenue: null,
  plan: null,
  said: { material: null, labour: null, idea: null, identity: null },
  papers: [],
  sheet: null,
}

export const FULL: Dossier = {
  ...EMPTY,
  commune: 'xã Đan Điền',
  unitName: 'Hợp tác xã Nông nghiệp Quảng Lợi',
  entityType: 'Hợp tác xã',
  representative: 'Nguyễn Thị Hoa',
  position: 'Giám đốc',
  address: 'Thôn Mỹ Thạnh, xã Đan Điền, thành phố Huế',
  phone: '0905 123 456',
  email: 'hoa@quangloi.example',
  sex: 'Nữ',
  ethnicGroup: 'Kinh',
  permanentAddress: 'Thôn Mỹ Thạnh, xã Đan Điền, thành phố Huế',
  founded: '12/03/2019',
  registrationNo: '3301234567',
  product: 'Mắm ruốc Bà Hoa',
  productSpec: 'Mắm ruốc Bà Hoa, hũ thủy tinh 250 g và 500 g; tiêu chuẩn cơ sở TCCS 01:2025/QL.',
  productGroup: 'Thực phẩm; bộ 9: Tương, nước mắm, gia vị dạng lỏng khác',
  round: 'first',
  samples: '5 hũ',
  has: { ...EMPTY.has, businessLicence: true, qualityPublication: true, foodSafety: true, compulsory: false, trademark: true },
  history:
    'Năm 2019, mười hai hộ làm mắm ở thôn Mỹ Thạnh cùng góp vốn lập hợp tác xã.\nNăm 2023 xây nhà ủ mới, năm 2025 bán ở ba siêu thị.',
  structure: 'Hội đồng quản trị 3 người, 12 thành viên, 9 lao động thường xuyên.',
  production: 'Ruốc tươi mua tại cửa biển Thuận An, ủ 6 tháng trong chum sành.',
  market: 'Huế, Đà Nẵng và một cửa hàng ở Hà Nội.',
  revenue: 'Doanh thu năm 2025 là 1,2 tỷ đồng, lợi nhuận 180 triệu đồng.',
  plan: 'Năm 2027 làm thêm vị cay, đăng ký nhãn hiệu tập thể.',
  said: {
    material: 'Nguyên liệu trong tỉnh từ 75% đến 100%',
    labour: 'Trên 50% lao động địa phương',
    idea: 'Đặc sản truyền thống riêng của xã',
    identity: null,
  },
  papers: ['Ảnh 1', 'Ảnh 2', 'Giấy tờ 1'],
}

/** Every criterion at one of its options, by turns; each seventh is not known. */
export function marksOf(set: CriteriaSet): Record<string, number | null> {
  return Object.fromEntries(
    criteriaOf(set).map(({ id, options }, at) => [id, at % 7 === 6 ? null : (options.length - 1 - (at % 2)) % options.length]),
  )
}

export function scoredDossier(set: CriteriaSet): Dossier {
  return { ...FULL, sheet: sheetOf(set, marksOf(set)) }
}

/** Markup, formulas, marks that turn a line around, emoji, other scripts, one endless word. */
export const NASTY =
  '</w:t><script>alert(1)</script> =HYPERLINK("http://x") & "quoted" \u202Edesrever\u202C 👩🏽‍🌾🐟 漢字 שלום \u0000\u0007\uD800 Nguyễn\u0323 ' +
  'Mắmruốc'.repeat(30)
