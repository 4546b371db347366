import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import type { Outbound } from '../../src/message.ts'
import * as outbox from '../../src/models/outbox.ts'
import * as people from '../../src/models/person.ts'
import { server } from '../../src/web/server.ts'
import { jpeg } from '../fakes/photo.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { photoForm, visitor } from './visitor.ts'

let app: TestDeps
beforeEach(async () => {
  app = await testDeps()
})
afterEach(() => app.close())

const rows = async (table: 'inbox' | 'person' | 'outbox' | 'attachment') =>
  Number(
    (
      await app.deps.db
        .selectFrom(table)
        .select((q) => q.fn.countAll<string>().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

/** Something that nobody asked for just now, as news of a report. */
async function tell(address: string, message: Outbound): Promise<void> {
  const { db, vault, channels } = app.deps
  const limits = channels.get('web')?.limits
  const person = await people.find(db, vault, 'web', address)
  if (!limits || !person) throw new Error('Nobody to tell.')
  await db.transaction().execute((tx) => outbox.enqueue(tx, vault, { personId: person.id, message, limits }))
}

test('a word is answered with all replies, in the shape of the contract', async () => {
  const hoa = visitor(app.deps)
  const response = await hoa.post({ text: 'menu' })
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
  const { messages, pending } = await response.json()
  expect(pending).toBe(false)
  expect(messages).toEqual([
    {
      id: expect.stringMatching(/^\d+$/),
      text: expect.stringContaining('Kênh OCOP Huế'),
      buttons: expect.arrayContaining([{ label: 'Gửi phản ánh', payload: 'w:feedback' }]),
      links: [],
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  ])
})

test('the session is a cookie that scripts cannot read, set by the first answer; Secure where the page is https', async () => {
  const first = (await visitor(app.deps).post({ text: 'menu' })).headers.get('set-cookie') ?? ''
  expect(first).toMatch(/^chat=[0-9a-z]{32};/)
  expect(first).toContain('HttpOnly')
  expect(first).toContain('SameSite=Lax')
  expect(first).not.toContain('Secure')
  const https = { ...app.deps, config: { ...app.deps.config, publicUrl: 'https://chat.hue.example' } }
  const secure = (await visitor(https).post({ text: 'menu' })).headers.get('set-cookie') ?? ''
  expect(secure).toMatch(/^__Host-chat=[0-9a-z]{32};/)
  expect(secure).toContain('Secure')
})

test('two browsers have two talks; a cookie that is none of ours opens a new one', async () => {
  const [hoa, an] = [visitor(app.deps), visitor(app.deps)]
  await hoa.say('phản ánh')
  await an.say('menu')
  expect(hoa.address()).not.toBe(an.address())
  expect((await an.all()).messages).toHaveLength(1)
  const crooked = visitor(app.deps, 'chat=../../etc')
  expect(await crooked.all()).toEqual({ messages: [], own: [], session: false })
  await crooked.say('menu')
  expect(crooked.address()).toMatch(/^[0-9a-z]{32}$/)
})

test('P-01: the word is in the inbox, sealed, before anything else happens; the address is in no log line', async () => {
  const seen: string[] = []
  const deps = {
    ...app.deps,
    wake: async () => {
      const [row, ...others] = await app.deps.db.selectFrom('inbox').selectAll().where('state', '=', 'pending').execute()
      if (row && seen.length === 0) seen.push(JSON.stringify(row), String(others.length), String(await rows('person')))
      await app.deps.wake()
    },
  }
  const hoa = visitor(deps)
  await hoa.say('đèn đường hư ở kiệt 13')
  const [row = '', ...counts] = seen
  expect(counts).toEqual(['0', '0'])
  expect(row).toContain('"kind":"text"')
  expect(row).not.toContain('kiệt')
  expect(row).not.toContain(hoa.address())
  await hoa.call('/api/chat/messages?after=x')
  await hoa.page()
  expect(app.logs.join('\n')).not.toContain(hoa.address())
})

test('P-02: a repeat has no second effect and gets the same answer, in series and at once', async () => {
  const hoa = visitor(app.deps)
  await hoa.say('menu')
  const body = { id: randomUUID(), text: 'phản ánh' }
  const first = await hoa.send(body)
  const again = await Promise.all(Array.from({ length: 10 }, () => hoa.send(body)))
  for (const answer of [...again, await hoa.send({ ...body, text: 'khác' })]) expect(answer).toEqual(first)
  expect(await rows('inbox')).toBe(2)
})

test('P-02: the same id in two browsers is two messages', async () => {
  const id = randomUUID()
  const [hoa, an] = [visitor(app.deps), visitor(app.deps)]
  expect((await hoa.send({ id, text: 'menu' })).length).toBe(1)
  expect((await an.send({ id, text: 'phản ánh' }))[0]?.text).toContain('việc gì')
})

test('P-03: no database: 503 within 1.5 s and Retry-After, for words and photos, and no photo is left', async () => {
  const away = connect('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => {} })
  const deps = { ...app.deps, db: away, storage: { ...app.deps.storage, put: () => Promise.reject(new Error('put')) } }
  const hoa = visitor(deps)
  for (const send of [
    () => hoa.post({ text: 'menu' }),
    () => hoa.upload(photoForm([{ bytes: jpeg() }])),
    () => hoa.call('/api/chat/messages'),
  ]) {
    const began = performance.now()
    const response = await send()
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.json()).toMatchObject({ error: { code: 'try_again' } })
    expect(performance.now() - began).toBeLessThan(1500)
  }
  await away.destroy()
})

test('the answer is waited for at most eight seconds; then the page polls', async () => {
  const asleep = { ...app.deps, wake: () => new Promise<void>(() => {}) }
  const hoa = visitor(asleep)
  const began = performance.now()
  const response = await hoa.post({ text: 'menu' })
  const took = performance.now() - began
  expect([response.status, await response.json()]).toEqual([200, { messages: [], pending: true }])
  expect(took).toBeGreaterThan(5000)
  expect(took).toBeLessThan(9500)
  await app.deps.wake()
  const { messages, own } = await hoa.all()
  expect(messages).toHaveLength(1)
  expect(own?.map(({ text }) => text)).toEqual(['menu'])
}, 20_000)

test('what comes later is had by "after", with the person’s own words that it answers', async () => {
  const hoa = visitor(app.deps)
  const last = (await hoa.say('menu')).at(-1)?.id ?? ''
  expect(await hoa.all(last)).toEqual({ messages: [], own: [], session: true })
  await tell(hoa.address(), { type: 'message', text: 'Phản ánh đang được xử lý.' })
  expect((await hoa.all(last)).messages.map(({ text }) => text)).toEqual(['Phản ánh đang được xử lý.'])
  expect((await hoa.all(last)).own).toEqual([])
  await hoa.say('phản ánh')
  const news = await hoa.all(last)
  expect(news.messages).toHaveLength(2)
  expect(news.own?.map(({ text }) => text)).toEqual(['phản ánh'])
  for (const after of ['x', '-1', '1;drop', '99999999999999999999', ''])
    expect((await hoa.call(`/api/chat/messages?after=${after}`)).status, after).toBe(400)
})

test('the person’s own words come back as they were shown: text, button, position, photo', async () => {
  const hoa = visitor(app.deps)
  await hoa.say('menu')
  await hoa.send({ button: 'w:feedback' })
  await hoa.say('Ổ gà rất lớn')
  await hoa.send({ location: { lat: 16.4637, lng: 107.5909 } })
  await hoa.upload(photoForm([{ bytes: jpeg() }]))
  await hoa.send({ button: 'never:offered' })
  const own = (await hoa.all()).own ?? []
  expect(own.map(({ text }) => text)).toEqual(['menu', 'Gửi phản ánh', 'Ổ gà rất lớn', 'Vị trí đã gửi', '', '(đã chọn)'])
  const [link = ''] = own[4]?.photos ?? []
  const picture = await server.request(link, {}, app.deps)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
})

test('a question for a place carries the offer to share the position', async () => {
  const hoa = visitor(app.deps)
  await hoa.say('phản ánh')
  const [asked] = await hoa.say('Ổ gà rất lớn')
  expect(asked?.askLocation).toEqual({ label: 'Gửi vị trí' })
  expect(asked?.text).toContain('nhạy cảm')
})

test('P-13: a button of an earlier question changes nothing, and is told kindly', async () => {
  const hoa = visitor(app.deps)
  const [consent] = await hoa.say('đăng ký')
  const yes = consent?.buttons[0]?.payload ?? ''
  await hoa.send({ button: yes })
  const [told] = await hoa.send({ button: yes })
  expect(told?.text).toContain('Nút đó thuộc câu trước')
  expect(told?.text).toContain('thuộc loại nào')
})

test('P-14: any bytes have a defined answer', async () => {
  const quiet = visitor({ ...app.deps, wake: async () => {}, intake: { writing: 64 } })
  const types = [
    'application/json',
    'multipart/form-data',
    'multipart/form-data; boundary=b',
    'text/plain',
    'application/x-www-form-urlencoded',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...types),
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
        fc
          .string()
          .map((text) => new TextEncoder().encode(`--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n${text}\r\n--b--`)),
      ),
      async (type, body) => {
        const init = { method: 'POST', headers: { 'content-type': type }, body: body as Uint8Array<ArrayBuffer> }
        const response = await quiet.call('/api/chat/messages', init)
        expect([400, 503]).toContain(response.status)
        expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
      },
    ),
    { numRuns: 300 },
  )
})

test.each([
  ['nothing', {}],
  ['an empty text', { text: '' }],
  ['a number', { text: 1 }],
  ['two things at once', { text: 'a', button: 'b' }],
  ['an id that is no UUID', { text: 'a', id: 'not-a-uuid' }],
  ['a whole book', { text: 'x'.repeat(10_001) }],
  ['a place off the earth', { location: { lat: 91, lng: 0 } }],
  ['a place in words', { location: { lat: 'x', lng: 0 } }],
  ['a button longer than any of ours', { button: 'x'.repeat(201) }],
  ['a list', []],
  ['null', null],
] as [string, unknown][])('P-14: %s is no message: 400', async (_, body) => {
  const response = await visitor(app.deps).post(body)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'not_a_message' } })
})

test('P-14: any Unicode is shown as it was sent, but for U+0000, lone surrogates and bidi controls', async () => {
  const hoa = visitor(app.deps)
  const typed = [
    'Mắm nêm bà Hoa 👩‍🌾',
    'a\u0000b',
    'a\ud800b',
    'đơn\u202eix',
    'e\u0302\u0301 nfd',
    "'; drop table inbox; --",
    '<b>&amp;</b>',
  ]
  for (const text of typed) await hoa.send({ text })
  const own = (await hoa.all()).own?.map(({ text }) => text)
  expect(own).toEqual(['Mắm nêm bà Hoa 👩‍🌾', 'ab', 'ab', 'đơnix', 'ế nfd', "'; drop table inbox; --", '<b>&amp;</b>'])
})

test('P-14: parts and files of a form are counted before it is parsed', async () => {
  const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
  const init = {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: `${part.repeat(20_000)}--b--`,
  }
  const many = await visitor(app.deps).call('/api/chat/messages', init)
  expect([many.status, (await many.json()).error.code]).toEqual([400, 'too_many_files'])
  const eleven = await visitor(app.deps).upload(photoForm(Array.from({ length: 11 }, () => ({ bytes: jpeg() }))))
  expect([eleven.status, (await eleven.json()).error.code]).toEqual([400, 'too_many_files'])
})

test('P-19: words over 1 MiB and forms over 20 MiB get 413, counted while reading; silence gets 408', async () => {
  const long = await visitor(app.deps).post({ text: 'x'.repeat(1024 * 1024) })
  expect([long.status, (await long.json()).error.code]).toEqual([413, 'too_large'])
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1024 * 1024
      controller.enqueue(new Uint8Array(1024 * 1024))
    },
  })
  const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '10' }
  const init = { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit
  expect((await visitor(app.deps).call('/api/chat/messages', init)).status).toBe(413)
  expect(sent).toBeLessThan(30 * 1024 * 1024)

  const stuck = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"text":"'))
      },
    })
  const slow = { method: 'POST', headers: { 'content-type': 'application/json' }, body: stuck(), duplex: 'half' } as RequestInit
  expect((await visitor(app.deps).call('/api/chat/messages', slow)).status).toBe(408)
})

test('P-20: who floods gets one notice, then silence, and their photos are not kept; others notice nothing', async () => {
  const [hoa, an] = [visitor(app.deps), visitor(app.deps)]
  const answers = []
  for (let i = 0; i < 24; i++) answers.push(await hoa.say('menu'))
  expect(answers.slice(0, 20).every((messages) => messages.length === 1)).toBe(true)
  expect(answers[20]?.[0]?.text).toContain('nhanh quá')
  expect(answers.slice(21)).toEqual([[], [], []])
  const kept: string[] = []
  const storage = { ...app.deps.storage, put: async (key: string) => void kept.push(key) }
  const flooding = visitor({ ...app.deps, storage }, hoa.cookie())
  expect((await flooding.upload(photoForm([{ bytes: jpeg() }]))).status).toBe(200)
  expect(kept).toEqual([])
  expect(await an.say('menu')).toHaveLength(1)
})

test('another site’s page cannot send in somebody’s name, nor take their session away', async () => {
  const body = JSON.stringify({ text: 'menu' })
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ] as Record<string, string>[]) {
    for (const path of ['/api/chat/messages', '/chat']) {
      const response = await server.request(path, { method: 'POST', headers, body }, app.deps)
      expect(response.status, path).toBe(403)
    }
    const api = await server.request('/api/chat/messages', { method: 'POST', headers, body }, app.deps)
    expect(api.headers.get('set-cookie')).toBeNull()
  }
  const own = { 'sec-fetch-site': 'same-origin', origin: 'null', 'content-type': 'application/json' }
  expect((await server.request('/api/chat/messages', { method: 'POST', headers: own, body }, app.deps)).status).toBe(200)
})

test('a database full of other talks: nobody sees a word of another’s', async () => {
  const [hoa, an] = [visitor(app.deps), visitor(app.deps)]
  await hoa.say('phản ánh')
  await hoa.say('bí mật của Hoa')
  await an.say('menu')
  const { messages, own } = await an.all('0')
  expect(JSON.stringify([messages, own, await an.all(), await an.page()])).not.toContain('bí mật')
})
