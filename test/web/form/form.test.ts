/** The page of a draft, the whole way: begun in the chat, filled in by HTTP as a browser without script does, gone on in the chat. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { linkOf, NEEDED, openForm, talkTo } from './filler.ts'

let server: TestServer
let now: Date
beforeEach(async () => {
  now = new Date('2026-11-25T03:00:00Z')
  server = await startTestServer({ now: () => now })
})
afterEach(() => server.close())

test('a registration that is begun in the chat is filled in on the page and goes on in the chat', async () => {
  const talk = await talkTo(server, NEEDED)
  const url = await linkOf(talk)
  const page = await openForm(url)
  expect(page.html).toContain('Đăng ký OCOP')
  expect(page.form.get('f.phone')).toBe('0905 123 456')
  expect(page.form.get('f.kind')).toBe('household')
  page.set('story', 'Nghề mắm của bà nội tôi.\n\nTừ năm 1960.')
  page.set('scale', '1,5 tấn một năm')
  const saved = await page.save()
  expect([saved.status, saved.headers.get('location')]).toEqual([303, expect.stringContaining('&saved=yes')])
  const last = await talk.last()
  expect(last.text).toContain('Đã nhận từ trang web: Sản lượng, Câu chuyện.')
  const again = await openForm(new URL(saved.headers.get('location') ?? '', server.url).href)
  expect(again.form.get('f.story')).toBe('Nghề mắm của bà nội tôi.\n\nTừ năm 1960.')
  expect(again.html).toContain('Đã lưu.')
})
