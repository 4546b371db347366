import { afterEach, beforeEach, expect, test } from 'vitest'
import { sniffFile } from '../../src/lib/photo.ts'
import * as attachments from '../../src/models/attachment.ts'
import { mediaLink } from '../../src/models/media-link.ts'
import { server } from '../../src/web/server.ts'
import { hold } from '../../src/web/upload-memory.ts'
import { jpeg } from '../fakes/photo.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { photoForm, visitor } from './visitor.ts'

const HOUR = 3_600_000

let app: TestDeps
let now: Date
beforeEach(async () => {
  now = new Date()
  app = await testDeps({ now: () => now })
})
afterEach(() => app.close())

/** A visitor in the middle of a report, where photos are wanted. */
async function reporting(deps = app.deps) {
  const hoa = visitor(deps)
  for (const text of ['phản ánh', 'Ổ gà rất lớn', '12 Lê Lợi, phường Thuận Hóa']) await hoa.say(text)
  return hoa
}

const kept = () => app.deps.db.selectFrom('attachment').selectAll().orderBy('created_at').execute()

async function path(id: string, until = new Date(now.getTime() + HOUR)): Promise<string> {
  const link = new URL(await mediaLink(app.deps.vault, app.deps.config.publicUrl, id, until))
  return `${link.pathname}${link.search}`
}

const get = (url: string) => server.request(url, {}, app.deps)

test('P-23: a photo is kept without its place, under a random name, and served with nosniff by a signed link', async () => {
  const hoa = await reporting()
  const photo = jpeg({ gps: { lat: 16.46, lng: 107.59 } })
  expect(Buffer.from(photo).includes('Exif')).toBe(true)
  await hoa.upload(photoForm([{ bytes: photo, name: '../../etc/o-ga.svg' }]))
  const [row] = await kept()
  expect(row).toMatchObject({ kind: 'photo', state: 'stored', content_type: 'image/jpeg', width: 64, height: 48 })
  expect(row?.storage_key).toMatch(/^photos\/[0-9a-z]{32}$/)
  const answer = await get(await path(row?.id ?? ''))
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('image/jpeg')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename="[0-9a-z]{8}\.jpeg"$/)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(bytes.includes('Exif')).toBe(false)
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
})

test('P-23: a link ends, and with another id, end or signature it is none; all are answered alike', async () => {
  const hoa = await reporting()
  await hoa.upload(photoForm([{ bytes: jpeg() }, { bytes: jpeg({ shade: 9 }) }]))
  const [one, two] = (await kept()).map(({ id }) => id)
  const good = await path(one ?? '')
  expect((await get(good)).status).toBe(200)
  const wrong = [
    good.replace(one ?? '', two ?? ''),
    good.replace(/exp=(\d)/, 'exp=9$1'),
    good.replace(/sig=./, (start) => (start === 'sig=A' ? 'sig=B' : 'sig=A')),
    `/media/${one}`,
    `/media/${one}?sig=&exp=`,
    `/media/${one}?sig=${'A'.repeat(43)}&exp=99999999999`,
    await path('0'.repeat(32)),
    await path('../../encryption.key'),
  ]
  const pages = await Promise.all(wrong.map(async (url) => (await get(url)).status))
  expect(pages).toEqual(wrong.map(() => 404))
  now = new Date(now.getTime() + HOUR + 1000)
  expect((await get(good)).status).toBe(404)
})

test('what an official deleted is gone for who still holds a link', async () => {
  const hoa = await reporting()
  await hoa.upload(photoForm([{ bytes: jpeg() }]))
  const [row] = await kept()
  const link = await path(row?.id ?? '')
  await app.deps.db.transaction().execute((tx) => attachments.remove(tx, row?.id ?? ''))
  expect((await get(link)).status).toBe(404)
  expect((await hoa.all()).own?.at(-1)).toMatchObject({ photos: [], text: 'Đã gửi 1 tệp' })
})

test('P-23: only what is a photo by its bytes is kept, whatever it calls itself; the rest is refused with the reason', async () => {
  const hoa = await reporting()
  const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>
  const cases: [string, Uint8Array<ArrayBuffer>, string][] = [
    ['svg', text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'không phải ảnh'],
    ['html', text('<!doctype html><script>alert(1)</script>'), 'không phải ảnh'],
    ['gif', text('GIF89a....'), 'Loại tệp này không nhận'],
    ['half a photo', jpeg().slice(0, 40), 'bị hỏng'],
    ['nothing', text(''), 'trống'],
  ]
  for (const [name, bytes, told] of cases) {
    const response = await hoa.upload(photoForm([{ bytes }]))
    const { messages } = await response.json()
    expect(messages[0].text, name).toContain(told)
  }
  expect(await kept()).toEqual([])
})

test('a photo with too many pixels is refused before anything is made of it', async () => {
  const hoa = await reporting()
  const bomb = jpeg()
  const frame = bomb.findIndex((byte, at) => byte === 0xff && bomb[at + 1] === 0xc0)
  bomb.set([0xff, 0xff, 0xff, 0xff], frame + 5)
  const { messages } = await (await hoa.upload(photoForm([{ bytes: bomb }]))).json()
  expect(messages[0].text).toContain('lớn quá')
  expect(await kept()).toEqual([])
})

test('P-23: a paper is kept for the official and only ever saved, never shown', async () => {
  const hoa = visitor(app.deps)
  await hoa.say('gặp cán bộ')
  const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF') as Uint8Array<ArrayBuffer>
  expect(sniffFile(pdf)).toBe('application/pdf')
  await hoa.upload(
    photoForm([
      { field: 'file', bytes: pdf, name: 'don.pdf' },
      { field: 'photo', bytes: jpeg() },
    ]),
  )
  const rows = await kept()
  expect(rows.map(({ kind, content_type }) => [kind, content_type]).sort()).toEqual([
    ['file', 'application/pdf'],
    ['photo', 'image/jpeg'],
  ])
  const paper = rows.find(({ kind }) => kind === 'file')
  const answer = await get(await path(paper?.id ?? ''))
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[0-9a-z]{8}\.pdf"$/)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('L-07: a photo whose name says that it is an ID paper is not taken', async () => {
  const hoa = await reporting()
  const { messages } = await (await hoa.upload(photoForm([{ bytes: jpeg(), name: 'CCCD_mat_truoc.jpg' }]))).json()
  expect(messages[0].text).toContain('giấy tờ tùy thân')
  expect(await kept()).toEqual([])
})

test('P-01, P-02: photos are stored before the row, and a repeat or a lost row leaves none behind', async () => {
  const files = new Set<string>()
  const order: string[] = []
  const storage = {
    ...app.deps.storage,
    put: async (key: string) => {
      files.add(key)
      order.push('photo')
    },
    delete: async (key: string) => void files.delete(key),
  }
  const deps = { ...app.deps, storage, wake: async () => void order.push('handled') }
  const hoa = visitor(deps)
  await hoa.page()
  const send = () => hoa.upload(photoForm([{ bytes: jpeg() }], { id: '5f0c1f2e-0000-4000-8000-000000000001' }))
  await Promise.race([send(), untilStored()])
  expect(order.slice(0, 2)).toEqual(['photo', 'handled'])
  expect(files.size).toBe(1)
  await Promise.race([send(), new Promise((resolve) => setTimeout(resolve, 500))])
  expect(files.size).toBe(1)

  const failing = { ...deps, db: failingInserts() }
  expect((await visitor(failing).upload(photoForm([{ bytes: jpeg() }]))).status).toBe(503)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(files.size).toBe(1)

  async function untilStored(): Promise<void> {
    while (!order.includes('handled')) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  function failingInserts(): typeof app.deps.db {
    return new Proxy(app.deps.db, {
      get: (db, name) =>
        name === 'insertInto' ? () => db.insertInto('no_such_table' as 'inbox') : Reflect.get(db, name).bind(db),
    })
  }
})

test('storage that is away: 503, so that the page keeps the photo and sends it again', async () => {
  const storage = { ...app.deps.storage, put: () => Promise.reject(new Error('away')) }
  const hoa = visitor({ ...app.deps, storage })
  expect((await hoa.upload(photoForm([{ bytes: jpeg() }]))).status).toBe(503)
  expect(await app.deps.db.selectFrom('inbox').select('id').execute()).toEqual([])
})

test('P-19: all uploads together hold a bounded amount of memory, and give it back', async () => {
  const stream = () => new Blob([new Uint8Array(1000)]).stream() as ReadableStream<Uint8Array<ArrayBuffer>>
  const read = async (held: ReturnType<typeof hold>) => {
    await new Response(held.body).arrayBuffer().catch(() => undefined)
    return held.isFull()
  }
  const first = hold({ body: stream() }, 1500)
  expect(await read(first)).toBe(false)
  const second = hold({ body: stream() }, 1500)
  expect(await read(second)).toBe(true)
  first.release()
  second.release()
  expect(await read(hold({ body: stream() }, 1500))).toBe(false)
})
