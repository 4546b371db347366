import { expect, test } from 'vitest'
import { ROLES } from '../../../src/web/console/roles.ts'
import { server } from '../../../src/web/server.ts'
import { openDesk, origin } from './desk.ts'

const registered = server.routes
  .filter((route) => route.path.startsWith('/console') && route.method !== 'ALL')
  .map((route) => `${route.method} ${route.path}`)

test('P-26: every route of the console has its line in the role matrix, and every line its route', () => {
  expect(registered.length).toBeGreaterThan(20)
  expect([...new Set(registered)].toSorted()).toEqual(Object.keys(ROLES).toSorted())
})

test('P-26: without a session every page leads to the sign-in, and nothing of it is shown', async () => {
  const { deps, close } = await openDesk()
  for (const [line, allowed] of Object.entries(ROLES)) {
    if (allowed === 'anyone') continue
    const [method = '', path = ''] = line.split(' ')
    const url = path.replaceAll(':id', '1')
    const answer = await server.request(url, { method, headers: method === 'POST' ? origin(deps) : {} }, deps)
    expect(answer.status, line).toBe(method === 'GET' ? 302 : 403)
    if (method === 'GET') expect(answer.headers.get('location'), line).toMatch(/^\/console\/sign-in/)
    expect(await answer.text(), line).not.toContain('lan@hue.example')
  }
  await close()
})

test('P-26: what is not in the matrix is refused, also to who is signed in', async () => {
  const desk = await openDesk()
  expect((await desk.get('/console/nothing')).status).toBe(404)
  expect((await desk.get('/console/reports/1/state')).status).toBe(404)
  expect((await desk.post('/console/reports', {})).status).toBe(404)
  expect((await server.request('/console/nothing', {}, desk.deps)).status).toBe(302)
  await desk.close()
})
