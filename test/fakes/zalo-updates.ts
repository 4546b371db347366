/** Events as Zalo writes them, for one person: flat as production sends them, or wrapped as the docs show. */
export interface ZaloPerson {
  /** 20 hex digits */
  readonly id: string
  readonly displayName: string
}

export interface ZaloShape {
  readonly body: 'flat' | 'wrapped'
  /** Live captures have `photo_url`, the docs `photo`. */
  readonly photoField: 'photo_url' | 'photo'
  /** What is withheld may come with its sender or without any `message`. */
  readonly withheld: 'named' | 'nameless'
}

export const LIVE: ZaloShape = { body: 'flat', photoField: 'photo_url', withheld: 'named' }

let lastMessage = 0xaa_0000

/** Each gives the JSON text of one event. */
export function zaloUpdates(person: ZaloPerson, shape: ZaloShape = LIVE) {
  const from = { id: person.id, display_name: person.displayName, is_bot: false }
  const chat = { id: person.id, chat_type: 'PRIVATE' }
  const event = (name: string, extra?: object) => {
    const message = { message_id: newMessageId(), date: Date.now(), from, chat, ...extra }
    const flat = { event_name: name, ...(extra && { message }) }
    return JSON.stringify(shape.body === 'flat' ? flat : { ok: true, result: flat })
  }
  const withheld = () => event('message.unsupported.received', shape.withheld === 'named' ? {} : undefined)
  return {
    event,
    withheld,
    /** A text that holds a link arrives without its words. */
    text: (text: string) => (LINK.test(text) ? withheld() : event('message.text.received', { text })),
    photo: (url: string, caption?: string) =>
      event('message.image.received', {
        message_type: 'CHAT_PHOTO',
        [shape.photoField]: url,
        ...(caption !== undefined && { caption }),
      }),
    sticker: () => event('message.sticker.received', { sticker: '0e078a2bb66e5f30067f', url: 'https://stickers.zdn.vn/s.png' }),
    voice: (url: string) => event('message.voice.received', { message_type: 'CHAT_VOICE', voice_url: url }),
    group: (text: string) => event('message.text.received', { text, chat: { id: '99ffee00112233445566', chat_type: 'GROUP' } }),
    fromBot: (text: string) => event('message.text.received', { text, from: { ...from, is_bot: true } }),
  }
}

const LINK = /https?:\/\/|www\.|\b[\w-]+\.(com|vn|net|org)\b/i

function newMessageId(): string {
  return (++lastMessage).toString(16).padStart(20, 'b2')
}
