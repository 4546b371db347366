/**
 * Zalo Official Account, OpenAPI v3: up to five buttons, pictures by address, positions; no edits, no typing signs.
 *
 * Every answer is HTTP 200 with an `error` inside, so the body is read first. Its access token lives 25 hours and dies when
 * the next one is made (`models/token.ts` keeps it, `grant` renews it): the adapter asks for it before each call, and says so
 * when the platform refuses it. Nothing here retries (P-07): what was refused for its token waits in the outbox for the next.
 */
import * as v from 'valibot'
import { describe, noAnswer, rootOf } from '../lib/answer.ts'
import { FetchError, type Http, type HttpAnswer, HttpError } from '../lib/http.ts'
import { lenient, opaqueId, parseExact } from '../lib/json.ts'
import type { SendResult } from '../message.ts'
import type { Channel, Grant } from './channel.ts'
import { MAX_MEDIA_BYTES, mediaResponse, toFetchError } from './media.ts'
import type { Facts, Operated } from './operated.ts'
import { classOf, isTokenError, nextMinuteMs, nightMs } from './zalo-oa-error.ts'
import { formWireOf, MAX_BUTTONS, render, templateWireOf, wireOf } from './zalo-oa-message.ts'
import type { Signer } from './zalo-oa-press.ts'
import { hasSignature, signedBy } from './zalo-oa-signature.ts'
import { parseEvent } from './zalo-oa-update.ts'

export interface ZaloOaOptions {
  readonly appId: string
  readonly oaId: string
  readonly appSecret: string
  /** "OA secret key" of the webhook page */
  readonly secret: string
  /** https://openapi.zalo.me, or a fake's */
  readonly baseUrl: URL
  /** Its hosts are the API's and those that photos come from (`MEDIA_HOSTS`). */
  readonly http: Http
  readonly access: Access
  readonly grant: Grant
  /** id of the approved template for announcements, null: none; what a message costs, as the city was told */
  readonly templateId: string | null
  readonly prices: { readonly paidVnd: number | null; readonly templateVnd: number | null }
  /** Signs what a button carries, so that nobody can type a press. */
  readonly presses: Signer
  now(): Date
}

/** The token to call with; kept and renewed elsewhere. */
export interface Access {
  /** null: there is none now */
  current(): Promise<string | null>
  /** The platform refused it. `replaced`: there is a newer one already, call again later. */
  refused(token: string): Promise<'replaced' | 'stopped'>
}

export function createZaloOa(options: ZaloOaOptions): Channel & Operated {
  const { templateId, prices } = options
  return {
    name: 'zalo-oa',
    limits: {
      maxText: 1600,
      maxButtons: MAX_BUTTONS,
      canShareLocation: true,
      canShareContact: true,
      withholdsLinks: false,
      perSecond: 40,
      perMonth: null,
      window: {
        freeMs: 48 * HOUR_MS,
        openMs: 7 * 24 * HOUR_MS,
        paidVnd: prices.paidVnd,
        template: templateId === null ? null : { vnd: prices.templateVnd },
      },
    },
    async verify(headers, rawBody) {
      return rawBody === null ? hasSignature(headers) : (await signedBy(options, headers, rawBody)) !== null
    },
    signedBy: (headers, rawBody) => signedBy(options, headers, rawBody),
    parse: (rawBody) => parseEvent(rawBody, options.presses),
    async send(address, message, signal) {
      if (message.type === 'acknowledge') return { outcome: 'sent', id: message.callbackId }
      const form = formWireOf(address, message)
      const asked = form && (await send(options, CS, async () => form, signal))
      // An account that may not ask so is refused, and the question goes as words: a talk must not end there.
      if (asked && !(asked.outcome === 'not_sent' && asked.reason === 'invalid')) return asked
      const uploaded = message.image ? await upload(options, message.image.url, signal) : null
      return send(options, CS, () => wireOf(address, message, options.presses, uploaded), signal)
    },
    ...(templateId !== null && {
      sendTemplate: (address, template, signal) =>
        send(options, 'v3.0/oa/message/template', async () => templateWireOf(address, templateId, template), signal),
    }),
    preview: (message) => {
      const { text, buttons } = render(message)
      return { text, buttons: buttons.map(({ label }) => label) }
    },
    grant: options.grant,
    async fetchMedia({ ref }, signal) {
      if (!URL.canParse(ref)) throw new FetchError('gone', 'it has no usable address')
      try {
        const answer = await options.http.request(new URL(ref), { maxBytes: MAX_MEDIA_BYTES, timeoutMs: TIMEOUT_MS, signal })
        return mediaResponse(answer)
      } catch (error) {
        throw toFetchError(error)
      }
    },
    async setWebhook() {
      throw new Error("Zalo OA takes the webhook's address in the app's console only (docs/zalo.md).")
    },
    info: (signal) => factsOf(options, signal),
  }
}

const HOUR_MS = 3_600_000
const CS = 'v3.0/oa/message/cs'
const MAX_PICTURE_BYTES = 1 << 20
const UPLOAD_MS = 5000
const MAX_ANSWER_BYTES = 1 << 20
const TIMEOUT_MS = 15_000
/** A token was replaced while the message was on its way. */
const SOON_MS = 1000
/** Renewing ends the stop at once; this is for the stop that comes a moment after it. */
const TOKEN_WAIT_MS = 60_000

type Reply =
  | { readonly ok: true; readonly data: unknown }
  /** `code` null: the body was none of Zalo's, and `status` is all there is */
  | { readonly ok: false; readonly code: number | null; readonly words: string; readonly status: number }

type Wire = () => Promise<object>

async function send(options: ZaloOaOptions, path: string, wire: Wire, signal: AbortSignal): Promise<SendResult> {
  const ready = await prepare(options, wire)
  if (ready === 'away') return { outcome: 'not_sent', reason: 'busy', detail: 'no token could be read' }
  if (ready === null) return { outcome: 'not_sent', reason: 'unauthorized', retryAfterMs: TOKEN_WAIT_MS, detail: 'no token' }
  try {
    const reply = await call(options, path, ready, signal)
    return reply.ok ? { outcome: 'sent', id: messageIdOf(reply.data) } : await refusal(options, reply, ready.token)
  } catch (error) {
    return error instanceof HttpError ? noAnswer(error) : { outcome: 'unknown', detail: 'unreadable answer' }
  }
}

/**
 * Puts a picture of ours into the platform, where it lies for seven days; null: it could not be had or was not taken, and
 * goes by its address. Nothing of the message has left yet.
 */
async function upload(options: ZaloOaOptions, url: string, signal: AbortSignal): Promise<string | null> {
  try {
    const token = await options.access.current()
    if (token === null || !URL.canParse(url)) return null
    const bounds = { timeoutMs: UPLOAD_MS, signal }
    const { status, bytes, headers } = await options.http.request(new URL(url), { ...bounds, maxBytes: MAX_PICTURE_BYTES })
    const type = headers.get('content-type') ?? ''
    if (status !== 200 || !['image/png', 'image/jpeg'].includes(type)) return null
    const body = new FormData()
    body.append('file', new Blob([bytes], { type }), type === 'image/png' ? 'anh.png' : 'anh.jpg')
    const answer = await options.http.request(new URL(`${rootOf(options.baseUrl)}/v2.0/oa/upload/image`), {
      ...bounds,
      method: 'POST',
      headers: { access_token: token },
      body,
      maxBytes: MAX_ANSWER_BYTES,
    })
    const reply = toReply(answer)
    const read = v.safeParse(v.object({ attachment_id: v.string() }), reply.ok ? reply.data : null)
    return read.success ? read.output.attachment_id : null
  } catch {
    // The picture is a help; the words that come with it must not wait for it.
    return null
  }
}

interface Call {
  readonly token: string
  readonly body?: object
}

/** All that is done before a byte leaves: if that fails, nothing was sent. */
async function prepare(options: ZaloOaOptions, wire: Wire): Promise<Call | null | 'away'> {
  try {
    const token = await options.access.current()
    return token === null ? null : { token, body: await wire() }
  } catch {
    // The database is away; what it was is told by whoever asks it next.
    return 'away'
  }
}

async function call(options: ZaloOaOptions, path: string, { token, body }: Call, signal: AbortSignal): Promise<Reply> {
  const answer = await options.http.request(new URL(`${rootOf(options.baseUrl)}/${path}`), {
    method: body ? 'POST' : 'GET',
    headers: { access_token: token, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs: TIMEOUT_MS,
    signal,
  })
  return toReply(answer)
}

const Envelope = v.object({
  error: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer()),
  message: lenient(v.string()),
  data: v.optional(v.unknown()),
})

function toReply({ status, bytes }: HttpAnswer): Reply {
  const read = v.safeParse(Envelope, parseExact(bytes))
  if (!read.success) return { ok: false, code: null, words: 'unreadable answer', status }
  const { error, message = '', data } = read.output
  return error === 0 ? { ok: true, data } : { ok: false, code: error, words: message, status }
}

/** `error: 0` is its word that the message was taken; the id is only for the record. */
function messageIdOf(data: unknown): string {
  const read = v.safeParse(v.object({ message_id: opaqueId }), data)
  return read.success ? read.output.message_id : ''
}

type Refusal = Extract<Reply, { ok: false }>

async function refusal(options: ZaloOaOptions, reply: Refusal, token: string): Promise<SendResult> {
  const detail = detailOf(options, reply, token)
  if (reply.code === null) return { outcome: 'unknown', detail }
  if (isTokenError(reply.code)) {
    // The database may be away; the message was refused all the same, and the next call finds out the rest.
    const isReplaced = (await options.access.refused(token).catch(() => 'replaced')) === 'replaced'
    return isReplaced
      ? { outcome: 'not_sent', reason: 'busy', waitMs: SOON_MS, detail }
      : { outcome: 'not_sent', reason: 'unauthorized', retryAfterMs: TOKEN_WAIT_MS, detail }
  }
  const reason = classOf(reply.code, reply.status)
  if (reason === 'rate') return { outcome: 'not_sent', reason: 'busy', retryAfterMs: nextMinuteMs(options.now()), detail }
  if (reason === 'night') return { outcome: 'not_sent', reason: 'busy', waitMs: nightMs(options.now()), detail }
  return { outcome: 'not_sent', reason, detail }
}

function detailOf({ secret, appSecret }: ZaloOaOptions, { code, words, status }: Refusal, token: string): string {
  return describe(code ?? status, words, [secret, appSecret, token])
}

const Account = v.object({
  oaid: lenient(opaqueId),
  oa_id: lenient(opaqueId),
  name: lenient(v.string()),
  is_verified: lenient(v.boolean()),
  oa_type: lenient(v.number()),
  package_name: lenient(v.string()),
  num_follower: lenient(v.number()),
})

async function factsOf(options: ZaloOaOptions, signal: AbortSignal): Promise<Facts> {
  const token = await options.access.current()
  if (token === null) throw new Error('There is no access token yet: npm run cli -- channel renew zalo-oa (docs/zalo.md).')
  const reply = await call(options, 'v2.0/oa/getoa', { token }, signal)
  if (!reply.ok) throw new Error(`Zalo did not do it: ${detailOf(options, reply, token)}`)
  const { oaid, oa_id, name, is_verified, oa_type, package_name, num_follower } = v.parse(Account, reply.data)
  return {
    id: oaid ?? oa_id ?? '',
    name: name ?? '',
    ...(is_verified !== undefined && { verified: is_verified }),
    ...(oa_type !== undefined && { type: oa_type === 4 ? 'government' : oa_type }),
    ...(package_name !== undefined && { package: package_name }),
    ...(num_follower !== undefined && { followers: num_follower }),
  }
}
