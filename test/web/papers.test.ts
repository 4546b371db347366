import { afterEach, beforeEach, expect, test } from 'vitest'
import { criteriaOf, setById } from '../../src/knowledge/criteria.ts'
import { planFor, score } from '../../src/knowledge/score.ts'
import * as assessments from '../../src/models/assessment.ts'
import { FORM_DAYS, type PaperName, paperLink } from '../../src/models/paper-link.ts'
import { server } from '../../src/web/server.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { readPdf, readPng } from '../support/office.ts'
import { newPerson, newRegistration } from './console/desk.ts'

const SET = 'tuong-nuoc-mam-gia-vi-long'
const DAY = 86_400_000

let app: TestDeps
let now: Date
beforeEach(async () => {
  now = new Date('2026-11-25T03:00:00Z')
  app = await testDeps({ now: () => now })
})
afterEach(() => app.close())

const set = setById(SET)
const criteria = set ? criteriaOf(set) : []

async function assess(personId: string, choose: (at: number, count: number) => number | null): Promise<string> {
  const { deps } = app
  const marks = Object.fromEntries(criteria.map(({ id, options }, at) => [id, choose(at, options.length)]))
  const { total, stars } = set ? score(set, marks) : { total: 0, stars: 1 }
  const filed = { personId, criteriaSet: SET, product: 'Mắm nêm <b>Bà Hoa</b>', marks, total, stars }
  return deps.db.transaction().execute((tx) => assessments.create(tx, deps.vault, filed))
}

async function path(name: PaperName, id: string, days = 1): Promise<string> {
  const link = new URL(await paperLink(app.deps.vault, app.deps.config.publicUrl, { name, id, days, now }))
  return `${link.pathname}${link.search}`
}

const get = (url: string) => server.request(url, {}, app.deps)
const wordsOf = async (answer: Response) => readPdf(new Uint8Array(await answer.arrayBuffer())).text.replace(/\s+/g, ' ')

test('a self-assessment is a PDF to take along: points, stars, minimums, steps, papers, the whole sheet', async () => {
  const person = await newPerson(app.deps, 'hoa')
  await assess(person, () => null)
  const id = await assess(person, (at, count) => (at % 5 === 4 ? null : count - 1))
  const answer = await get(await path('assessment.pdf', id))
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/pdf')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="tu-cham-ocop.pdf"')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  const words = await wordsOf(answer)
  const kept = await assessments.find(app.deps.db, app.deps.vault, id)
  if (!set || !kept) throw new Error('The set and the assessment are there.')
  const found = score(set, kept.marks)
  const plan = planFor(set, kept.marks)
  expect(words).toContain('Mắm nêm <b>Bà Hoa</b>')
  expect(words).toContain(`Ước đạt ${found.stars} sao`)
  expect(words).toContain(`Tổng: ${found.total}/100 điểm`)
  for (const part of found.parts) expect(words).toContain(`${part.id}. ${part.name}: ${part.points}/${part.max} điểm`)
  expect(found.gates.length).toBeGreaterThan(0)
  for (const { star, criterion } of found.gates) expect(words).toContain(`Hạng ${star} sao: ${criterion.name} cần`)
  for (const { criterion, to } of plan?.steps ?? []) expect(words).toContain(`${criterion.name}: ${to.label}`)
  for (const { id: criterion } of criteria) expect(words).toContain(criterion)
  expect(words).toContain('Lần trước (25/11/2026): 0 điểm, 1 sao.')
  expect(words).toContain('Quyết định 26/2026/QĐ-TTg')
})

test('an English reader gets the PDF in English', async () => {
  const id = await assess(await newPerson(app.deps, 'ann', 'en'), (_, count) => count - 1)
  const words = await wordsOf(await get(await path('assessment.pdf', id)))
  expect(words).toContain('About 5 stars')
  expect(words).toContain('Total: 100/100 points')
})

test('its picture has a bar a part, as long as the points', async () => {
  const id = await assess(await newPerson(app.deps, 'hoa'), (_, count) => count - 1)
  const low = await assess(await newPerson(app.deps, 'ba'), () => null)
  const shares = async (one: string) => {
    const answer = await get(await path('assessment.png', one))
    expect(answer.headers.get('content-type')).toBe('image/png')
    const picture = readPng(new Uint8Array(await answer.arrayBuffer()))
    expect([picture.width, picture.height > 500]).toEqual([720, true])
    return barsOf(picture)
  }
  for (const share of await shares(id)) expect(share).toBeGreaterThan(0.98)
  for (const share of await shares(low)) expect(share).toBe(0)
})

/** Of each bar, top to bottom, the share that is filled. */
function barsOf({ width, height, at }: ReturnType<typeof readPng>): number[] {
  const kinds = Array.from({ length: height }, (_, y) => {
    const row = Array.from({ length: width }, (_each, x) => at(x, y))
    const filled = row.filter((colour) => colour === '5b2a86').length
    return { filled, bar: filled + row.filter((colour) => colour === 'e9e2f1').length }
  })
  const bars: number[] = []
  for (const [y, { filled, bar }] of kinds.entries()) if (bar > 600 && (kinds[y - 1]?.bar ?? 0) <= 600) bars.push(filled / bar)
  expect(bars).toHaveLength(4)
  return bars
}

test('a link ends, and with another paper, id, end or signature it is none; all are answered alike', async () => {
  const person = await newPerson(app.deps, 'hoa')
  const id = await assess(person, () => 0)
  const { id: registration } = await newRegistration(app.deps, person, 'Mắm nêm')
  const good = await path('assessment.pdf', id)
  const form = await path('form-01.pdf', registration, FORM_DAYS)
  expect((await get(form)).status).toBe(200)
  const other = String(Number(id) + 1)
  const bad = [
    good.replace(`/${id}?`, `/${other}?`),
    good.replace('assessment.pdf', 'assessment.png'),
    form.replace('form-01', 'form-02'),
    form.replace('form-01', 'form-03'),
    good.replace(/sig=./, 'sig='),
    good.replace(/exp=\d/, 'exp=9'),
    good.replace(/\?.*/, ''),
    await path('assessment.pdf', '999999'),
    await path('form-01.docx', '999999'),
  ]
  for (const url of bad) expect((await get(url)).status, url).toBe(404)
  now = new Date(now.getTime() + DAY - 1000)
  expect((await get(good)).status).toBe(200)
  now = new Date(now.getTime() + 2000)
  expect((await get(good)).status).toBe(404)
  now = new Date(now.getTime() + FORM_DAYS * DAY)
  expect((await get(form)).status).toBe(404)
})

test('a producer has Mẫu 01 and Mẫu 02 by a link, named by the reference', async () => {
  const { id, reference } = await newRegistration(app.deps, await newPerson(app.deps, 'hoa'), 'Mắm nêm Bà Hoa')
  const answer = await get(await path('form-02.pdf', id))
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${reference}-mau-02-bao-cao-tu-danh-gia.pdf"`)
  expect(await wordsOf(answer)).toContain('Mắm nêm Bà Hoa')
  const word = await get(await path('form-01.docx', id))
  expect(word.headers.get('content-type')).toContain('wordprocessingml')
})
