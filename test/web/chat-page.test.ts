import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { assets } from '../../src/web/assets.generated.ts'
import { folded, inOrder, isLater, offered, type Said, sourceApart } from '../../src/web/client/said.ts'
import { server } from '../../src/web/server.ts'
import { jpeg } from '../fakes/photo.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { photoForm, visitor } from './visitor.ts'

let app: TestDeps
beforeEach(async () => {
  app = await testDeps()
})
afterEach(() => app.close())

test('an empty page greets, offers the main menu, and says how data is kept', async () => {
  const html = await visitor(app.deps).page()
  expect(html).toContain('<html lang="vi">')
  expect(html).toContain('xin chào')
  for (const payload of ['w:registration', 'w:feedback', 'w:look-up', 'w:handover']) expect(html).toContain(`value="${payload}"`)
  expect(html).toContain('href="/privacy"')
})

test('looking at the page makes a session and no person', async () => {
  const hoa = visitor(app.deps)
  const first = await hoa.call('/chat')
  expect(first.headers.get('set-cookie')).toMatch(/^chat=.*Max-Age=15552000.*HttpOnly/)
  const address = hoa.address()
  await hoa.page()
  expect(hoa.address()).toBe(address)
  expect(await app.deps.db.selectFrom('person').select('id').execute()).toEqual([])
})

test('the talk so far stands in the page, both sides, with the chips of the last words only', async () => {
  const hoa = visitor(app.deps)
  await hoa.say('menu')
  await hoa.say('đăng ký')
  const html = await hoa.page()
  expect(html.indexOf('Có đồng ý') === -1 && html.indexOf('có đồng ý')).toBeGreaterThan(html.indexOf('>đăng ký</p>'))
  expect(html).toContain('>Không đồng ý</button>')
  expect(html).not.toContain('value="w:look-up"')
  expect(html).toContain('Hôm nay')
})

test('P-30, P-21: nothing is inline, whatever was typed', async () => {
  const hoa = visitor(app.deps)
  const evil = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</textarea><script>1</script>',
    'javascript:alert(1)',
  ]
  for (const text of evil) await hoa.say(text)
  const html = await hoa.page()
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).toMatch(/<script src="\/assets\/chat\.js\?v=[\w-]+" defer/)
  expect(html).not.toMatch(/<style|<[^>]+\son\w+=|<[^>]+\sstyle=|href="javascript/i)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

test('the page without script: a form is answered with the talk; sent twice it counts once', async () => {
  const hoa = visitor(app.deps)
  const html = await hoa.page()
  const [id = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(html) ?? []
  const send = (fields: Record<string, string>) => hoa.call('/chat', { method: 'POST', body: new URLSearchParams(fields) })
  const sent = await send({ id, text: 'dòng một\r\ndòng hai' })
  expect([sent.status, sent.headers.get('location')]).toEqual([303, '/chat#latest'])
  await send({ id, text: 'dòng một\r\ndòng hai' })
  await send({ id: randomUUID(), text: 'không phải chữ này', button: 'w:feedback' })
  await hoa.call('/chat', { method: 'POST', body: photoForm([{ bytes: jpeg() }], { id: randomUUID(), text: '' }) })
  const own = (await hoa.all()).own?.map(({ text }) => text)
  expect(own).toEqual(['dòng một\ndòng hai', expect.stringContaining(''), ''])
  expect(await hoa.page()).toMatch(/<img src="\/media\/[0-9a-z]{32}\?sig=/)
})

test('what could not be taken is told beside the field, and what was typed is still there', async () => {
  const hoa = visitor(app.deps)
  const busy = visitor({ ...app.deps, intake: { writing: 64 } }, hoa.cookie())
  const body = new URLSearchParams({ text: 'mắm & ruốc' })
  const refused = await busy.call('/chat', { method: 'POST', body })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  const html = await refused.text()
  expect(html).toMatch(/role="alert"[^>]*>Chưa gửi được vì kênh đang bận/)
  expect(html).toMatch(/<textarea[^>]*aria-describedby="problem"[^>]*>mắm &amp; ruốc<\/textarea>/)
  expect((await hoa.call('/chat', { method: 'POST', body: new URLSearchParams({ text: ' ' }) })).status).toBe(400)
})

test('while the database is away the page is there, says so, and its script can keep what is typed', async () => {
  const away = connect('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => {} })
  const deps = { ...app.deps, db: away }
  const hoa = visitor(app.deps)
  await hoa.say('menu')
  const known = visitor(deps, hoa.cookie())
  for (const init of [{}, { method: 'POST', body: new URLSearchParams({ text: 'chào' }) }] as RequestInit[]) {
    const response = await known.call('/chat', init)
    expect(response.status).toBe(503)
    const html = await response.text()
    expect(html).toContain('tạm gián đoạn')
    expect(html).toContain('/assets/chat.js')
  }
  await away.destroy()
})

test('a fault of ours is not passed off as a pause', async () => {
  const hoa = visitor(app.deps)
  await hoa.say('menu')
  const broken = { ...app.deps, vault: { ...app.deps.vault, open: () => Promise.reject(new Error('broken')) } }
  const response = await server.request('/chat', { headers: { cookie: hoa.cookie() } }, broken)
  expect(response.status).toBe(500)
  expect(await response.text()).toContain('trục trặc')
})

test('the other language: a link before the first word, then a word in the talk itself', async () => {
  const hoa = visitor(app.deps)
  expect(await hoa.page()).toContain('href="/chat?lang=en"')
  const english = await hoa.page('/chat?lang=en')
  expect(english).toContain('<html lang="en">')
  expect(english).toContain('name="language" value="en"')
  const [first] = await hoa.send({ text: 'menu', language: 'en' })
  expect(first?.text).toContain('Welcome')
  expect(await hoa.page()).toContain('value="w:vietnamese"')
  await hoa.call('/chat', { method: 'POST', body: new URLSearchParams({ button: 'w:vietnamese' }) })
  expect(await hoa.page()).toContain('<html lang="vi">')
})

test('the first page weighs less than 100 KB in all, its script less than 25 KB', async () => {
  const weight = (text: string) => new TextEncoder().encode(text).length
  const [script = '', ...others] = ['/assets/chat.js', '/assets/chat.css', '/assets/icon.svg'].map(
    (path) => assets[path]?.body ?? '',
  )
  expect(weight(script)).toBeGreaterThan(1000)
  expect(weight(script)).toBeLessThan(25_000)
  const page = weight(await visitor(app.deps).page())
  expect(page + weight(script) + others.reduce((sum, text) => sum + weight(text), 0)).toBeLessThan(100_000)
})

test('assets are had by their names, with a mark by which they are not sent again', async () => {
  for (const path of ['/assets/chat.js', '/assets/chat.css', '/assets/page.css', '/assets/console.css', '/assets/icon.svg']) {
    const first = await server.request(path, {}, app.deps)
    expect([first.status, first.headers.get('content-type')], path).toEqual([200, assets[path]?.contentType])
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
    expect((await server.request(path, { headers }, app.deps)).status).toBe(304)
  }
  expect(assets['/assets/console.css']?.body).toContain('--accent')
  expect((await server.request('/assets/nothing.js', {}, app.deps)).status).toBe(404)
})

const said = (id: string, at: string, more: Partial<Said> = {}): Said => ({ id, at, text: '', buttons: [], links: [], ...more })
const own = (id: string, at: string) => ({ id, at, text: '', photos: [] })

test('both sides are put in the order of time', () => {
  const entries = inOrder(
    [said('1', '2026-11-24T01:00:01Z'), said('2', '2026-11-24T01:00:03Z')],
    [own('a', '2026-11-24T01:00:00Z'), own('b', '2026-11-24T01:00:03Z')],
  )
  expect(entries.map((entry) => (entry.by === 'us' ? entry.said.id : entry.own.id))).toEqual(['a', '1', 'b', '2'])
})

test('what can be chosen is what our last words offer, unless the person spoke since', () => {
  const choice = said('1', '', { buttons: [{ label: 'Gửi', payload: 'x' }] })
  const us = (one: Said) => ({ by: 'us', said: one }) as const
  expect(offered([us(choice), us(said('2', ''))])?.id).toBe('1')
  expect(offered([us(choice), { by: 'person', own: own('a', '') }])).toBeUndefined()
  expect(offered([us(said('3', '', { askLocation: { label: 'Gửi vị trí' } }))])?.id).toBe('3')
  expect(offered([])).toBeUndefined()
})

test('ids beyond 2^53 are compared exactly', () => {
  expect(isLater('9007199254740993', '9007199254740992')).toBe(true)
  expect(isLater('10', '9')).toBe(true)
  expect(isLater('9', '10')).toBe(false)
  expect(isLater('9', '9')).toBe(false)
})

test('the source of an answer stands apart; a long answer shows its beginning, a question to the person all of it', () => {
  expect(sourceApart('Một.\nHai.\nNguồn: Quyết định 26. Kiểm tra ngày 23/11/2026.')).toEqual({
    words: 'Một.\nHai.',
    source: 'Nguồn: Quyết định 26. Kiểm tra ngày 23/11/2026.',
  })
  expect(sourceApart('Nguồn: a\nMột.')).toEqual({ words: 'Nguồn: a\nMột.', source: '' })
  const long = `${'a'.repeat(150)}\n${'b'.repeat(300)}`
  const answer = said('1', '', { answer: { zone: 'answer', articles: [] } })
  expect(folded(answer, long)).toEqual({ first: 'a'.repeat(150), rest: 'b'.repeat(300) })
  expect(folded(said('1', ''), long)).toEqual({ first: long, rest: '' })
  expect(folded(answer, 'ngắn')).toEqual({ first: 'ngắn', rest: '' })
})
