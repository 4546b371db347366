/** Who may take part, in the words people really type: kind of producer, licence, how far the product is, where its material comes from. */
import { describe, expect, test } from 'vitest'
import { registration } from '../../../src/conversations/registration.ts'
import { translator } from '../../../src/texts.ts'

const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kind: {
    cooperative:
      'htx | HTX nông nghiệp Quảng Thọ | hop tac xa | hợp tác xã dịch vụ | bên tui là htx | h.t.x | liên hiệp hợp tác xã',
    group:
      'tổ hợp tác | to hop tac nuoi ong | THT rau sạch | tổ sản xuất nón lá | tổ nuôi ong | tổ liên kết | nhóm phụ nữ trong thôn',
    company: 'công ty | cty tnhh Hoa Sen | cong ty co phan | doanh nghiệp tư nhân | DNTN Bé | dn nhỏ | TNHH MTV',
    farm: 'trang trại | trang trai bo | gia trại | trại gà | trại nấm | chủ trang trại',
    household:
      'hộ kinh doanh | hkd | ho gia dinh | cá nhân | ca the | nhà tui tự làm | mình tui làm | hai vợ chồng làm | gia đình em làm | làm tại nhà | tui làm một mình | buôn bán nhỏ',
    association:
      'hội phụ nữ | hoi nong dan xa | hiệp hội du lịch | trung tâm du lịch cộng đồng | ban quản lý làng nghề | câu lạc bộ du lịch',
    unknown: 'dạ | làm mắm | không biết | cơ sở sản xuất',
  },
  licence: {
    yes: 'có | có rồi | dạ có | da co roi | rồi | có giấy phép rồi | đã đăng ký | em có đăng ký hkd | làm rồi | xin rồi | được cấp năm ngoái | có từ 2020 | mới được cấp',
    underway: 'đang làm | đang xin | đang chờ cấp | sắp xong | nộp rồi đang đợi | đang đăng ký | chưa xong, đang làm | gần xong',
    none: 'chưa | chưa có | khong | ko | không có | hông có | hổng có | chưa làm | chua dang ky | không có giấy tờ chi | chưa có chi hết | dạ chưa | chửa có | có mô',
    unknown: 'mắm | dạ | là giấy chi',
  },
  stage: {
    first:
      'đang bán | dang ban | bán rồi | bán lâu rồi | bán mấy năm ni | lần đầu | đăng ký lần đầu | có bán ở chợ | bán ở chợ Đông Ba | ban online | có sản phẩm rồi | tui bán trên facebook | đang ban o cho',
    upgrade:
      'nâng hạng | nâng sao | muốn lên 4 sao | có 3 sao rồi muốn lên 4 | nâng từ 3 lên 4 sao | len sao | được 3 sao, muốn nâng',
    again: 'đánh giá lại | hết hạn | hết hạn 3 năm rồi | gia hạn | cấp lại | công nhận lại | sắp hết hạn sao',
    trial:
      'làm thử | dang lam thu | chưa bán | chưa có bán | thử nghiệm | đang làm mẫu | mới làm vài mẻ | chưa bán ra | mới làm | bán thử',
    idea: 'ý tưởng | mới nghĩ thôi | mới nghĩ | định làm | tính làm | dự định | mới có ý định | chưa làm | chua co san pham | sẽ làm | chuẩn bị làm | đang tính',
    unknown: 'dạ | mắm ruốc | không rõ',
  },
  material: {
    here: 'trong xã | trong phường | tại chỗ | của nhà | nhà trồng | tự trồng | tự nuôi | địa phương | quanh đây | vườn nhà | mua của bà con trong xã | trong thôn | ở đây | ruộng nhà',
    city: 'ở Huế | xã khác | phường khác | xã bên | trong thành phố | trong tỉnh | xã kế bên | chợ Đông Ba',
    outside: 'ngoài tỉnh | nhập khẩu | tỉnh khác | mua ngoài | nhập ở Đà Nẵng | Quảng Trị | trong nam | Tây Nguyên | ngoài bắc',
    mixed:
      'nhiều nơi | cả hai | vừa trong xã vừa ngoài | một phần trong xã một phần mua ngoài | trong xã và ngoài tỉnh | nửa nhà trồng nửa mua | lẫn lộn | chỗ này chỗ kia',
    unknown: 'dạ | mắm',
  },
}

const t = translator('vi')

describe.each(Object.entries(TABLES))('%s', (name, table) => {
  const lines = Object.entries(table).flatMap(([value, typed]) => typed.split(' | ').map((text) => [text, value] as const))

  test('at least thirty lines', () => expect(lines.length).toBeGreaterThanOrEqual(30))

  test.each(lines)('"%s" is %s', (text, value) => {
    const read = registration.steps[name]?.parse({ type: 'text', text }, t, {}, new Date())
    expect(read?.ok ? read.value : read?.why).toBe(value)
  })
})
