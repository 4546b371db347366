import { afterEach, beforeEach, expect, test } from 'vitest'
import * as passwords from '../../../src/lib/password.ts'
import * as officials from '../../../src/models/official.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import { server } from '../../../src/web/server.ts'
import { type Desk, openDesk, origin, PASSWORD, withPassword } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

/** From a browser that has no session. */
async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'POST', body: new URLSearchParams(fields), headers: { ...origin(desk.deps), ...headers } }
  return server.request(path, init, desk.deps)
}
const signIn = (email: string, password: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  post('/console/sign-in', { email, password, ...more }, headers)
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
const withCookie = (cookie: string) => server.request('/console', { headers: { cookie } }, desk.deps)

test('P-24: e-mail and password open a session in a cookie that scripts cannot read', async () => {
  await withPassword(desk.deps, 'minh@hue.example')
  const answer = await signIn(' Minh@Hue.example', PASSWORD)
  expect(answer.status).toBe(303)
  expect(answer.headers.get('location')).toBe('/console')
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^console=[0-9a-z]{32}; Path=\/console; HttpOnly; SameSite=Lax$/)
  const page = await withCookie(cookieOf(answer))
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('minh@hue.example')
})

test('the cookie is Secure where the public address is https', async () => {
  await desk.close()
  desk = await openDesk({ env: { PUBLIC_URL: 'https://ocop.hue.example' } })
  await withPassword(desk.deps, 'minh@hue.example')
  expect((await signIn('minh@hue.example', PASSWORD)).headers.get('set-cookie')).toContain('; Secure')
})

test('after signing in the page asked for comes, never another site', async () => {
  await withPassword(desk.deps, 'minh@hue.example')
  const go = async (next: string) => (await signIn('minh@hue.example', PASSWORD, { next })).headers.get('location')
  expect(await go('/console/reports/12')).toBe('/console/reports/12')
  expect(await go('https://evil.example/')).toBe('/console')
  expect(await go('//evil.example')).toBe('/console')
})

test('P-24: a wrong password and an unknown e-mail get the very same answer', async () => {
  await withPassword(desk.deps, 'minh@hue.example')
  const wrong = await signIn('minh@hue.example', 'không phải câu này')
  const unknown = await signIn('ai_do@hue.example', 'không phải câu này')
  const linkOnly = await signIn('lan@hue.example', 'không phải câu này')
  expect([wrong.status, unknown.status, linkOnly.status]).toEqual([401, 401, 401])
  const pages = await Promise.all([wrong, unknown, linkOnly].map((one) => one.text()))
  const same = pages.map((page) => page.replace(/(minh|ai_do|lan)@hue.example/g, '…'))
  expect(same[1]).toBe(same[0])
  expect(same[2]).toBe(same[0])
  expect(wrong.headers.get('set-cookie')).toBeNull()
})

test('nothing typed but the password comes back, and an empty field is named', async () => {
  const answer = await signIn('minh@hue.example', '')
  const html = await answer.text()
  expect(answer.status).toBe(422)
  expect(html).toContain('value="minh@hue.example"')
  expect(html).toContain('Anh/chị nhập mật khẩu.')
  expect(await (await signIn('minh@hue.example', 'câu bí mật sai')).text()).not.toContain('câu bí mật sai')
})

test('P-24: guessing is slowed down for its network; the right password from another one is heard at once', async () => {
  await withPassword(desk.deps, 'minh@hue.example')
  const attacker = { 'x-client-address': '203.0.113.9' }
  for (let i = 0; i < 5; i++) expect((await signIn('minh@hue.example', `sai ${i}`, {}, attacker)).status).toBe(401)
  const refused = await signIn('minh@hue.example', PASSWORD, {}, attacker)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.text()).toMatch(/đợi \d+ giây/)
  expect((await signIn('minh@hue.example', PASSWORD, {}, { 'x-client-address': '198.51.100.4' })).status).toBe(303)
})

test('P-24: addresses of one IPv6 network count as one', async () => {
  const statuses: number[] = []
  // The wait doubles with each failure: on a slow machine, where hashing takes as long as the first waits, a later one holds.
  for (let i = 0; i < 12 && statuses.at(-1) !== 429; i++)
    statuses.push((await signIn('minh@hue.example', 'sai', {}, { 'x-client-address': `2001:db8:1:2:${i}:b:c:d` })).status)
  expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
  expect(statuses.at(-1)).toBe(429)
  expect((await signIn('minh@hue.example', 'sai', {}, { 'x-client-address': '2001:db8:1:3::1' })).status).toBe(401)
})

test('P-24: each sign-in has a new session, and the browser’s old one ends', async () => {
  await withPassword(desk.deps, 'minh@hue.example')
  const first = cookieOf(await signIn('minh@hue.example', PASSWORD))
  const second = cookieOf(await signIn('minh@hue.example', PASSWORD, {}, { cookie: first }))
  expect(second).not.toBe(first)
  expect((await withCookie(first)).status).toBe(302)
  expect((await withCookie(second)).status).toBe(200)
})

test('P-24: a session that the browser brought along is not taken over', async () => {
  await withPassword(desk.deps, 'minh@hue.example')
  const answer = await signIn('minh@hue.example', PASSWORD, {}, { cookie: 'console=planted' })
  expect(cookieOf(answer)).not.toBe('console=planted')
})

test('P-24: signing out ends the session itself, not only the cookie', async () => {
  const answer = await desk.post('/console/sign-out', {})
  expect(answer.status).toBe(303)
  expect(answer.headers.get('set-cookie')).toMatch(/console=;.*Max-Age=0/)
  expect((await desk.get('/console')).status).toBe(302)
})

test('a password of an older cost is hashed anew at the next right sign-in', async () => {
  const { id } = await officials.create(desk.deps.db, 'minh@hue.example')
  await officials.setPassword(desk.deps.db, id, await passwords.hash(PASSWORD, { ln: 4, r: 8, p: 1 }))
  expect((await signIn('minh@hue.example', PASSWORD)).status).toBe(303)
  const stored = (await officials.credentials(desk.deps.db, 'minh@hue.example'))?.password ?? ''
  expect(passwords.isStale(stored)).toBe(false)
  expect((await signIn('minh@hue.example', PASSWORD)).status).toBe(303)
})

test('the one-time link shows a form, sets the password by a post, and then is dead', async () => {
  const { token } = await signIns.createLink(desk.deps.db, desk.officialId)
  const path = `/console/sign-in/${token}`
  for (let i = 0; i < 2; i++) expect((await server.request(path, {}, desk.deps)).status).toBe(200)
  const fields = { new_password: PASSWORD, repeated: PASSWORD }
  expect((await post(path, { ...fields, repeated: 'khác hẳn câu kia' })).status).toBe(422)
  const answer = await post(path, fields)
  expect(answer.status).toBe(303)
  expect((await withCookie(cookieOf(answer))).status).toBe(200)
  expect((await desk.get('/console')).status).toBe(302)
  expect((await post(path, fields)).status).toBe(410)
  expect((await server.request(path, {}, desk.deps)).status).toBe(410)
  expect((await signIn('lan@hue.example', PASSWORD)).status).toBe(303)
})

test('P-25: a link posted from another site is not used', async () => {
  const { token } = await signIns.createLink(desk.deps.db, desk.officialId)
  const fields = { new_password: PASSWORD, repeated: PASSWORD }
  expect((await post(`/console/sign-in/${token}`, fields, { origin: 'https://evil.example' })).status).toBe(403)
  expect(await signIns.findLink(desk.deps.db, token)).not.toBeNull()
})

test.each([
  ['ngắn quá', 'ít nhất 12 ký tự'],
  ['aaaaaaaaaaaaaaaa', 'dễ đoán'],
  ['chaolanh@hue.examplelanh', null],
])('a new password "%s" is weighed', async (typed, fault) => {
  const { token } = await signIns.createLink(desk.deps.db, desk.officialId)
  const answer = await post(`/console/sign-in/${token}`, { new_password: typed, repeated: typed })
  expect(answer.status).toBe(fault === null ? 303 : 422)
  if (fault !== null) expect(await answer.text()).toContain(fault)
})

test('P-24: a new password needs the present one, and ends all other sessions', async () => {
  await withPassword(desk.deps, 'lan@hue.example')
  const other = await signIns.openSession(desk.deps.db, desk.officialId)
  const fields = { new_password: 'một câu mới hơn', repeated: 'một câu mới hơn' }
  const wrong = await desk.post('/console/account/password', { ...fields, password: 'sai' })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('Mật khẩu đang dùng chưa đúng.')
  const answer = await desk.post('/console/account/password', { ...fields, password: PASSWORD })
  expect(answer.status).toBe(303)
  expect((await withCookie(cookieOf(answer))).status).toBe(200)
  expect((await withCookie(`console=${other.token}`)).status).toBe(302)
  expect((await desk.get('/console')).status).toBe(302)
  expect((await signIn('lan@hue.example', 'một câu mới hơn')).status).toBe(303)
})

test('P-29: no e-mail, password, token or network stands in the log', async () => {
  await withPassword(desk.deps, 'minh@hue.example')
  const { token } = await signIns.createLink(desk.deps.db, desk.officialId)
  await server.request(`/console/sign-in/${token}`, {}, desk.deps)
  await signIn('minh@hue.example', 'sai rồi nhé', {}, { 'x-client-address': '203.0.113.9' })
  await signIn('minh@hue.example', PASSWORD)
  const log = desk.logs.join('\n')
  expect(log).toContain('official_signed_in')
  for (const secret of ['minh@', PASSWORD, 'sai rồi nhé', token, '203.0.113.9']) expect(log).not.toContain(secret)
})
