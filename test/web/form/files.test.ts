/** Photos and papers from the page: several at once, by the checks of the chat, each refusal beside its field. */
import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { jpeg } from '../../fakes/photo.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { type Filler, fillerOf, linkOf, NEEDED, openForm, plain, type Talker, talkTo } from './filler.ts'

let server: TestServer
let talk: Talker
let url: string
let page: Filler
beforeEach(async () => {
  server = await startTestServer()
  talk = await talkTo(server, NEEDED)
  url = await linkOf(talk)
  page = await openForm(url)
})
afterEach(() => server.close())

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const pdf = (more = '') => bytes(`%PDF-1.4\n1 0 obj <<>> endobj\ntrailer << /Root 1 0 R ${more}>>\n%%EOF\n`)
const attachments = () => server.deps.db.selectFrom('attachment').selectAll().orderBy('created_at').execute()

test('several photos and papers at once: stored, named by their file names, shown on both sides', async () => {
  page.attach('photos', 'ruoc.jpg', jpeg({ shade: 1 }))
  page.attach('photos', 'nhan.jpg', jpeg({ shade: 2 }))
  page.attach('papers', 'giay_dang_ky_kinh_doanh.pdf', pdf())
  page.attach('papers', 'anh.jpg', jpeg({ shade: 3 }))
  expect((await page.save()).status).toBe(303)
  expect((await talk.last()).text).toContain('Đã nhận từ trang web: 2 ảnh, 2 giấy tờ.')
  const rows = await attachments()
  expect(rows.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
    'file stored',
    'photo stored',
    'photo stored',
    'photo stored',
  ])
  const again = await openForm(url)
  expect(again.html).toContain('Đã có 2/3')
  expect(again.html).toContain('Giấy đăng ký kinh doanh')
  const [, source = ''] = /<img src="([^"]+)"/.exec(again.html) ?? []
  const photo = await fetch(server.url + plain(source))
  expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
})

test('a photo may be taken out again, and a paper named', async () => {
  page.attach('photos', 'ruoc.jpg', jpeg())
  page.attach('papers', 'anh.jpg', jpeg({ shade: 3 }))
  await page.save()
  const again = await openForm(url)
  const [, photo = ''] = /name="drop\.photos" value="(\w+)"/.exec(again.html) ?? []
  const [, paper = ''] = /name="paper\.(\w+)"/.exec(again.html) ?? []
  again.set('drop.photos', photo)
  again.set(`paper.${paper}`, 'test')
  expect((await again.save()).status).toBe(303)
  const last = await openForm(url)
  expect(last.html).toContain('Chưa có. Nhiều nhất 3.')
  expect(last.form.get(`paper.${paper}`)).toBe('test')
})

test('twenty files: as many as fit are kept, each other is told, and the storage holds no more', async () => {
  for (let at = 0; at < 20; at++) page.attach(at % 2 ? 'papers' : 'photos', `anh-${at}.jpg`, jpeg({ shade: at }))
  const answer = await page.save()
  const html = plain(await answer.text())
  expect(answer.status).toBe(422)
  expect(html.match(/: Chỉ kèm được 3 ảnh/g)).toHaveLength(14)
  expect(html).toContain('anh-6.jpg: Chỉ kèm được 3 ảnh')
  expect(html).toContain('Đã có 3/3')
  expect(html).toContain('Đã có 10/10')
  expect(await attachments()).toHaveLength(13)
  const more = fillerOf(url, html)
  more.attach('photos', 'nua.jpg', jpeg())
  expect((await more.save()).status).toBe(422)
  expect(await attachments()).toHaveLength(13)
})

test('P-23, L-07: lying, broken, locked, empty files and ID papers are told beside the field and kept nowhere', async () => {
  page.set('scale', '200 hũ một tháng')
  page.attach('photos', 'gia.jpg', bytes('<svg onload=alert(1)>'))
  page.attach('photos', 'CCCD_mat_truoc.jpg', jpeg())
  page.attach('photos', 'trong.jpg', bytes(''))
  page.attach('photos', 'giay.pdf', pdf())
  page.attach('papers', 'khoa.pdf', pdf('/Encrypt 5 0 R '))
  page.attach('papers', 'bai.docx', bytes('PK\x03\x04 not a paper'))
  page.attach('papers', 'ghi_am.ogg', bytes('OggS\0\0\0'))
  page.attach('papers', '<img src=x onerror=alert(1)>.jpg', bytes('nothing'))
  const answer = await page.save()
  const html = await answer.text()
  expect(answer.status).toBe(422)
  const words = plain(html)
  expect(words).toContain('gia.jpg: Tệp này không phải ảnh')
  expect(words).toContain('CCCD_mat_truoc.jpg: Ảnh giấy tờ tùy thân không cần ở đây')
  expect(words).toContain('trong.jpg: Tệp này trống')
  expect(words).toContain('giay.pdf: Tệp này không phải ảnh')
  expect(words).toContain('khoa.pdf: Tệp vừa gửi không mở được')
  expect(words).toContain('bai.docx: Loại tệp này không nhận được')
  expect(words).toContain('ghi_am.ogg: Loại tệp này không nhận được')
  expect(html).not.toContain('<img src=x')
  expect(await attachments()).toEqual([])
  expect(await stored()).toEqual([])
  // What was right is in the draft all the same.
  expect((await openForm(url)).form.get('f.scale')).toBe('200 hũ một tháng')
})

test('P-02: files that are sent twice are stored once', async () => {
  page.attach('photos', 'ruoc.jpg', jpeg())
  await Promise.all([page.save(), page.save()])
  await page.save()
  expect(await attachments()).toHaveLength(1)
  expect(await stored()).toHaveLength(1)
})

async function stored(): Promise<readonly string[]> {
  const root = server.deps.config.dataDir
  const found = await readdir(`${root}/files`, { recursive: true, withFileTypes: true }).catch(() => [])
  return found.filter((one) => one.isFile() && !one.name.endsWith('.type')).map(({ name }) => name)
}
