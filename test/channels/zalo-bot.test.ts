import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createZaloBot } from '../../src/channels/zalo-bot.ts'
import { createHttp } from '../../src/lib/http.ts'
import type { Outbound } from '../../src/message.ts'
import { startZalo, type ZaloFake } from '../fakes/zalo.ts'
import { LIVE, zaloUpdates } from '../fakes/zalo-updates.ts'

const SECRET = 'a-secret-of-the-webhook'
const NEVER = new AbortController().signal
const LAN = 'f00dfeed00112233aabb'
let fake: ZaloFake

beforeAll(async () => {
  fake = await startZalo()
  fake.person(LAN)
})
beforeEach(() => {
  fake.limits.badToken = 'http200'
  fake.limits.quota = 3000
})
afterAll(() => fake.close())

function channelWith(token = fake.token) {
  const http = createHttp({ allowedHosts: [fake.host], allowLoopback: true })
  return createZaloBot({ token, secret: SECRET, baseUrl: new URL(fake.baseUrl), http })
}

async function read(body: string) {
  const inbounds = await channelWith().parse(new TextEncoder().encode(body))
  expect(inbounds).toHaveLength(1)
  return inbounds?.[0]
}

describe('what a person sends', () => {
  const person = { id: LAN, displayName: 'Chị Lan' }
  const flat = zaloUpdates(person)
  const wrapped = zaloUpdates(person, { body: 'wrapped', photoField: 'photo', withheld: 'nameless' })

  test('both shapes of the body say the same', async () => {
    for (const updates of [flat, wrapped]) {
      expect(await read(updates.text('Xin chào'))).toMatchObject({
        channel: 'zalo',
        updateId: expect.stringMatching(/^[0-9a-f]{2,}$/),
        address: LAN,
        personName: 'Chị Lan',
        content: { type: 'text', text: 'Xin chào' },
      })
      expect((await read(updates.photo('https://photo-example.zdn.vn/x/1.jpg', 'ổ gà')))?.content).toEqual({
        type: 'media',
        media: [{ from: 'platform', kind: 'photo', ref: 'https://photo-example.zdn.vn/x/1.jpg' }],
        caption: 'ổ gà',
      })
    }
  })

  test('P-02: the id of an update is the id of its message, whatever the shape', async () => {
    const body = flat.text('chào')
    const { message } = JSON.parse(body) as { message: { message_id: string } }
    expect((await read(body))?.updateId).toBe(message.message_id)
    expect((await read(JSON.stringify({ ok: true, result: JSON.parse(body) })))?.updateId).toBe(message.message_id)
  })

  test('a text that holds a link arrives withheld: from its sender, or from nobody', async () => {
    expect(await read(flat.text('xem https://example.com nhé'))).toMatchObject({
      address: LAN,
      content: { type: 'unsupported', why: 'withheld' },
    })
    const nameless = wrapped.text('xem www.example.com')
    expect(nameless).not.toContain('example')
    expect(await read(nameless)).toEqual({
      channel: 'zalo',
      // printf '{"ok":true,"result":{"event_name":"message.unsupported.received"}}' | sha256sum
      updateId: expect.stringMatching(/^[0-9a-f]{64}$/),
      address: '',
      content: { type: 'unsupported', why: 'withheld' },
    })
  })

  test('P-14: an id written as a number stays exact', async () => {
    const body = `{"event_name":"message.text.received","message":{"message_id":9007199254740993,"from":{"id":1459232241454765289},"chat":{"id":1459232241454765289,"chat_type":"PRIVATE"},"text":"a"}}`
    expect(await read(body)).toMatchObject({ updateId: '9007199254740993', address: '1459232241454765289' })
  })

  test('stickers and voice cannot be read; groups, bots and unknown names are ignored', async () => {
    expect((await read(flat.sticker()))?.content).toEqual({ type: 'unsupported', why: 'sticker' })
    expect((await read(flat.voice('https://v.zdn.vn/1.aac')))?.content).toEqual({ type: 'unsupported', why: 'voice' })
    expect((await read(flat.group('@bot chào')))?.content).toEqual({ type: 'ignored', why: 'group' })
    expect((await read(flat.fromBot('chào')))?.content).toEqual({ type: 'ignored', why: 'bot' })
    expect((await read(flat.event('message.reaction.received', {})))?.content).toEqual({ type: 'ignored', why: 'unknown' })
  })

  test('a photo without a usable address is unreadable, not lost', async () => {
    expect((await read(flat.photo('no address')))?.content).toEqual({ type: 'unsupported', why: 'other' })
  })

  test('P-22: a photo on a host that is not in the configuration is not fetched', async () => {
    const other = await startZalo()
    try {
      const ref = other.photoUrl(new Uint8Array([1]))
      const error = await channelWith()
        .fetchMedia({ from: 'platform', kind: 'photo', ref }, NEVER)
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ name: 'FetchError', kind: 'gone' })
    } finally {
      await other.close()
    }
  })
})

describe('what we send', () => {
  const send = async (message: Outbound, token?: string) => channelWith(token).send(LAN, message, NEVER)

  test('choices are a numbered list, links are lines, and there is no markup', async () => {
    await send({
      type: 'message',
      text: 'Sản phẩm thuộc nhóm nào ạ?',
      choices: [
        { label: 'Thực phẩm', payload: 'food' },
        { label: 'Thủ công', payload: 'craft' },
      ],
      links: [{ label: 'Trang OCOP', url: 'https://hue.gov.vn/ocop' }],
      askLocation: { label: 'Gửi vị trí' },
    })
    expect(fake.calls.at(-1)?.params).toEqual({
      chat_id: LAN,
      text: 'Sản phẩm thuộc nhóm nào ạ?\n\nTrang OCOP: https://hue.gov.vn/ocop\n\n1. Thực phẩm\n2. Thủ công',
    })
  })

  test('a picture goes by its address with the text as caption', async () => {
    await send({ type: 'message', text: 'Bản đồ', image: { url: 'https://chat.example/a.png', alt: 'Bản đồ' } })
    expect(fake.calls.at(-1)).toEqual({
      method: 'sendPhoto',
      params: { chat_id: LAN, photo: 'https://chat.example/a.png', caption: 'Bản đồ' },
    })
  })

  test('a wrong token is unauthorized, however its answer is dressed', async () => {
    for (const dress of ['http200', 'http401', 'not-json'] as const) {
      fake.limits.badToken = dress
      const result = await send({ type: 'message', text: 'a' }, '1459:canary-token')
      expect(result, dress).toMatchObject({ outcome: 'not_sent', reason: 'unauthorized' })
      expect(JSON.stringify(result), 'P-29').not.toContain('canary')
    }
  })

  test('P-12: the month’s quota stops the channel until someone resumes it', async () => {
    fake.limits.quota = 0
    expect(await send({ type: 'message', text: 'a' })).toEqual({
      outcome: 'not_sent',
      reason: 'quota',
      detail: '429 Quota exceeded',
    })
    fake.limits.quota = 3000
    fake.newMonth()
    expect(await send({ type: 'message', text: 'a' })).toMatchObject({ outcome: 'sent' })
  })
})

describe('what the operator asks', () => {
  test('a webhook is set with its secret, and what Zalo saw there is told', async () => {
    expect(await channelWith().info(NEVER)).toMatchObject({ id: '1459232241454765289', webhook: '' })
    const nobody = await startZalo()
    await nobody.close()
    const facts = await channelWith().setWebhook(`${nobody.baseUrl}/webhooks/zalo`, NEVER)
    expect(facts).toMatchObject({ reached: false, outcome: 'webhook.err.conn' })
    expect(fake.calls.at(-1)?.params).toMatchObject({ secret_token: SECRET })
    expect(await channelWith().info(NEVER)).toMatchObject({ webhook: `${nobody.baseUrl}/webhooks/zalo` })
  })

  test('P-29: a failure says code and words only', async () => {
    const error = await channelWith('1459:canary-token')
      .info(NEVER)
      .catch((thrown: unknown) => thrown)
    expect(String(error)).toBe('Error: Zalo did not do it: 401 Unauthorized')
  })

  test('P-29: no address and no token stand in the error of a dead host', async () => {
    const gone = await startZalo({ token: '1459:canary-token' })
    await gone.close()
    const http = createHttp({ allowedHosts: [gone.host], allowLoopback: true })
    const channel = createZaloBot({ token: '1459:canary-token', secret: SECRET, baseUrl: new URL(gone.baseUrl), http })
    const error = await channel.info(NEVER).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(`${error} ${(error as Error).stack} ${JSON.stringify(error)}`).not.toMatch(/canary|127\.0\.0\.1/)
  })
})

test('the fake delivers as Zalo does: flat, with the secret, from Java', async () => {
  const seen: Request[] = []
  fake.useWebhook({
    url: 'http://ours.invalid/webhooks/zalo',
    secret: SECRET,
    fetch: async (url, init) => {
      seen.push(new Request(url, init))
      return new Response()
    },
  })
  await fake.person(LAN, 'Chị Lan', LIVE).says('chào')
  expect(await channelWith().verify(seen[0]?.headers ?? new Headers(), new Uint8Array())).toBe(true)
  expect(seen[0]?.headers.get('user-agent')).toMatch(/^Java\//)
  expect(await read((await seen[0]?.text()) ?? '')).toMatchObject({ content: { type: 'text', text: 'chào' } })
})
