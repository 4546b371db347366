/** The fake is as strict as the platform is said to be: what our adapter never does is tried on it here. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startZaloOa, type ZaloOaFake } from './zalo-oa.ts'
import { type Control, startControl } from './zalo-oa-control.ts'

const HOUR_MS = 3_600_000
const LAN = '7000000000000000001'
let fake: ZaloOaFake
let control: Control
beforeAll(async () => {
  fake = await startZaloOa()
  control = await startControl(fake)
})
afterAll(async () => {
  await control.close()
  await fake.close()
})

async function refresh(token: string, secret: string = fake.keys.appSecret) {
  const body = new URLSearchParams({ app_id: fake.keys.appId, grant_type: 'refresh_token', refresh_token: token })
  const response = await fetch(`${fake.baseUrl}/v4/oa/access_token`, { method: 'POST', headers: { secret_key: secret }, body })
  return (await response.json()) as { access_token?: string; refresh_token?: string; expires_in?: unknown; error?: number }
}

async function send(access: string, message: object, user = LAN) {
  const body = JSON.stringify({ recipient: { user_id: user }, message })
  const response = await fetch(`${fake.baseUrl}/v3.0/oa/message/cs`, { method: 'POST', headers: { access_token: access }, body })
  expect(response.status).toBe(200)
  expect(response.headers.get('x-ratelimit-remain')).toMatch(/^\d+$/)
  return ((await response.json()) as { error: number }).error
}

async function access(): Promise<string> {
  return (await refresh(fake.oauth.consent())).access_token ?? ''
}

test('a refresh token works once, the second of two at once fails, and the old access token dies', async () => {
  const first = fake.oauth.consent()
  const [a, b] = await Promise.all([refresh(first), refresh(first)])
  const [won, lost] = a?.access_token ? [a, b] : [b, a]
  expect(won).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String), expires_in: '90000' })
  expect(lost).toMatchObject({ error: -14014 })
  fake.person(LAN).known()
  expect(await send(won?.access_token ?? '', { text: 'a' })).toBe(0)
  const next = await refresh(won?.refresh_token ?? '')
  expect(await send(won?.access_token ?? '', { text: 'a' })).toBe(-216)
  expect(await send(next.access_token ?? '', { text: 'a' })).toBe(0)
  expect((await refresh(next.refresh_token ?? '', 'wrong')).error).toBe(-14004)
  expect((await refresh(next.refresh_token ?? '')).access_token).toBeDefined()
})

test('what a message may hold', async () => {
  const token = await access()
  fake.person(LAN).known()
  const button = { title: 'Mục', type: 'oa.query.hide', payload: 'x' }
  const withButtons = (buttons: object[]) => ({ text: 'a', attachment: { type: 'template', payload: { buttons } } })
  const table: readonly (readonly [object, number])[] = [
    [{ text: 'ộ'.repeat(2000) }, 0],
    [{ text: 'ộ'.repeat(2001) }, -210],
    [{}, -201],
    [withButtons(Array(5).fill(button)), 0],
    [withButtons(Array(6).fill(button)), -201],
    [withButtons([{ ...button, title: 'x'.repeat(101) }]), -201],
    [withButtons([{ ...button, payload: 'x'.repeat(1001) }]), -201],
    [withButtons([{ ...button, type: 'oa.other' }]), -201],
    [withButtons([{ title: 'x', type: 'oa.open.url', payload: { url: 'no address' } }]), -201],
  ]
  for (const [message, code] of table) expect(await send(token, message), JSON.stringify(message).slice(0, 80)).toBe(code)
  expect(await send(token, { text: 'a' }, '7999')).toBe(-201)
})

test('4,000 a minute, then -32 until the next one', async () => {
  const token = await access()
  fake.limits.perMinute = 1
  await fake.elapse(60_000)
  const codes = [await send(token, { text: 'a' }), await send(token, { text: 'a' })]
  await fake.elapse(60_000)
  codes.push(await send(token, { text: 'a' }))
  fake.limits.perMinute = 4000
  expect(codes).toEqual([0, -32, 0])
})

test('a webhook that fails is knocked at five times more, then never again', async () => {
  const own = await startZaloOa()
  own.useWebhook({ url: 'x', secret: '', fetch: async () => new Response(null, { status: 500 }) })
  await own.person(LAN).says('chào')
  for (const minutes of [0.6, 6, 16, 31, 61, 600]) await own.elapse(minutes * 60_000)
  expect(own.webhook.deliveries.map(({ numRetry }) => numRetry)).toEqual([0, 1, 2, 3, 4, 5])
  expect(new Set(own.webhook.deliveries.map(({ body }) => body)).size).toBe(1)
  expect(own.webhook.isOn()).toBe(false)
  expect(await own.person(LAN).says('chào')).toBe(0)
  await own.close()
})

test('over HTTP a human can be the person, and let time pass', async () => {
  const seen: string[] = []
  fake.useWebhook({
    url: 'http://ours.invalid/webhooks/zalo-oa',
    secret: '',
    fetch: async (_url, init) => {
      seen.push(String(init.body))
      return new Response()
    },
  })
  const act = async (body: object) =>
    (await fetch(`${control.url}/act`, { method: 'POST', body: JSON.stringify({ user: LAN, ...body }) })).status
  expect(await act({ do: 'says', text: 'chào' })).toBe(200)
  expect(seen.at(-1)).toContain('"text":"chào"')
  const token = await access()
  expect(await send(token, { text: 'Dạ' })).toBe(0)
  expect(await act({ do: 'elapse', ms: 170 * HOUR_MS })).toBe(200)
  expect(await send(await access(), { text: 'Dạ' })).toBe(-230)
  const ledger = (await (await fetch(`${control.url}/seen?user=${LAN}`)).json()) as { text: string }[]
  expect(ledger.at(-1)).toMatchObject({ text: 'Dạ', price: 'free' })
  expect(await act({ do: 'flies' })).toBe(400)
  expect(await (await fetch(control.url)).text()).toContain('Zalo OA')
})
