import { afterEach, beforeEach, expect, test } from 'vitest'
import { refreshTokens } from '../../../src/jobs/refresh-tokens.ts'
import { startZaloOa, type ZaloOaFake } from '../../fakes/zalo-oa.ts'
import { type Desk, openDesk } from './desk.ts'

const PATH = '/console/channels'
const RENEWAL = `${PATH}/zalo-oa/renewal`

let zalo: ZaloOaFake
let desk: Desk
beforeEach(async () => {
  zalo = await startZaloOa()
  desk = await openDesk({ env: zalo.settings() })
})
afterEach(async () => {
  await desk.close()
  await zalo.close()
})

const refresh = () => refreshTokens.run(desk.deps, { endsAt: Date.now() + 10_000, signal: new AbortController().signal })
const shown = async (path = PATH) => (await desk.get(path)).text()

test('P-11: an official sees how the token does, and when it is lost, why and what to do', async () => {
  expect(await shown()).toContain('Chưa có quyền gửi tin')
  await refresh()
  expect(await shown()).toContain('Quyền gửi tin đang tốt')
  zalo.oauth.consent()
  await desk.deps.db
    .updateTable('channel_token')
    .set({ due_at: new Date(0), unknowns: 1 })
    .execute()
  await refresh()
  const page = await shown()
  expect(page).toContain('Đã mất quyền gửi tin')
  expect(page).toContain('máy hoặc mạng ngắt đúng lúc đó')
  expect(page).toContain(RENEWAL)
})

test('a new grant is put in after a second question, is tried, and is never shown again', async () => {
  await refresh()
  const fresh = zalo.oauth.consent()
  expect(await shown(RENEWAL)).toContain('sẽ bị thay ngay')
  const done = await desk.post(RENEWAL, { refresh_token: ` ${fresh}\n` })
  expect([done.status, done.headers.get('location')]).toEqual([303, `${PATH}?renewed=1`])
  await refresh()
  expect(zalo.oauth.living().refresh).not.toBe(fresh)
  const page = await shown(`${PATH}?renewed=1`)
  expect(page).toContain('Đã nhận quyền mới')
  expect(page).toContain('Quyền gửi tin đang tốt')
  expect(page + desk.logs.join()).not.toContain('fake-')
})

test('what is no token is said so and changes nothing; other channels have none', async () => {
  await refresh()
  const { refresh: before } = zalo.oauth.living()
  for (const typed of ['', 'ngắn', 'hai dòng\nmột mã']) {
    const answer = await desk.post(RENEWAL, { refresh_token: typed })
    expect([answer.status, (await answer.text()).includes('không đúng dạng')], typed).toEqual([422, true])
  }
  const { vault, db } = desk.deps
  const row = await db.selectFrom('channel_token').select('refresh').executeTakeFirstOrThrow()
  expect(await vault.open(row.refresh, 'channel_token.refresh')).toBe(before)
  expect((await desk.get(`${PATH}/web/renewal`)).status).toBe(404)
  expect((await desk.post(`${PATH}/web/renewal`, { refresh_token: 'x'.repeat(20) })).status).toBe(404)
})
