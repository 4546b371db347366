/**
 * A Zalo Official Account over real HTTP on loopback: the methods we call, OAuth with rotating tokens, windows and prices,
 * signed events in every way that is told of it, its faults. Nothing here was ever compared with the real one.
 *
 * Its clock runs as the real one and can be put on (`elapse`): windows, tokens and the ladder of retries follow. Events carry
 * the real time, as Zalo's do when they come.
 */
import { type Fault, startFaultyServer } from './faulty-server.ts'
import type { WebhookTarget } from './webhook.ts'
import { type Accepted, createZaloOaApi } from './zalo-oa-api.ts'
import { zaloOaEvents } from './zalo-oa-events.ts'
import { createZaloOaOauth } from './zalo-oa-oauth.ts'
import { createZaloOaWebhook } from './zalo-oa-webhook.ts'

export const ZALO_OA_KEYS = {
  appId: '3000000000000000001',
  oaId: '9000000000000000001',
  appSecret: 'fake-app-secret',
  secret: 'fake-oa-secret-key',
} as const

export type ZaloOaFake = Awaited<ReturnType<typeof startZaloOa>>

export async function startZaloOa() {
  const keys = ZALO_OA_KEYS
  let offset = 0
  const now = () => Date.now() + offset
  const oauth = createZaloOaOauth(keys, now)
  const webhook = createZaloOaWebhook(keys, now)
  /** Whether what we send comes back as events. */
  const echo = { isOn: false }
  const under = new Set<Promise<unknown>>()
  const later = (work: Promise<unknown>) => void under.add(work.finally(() => under.delete(work)))
  const tellBack = async ({ userId, messageId, text }: Accepted) => {
    const events = zaloOaEvents(userId, keys)
    for (const body of [events.echo(messageId, text), events.received(messageId), events.seen([messageId])])
      await webhook.deliver(body)
  }
  const api = createZaloOaApi(oauth, keys.oaId, now, (message) => {
    if (echo.isOn) later(tellBack(message))
  })
  const server = await startFaultyServer(api)
  const fileUrl = (bytes: Uint8Array) => `${server.baseUrl}${api.addFile(bytes)}`
  const seenBy = (userId: string) => api.accepted.filter((one) => one.userId === userId)

  return {
    keys,
    oauth,
    echo,
    limits: api.limits,
    /** Ids of approved templates. */
    templates: api.templates,
    signing: webhook.signing,
    baseUrl: server.baseUrl,
    host: server.host,
    trapped: server.trapped,
    down: server.down,
    up: server.up,
    async close() {
      webhook.use(null)
      await Promise.all(under)
      await server.close()
    },
    /** Settings of the program; the first refresh token comes from a new consent. */
    settings: () => ({
      ZALO_OA_APP_ID: keys.appId,
      ZALO_OA_ID: keys.oaId,
      ZALO_OA_APP_SECRET: keys.appSecret,
      ZALO_OA_WEBHOOK_SECRET: keys.secret,
      ZALO_OA_REFRESH_TOKEN: oauth.consent(),
      ZALO_OA_API_ROOT: server.baseUrl,
      ZALO_OA_OAUTH_ROOT: server.baseUrl,
    }),
    /** Scripts the next calls: 'cs', 'getoa', 'refresh', 'file'. */
    next: (fault: Fault, times?: number, method?: string) => server.next(fault, times, method),
    /** Every call that came, also those that went wrong. */
    calls: api.calls,
    refused: api.refused,
    /** The next API call is refused with this code. */
    refuseNext: (code: number) => void api.codes.push(code),
    /** So much time passes for the platform; retries that are due by then are delivered. */
    async elapse(ms: number) {
      offset += ms
      await webhook.catchUp()
    },
    webhook,
    useWebhook: (target: WebhookTarget) => webhook.use(target),
    fileUrl,
    /** What was accepted for one person, or for all. */
    ledger: (userId?: string): readonly Accepted[] => (userId === undefined ? api.accepted : seenBy(userId)),
    texts: (userId: string): string[] => seenBy(userId).map(({ text }) => text),
    /** A person with an account at Zalo; the same id gives the same person. */
    person(id: string) {
      const events = zaloOaEvents(id, keys)
      const acts = (body: string) => {
        api.interacts(id)
        return webhook.deliver(body)
      }
      return {
        id,
        /** The JSON of events without sending them. */
        events,
        /** Has written before this test began. */
        known: () => api.interacts(id),
        says: (text: string) => acts(events.text(text)),
        photo: (bytes: Uint8Array, caption?: string) => acts(events.photo(fileUrl(bytes), caption)),
        sharesPlace: (lat: number, lng: number) => acts(events.place(lat, lng)),
        voice: () => acts(events.voice('https://voice.zdn.vn/1.aac')),
        sticker: () => acts(events.sticker()),
        follows: () => acts(events.follow()),
        submitsInfo: (name: string, phone: string) => acts(events.info(name, phone)),
        unfollows: () => webhook.deliver(events.unfollow()),
        /** One of us answers by hand in OA Manager. */
        hearsStaff: (text: string) =>
          webhook.deliver(events.echo(`staff-${api.calls.length}-${text.length}`, text, '8000000000000000001')),
        /** The platform's own memory of the last word. */
        wasSilentFor: (ms: number) => void api.users.set(id, { interactedAt: now() - ms, isBlocked: false }),
        blocks() {
          api.users.set(id, { interactedAt: now(), isBlocked: true })
        },
        unblocks() {
          api.users.set(id, { interactedAt: now(), isBlocked: false })
        },
        /** Presses the button with this title under the last message that has it. */
        presses(title: string) {
          const button = seenBy(id)
            .flatMap(({ buttons }) => buttons)
            .findLast((one) => one.title === title)
          if (typeof button?.payload !== 'string') throw new Error(`${id} sees no button "${title}" to press.`)
          return acts(events.text(button.payload))
        },
      }
    },
  }
}
