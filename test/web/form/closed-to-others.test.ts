/** The page against strangers and noise: P-14, P-19, P-21, P-25, P-30. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { type Filler, linkOf, NEEDED, openForm, type Talker, talkTo } from './filler.ts'

const EVIL = '"><img src=x onerror=alert(1)><script>alert(2)</script>\'--{{7*7}}=cmd()'

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

const forms = async () => (await server.deps.db.selectFrom('inbox').selectAll().execute()).filter(({ kind }) => kind === 'form')

test('P-21: what is typed into any field is shown as it is, where it is right and where it is wrong', async () => {
  const names = [...page.form.keys()].filter((name) => name.startsWith('f.') || name.startsWith('typed.'))
  expect(names.length).toBeGreaterThan(12)
  for (const name of names) page.set(name, EVIL)
  const answer = await page.save()
  const html = await answer.text()
  expect(answer.status).toBe(422)
  for (const part of ['<img src=x', '<script>alert', '49=']) expect(html, part).not.toContain(part)
  const kept = await openForm(url)
  expect(kept.html).not.toContain('<img src=x')
  expect(kept.form.get('f.product')).toBe(EVIL)
})

test('P-21: names of fields that are none change nothing', async () => {
  for (const name of [
    'f.__proto__',
    'was.__proto__',
    'f..dossier',
    'was..dossier',
    'f.more',
    'was.more',
    'f.nothing',
    'was.nothing',
  ])
    page.set(name, 'x')
  expect((await page.save()).headers.get('location')).toContain('&saved=same')
  expect(await forms()).toEqual([])
})

test('P-25: another site cannot post, and reading changes nothing', async () => {
  page.set('scale', '200 hũ một tháng')
  const foreign = await page.save({ 'sec-fetch-site': 'cross-site' })
  expect([foreign.status, await foreign.text()]).toEqual([403, expect.stringContaining('không đến từ trang của kênh')])
  expect((await page.save({ origin: 'https://evil.example' })).status).toBe(403)
  const before = await server.deps.db.selectFrom('session').selectAll().execute()
  await fetch(url)
  await fetch(`${url}&saved=yes`)
  expect(await server.deps.db.selectFrom('session').selectAll().execute()).toEqual(before)
  expect(await forms()).toEqual([])
})

test('P-14, P-19: any body has a defined answer in words', async () => {
  const post = (body: BodyInit, type: string) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': type }, redirect: 'manual' })
  for (const [body, type] of [
    ['\0\x01\x02', 'multipart/form-data; boundary=x'],
    ['--x\r\nContent-Disposition: form-data; name="f.', 'multipart/form-data; boundary=x'],
    ['{"a":1}', 'application/json'],
    ['', 'multipart/form-data'],
    ['x', ''],
    [
      `${Array.from({ length: 400 }, () => '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n').join('')}--x--`,
      'multipart/form-data; boundary=x',
    ],
  ] as const) {
    const answer = await post(body, type)
    expect([answer.status, await answer.text()], type).toEqual([400, expect.stringContaining('Chưa nhận được')])
  }
  const large = await post(new Uint8Array(21 * 1024 * 1024), 'multipart/form-data; boundary=x')
  expect([large.status, await large.text()]).toEqual([413, expect.stringContaining('20 MB')])
  expect((await post('f.scale=%FF%00', 'application/x-www-form-urlencoded')).status).toBe(400)
  expect(await forms()).toHaveLength(0)
})

test('P-14: Vietnamese in whatever form is kept composed, without what can hurt', async () => {
  page.set('story', `Nghề mắm\u0000 của bà nội tôi \u202Etừ 1960 😀`.normalize('NFD'))
  await page.save()
  expect((await openForm(url)).form.get('f.story')).toBe('Nghề mắm của bà nội tôi từ 1960 😀')
})

test('P-30: every answer is stored nowhere, listed nowhere, leaves no referrer, and has nothing inline', async () => {
  page.set('phone', '1')
  const answers = [
    await fetch(url),
    await fetch(url.replace('sig=', 'sig=x')),
    await page.save(),
    await page.save({ 'sec-fetch-site': 'cross-site' }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 422, 403])
  for (const answer of answers) {
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('x-robots-tag')).toContain('noindex')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await answer.text()
    expect(html).toContain('<meta name="robots" content="noindex, nofollow"/>')
    expect(html).not.toMatch(/ on\w+=|style=|<style|javascript:|<script>/)
    for (const [, source = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect(source).toMatch(/^[/#]/)
    expect(html.length).toBeLessThan(60_000)
  }
})

test('P-29: nothing of the person stands in the address or in the log', async () => {
  for (const part of ['Hoa', '0905', 'ruoc', 'vy da']) expect(decodeURIComponent(url)).not.toContain(part)
  page.set('story', 'Chuyện riêng 0987654321')
  page.set('phone', '12')
  await page.save()
  const lines = server.logs.join('\n')
  for (const part of ['Chuyện riêng', '0987654321', 'Nguyễn Thị Hoa', new URL(url).searchParams.get('sig') ?? ''])
    expect(lines).not.toContain(part)
})

test('P-20: who floods with forms is told to wait, and no file of theirs is kept', async () => {
  let status = 0
  for (let at = 0; at < 15 && status !== 429; at++) {
    const next = await openForm(url)
    next.set('scale', `${at + 1} hũ một tháng`)
    status = (await next.save()).status
  }
  expect(status).toBe(429)
})

test('L-07: a position names its commune and is kept nowhere; outside there is none; anything else is refused', async () => {
  const place = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/form/place`, { method: 'POST', body, headers })
  expect(await (await place('{"lat":16.4637,"lng":107.5909}')).json()).toEqual({ commune: '19789' })
  expect(await (await place('{"lat":21.03,"lng":105.85}')).json()).toEqual({ commune: null })
  for (const body of ['', '[]', '{"lat":"16"}', 'null', `{"lat":${'1'.repeat(2000)}}`])
    expect([400, 413]).toContain((await place(body)).status)
  expect((await place('{"lat":16.4637,"lng":107.5909}', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect(server.logs.join('\n')).not.toContain('107.59')
})

test('the map is a small picture of all forty communes, without anything that runs', async () => {
  const answer = await fetch(`${server.url}/form/map.svg`)
  const picture = await answer.text()
  expect(answer.headers.get('content-type')).toBe('image/svg+xml')
  expect(picture.length).toBeLessThan(40_000)
  expect(picture.match(/<path /g)).toHaveLength(40)
  expect(picture).not.toMatch(/d=""|script|href|style/)
})
