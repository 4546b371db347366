/** The turn that takes in what a page saved (P-13): in order with the chat, and never over a newer answer. */
import { beforeEach, expect, test } from 'vitest'
import { fieldPrint } from '../../src/conversations/filling.ts'
import { readSession } from '../../src/conversations/session.ts'
import type { FormField, MediaRef } from '../../src/message.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Talker } from './talker.ts'

const NEEDED = [
  ...['đăng ký', 'đồng ý', 'hộ gia đình', 'có rồi', 'đang bán', 'trong xã', 'Mắm nêm Bà Hoa', 'Nguyễn Thị Hoa', 'vỹ dạ'],
  ...['0905 123 456', 'để sau'],
]
const PHOTO: MediaRef = { from: 'storage', kind: 'photo', key: 'photos/abc', contentType: 'image/jpeg', bytes: 10 }

let talker: Talker
beforeEach(async () => {
  talker = createTalker((await freshDatabase()).db)
  for (const line of NEEDED) await talker.text(line)
})

const draftOf = async () => readSession(await talker.session()).draft

async function form(fields: readonly FormField[], nonce?: string): Promise<readonly string[]> {
  const said = await talker.send({ type: 'form', nonce: nonce ?? (await draftOf())?.nonce ?? '', fields })
  return said.map(({ text }) => text)
}

test('P-13: an answer that the chat got between page and turn stays, and the person is told which was not taken', async () => {
  const was = fieldPrint('0905 123 456')
  for (const line of ['để sau', '12', '0912 345 678']) await talker.text(line)
  const said = await form([
    { step: 'phone', was, typed: '0987 654 321' },
    { step: 'scale', was: fieldPrint(''), typed: '200 hũ' },
  ])
  expect((await draftOf())?.answers).toMatchObject({ phone: '0912345678', scale: '200 hũ' })
  expect(said[0]).toContain('Đã nhận từ trang web: Sản lượng.')
  expect(said[0]).toContain('Chưa ghi: Số điện thoại.')
})

test('P-13: the question that the chat is at stays open, unless the page answered it', async () => {
  await talker.text('điền luôn')
  expect((await draftOf())?.step).toBe('photos')
  await form([{ step: 'scale', was: fieldPrint(''), typed: '200 hũ' }])
  expect((await draftOf())?.step).toBe('photos')
  await form([{ step: 'photos', media: [PHOTO, PHOTO], dropped: [], named: {} }])
  expect((await draftOf())?.step).toBe('papers')
  expect((await draftOf())?.answers.photos).toHaveLength(2)
})

test('P-13: more photos than there is room for are not taken in, whoever asked for them first', async () => {
  await talker.text('điền luôn')
  await talker.send({ type: 'media', media: [PHOTO, PHOTO] })
  await form([{ step: 'photos', media: [PHOTO, PHOTO, PHOTO], dropped: [], named: {} }])
  expect((await draftOf())?.answers.photos).toHaveLength(3)
})

test('what was left for later and then filled in on the page is not listed as later any more', async () => {
  await talker.text('để sau')
  const [said] = await form([
    { step: 'photos', media: [PHOTO], dropped: [], named: {} },
    { step: 'story', was: fieldPrint(''), typed: 'Nghề mắm của bà nội tôi' },
  ])
  expect(said).toContain('Ảnh sản phẩm: 1 ảnh')
  expect(said).toContain('Câu chuyện: Nghề mắm của bà nội tôi')
  expect(said).not.toMatch(/Để sau.*(?:Ảnh sản phẩm|Câu chuyện)/)
})

test('P-13: a form of a draft that is gone changes nothing, and says what to do', async () => {
  const nonce = (await draftOf())?.nonce ?? ''
  await talker.text('để sau')
  await talker.text('gửi hồ sơ')
  const [said] = await form([{ step: 'photos', media: [PHOTO], dropped: [], named: {} }], nonce)
  expect(said).toContain('gõ “bổ sung”')
  expect(await draftOf()).toBeNull()
})

test('who talks with an official is told, and goes on talking with them', async () => {
  const nonce = (await draftOf())?.nonce ?? ''
  await talker.text('gặp cán bộ')
  const said = await form([{ step: 'scale', was: fieldPrint(''), typed: '200 hũ' }], nonce)
  expect(said.join('\n')).toContain('Đã nhận từ trang web: Sản lượng.')
  const { withOfficial, kept } = readSession(await talker.session())
  expect(withOfficial).toBe(true)
  expect(kept.registration?.answers.scale).toBe('200 hũ')
})

test('a whole page of answers at once, from the first question on', async () => {
  talker = createTalker((await freshDatabase()).db)
  for (const line of ['đăng ký', 'đồng ý']) await talker.text(line)
  const was = fieldPrint('')
  const [said] = await form([
    { step: 'commune', was, chosen: '19777' },
    { step: 'phone', was, typed: '0905 123 456 gọi buổi tối' },
    { step: 'address', was, typed: '12 Nguyễn Sinh Cung' },
    { step: 'name', was, typed: 'Nguyễn Thị Hoa' },
    { step: 'product', was, typed: 'Mắm nêm Bà Hoa' },
    { step: 'stage', was, chosen: 'first' },
    { step: 'licence', was, chosen: 'yes' },
    { step: 'kind', was, chosen: 'household' },
  ])
  expect(said).toContain('Nguyên liệu chính lấy ở đâu?')
  expect((await draftOf())?.answers).toMatchObject({
    ...{ kind: 'household', licence: 'yes', stage: 'first', unit: 'Hộ kinh doanh Nguyễn Thị Hoa', position: 'Chủ hộ' },
    ...{ commune: '19777', phone: '0905123456', '.phoneRemark': 'gọi buổi tối' },
  })
})
