import { afterAll, beforeAll, expect, test } from 'vitest'
import { server } from '../../src/web/server.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

let app: TestDeps
beforeAll(async () => {
  app = await testDeps()
})
afterAll(() => app.close())

const headersOf = async (path: string, init: RequestInit = {}, embedOrigins: readonly string[] = []) =>
  (await server.request(path, init, { ...app.deps, config: { ...app.deps.config, embedOrigins } })).headers

test.each([
  ['GET', '/chat'],
  ['POST', '/chat'],
  ['GET', '/api/chat/messages'],
  ['POST', '/api/chat/messages'],
  ['GET', '/privacy'],
  ['GET', '/media/nothing'],
  ['GET', '/papers/assessment.pdf/1'],
  ['GET', '/assets/chat.js'],
  ['GET', '/assets/nothing'],
  ['GET', '/nowhere'],
  ['GET', '/'],
])('P-30: %s %s carries the header set, also where it is an error', async (method, path) => {
  const headers = await headersOf(path, { method })
  const policy = headers.get('content-security-policy') ?? ''
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(part)
  expect(policy).not.toMatch(/unsafe|data:|\*/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/)
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-powered-by')).toBeNull()
})

test('P-30: only /chat may be embedded, only by the pages of the setting; its data and all else may not', async () => {
  const portals = ['https://hue.gov.vn', 'https://portal.hue.example']
  const chat = await headersOf('/chat', {}, portals)
  expect(chat.get('content-security-policy')).toContain('frame-ancestors https://hue.gov.vn https://portal.hue.example')
  expect(chat.get('x-frame-options')).toBeNull()
  for (const path of ['/privacy', '/api/chat/messages', '/chat/nothing', '/console/sign-in'])
    expect((await headersOf(path, {}, portals)).get('content-security-policy'), path).toContain("frame-ancestors 'none'")
})

test('P-30: the position may be asked for by the chat itself, camera and microphone by nobody', async () => {
  const policy = (await headersOf('/chat')).get('permissions-policy') ?? ''
  expect(policy).toMatch(/geolocation=\("?self"?\)|geolocation=self/)
  expect(policy).toContain('camera=()')
  expect(policy).toContain('microphone=()')
})

test('a talk is stored in no cache', async () => {
  for (const path of ['/chat', '/api/chat/messages']) expect((await headersOf(path)).get('cache-control'), path).toBe('no-store')
})

test('an error is a kind page in Vietnamese with a way on, and JSON under /api', async () => {
  const page = await server.request('/khong-co', {}, app.deps)
  expect([page.status, page.headers.get('content-type')]).toEqual([404, expect.stringContaining('text/html')])
  const html = await page.text()
  expect(html).toContain('<html lang="vi">')
  expect(html).toContain('href="/chat"')
  expect(html).toMatch(/Mã: 404, lúc \d\d:\d\d \d\d\/\d\d\/\d{4}/)
  expect(html).toContain('lang="en"')
  const api = await server.request('/api/nothing', {}, app.deps)
  expect([api.status, await api.json()]).toEqual([404, { error: { code: 'not_found', message: expect.any(String) } }])
})
