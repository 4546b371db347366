import { expect } from 'vitest'
import { createTelegram } from '../../src/channels/telegram.ts'
import { createWebChat } from '../../src/channels/web-chat.ts'
import { createZaloBot } from '../../src/channels/zalo-bot.ts'
import { createZaloOa } from '../../src/channels/zalo-oa.ts'
import { createZaloOaGrant } from '../../src/channels/zalo-oa-grant.ts'
import { createVault } from '../../src/lib/seal.ts'
import { startTelegram } from '../fakes/telegram.ts'
import { telegramUpdates } from '../fakes/telegram-updates.ts'
import { startZalo } from '../fakes/zalo.ts'
import { startZaloOa, ZALO_OA_KEYS } from '../fakes/zalo-oa.ts'
import { zaloOaEvents } from '../fakes/zalo-oa-events.ts'
import { zaloOaSignature } from '../fakes/zalo-oa-webhook.ts'
import { LIVE, zaloUpdates } from '../fakes/zalo-updates.ts'
import { channelContract, SECRET, type Subject } from './contract.ts'

const TELEGRAM_TOKEN = '123456:fake-telegram-token'
const ZALO_TOKEN = '1459232241454765289:fake-zalo-token'
const ZALO_PERSON = 'f00dfeed00112233aabb'

channelContract(telegram())
channelContract(zalo('flat'))
channelContract(zalo('wrapped'))
channelContract(await zaloOa())
channelContract(web())

function telegram(): Subject {
  const lan = telegramUpdates({ id: 800000001, firstName: 'Lan', languageCode: 'vi' })
  const bodies = [
    lan.text('Xin chào'),
    lan.edit(11, 'Xin chào ạ'),
    lan.photo({ fileId: 'AgAC', size: 9000, caption: 'ổ gà' }, '4382'),
    lan.document({ fileId: 'BQAC', size: 9000, name: 'giấy.pdf', type: 'application/pdf' }),
    lan.voice('AwAC', 900),
    lan.sticker(),
    lan.location(16.46, 107.59),
    lan.contact('0912345678', 800000001),
    lan.press('back', '4382000000000000001', { messageId: 12, text: 'Chọn' }),
    lan.membership('kicked'),
  ]
  return {
    name: 'telegram',
    address: '800000001',
    secretHeader: 'X-Telegram-Bot-Api-Secret-Token',
    async start() {
      const fake = await startTelegram({ token: TELEGRAM_TOKEN })
      fake.person(800000001)
      return {
        ...fake,
        texts: () => fake.texts(800000001),
        photo: (bytes) => ({ from: 'platform', kind: 'photo', ref: fake.addFile(bytes, 'photos', 'jpg') }),
      }
    },
    make: (http, host) => createTelegram({ token: TELEGRAM_TOKEN, secret: SECRET, baseUrl: new URL(`http://${host}`), http }),
    says: lan.text,
    changes: (text) => text.startsWith('/'),
    bodies: () => bodies,
    on403: 'blocked',
    on429: { outcome: 'not_sent', reason: 'busy', retryAfterMs: 7000 },
  }
}

function zalo(body: 'flat' | 'wrapped'): Subject {
  const lan = zaloUpdates(
    { id: ZALO_PERSON, displayName: 'Chị Lan' },
    { ...LIVE, body, photoField: body === 'flat' ? 'photo_url' : 'photo' },
  )
  const bodies = [
    lan.text('Xin chào'),
    lan.photo('https://photo-example.zdn.vn/1.jpg', 'ổ gà'),
    lan.sticker(),
    lan.voice('https://voice-example.zdn.vn/1.aac'),
    lan.withheld(),
    lan.group('@bot chào'),
    lan.fromBot('chào'),
    lan.event('message.reaction.received', {}),
    lan.event('message.unsupported.received'),
    lan.event('webhook.test'),
  ]
  return {
    name: `zalo (${body})`,
    address: ZALO_PERSON,
    secretHeader: 'X-Bot-Api-Secret-Token',
    async start() {
      const fake = await startZalo({ token: ZALO_TOKEN })
      fake.person(ZALO_PERSON)
      return {
        ...fake,
        texts: () => fake.texts(ZALO_PERSON),
        photo: (bytes) => ({ from: 'platform', kind: 'photo', ref: fake.photoUrl(bytes) }),
      }
    },
    make: (http, host) => createZaloBot({ token: ZALO_TOKEN, secret: SECRET, baseUrl: new URL(`http://${host}`), http }),
    says: lan.text,
    changes: (text) => lan.text(text).includes('unsupported'),
    bodies: () => bodies,
    on403: 'busy',
    on429: { outcome: 'not_sent', reason: 'quota' },
  }
}

async function zaloOa(): Promise<Subject> {
  const keys = ZALO_OA_KEYS
  const presses = await createVault(new Uint8Array(32).fill(7))
  const id = '7000000000000000001'
  const lan = zaloOaEvents(id, keys)
  const tokens = new Map<string, string | null>()
  const bodies = [
    lan.text('Xin chào'),
    lan.photo('https://photo.zdn.vn/1.jpg', 'ổ gà'),
    lan.file('https://file.zdn.vn/1.pdf', 'giấy.pdf'),
    lan.voice('https://voice.zdn.vn/1.aac'),
    lan.video('https://video.zdn.vn/1.mp4'),
    lan.sticker(),
    lan.gif(),
    lan.link('xem trang ni'),
    lan.card(),
    lan.place(16.46, 107.59, 'UBND phường'),
    lan.follow(),
    lan.unfollow(),
    lan.info('Lan', '84905123456'),
    lan.received('c0ffee01'),
    lan.seen(['c0ffee01']),
    lan.echo('c0ffee01', 'Dạ'),
    lan.echo('c0ffee02', 'Dạ', '8000000000000000001'),
    lan.anonymous('chào'),
    lan.inGroup('chào'),
    lan.tagged(),
  ]
  return {
    name: 'zalo-oa',
    address: id,
    secretHeader: 'X-ZEvent-Signature',
    signed() {
      const body = lan.text('chào')
      const at = (JSON.parse(body) as { timestamp: string }).timestamp
      const signing = { time: 'body', first: 'app', secret: 'oa_key', prefix: 'mac=' } as const
      return { body, value: zaloOaSignature(keys, signing, body, { body: at, header: '' }) }
    },
    async start() {
      const fake = await startZaloOa()
      const consent = new URLSearchParams({
        app_id: keys.appId,
        grant_type: 'refresh_token',
        refresh_token: fake.oauth.consent(),
      })
      fake.oauth.exchange(consent, keys.appSecret)
      tokens.set(fake.host, fake.oauth.living().access)
      fake.person(id).known()
      return {
        ...fake,
        texts: () => fake.texts(id),
        photo: (bytes) => ({ from: 'platform', kind: 'photo', ref: fake.fileUrl(bytes) }),
      }
    },
    make: (http, host) =>
      createZaloOa({
        ...keys,
        baseUrl: new URL(`http://${host}`),
        http,
        presses,
        now: () => new Date(),
        templateId: null,
        prices: { paidVnd: null, templateVnd: null },
        access: { current: async () => tokens.get(host) ?? 'none-yet', refused: async () => 'stopped' },
        grant: createZaloOaGrant({ ...keys, refreshToken: null, oauthUrl: new URL(`http://${host}`), http }),
      }),
    says: lan.text,
    bodies: () => bodies,
    on403: 'blocked',
    on429: { outcome: 'not_sent', reason: 'busy', retryAfterMs: expect.any(Number) },
  }
}

function web(): Subject {
  let id = 0
  const inbound = (content: object) =>
    JSON.stringify({ channel: 'web', updateId: `b7a1-${++id}`, address: 'page-1', languageTag: 'vi', content })
  const bodies = [
    inbound({ type: 'text', text: 'Xin chào' }),
    inbound({ type: 'button', payload: 'back' }),
    inbound({ type: 'location', lat: 16.46, lng: 107.59 }),
    inbound({
      type: 'media',
      media: [
        { from: 'storage', kind: 'photo', key: 'photos/x1', contentType: 'image/jpeg', bytes: 900, width: 64, height: 48 },
        { from: 'refused', kind: 'file', why: 'not_accepted', fileName: 'bảng.exe' },
      ],
      caption: 'ổ gà',
    }),
  ]
  return {
    name: 'web',
    address: 'page-1',
    secretHeader: null,
    start: null,
    make: () => createWebChat(),
    says: (text) => inbound({ type: 'text', text }),
    bodies: () => bodies,
    on403: 'blocked',
    on429: {},
  }
}
