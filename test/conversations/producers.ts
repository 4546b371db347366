/** Twenty made-up producers: what each types to each question, and what their dossier must then hold. */

export interface Producer {
  readonly name: string
  /** step to what is typed; a step that is not here is never asked of them */
  readonly says: Readonly<Record<string, string>>
  /** of the row and its fields, beside what is kept as typed */
  readonly holds: {
    readonly communeCode: string
    readonly criteriaSet: string
    readonly phone: string
    readonly fields: Readonly<Record<string, unknown>>
  }
}

/** Steps whose answer is kept as it is typed. */
export const AS_TYPED = ['product', 'name', 'unit', 'position', 'address', 'scale', 'labour'] as const

const HOUSEHOLD = { kind: 'hộ gia đình', licence: 'có rồi', stage: 'đang bán', material: 'trong xã', more: 'để sau' }
const HOUSEHOLD_HOLDS = { kind: 'household', licence: 'yes', stage: 'first', material: 'here' }
const COOPERATIVE = { kind: 'hợp tác xã', stage: 'đang bán', material: 'trong xã', position: 'Giám đốc', more: 'để sau' }
const COOPERATIVE_HOLDS = { kind: 'cooperative', stage: 'first', material: 'here', position: 'Giám đốc' }

const FULL = {
  ...{ more: 'điền luôn', photos: 'bỏ qua', papers: 'bỏ qua', scale: '1,5 tấn một năm', labour: '5 người, 4 người trong xã' },
  ...{
    certificates: 'VietGAP đến 30/6/2027',
    story: 'Nghề của bà nội tôi từ năm 1960',
    founded: '15/3/2020',
    email: 'hoa@gmail.com',
  },
}
const FULL_HOLDS = {
  certificates: [{ name: 'VietGAP', until: '2027-06-30' }],
  founded: '2020-03-15',
  email: 'hoa@gmail.com',
}

const FISH_SAUCE = 'tuong-nuoc-mam-gia-vi-long'
const CRAFT = 'thu-cong-my-nghe-gia-dung'
const TEA = 'tra-tu-thuc-vat-khac'

function household(
  name: string,
  [product, criteriaSet]: readonly [string, string],
  [address, communeCode]: readonly [string, string],
  [typedPhone, phone]: readonly [string, string],
  more: { readonly says?: Producer['says']; readonly fields?: Readonly<Record<string, unknown>> } = {},
): Producer {
  return {
    name,
    says: { ...HOUSEHOLD, product, name, address, phone: typedPhone, taxCode: 'để sau', ...more.says },
    holds: { communeCode, criteriaSet, phone, fields: { ...HOUSEHOLD_HOLDS, ...more.fields } },
  }
}

function cooperative(
  unit: string,
  [product, criteriaSet]: readonly [string, string],
  [address, communeCode]: readonly [string, string],
  [typedPhone, phone]: readonly [string, string],
  more: { readonly says?: Producer['says']; readonly fields?: Readonly<Record<string, unknown>> } = {},
): Producer {
  const says = {
    ...COOPERATIVE,
    product,
    unit,
    name: 'Trần Văn Bé',
    address,
    phone: typedPhone,
    taxCode: '0100112437',
    ...more.says,
  }
  return {
    name: unit,
    says,
    holds: { communeCode, criteriaSet, phone, fields: { ...COOPERATIVE_HOLDS, taxCode: '0100112437', ...more.fields } },
  }
}

const VY_DA = ['12 Nguyễn Sinh Cung, phường Vỹ Dạ', '19777'] as const
const QUANG_LOI = ['thôn 3, xã Quảng Lợi cũ', '19885'] as const
const MOBILE = ['0905 123 456', '0905123456'] as const

export const PRODUCERS: readonly Producer[] = [
  household('Nguyễn Thị Hoa', ['Mắm nêm Bà Hoa', FISH_SAUCE], VY_DA, MOBILE),
  household('Lê Thị Lan', ['Nước mắm Lan', FISH_SAUCE], QUANG_LOI, ['0905.123.456 gọi buổi tối', '0905123456'], {
    fields: { '.phoneRemark': 'gọi buổi tối' },
  }),
  household('Tôn Nữ Hạnh', ['Nón lá', CRAFT], VY_DA, ['+84 905 123 456', '0905123456'], { says: FULL, fields: FULL_HOLDS }),
  household('Hoàng Văn Tư', ['Rượu làng Chuồn', 'ruou-trang'], QUANG_LOI, MOBILE, {
    says: { material: 'mua ở ngoài' },
    fields: { material: 'outside' },
  }),
  household('Phan Thị Mận', ['Tôm chua', 'che-bien-thit-thuy-san-trung-sua-mat-ong'], VY_DA, ['sđt 0905123456', '0905123456'], {
    says: { taxCode: '046085001234' },
    fields: { taxCode: '046085001234' },
  }),
  household('Trương Văn Sáu', ['Mè xửng', 'che-bien-gao-ngu-coc'], VY_DA, MOBILE, {
    says: { licence: 'đang làm giấy', taxCode: '' },
    fields: { licence: 'underway' },
  }),
  household('Đặng Thị Bưởi', ['Thanh trà', 'rau-cu-qua-hat-tuoi'], QUANG_LOI, MOBILE, {
    says: { licence: 'chưa có', help: 'điền trước', taxCode: '' },
    fields: { licence: 'none' },
  }),
  household('Ngô Văn Tám', ['Tinh dầu tràm', 'tinh-dau-duoc-lieu-khac'], VY_DA, ['01681234567', '0381234567'], {
    says: { phoneMoved: '1', taxCode: '0100233480', taxCodeDoubt: '1' },
    fields: { taxCode: '0100233480' },
  }),
  household('Hồ Thị Chín', ['Bánh ép', 'che-bien-gao-ngu-coc'], VY_DA, MOBILE, {
    says: { stage: 'nâng hạng' },
    fields: { stage: 'upgrade' },
  }),
  household('Võ Văn Mười', ['Hạt sen', 'gao-ngu-coc-hat-so-che'], QUANG_LOI, MOBILE, {
    says: { stage: 'đánh giá lại' },
    fields: { stage: 'again' },
  }),
  household('Cao Thị Én', ['Vải zèng', 'vai-may-mac'], VY_DA, MOBILE, {
    says: { ...FULL, certificates: 'chưa có', email: 'không', founded: 'không nhớ', story: 'để sau' },
    fields: { certificates: null, story: null },
  }),
  household('Lý Văn Út', ['Homestay vườn', 'du-lich-cong-dong'], VY_DA, ['0234 3822 123', '02343822123']),
  cooperative('HTX Nông nghiệp Quảng Thọ', ['Trà rau má', TEA], QUANG_LOI, MOBILE),
  cooperative('HTX Bao La', ['Đồ gia dụng mây tre', CRAFT], QUANG_LOI, MOBILE, { says: FULL, fields: FULL_HOLDS }),
  cooperative('HTX Phú Hồ', ['Gạo hữu cơ', 'gao-ngu-coc-hat-so-che'], VY_DA, ['0905123456 (Zalo)', '0905123456']),
  cooperative('HTX Mây', ['Nước mắm Mây', FISH_SAUCE], VY_DA, MOBILE, {
    says: { kind: 'tổ hợp tác', position: '' },
    fields: { kind: 'group', position: 'Tổ trưởng' },
  }),
  cooperative('Trang trại Năm Sao', ['Thanh trà Năm', 'rau-cu-qua-hat-tuoi'], QUANG_LOI, MOBILE, {
    says: { kind: 'trang trại', position: '' },
    fields: { kind: 'farm', position: 'Chủ trang trại' },
  }),
  cooperative('Công ty TNHH Liên', ['Tinh dầu sả', 'tinh-dau-duoc-lieu-khac'], VY_DA, MOBILE, {
    says: { kind: 'doanh nghiệp', taxCode: 'MST: 0100.112.437' },
    fields: { kind: 'company' },
  }),
  cooperative('HTX Dệt', ['Khăn choàng zèng', 'vai-may-mac'], VY_DA, MOBILE, {
    says: { position: 'Chủ tịch' },
    fields: { position: 'Chủ tịch' },
  }),
  cooperative('HTX Sen', ['Trà hoa sen', TEA], QUANG_LOI, MOBILE, {
    says: { ...FULL, certificates: 'HACCP hạn 12/2027' },
    fields: { ...FULL_HOLDS, certificates: [{ name: 'HACCP', until: '2027-12-31' }] },
  }),
]
