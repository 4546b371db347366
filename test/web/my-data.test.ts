/** All that is kept about a person, behind a signed link: whole, theirs alone, and for a while (L-02, L-03). */
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as accountLinks from '../../src/models/account-link.ts'
import * as assessments from '../../src/models/assessment.ts'
import * as attachments from '../../src/models/attachment.ts'
import * as consents from '../../src/models/consent.ts'
import { myDataLink } from '../../src/models/my-data-link.ts'
import { server } from '../../src/web/server.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { newHandover, newPerson, newQuestion, newRegistration, newReport } from './console/desk.ts'
import { visitor } from './visitor.ts'

const EVIL = '<script>alert(1)</script>'
const MIB = 1024 * 1024

let app: TestDeps
let now: Date
beforeEach(async () => {
  now = new Date('2026-11-25T03:00:00Z')
  app = await testDeps({ now: () => now })
})
afterEach(() => app.close())

async function path(personId: string): Promise<string> {
  const link = new URL(await myDataLink(app.deps.vault, app.deps.config.publicUrl, personId, now))
  return `${link.pathname}${link.search}`
}
/** Without the time, by which the line of the log is found. */
const wordsOf = async (answer: Response) => (await answer.text()).replace(/\d\d:\d\d \d\d\/\d\d\/\d{4}/, '')
const get = (url: string) => server.request(url, {}, app.deps)

async function filesOf(personId: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const answer = await get(await path(personId))
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('content-type')).toBe('application/zip')
  return unzipSync(new Uint8Array(await answer.arrayBuffer()))
}
const jsonOf = (files: Readonly<Record<string, Uint8Array>>) =>
  JSON.parse(new TextDecoder().decode(files['du-lieu.json'])) as Record<string, Record<string, unknown>[]>
const pageOf = (files: Readonly<Record<string, Uint8Array>>) => new TextDecoder().decode(files['du-lieu.html'])

async function photo(personId: string, at: { registrationId: string } | null, bytes = 3): Promise<string> {
  const { db, vault, storage } = app.deps
  const key = `photos/${Math.random().toString(36).slice(2)}`
  await storage.put(key, new Uint8Array([1, 2, 3]), 'image/jpeg')
  return db.transaction().execute(async (tx) => {
    const stored = { from: 'storage', kind: 'photo', key, contentType: 'image/jpeg', bytes } as const
    const id = await attachments.add(tx, vault, personId, stored)
    if (at) await attachments.claimFor(tx, personId, [id], at)
    return id
  })
}

test('L-03: everything of all linked accounts, for machines and to read, with the photos; nothing of anybody else', async () => {
  const { db, vault } = app.deps
  const [hoa, zalo, other] = [
    await newPerson(app.deps, 'hoa'),
    await newPerson(app.deps, 'hoa-2'),
    await newPerson(app.deps, 'x'),
  ]
  await db.transaction().execute((tx) => accountLinks.join(tx, hoa, zalo))
  const { id, reference } = await newRegistration(app.deps, zalo, `Mắm nêm ${EVIL}`)
  await newReport(app.deps, hoa, 'Đèn đường tắt')
  await newReport(app.deps, other, 'Chuyện của người khác')
  await newQuestion(app.deps, hoa, 'Lệ phí?')
  await newHandover(app.deps, hoa, 'Cho gặp cán bộ')
  await photo(hoa, { registrationId: id })
  await db.transaction().execute(async (tx) => {
    const marks = { 'A.1': 0 }
    const filed = { personId: hoa, criteriaSet: 'tuong-nuoc-mam-gia-vi-long', product: 'Mắm', marks, total: 40, stars: 2 }
    await assessments.create(tx, vault, filed)
  })
  const files = await filesOf(hoa)
  expect(Object.keys(files).toSorted()).toEqual(['anh/001.jpg', 'du-lieu.html', 'du-lieu.json'])
  const data = jsonOf(files)
  expect(data.accounts).toHaveLength(2)
  expect(data.registrations?.[0]).toMatchObject({
    reference,
    name: 'Trần Văn Bé',
    phone: '0905123456',
    fields: { kind: 'household' },
  })
  expect(data.reports).toMatchObject([{ description: 'Đèn đường tắt', place: '12 Lê Lợi' }])
  expect(data.questions).toMatchObject([{ text: 'Lệ phí?' }])
  expect(data.talks).toMatchObject([{ text: 'Cho gặp cán bộ', is_yours: true }])
  expect(data.assessments).toMatchObject([{ product: 'Mắm', marks: { 'A.1': 0 } }])
  expect(data.files).toMatchObject([{ kind: 'photo', file: 'anh/001.jpg' }])
  const page = pageOf(files)
  for (const words of ['Trần Văn Bé', '0905123456', 'Đèn đường tắt', 'Lệ phí?', 'Hộ gia đình', 'Nguyễn Thị Hoa'])
    expect(page).toContain(words)
  expect(page).not.toContain('<script')
  expect(JSON.stringify(data) + page).not.toContain('Chuyện của người khác')
  expect(JSON.stringify(data)).not.toContain('storage_key')
})

test('L-02: every consent, given and taken back, with the version and the hash of its text', async () => {
  const hoa = await newPerson(app.deps, 'hoa')
  const consent = { personId: hoa, purpose: 'registration', textVersion: 'vi:2026-11-25', channel: 'web', inboxId: null } as const
  await app.deps.db.transaction().execute(async (tx) => {
    await consents.record(tx, { ...consent, given: true, textHash: 'a'.repeat(64) })
    await consents.record(tx, { ...consent, given: false, textHash: 'b'.repeat(64) })
  })
  const files = await filesOf(hoa)
  expect(jsonOf(files).consents).toMatchObject([
    { purpose: 'registration', given: true, text_version: 'vi:2026-11-25', text_hash: 'a'.repeat(64) },
    { purpose: 'registration', given: false, text_hash: 'b'.repeat(64) },
  ])
  expect(pageOf(files)).toContain('giữ và xử lý hồ sơ đăng ký OCOP')
})

test('L-03: asked for in the chat, with the talk and the draft in it; the whole way through the real jobs', async () => {
  const hoa = visitor(app.deps)
  for (const words of ['đăng ký', 'đồng ý', '5', 'có rồi', 'đang bán', 'trong xã', 'Nón lá Hoa']) await hoa.say(words)
  const link = (await hoa.say('tải dữ liệu về')).flatMap(({ links }) => links)[0]
  expect(link?.label).toBe('Tải dữ liệu của tôi (ZIP)')
  const url = new URL(link?.url ?? '', app.deps.config.publicUrl)
  const answer = await get(`${url.pathname}${url.search}`)
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  const data = jsonOf(files)
  expect(data.drafts).toMatchObject([{ conversation: 'registration', answers: { product: 'Nón lá Hoa' } }])
  expect(data.messages?.map(({ text }) => text)).toContain('Nón lá Hoa')
  expect(data.requests).toMatchObject([{ kind: 'download', state: 'done' }])
  expect(pageOf(files)).toContain('Nón lá Hoa')
})

test('what a person filled in for another, who has not confirmed it, is not theirs to take along', async () => {
  const hoa = await newPerson(app.deps, 'hoa')
  const { id } = await newRegistration(app.deps, hoa, 'Mắm ruốc của người khác')
  await photo(hoa, { registrationId: id })
  await app.deps.db.updateTable('registration').set({ state: 'unconfirmed', helper_id: hoa }).execute()
  const files = await filesOf(hoa)
  expect(Object.keys(files)).toHaveLength(2)
  expect(JSON.stringify(jsonOf(files)) + pageOf(files)).not.toContain('của người khác')
})

test('an English reader gets the page in English', async () => {
  expect(pageOf(await filesOf(await newPerson(app.deps, 'ann', 'en')))).toContain('What is kept about you')
})

test('what does not fit into the archive is linked, and the link works', async () => {
  const hoa = await newPerson(app.deps, 'hoa')
  await photo(hoa, null, 40 * MIB)
  await photo(hoa, null, 40 * MIB)
  const files = await filesOf(hoa)
  expect(Object.keys(files).filter((name) => name.startsWith('anh/'))).toHaveLength(1)
  const link = new URL(String(jsonOf(files).files?.[1]?.link))
  expect((await get(`${link.pathname}${link.search}`)).status).toBe(200)
  expect(pageOf(files)).toContain(link.pathname)
})

test('P-17: a link that was tampered with, has ended, or leads to nobody is answered alike', async () => {
  const [hoa, other] = [await newPerson(app.deps, 'hoa'), await newPerson(app.deps, 'x')]
  const good = await path(hoa)
  const bad = [
    good.replace(`/${hoa}?`, `/${other}?`),
    good.replace(/sig=./, 'sig='),
    good.replace(/exp=\d/, 'exp=9'),
    good.replace(/\?.*/, ''),
    await path('999999'),
  ]
  const texts = new Set<string>()
  for (const url of bad) {
    const answer = await get(url)
    expect(answer.status, url).toBe(404)
    texts.add(await wordsOf(answer))
  }
  now = new Date(now.getTime() + 25 * 3_600_000)
  const ended = await get(good)
  expect(ended.status).toBe(404)
  texts.add(await wordsOf(ended))
  expect([...texts]).toHaveLength(1)
})
