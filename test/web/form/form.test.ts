/** The page of a draft, the whole way: begun in the chat, filled in by HTTP as a browser without script does, gone on in the chat. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { fillerOf, linkOf, NEEDED, openForm, plain, talkTo } from './filler.ts'

const STORY = 'Nghề mắm của bà nội tôi.\n\nTừ năm 1960.'

let server: TestServer
let now: Date
beforeEach(async () => {
  now = new Date('2026-11-25T03:00:00Z')
  server = await startTestServer({ now: () => now })
})
afterEach(() => server.close())

const rowsOf = (table: 'inbox' | 'registration' | 'attachment') => server.deps.db.selectFrom(table).selectAll().execute()
const next = (saved: Response) => openForm(new URL(saved.headers.get('location') ?? '', server.url).href)

test('a registration that is begun in the chat is filled in on the page, goes on in the chat, and is sent there', async () => {
  const talk = await talkTo(server, NEEDED)
  const page = await openForm(await linkOf(talk))
  expect(page.form.get('f.phone')).toBe('0905 123 456')
  expect(page.form.get('f.kind')).toBe('household')
  expect(page.form.get('f.commune')).toBe('19777')
  page.set('story', STORY)
  page.set('scale', '1,5 tấn một năm')
  page.set('certificates', 'VietGAP đến 30/6/2027, HACCP')
  page.set('founded', '15/3/2020')
  const saved = await page.save()
  expect([saved.status, saved.headers.get('location')]).toEqual([303, expect.stringContaining('&saved=yes')])
  const last = await talk.last()
  expect(last.text).toContain('Đã nhận từ trang web: Sản lượng, Chứng nhận, Câu chuyện, Ngày đăng ký kinh doanh.')
  // The question that was open stays open, with the link.
  expect(last.text).toContain('Phần bắt buộc đã đủ')
  const again = await next(saved)
  expect(again.html).toContain('Đã lưu.')
  expect(again.form.get('f.story')).toBe(STORY)
  expect(again.form.get('f.certificates')).toBe('VietGAP (đến 30/6/2027); HACCP')
  await talk.say('để sau')
  expect((await talk.say('gửi hồ sơ'))[0]?.text).toContain('Đã nhận hồ sơ đăng ký')
  expect(await rowsOf('registration')).toHaveLength(1)
})

test('what the chat changes shows on the page, and what was typed nowhere stays open', async () => {
  const talk = await talkTo(server, [...NEEDED, 'để sau', '12', '0912 345 678'])
  const page = await openForm(await linkOf(talk))
  expect(page.form.get('f.phone')).toBe('0912 345 678')
  const { status, headers } = await page.save()
  expect([status, headers.get('location')]).toEqual([303, expect.stringContaining('&saved=same')])
  expect((await rowsOf('inbox')).filter(({ kind }) => kind === 'form')).toEqual([])
})

test('answers that hang on another behave as in the chat: a new product asks for its set again, an address names its commune', async () => {
  const talk = await talkTo(server, NEEDED)
  const page = await openForm(await linkOf(talk))
  page.set('product', 'Đồ lạ')
  page.set('address', 'thôn 3, xã Quảng Lợi')
  await page.save()
  const last = await talk.last()
  expect(last.text).toContain('xã Quảng Lợi (cũ), nay là')
  const again = await openForm(await linkOf(talk))
  expect(again.form.get('f.commune')).toBe('19885')
  expect([again.html.includes('name="f.set"'), again.html.includes('name="f.group"')]).toEqual([false, true])
})

test('old names of communes may be typed, and what a name may mean is offered as in the chat', async () => {
  const talk = await talkTo(server, NEEDED)
  const url = await linkOf(talk)
  const page = await openForm(url)
  page.set('typed.commune', 'xã Quảng Lợi cũ')
  expect((await page.save()).status).toBe(303)
  const again = await openForm(url)
  expect(again.form.get('f.commune')).toBe('19885')
  again.set('typed.commune', 'Thuan Hoa')
  const refused = await again.save()
  const html = await refused.text()
  expect([refused.status, html]).toEqual([422, expect.stringContaining('Tên này ứng với nhiều nơi')])
  const retry = fillerOf(url, html)
  const [, code] = /name="pick\.commune" value="(\d+)"/.exec(html) ?? []
  expect(retry.form.get('typed.commune')).toBe('Thuan Hoa')
  retry.set('pick.commune', code ?? '')
  expect((await retry.save()).status).toBe(303)
  expect((await openForm(url)).form.get('f.commune')).toBe(code)
})

test('nothing typed is lost on an error: what is right is saved, the rest comes back as typed, with the words of the chat', async () => {
  const talk = await talkTo(server, NEEDED)
  const url = await linkOf(talk)
  const page = await openForm(url)
  page.set('phone', '0905 12')
  page.set('scale', 'nhiều lắm')
  page.set('name', '')
  page.set('story', STORY)
  const refused = await page.save()
  const html = plain(await refused.text())
  expect(refused.status).toBe(422)
  expect(html).toMatch(/class="errors" id="said" role="alert" tabindex="-1" autofocus/)
  for (const words of ['Số điện thoại này thiếu chữ số', 'Chưa thấy con số', 'Mục này cần có']) expect(html).toContain(words)
  const back = fillerOf(url, html)
  expect([back.form.get('f.phone'), back.form.get('f.scale'), back.form.get('f.name')]).toEqual(['0905 12', 'nhiều lắm', ''])
  expect(back.form.get('f.story')).toBe(STORY)
  back.set('phone', '0912345678')
  back.set('scale', 'không biết')
  back.set('name', 'Nguyễn Thị Hoa')
  expect((await back.save()).status).toBe(303)
  expect((await openForm(url)).form.get('f.phone')).toBe('0912 345 678')
})

test('P-13: both sides changed the same: the page shows both and asks; an untouched field of an old page overwrites nothing', async () => {
  const talk = await talkTo(server, NEEDED)
  const url = await linkOf(talk)
  const old = await openForm(url)
  for (const line of ['để sau', '12', '0912 345 678']) await talk.say(line)
  old.set('scale', '200 hũ một tháng')
  expect((await old.save()).status).toBe(303)
  expect((await openForm(url)).form.get('f.phone')).toBe('0912 345 678')
  // The same old page once more, this time with a number of its own.
  const older = fillerOf(url, old.html)
  older.set('id', crypto.randomUUID())
  older.set('phone', '0987 654 321')
  const asked = await older.save()
  const html = plain(await asked.text())
  expect(asked.status).toBe(422)
  expect(html).toContain('Từ trò chuyện: 0912 345 678')
  expect(html).toContain('Từ trang này: 0987 654 321')
  // Without a choice it is asked again.
  const undecided = fillerOf(url, html)
  expect((await undecided.save()).status).toBe(422)
  const mine = fillerOf(url, html)
  mine.set('which.phone', 'page')
  expect((await mine.save()).status).toBe(303)
  expect((await openForm(url)).form.get('f.phone')).toBe('0987 654 321')
})

test('P-13: of two answers the one of the chat may be kept', async () => {
  const talk = await talkTo(server, NEEDED)
  const url = await linkOf(talk)
  const old = await openForm(url)
  for (const line of ['để sau', '12', '0912 345 678']) await talk.say(line)
  old.set('phone', '0987 654 321')
  const theirs = fillerOf(url, await (await old.save()).text())
  theirs.set('which.phone', 'chat')
  expect((await theirs.save()).headers.get('location')).toContain('&saved=same')
  expect((await openForm(url)).form.get('f.phone')).toBe('0912 345 678')
})

test('P-02: a form that is sent twice, at once or later, has one effect', async () => {
  const talk = await talkTo(server, NEEDED)
  const page = await openForm(await linkOf(talk))
  page.set('scale', '200 hũ một tháng')
  const answers = await Promise.all([page.save(), page.save(), page.save()])
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
  expect((await page.save()).headers.get('location')).toContain('&saved=yes')
  expect((await rowsOf('inbox')).filter(({ kind }) => kind === 'form')).toHaveLength(1)
})

test('a link that has ended says so and how to get another; one that was changed or never was is answered alike', async () => {
  const talk = await talkTo(server, NEEDED)
  const url = await linkOf(talk)
  const get = async (address: string) => {
    const answer = await fetch(address)
    return [answer.status, (await answer.text()).replace(/\d\d:\d\d/g, '')] as const
  }
  const [status, html] = await get(url.replace('sig=', 'sig=A'))
  expect([status, html]).toEqual([404, expect.stringContaining('gõ “điền trên web” để lấy liên kết mới')])
  const later = url.replace(/exp=(\d+)/, (_, exp: string) => `exp=${Number(exp) + 86400}`)
  for (const other of [
    url.replace(/form\/(\w)/, (_, first: string) => `form/${first === 'x' ? 'y' : 'x'}`),
    url.replace(/\/(\d+)\?/, '/9$1?'),
    later,
    url.split('?')[0] ?? '',
    `${server.url}/form`,
  ])
    expect(await get(other)).toEqual([404, html])
  const page = await openForm(url)
  now = new Date(now.getTime() + 24 * 3_600_000)
  const [ended, words] = await get(url)
  expect([ended, words]).toEqual([410, expect.stringContaining('Những gì đã lưu vẫn còn')])
  page.set('scale', '200 hũ')
  expect((await page.save()).status).toBe(410)
  expect((await rowsOf('inbox')).filter(({ kind }) => kind === 'form')).toEqual([])
})

test('P-13: a draft that was sent or dropped meanwhile is changed by no old page, and the page says what to do', async () => {
  const talk = await talkTo(server, [...NEEDED, 'để sau'])
  const url = await linkOf(talk)
  const page = await openForm(url)
  await talk.say('gửi hồ sơ')
  page.set('scale', '200 hũ một tháng')
  const late = await page.save()
  expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('“bổ sung”')])
  expect((await fetch(url)).status).toBe(410)
  await talk.say('đăng ký')
  const other = await talkTo(server, NEEDED.slice(0, 4))
  const dropped = await linkOf(other)
  for (const line of ['hủy', 'Bỏ bản nháp']) await other.say(line)
  expect((await fetch(dropped)).status).toBe(410)
})

test('L-01: before the consent there is no page, and where nothing is under way it is said how to begin', async () => {
  const talk = await talkTo(server, ['menu'])
  expect((await talk.say('/form'))[0]?.text).toContain('gõ “đăng ký” để bắt đầu')
  await talk.say('đăng ký')
  const [said] = await talk.say('trang web')
  expect(said?.text).toContain('sau khi anh/chị đồng ý')
  expect(said?.links.some((link) => link.url.includes('/form'))).toBe(false)
})

test('the link is offered where a page does better, and nowhere else', async () => {
  const talk = await talkTo(server, [])
  const withLink: string[] = []
  for (const line of [...NEEDED, 'điền luôn', 'bỏ qua', 'bỏ qua', '200 hũ', '5 người', 'chưa có']) {
    for (const { text, links } of await talk.say(line))
      if (links.some(({ url }) => url.includes('/form/'))) withLink.push(text.split('\n').at(-1)?.slice(0, 30) ?? '')
  }
  expect(withLink.map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
    'Phần bắt buộc',
    'Anh/chị gửi ảnh',
    'Đừng gửi căn',
    'Kể về sản',
  ])
})

test('a draft that was put aside is taken up by its page; what the person does meanwhile is not disturbed', async () => {
  const talk = await talkTo(server, NEEDED)
  const url = await linkOf(talk)
  await talk.say('menu')
  const page = await openForm(url)
  page.set('scale', '200 hũ một tháng')
  await page.save()
  expect((await talk.last()).text).toContain('Phần bắt buộc đã đủ')
  await talk.say('phản ánh')
  const other = await openForm(url)
  other.set('labour', '5 người, 4 người trong xã')
  await other.save()
  const all = (await talk.last()).text
  expect(all).toContain('Anh/chị thấy việc gì')
  const back = await talk.say('đăng ký')
  expect(back[0]?.text).toContain('5 người, 4 người trong xã')
})

test('what a dossier lacks is added on the page, and is sent when nothing is open any more', async () => {
  const talk = await talkTo(server, [...NEEDED, 'để sau', 'gửi hồ sơ', 'bổ sung'])
  const page = await openForm(await linkOf(talk))
  expect(page.html).toContain('Bổ sung hồ sơ OCOP')
  expect(page.form.get('f.phone')).toBeNull()
  page.set('scale', '200 hũ một tháng')
  page.set('story', STORY)
  page.set('labour', '5 người')
  page.set('certificates', 'chưa có')
  page.set('founded', '2020')
  page.set('taxCode', '0100112437')
  await page.save()
  expect((await talk.last()).text).toContain('Gửi ảnh hoặc tệp PDF')
  await talk.say('bỏ qua')
  const [sent] = await talk.say('bỏ qua')
  expect(sent?.text).toContain('Đã bổ sung vào hồ sơ')
})

test('L-07: a personal number that is held stands masked on the page; left empty it stays, another takes its place', async () => {
  const talk = await talkTo(server, [...NEEDED.slice(0, -1), '046085001234'])
  const url = await linkOf(talk)
  const page = await openForm(url)
  expect(page.html).toContain('Để trống thì giữ nguyên.')
  expect(page.html).not.toContain('046085001234')
  expect(page.form.get('f.taxCode')).toBe('')
  page.set('scale', '200 hũ một tháng')
  await page.save()
  expect((await openForm(url)).html).toContain('Để trống thì giữ nguyên.')
  const other = await openForm(url)
  other.set('taxCode', '0100112437')
  await other.save()
  expect((await openForm(url)).form.get('f.taxCode')).toBe('0100112437')
})

test('a page in the language of the person', async () => {
  const talk = await talkTo(server, [...NEEDED, 'english'])
  const page = await openForm(await linkOf(talk))
  expect(page.html).toContain('<html lang="en">')
  expect(page.html).toContain('OCOP registration')
  page.set('phone', '12')
  expect(await (await page.save()).text()).toContain('Please look at these again')
})
