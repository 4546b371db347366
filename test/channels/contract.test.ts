import { createTelegram } from '../../src/channels/telegram.ts'
import { createWebChat } from '../../src/channels/web-chat.ts'
import { createZaloBot } from '../../src/channels/zalo-bot.ts'
import { startTelegram } from '../fakes/telegram.ts'
import { telegramUpdates } from '../fakes/telegram-updates.ts'
import { startZalo } from '../fakes/zalo.ts'
import { LIVE, zaloUpdates } from '../fakes/zalo-updates.ts'
import { channelContract, SECRET, type Subject } from './contract.ts'

const TELEGRAM_TOKEN = '123456:fake-telegram-token'
const ZALO_TOKEN = '1459232241454765289:fake-zalo-token'
const ZALO_PERSON = 'f00dfeed00112233aabb'

channelContract(telegram())
channelContract(zalo('flat'))
channelContract(zalo('wrapped'))
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
