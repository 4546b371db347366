/** Role by route, over real HTTP; what each role finds behind its routes is `scope.test.ts`. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Post } from '../../../src/models/official-post.ts'
import { ROLES } from '../../../src/web/console/roles.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { ADMIN, type Browser, newPerson, newRegistration, newReport, signedIn } from './desk.ts'

const COMMUNE = '19789'
const POSTS: Readonly<Record<string, Post>> = {
  admin: ADMIN,
  city: { role: 'city', communeCode: null },
  commune: { role: 'commune', communeCode: COMMUNE },
}
/** All that an official of a commune may do, said once more by hand. */
const OF_A_COMMUNE = [
  'POST /console/sign-out',
  'GET /console/account',
  'POST /console/account/password',
  'POST /console/account/chat-code',
  'POST /console/account/chat-accounts/:id/removal',
  'GET /console',
  'GET /console/reports',
  'GET /console/reports/:id',
  'POST /console/reports/:id/state',
  'POST /console/reports/:id/messages',
  'GET /console/registrations',
  'GET /console/registrations/:id',
  'POST /console/registrations/:id/state',
  'POST /console/registrations/:id/messages',
  'GET /console/registrations/list/:format',
  'GET /console/registrations/:id/papers/:name',
  'GET /console/attachments/:id/deletion',
  'POST /console/attachments/:id/deletion',
]

const lines = Object.entries(ROLES).flatMap(([line, allowed]) => (allowed === 'anyone' ? [] : [line]))
const isAllowed = (role: string, line: string) =>
  role === 'admin' || (role === 'city' ? !line.includes('/console/officials') : OF_A_COMMUNE.includes(line))

let server: TestServer
const browsers = new Map<string, Browser>()
beforeAll(async () => {
  server = await startTestServer()
  const person = await newPerson(server.deps, 'hoa')
  await newReport(server.deps, person, 'Đèn', COMMUNE)
  await newRegistration(server.deps, person, 'Mắm ruốc', COMMUNE)
  for (const [role, post] of Object.entries(POSTS)) browsers.set(role, await signedIn(server.deps, `${role}@hue.example`, post))
})
afterAll(() => server.close())

/** A POST goes with a wrong token: who may use the route is told so (403), who may not hears that there is none (404). */
async function statusOf(role: string, line: string): Promise<number> {
  const [method = '', path = ''] = line.split(' ')
  const at = path.replace(':format', 'csv').replace(':name', 'form-01.docx').replaceAll(/:\w+/g, '1')
  const init = method === 'POST' ? { method, body: new URLSearchParams({ csrf: 'wrong' }) } : { method }
  const headers = { cookie: browsers.get(role)?.cookie ?? '', origin: server.url }
  const answer = await fetch(`${server.url}${at}`, { ...init, headers, redirect: 'manual' })
  await answer.arrayBuffer()
  return answer.status
}

describe.each(Object.keys(POSTS))('P-26: the routes of %s', (role) => {
  const allowed = lines.filter((line) => isAllowed(role, line))
  const refused = lines.filter((line) => !isAllowed(role, line))
  /** Those whose objects are there: without them a page that may be seen answers as one that may not. */
  const present = allowed.filter((line) => !line.includes(':') || /reports|registrations|officials/.test(line))

  test(`${allowed.length} are open, each by its own answer`, async () => {
    for (const line of allowed.filter((each) => each.startsWith('POST'))) expect(await statusOf(role, line), line).toBe(403)
    for (const line of present.filter((each) => each.startsWith('GET'))) expect(await statusOf(role, line), line).toBe(200)
  })

  test(`${refused.length} are not there`, async () => {
    expect(refused.length > 0).toBe(role !== 'admin')
    for (const line of refused) expect(await statusOf(role, line), line).toBe(404)
  })
})

test('P-26: what a commune may use is the whole of its lines, and none is missing', () => {
  expect(lines.filter((line) => ROLES[line]?.includes('commune')).toSorted()).toEqual(OF_A_COMMUNE.toSorted())
})

test('P-26: a refusal by role is the same page as for an address that does not exist', async () => {
  const headers = { cookie: browsers.get('commune')?.cookie ?? '' }
  const pageOf = async (path: string) => (await fetch(`${server.url}${path}`, { headers })).text()
  const nothing = await pageOf('/console/nothing')
  for (const path of ['/console/questions', '/console/officials', '/console/broadcasts/1', '/console/reports/999'])
    expect(await pageOf(path), path).toBe(nothing)
})

test('P-26: the navigation offers what may be opened and says who is signed in as what', async () => {
  const shown = async (role: string) =>
    (await fetch(`${server.url}/console`, { headers: { cookie: browsers.get(role)?.cookie ?? '' } })).text()
  const commune = await shown('commune')
  for (const part of ['Phường Thuận Hóa', 'commune@hue.example', 'href="/console/registrations"']) expect(commune).toContain(part)
  for (const part of ['/console/questions', '/console/dead-letters', '/console/officials']) expect(commune).not.toContain(part)
  const city = await shown('city')
  expect(city).toContain('<strong>Thành phố</strong>')
  expect(city).toContain('href="/console/questions"')
  expect(city).not.toContain('/console/officials')
  const admin = await shown('admin')
  expect(admin).toContain('<strong>Quản trị</strong>')
  expect(admin).toContain('href="/console/officials"')
})

test('P-26: the console reaches reports and registrations by their id in one file only, where the scope is looked at', () => {
  const folder = 'src/web/console'
  const direct = /\b(?:reports|registrations)\.find\b|selectFrom\('(?:report|registration)'\)/
  const files = readdirSync(folder).filter((name) => direct.test(readFileSync(`${folder}/${name}`, 'utf8')))
  expect(files).toEqual(['matters.ts'])
})
