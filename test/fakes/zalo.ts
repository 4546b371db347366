/**
 * Zalo's Bot Platform over real HTTP on loopback: the methods we call, both shapes of its events, its quota, its faults.
 *
 * As odd as the real one where it could hurt: a wrong token is answered with HTTP 200, a text with a link arrives empty,
 * a webhook is kept although nobody answers there. The ledger holds what it accepted, in order.
 */
import { type Fault, startFaultyServer } from './faulty-server.ts'
import { createCourier, type WebhookTarget } from './webhook.ts'
import { type Accepted, createZaloApi } from './zalo-api.ts'
import { LIVE, type ZaloShape, zaloUpdates } from './zalo-updates.ts'

export type { Accepted } from './zalo-api.ts'

export interface ZaloFakeOptions {
  readonly token?: string
  readonly webhook?: WebhookTarget
  readonly shape?: Partial<ZaloShape>
}

export type ZaloFake = Awaited<ReturnType<typeof startZalo>>

export async function startZalo(options: ZaloFakeOptions = {}) {
  const token = options.token ?? '1459232241454765289:fake-zalo-token'
  const courier = createCourier((secret) => ({ 'x-bot-api-secret-token': secret, 'user-agent': 'Java/1.8.0_192' }))
  courier.use(options.webhook ?? null)
  const api = createZaloApi(token, async (url, secret) => {
    courier.use({ url, secret })
    return courier.knock('', { 'x-bot-api-secret-token': secret, 'user-agent': 'Java/1.8.0_192' }).catch(() => null)
  })
  const server = await startFaultyServer(api)
  const photoUrl = (bytes: Uint8Array) => `${server.baseUrl}${api.addPhoto(bytes)}`

  return {
    token,
    baseUrl: server.baseUrl,
    host: server.host,
    close: server.close,
    trapped: server.trapped,
    /** Scripts the next calls, as the Telegram fake does; 'file' is the download of a photo. */
    next: (fault: Fault, times?: number, method?: string) => server.next(fault, times, method),
    /** Every call that came, also those that went wrong. */
    calls: api.calls,
    limits: api.limits,
    newMonth: api.newMonth,
    useWebhook: courier.use,
    deliver: courier.deliver,
    deliveries: courier.deliveries,
    knock: courier.knock,
    redeliver: courier.redeliver,
    photoUrl,
    /** What was accepted for one chat, or for all. */
    ledger: (chatId?: string): readonly Accepted[] =>
      chatId === undefined ? api.accepted : api.accepted.filter((one) => one.chatId === chatId),
    texts: (chatId: string): string[] => api.accepted.filter((one) => one.chatId === chatId).map((one) => one.text),
    /** A person who has written to the bot; the same id gives the same person. */
    person(id: string, displayName = 'Chị Lan', shape: Partial<ZaloShape> = {}) {
      api.chat(id)
      const updates = zaloUpdates({ id, displayName }, { ...LIVE, ...options.shape, ...shape })
      return {
        id,
        /** The JSON of events without sending them. */
        updates,
        says: (text: string) => courier.deliver(updates.text(text)),
        photo: (bytes: Uint8Array, caption?: string) => courier.deliver(updates.photo(photoUrl(bytes), caption)),
        sticker: () => courier.deliver(updates.sticker()),
        voice: () => courier.deliver(updates.voice('https://voice-example.zdn.vn/1.aac')),
        /** A shared place or a document: it never arrives. */
        sharesPlace: () => courier.deliver(updates.withheld()),
        inGroup: (text: string) => courier.deliver(updates.group(text)),
      }
    },
  }
}
