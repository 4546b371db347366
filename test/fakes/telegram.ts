/**
 * Telegram's Bot API over real HTTP on loopback: the methods we call, its limits and words, its people, its faults.
 *
 * As strict as the real one where we could go wrong: unknown and blocked people, 4096 units, 64 bytes of callback data,
 * second answers to one button press. The ledger holds what it accepted, in order: what a person would see.
 */
import { type Fault, startFaultyServer } from './faulty-server.ts'
import { type Accepted, createTelegramApi } from './telegram-api.ts'
import { type TelegramPerson, telegramUpdates } from './telegram-updates.ts'
import { createCourier, type WebhookTarget } from './webhook.ts'

export type { Accepted } from './telegram-api.ts'

export interface TelegramFakeOptions {
  readonly token?: string
  readonly webhook?: WebhookTarget
}

export type TelegramFake = Awaited<ReturnType<typeof startTelegram>>

export async function startTelegram(options: TelegramFakeOptions = {}) {
  const token = options.token ?? '123456:fake-telegram-token'
  const courier = createCourier((secret) => ({ 'x-telegram-bot-api-secret-token': secret }))
  courier.use(options.webhook ?? null)
  const api = createTelegramApi(token, (url, secret) => courier.use(url ? { url, secret } : null))
  const server = await startFaultyServer(api)
  let callbackId = 4_382_000_000_000_000_000n

  return {
    token,
    baseUrl: server.baseUrl,
    host: server.host,
    close: server.close,
    trapped: server.trapped,
    /** Scripts the next calls: `next({ kind: '429', retryAfter: 7 })`, `next('hang', 2, 'sendMessage')`, `next('500', 1, 'file')`. */
    next: (fault: Fault, times?: number, method?: string) => server.next(fault, times, method),
    /** Every call that came, also those that went wrong. */
    calls: api.calls,
    useWebhook: courier.use,
    deliver: courier.deliver,
    deliveries: courier.deliveries,
    knock: courier.knock,
    redeliver: courier.redeliver,
    addFile: api.addFile,
    /** What was accepted for one chat, or for all. */
    ledger: (chatId?: number | string): readonly Accepted[] =>
      chatId === undefined ? api.accepted : api.accepted.filter((one) => one.chatId === String(chatId)),
    texts: (chatId: number | string): string[] =>
      api.accepted.filter((one) => one.chatId === String(chatId)).map((one) => one.text),
    /** A person who has pressed Start; the same id gives the same person. */
    person(id: number | string, profile: Partial<Omit<TelegramPerson, 'id'>> = {}) {
      const chat = api.chat(String(id))
      const updates = telegramUpdates({
        id,
        firstName: profile.firstName ?? 'Lan',
        languageCode: profile.languageCode ?? 'vi',
        ...profile,
      })
      return {
        id: String(id),
        /** The JSON of updates without sending them. */
        updates,
        says: (text: string) => courier.deliver(updates.text(text)),
        photo: (bytes: Uint8Array, caption?: string) =>
          courier.deliver(
            updates.photo({
              fileId: api.addFile(bytes, 'photos', 'jpg'),
              size: bytes.length,
              ...(caption !== undefined && { caption }),
            }),
          ),
        /** As separate messages of one group; the caption stands on the first. */
        async album(photos: readonly Uint8Array[], caption?: string): Promise<number[]> {
          const group = String(++callbackId)
          const statuses: number[] = []
          for (const [at, bytes] of photos.entries()) {
            const file = { fileId: api.addFile(bytes, 'photos', 'jpg'), size: bytes.length }
            statuses.push(
              await courier.deliver(updates.photo({ ...file, ...(at === 0 && caption !== undefined && { caption }) }, group)),
            )
          }
          return statuses
        },
        document: (bytes: Uint8Array, name: string, type: string) =>
          courier.deliver(updates.document({ fileId: api.addFile(bytes, 'documents', 'bin'), size: bytes.length, name, type })),
        location: (latitude = 16.4637, longitude = 107.5909) => courier.deliver(updates.location(latitude, longitude)),
        contact: (phone: string, userId: number | string | undefined = id) => courier.deliver(updates.contact(phone, userId)),
        sticker: () => courier.deliver(updates.sticker()),
        edit: (editedId: number, text: string) => courier.deliver(updates.edit(editedId, text)),
        /** Presses the newest button with this payload or label; a reply keyboard's button writes its label. */
        press(payloadOrLabel: string): Promise<number> {
          const button = api.findButton(String(id), payloadOrLabel)
          if (!button) throw new Error(`No button "${payloadOrLabel}" stands in the chat.`)
          if (button.data === undefined) return courier.deliver(updates.text(button.label))
          const query = String(++callbackId)
          api.openQueries.add(query)
          return courier.deliver(updates.press(button.data, query, button.under))
        },
        block() {
          chat.blocked = true
          return courier.deliver(updates.membership('kicked'))
        },
        unblock() {
          chat.blocked = false
          return courier.deliver(updates.membership('member'))
        },
        /** Sends refused from now on, with no word to us. */
        blockSilently() {
          chat.blocked = true
        },
      }
    },
  }
}
