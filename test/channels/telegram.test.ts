import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTelegram } from '../../src/channels/telegram.ts'
import { createHttp } from '../../src/lib/http.ts'
import type { Outbound } from '../../src/message.ts'
import { startTelegram, type TelegramFake } from '../fakes/telegram.ts'
import { telegramUpdates } from '../fakes/telegram-updates.ts'

const SECRET = 'a-secret-of-the-webhook'
const NEVER = new AbortController().signal
const LAN = 800000001
let fake: TelegramFake

beforeAll(async () => {
  fake = await startTelegram()
  fake.person(LAN)
})
afterAll(() => fake.close())

function channelWith(token = fake.token) {
  const http = createHttp({ allowedHosts: [fake.host], allowLoopback: true })
  return createTelegram({ token, secret: SECRET, baseUrl: new URL(fake.baseUrl), http })
}

const lan = telegramUpdates({ id: LAN, firstName: 'Lan', lastName: 'Nguyễn', languageCode: 'vi' })
async function read(body: string) {
  const inbounds = await channelWith().parse(new TextEncoder().encode(body))
  expect(inbounds).toHaveLength(1)
  return inbounds?.[0]
}
const content = async (body: string) => (await read(body))?.content

describe('what a person sends', () => {
  test('a text names its person, language and chat', async () => {
    const inbound = await read(lan.text('Cho hỏi OCOP là gì?'))
    expect(inbound).toMatchObject({ channel: 'telegram', address: String(LAN), personName: 'Lan Nguyễn', languageTag: 'vi' })
    expect(inbound?.content).toEqual({ type: 'text', text: 'Cho hỏi OCOP là gì?' })
    expect(await content(lan.text('/dangky@ocop_hue_bot nhé'))).toEqual({ type: 'text', text: '/dangky nhé' })
  })

  test('P-14: ids above 2^53 stay exact', async () => {
    const giant = telegramUpdates({ id: '9007199254740993', firstName: 'To' })
    expect(giant.text('a')).toContain('"id":9007199254740993')
    expect((await read(giant.text('a')))?.address).toBe('9007199254740993')
    const update =
      '{"update_id":18014398509481985,"message":{"chat":{"id":5,"type":"private"},"text":"số 90071992547409931 \\"1234567890123456789\\""}}'
    expect(await read(update)).toMatchObject({
      updateId: '18014398509481985',
      content: { text: 'số 90071992547409931 "1234567890123456789"' },
    })
  })

  test('the largest photo that can be downloaded is taken; the parts of an album share its id', async () => {
    const inbound = await read(lan.photo({ fileId: 'AgAC1', size: 90_000, caption: 'ổ gà' }, '4382'))
    expect(inbound?.albumId).toBe('4382')
    expect(inbound?.content).toEqual({
      type: 'media',
      media: [{ from: 'platform', kind: 'photo', ref: 'AgAC1' }],
      caption: 'ổ gà',
    })
    const large = await content(lan.photo({ fileId: 'AgAC2', size: 21 * 1024 * 1024 }))
    expect(large).toMatchObject({ media: [{ ref: 'AgAC2-320' }] })
  })

  test('a document is a file with its name, a picture sent as one is a photo, one too large is refused', async () => {
    const paper = { fileId: 'BQAC', size: 9000, name: 'giấy chứng nhận.pdf', type: 'application/pdf' }
    expect(await content(lan.document(paper))).toEqual({
      type: 'media',
      media: [{ from: 'platform', kind: 'file', ref: 'BQAC', fileName: 'giấy chứng nhận.pdf' }],
    })
    expect(await content(lan.document({ ...paper, type: 'image/jpeg' }))).toMatchObject({ media: [{ kind: 'photo' }] })
    expect(await content(lan.document({ ...paper, size: 20 * 1024 * 1024 + 1 }))).toMatchObject({
      media: [{ from: 'refused', why: 'too_large' }],
    })
  })

  test('a place, a press, an edit', async () => {
    expect(await content(lan.location(16.4637, 107.5909))).toEqual({ type: 'location', lat: 16.4637, lng: 107.5909 })
    expect(await content(lan.press('form:back', '4382000000000000001', { messageId: 9, text: 'x' }))).toEqual({
      type: 'button',
      payload: 'form:back',
      callbackId: '4382000000000000001',
    })
    expect(await content(lan.edit(11, 'sửa'))).toEqual({ type: 'edited', text: 'sửa' })
  })

  test('a contact is one’s own only when it names its sender', async () => {
    expect(await content(lan.contact('0912345678', LAN))).toEqual({ type: 'contact', phone: '0912345678', own: true })
    expect(await content(lan.contact('0912345678', 42))).toMatchObject({ own: false })
    expect(await content(lan.contact('0912345678', undefined))).toMatchObject({ own: false })
  })

  test('P-16: blocking and coming back are told', async () => {
    expect(await content(lan.membership('kicked'))).toEqual({ type: 'membership', active: false })
    expect(await content(lan.membership('member'))).toEqual({ type: 'membership', active: true })
  })

  test('what cannot be read is said to be so', async () => {
    expect(await content(lan.sticker())).toEqual({ type: 'unsupported', why: 'sticker' })
    expect(await content(lan.voice('AwAC', 900))).toEqual({ type: 'unsupported', why: 'voice' })
    expect(await content(lan.message({ video: { file_id: 'v' } }))).toEqual({ type: 'unsupported', why: 'other' })
    const animation = { animation: { file_id: 'g' }, document: { file_id: 'g', mime_type: 'video/mp4' } }
    expect(await content(lan.message(animation))).toEqual({ type: 'unsupported', why: 'other' })
  })

  test('groups, bots and kinds that nobody asked for are ignored, not refused', async () => {
    const group = { chat: { id: -100, type: 'supergroup' }, text: 'chào' }
    expect(await content(lan.message(group))).toEqual({ type: 'ignored', why: 'group' })
    expect(await content(lan.message({ from: { id: 7, is_bot: true }, text: 'a' }))).toEqual({ type: 'ignored', why: 'bot' })
    expect(await content(lan.message({ pinned_message: {} }))).toEqual({ type: 'ignored', why: 'unknown' })
    expect(await content('{"update_id":1,"poll_answer":{}}')).toEqual({ type: 'ignored', why: 'unknown' })
  })

  test('one field of an odd shape does not cost the message', async () => {
    expect(await content(lan.message({ text: 'chào', photo: 'x', caption: 7, from: null }))).toEqual({
      type: 'text',
      text: 'chào',
    })
  })
})

describe('what we send', () => {
  const send = async (message: Omit<Extract<Outbound, { type: 'message' }>, 'type'>) => {
    expect(await channelWith().send(String(LAN), { type: 'message', ...message }, NEVER)).toMatchObject({ outcome: 'sent' })
    return { call: fake.calls.at(-1), shown: fake.ledger(LAN).at(-1) }
  }

  test('plain text: no parse mode, no preview of links', async () => {
    const { call } = await send({ text: '<b>*x*</b> https://hue.gov.vn' })
    expect(call?.method).toBe('sendMessage')
    expect(call?.params).toEqual({
      chat_id: String(LAN),
      text: '<b>*x*</b> https://hue.gov.vn',
      link_preview_options: { is_disabled: true },
    })
  })

  test('choices are buttons, short ones two in a row, links are buttons that open', async () => {
    const { shown } = await send({
      text: 'Chọn',
      choices: [
        { label: 'Có', payload: 'yes' },
        { label: 'Không', payload: 'no' },
        { label: 'Một lựa chọn dài hơn hẳn', payload: 'long' },
      ],
      links: [{ label: 'Trang', url: 'https://hue.gov.vn/ocop' }],
    })
    expect(shown?.replyMarkup?.inline_keyboard).toEqual([
      [
        { text: 'Có', callback_data: 'yes' },
        { text: 'Không', callback_data: 'no' },
      ],
      [{ text: 'Một lựa chọn dài hơn hẳn', callback_data: 'long' }],
      [{ text: 'Trang', url: 'https://hue.gov.vn/ocop' }],
    ])
  })

  test('asking for the place takes the reply keyboard; choices stand there too, links in the text', async () => {
    const { shown } = await send({
      text: 'Ở đâu ạ?',
      askLocation: { label: 'Gửi vị trí' },
      choices: [{ label: 'Bỏ qua', payload: 'skip' }],
      links: [{ label: 'Bản đồ', url: 'https://hue.gov.vn/ban-do' }],
    })
    expect(shown?.text).toBe('Ở đâu ạ?\n\nBản đồ: https://hue.gov.vn/ban-do')
    expect(shown?.replyMarkup).toMatchObject({
      keyboard: [[{ text: 'Gửi vị trí', request_location: true }], [{ text: 'Bỏ qua' }]],
    })
  })

  test('P-15: a picture goes with its caption up to 1024 units, else as the preview of the text', async () => {
    const image = { url: 'https://chat.example/a.jpg', alt: 'Ảnh' }
    expect((await send({ text: 'a'.repeat(1024), image })).call?.method).toBe('sendPhoto')
    const { call } = await send({ text: 'a'.repeat(1025), image })
    expect(call).toMatchObject({ method: 'sendMessage', params: { link_preview_options: { url: image.url } } })
  })

  test('a press is acknowledged once; too late is no error', async () => {
    const person = fake.person(LAN)
    fake.useWebhook({ url: 'http://unused.invalid', secret: SECRET, fetch: async () => new Response() })
    await send({ text: 'Bấm', choices: [{ label: 'Nút', payload: 'b' }] })
    await person.press('b')
    const press = await read(fake.deliveries.at(-1)?.body ?? '')
    const callbackId = press?.content.type === 'button' ? (press.content.callbackId ?? '') : ''
    const acknowledge = () => channelWith().send(String(LAN), { type: 'acknowledge', callbackId }, NEVER)
    expect(await acknowledge()).toEqual({ outcome: 'sent', id: callbackId })
    expect(await acknowledge()).toMatchObject({ outcome: 'sent' })
  })

  test('P-16: who blocked the bot, or never wrote to it, is blocked', async () => {
    const gone = fake.person(800000009)
    gone.blockSilently()
    const message: Outbound = { type: 'message', text: 'a' }
    expect(await channelWith().send(gone.id, message, NEVER)).toMatchObject({ outcome: 'not_sent', reason: 'blocked' })
    expect(await channelWith().send('1', message, NEVER)).toMatchObject({ outcome: 'not_sent', reason: 'blocked' })
  })

  test('P-29: a wrong token is unauthorized, and no word of the answer tells it', async () => {
    const result = await channelWith('987654321:canary-token').send(String(LAN), { type: 'message', text: 'a' }, NEVER)
    expect(result).toEqual({ outcome: 'not_sent', reason: 'unauthorized', detail: '401 Unauthorized' })
  })
})

test('P-22: a path that climbs out of the files is not followed', async () => {
  const asked: string[] = []
  const spy: typeof fetch = (input, init) => {
    asked.push(String(input))
    return fetch(input, init)
  }
  const http = createHttp({ allowedHosts: [fake.host], allowLoopback: true, fetch: spy })
  const channel = createTelegram({ token: fake.token, secret: SECRET, baseUrl: new URL(fake.baseUrl), http })
  const fetchFrom = (folder: string) =>
    channel.fetchMedia({ from: 'platform', kind: 'file', ref: fake.addFile(new Uint8Array([1]), folder) }, NEVER)
  for (const folder of ['../../x', './x', '/x']) await expect(fetchFrom(folder)).rejects.toMatchObject({ kind: 'gone' })
  expect(asked.filter((url) => !url.endsWith('/getFile'))).toEqual([])
  expect((await fetchFrom('documents')).status).toBe(200)
})

describe('what the operator asks', () => {
  test('the webhook is set with the secret and the kinds of update that we read', async () => {
    await channelWith().setWebhook('https://chat.example/webhooks/telegram', NEVER)
    expect(fake.calls.at(-1)?.params).toEqual({
      url: 'https://chat.example/webhooks/telegram',
      secret_token: SECRET,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    })
    expect(await channelWith().info(NEVER)).toMatchObject({
      username: 'ocop_hue_bot',
      webhook: 'https://chat.example/webhooks/telegram',
      pending: 0,
    })
  })

  test('P-29: a failure says code and words, and never secret or token', async () => {
    const error = await channelWith('987654321:canary-token')
      .setWebhook('https://chat.example/hook', NEVER)
      .catch((thrown: unknown) => thrown)
    expect(String(error)).toBe('Error: Telegram did not do it: 401 Unauthorized')
    expect((error as Error).cause).toBeUndefined()
  })
})
