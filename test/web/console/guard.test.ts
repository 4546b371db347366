import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../../src/db/connect.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import { localPath } from '../../../src/web/console/local-path.ts'
import { ROLES } from '../../../src/web/console/roles.ts'
import { server } from '../../../src/web/server.ts'
import { type Desk, newHandover, newPerson, newQuestion, newRegistration, newReport, openDesk, origin, toldTo } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

async function tryToSend(headers: Record<string, string>, fields: Record<string, string>) {
  const person = await newPerson(desk.deps, 'hoa')
  const { id } = await newReport(desk.deps, person, 'Đèn')
  const body = new URLSearchParams({ seen: '1', words: 'Chào', ...fields })
  const init = { method: 'POST', body, headers: { cookie: desk.cookie, ...headers } }
  const answer = await server.request(`/console/reports/${id}/messages`, init, desk.deps)
  return { status: answer.status, told: (await toldTo(desk.deps, person)).length }
}

test('P-25: a post with our origin and the token of the session is taken', async () => {
  expect(await tryToSend(origin(desk.deps), { csrf: desk.csrf })).toEqual({ status: 303, told: 1 })
})

test('P-25: where the origin is withheld, the browser’s word "same-origin" counts', async () => {
  expect(await tryToSend({ origin: 'null', 'sec-fetch-site': 'same-origin' }, { csrf: desk.csrf })).toEqual({
    status: 303,
    told: 1,
  })
})

test.each([
  ['no token', {}, {}],
  ['a token of nobody', {}, { csrf: 'x'.repeat(32) }],
  ['another origin', { origin: 'https://evil.example' }, 'right'],
  ['another port', { origin: 'http://127.0.0.1:1' }, 'right'],
  ['an opaque origin', { origin: 'null' }, 'right'],
  ['another site without an origin', { origin: '', 'sec-fetch-site': 'cross-site' }, 'right'],
  ['a sibling site', { origin: 'null', 'sec-fetch-site': 'same-site' }, 'right'],
  ['no word on where it comes from', { origin: '' }, 'right'],
])('P-25: a post with %s is refused and does nothing', async (_, headers, fields) => {
  const sent = fields === 'right' ? { csrf: desk.csrf } : (fields as Record<string, string>)
  expect(await tryToSend({ ...origin(desk.deps), ...headers }, sent)).toEqual({ status: 403, told: 0 })
})

test('P-25: the token of another session does not do', async () => {
  const other = await signIns.openSession(desk.deps.db, desk.officialId)
  expect((await tryToSend(origin(desk.deps), { csrf: other.csrf })).status).toBe(403)
})

test('P-25: a GET of any page changes nothing but the time the session was seen', async () => {
  const { deps } = desk
  const person = await newPerson(deps, 'hoa')
  await newReport(deps, person, 'Đèn')
  await newRegistration(deps, person, 'Mắm nêm')
  await newQuestion(deps, person, 'Lệ phí?')
  await newHandover(deps, person, 'Chào')
  const { token } = await signIns.createLink(deps.db, desk.officialId)
  const before = await snapshot()
  for (const line of Object.keys(ROLES)) {
    const [method, path = ''] = line.split(' ')
    if (method !== 'GET') continue
    const answer = await desk.get(path.replace(':id', '1').replace(':token', token))
    expect([200, 404], line).toContain(answer.status)
  }
  expect(await snapshot()).toBe(before)

  async function snapshot(): Promise<string> {
    const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(
      deps.db,
    )
    const tables = rows.map((row) => row.name).filter((name) => !name.startsWith('kysely') && name !== 'sign_in_session')
    const all = []
    for (const name of tables.toSorted())
      all.push([name, (await sql`select * from ${sql.table(name)} order by 1`.execute(deps.db)).rows])
    return JSON.stringify(all)
  }
})

test('P-24: an idle or old session leads to the sign-in and back to the page asked for', async () => {
  await desk.deps.db.updateTable('sign_in_session').set({ seen_at: sql<Date>`now() - interval '31 minutes'` }).execute()
  const answer = await desk.get('/console/reports?state=resolved')
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toBe(`/console/sign-in?next=${encodeURIComponent('/console/reports?state=resolved')}`)
})

test('P-30: every answer of the console, refusals too, is never stored and carries the header set', async () => {
  for (const answer of [
    await desk.get('/console'),
    await desk.get('/console/nothing'),
    await server.request('/console', {}, desk.deps),
    await server.request('/console/sign-in', {}, desk.deps),
    await server.request('/console/sign-in', { method: 'POST' }, desk.deps),
  ]) {
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('P-30: no page has code or style inline', async () => {
  const person = await newPerson(desk.deps, 'hoa')
  await newReport(desk.deps, person, 'Đèn')
  for (const path of ['/console', '/console/reports', '/console/reports/1', '/console/account', '/console/sign-in']) {
    expect(await (await desk.get(path)).text(), path).not.toMatch(/<script|<style|\son\w+=|\sstyle=|javascript:/i)
  }
})

test('only paths of the console are gone to after signing in', () => {
  for (const path of ['/console', '/console/reports/12', '/console/reports?state=resolved&after=3'])
    expect(localPath(path)).toBe(path)
  for (const path of [
    null,
    '',
    'https://evil.example/console',
    '//evil.example/console',
    '/\\evil.example/console',
    '/console/../chat',
    '/consolex',
    '/chat',
    'javascript:alert(1)',
    '/console/sign-out',
    '/\t/evil.example/console',
  ])
    expect(localPath(path), String(path)).toBe('/console')
})

test('a database that is away is told as a pause, and what was typed is handed back', async () => {
  const away = connect('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => {} })
  const body = new URLSearchParams({ csrf: desk.csrf, seen: '1', words: 'Lời dài' })
  const init = { method: 'POST', body, headers: { cookie: desk.cookie, ...origin(desk.deps) } }
  const answer = await server.request('/console/reports/1/messages', init, { ...desk.deps, db: away })
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('60')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const html = await answer.text()
  expect(html).toContain('Tạm gián đoạn')
  expect(html).toContain('Lời dài</textarea>')
  await away.destroy()
})

test('a fault of ours is not passed off as a pause', async () => {
  const broken = { ...desk.deps, vault: { ...desk.deps.vault, open: () => Promise.reject(new Error('broken')) } }
  const person = await newPerson(desk.deps, 'hoa')
  await newReport(desk.deps, person, 'Đèn')
  const answer = await server.request('/console/reports/1', { headers: { cookie: desk.cookie } }, broken)
  expect(answer.status).toBe(500)
  expect(desk.logs.join()).toContain('request_failed')
})
