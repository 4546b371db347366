/**
 * Zalo Bot Platform: text and pictures only; buttons become a numbered list, a place is asked for in words.
 *
 * Its HTTP status is wrong in both directions (a bad token was seen as 200), so the body is read first and the status
 * only where the body is no JSON. Its 403 is a fault of the server, its 429 the month's quota. Nothing here retries (P-07).
 */
import * as v from 'valibot'
import { describe, noAnswer, rootOf } from '../lib/answer.ts'
import { FetchError, type Http, type HttpAnswer, HttpError } from '../lib/http.ts'
import { lenient, opaqueId, parseExact } from '../lib/json.ts'
import { equalSecrets } from '../lib/seal.ts'
import type { Outbound, SendResult } from '../message.ts'
import type { Channel } from './channel.ts'
import { MAX_MEDIA_BYTES, mediaResponse, toFetchError } from './media.ts'
import type { Facts, Operated } from './operated.ts'
import { plainText } from './plain-text.ts'
import { parseEvent } from './zalo-update.ts'

export interface ZaloBotOptions {
  readonly token: string
  readonly secret: string
  /** https://bot-api.zaloplatforms.com, or a fake's */
  readonly baseUrl: URL
  /** Its hosts are the API's and those that photos come from (`MEDIA_HOSTS`). */
  readonly http: Http
}

export function createZaloBot(options: ZaloBotOptions): Channel & Operated {
  const { secret } = options
  return {
    name: 'zalo',
    limits: { maxText: 1500, maxButtons: 0, canShareLocation: false, withholdsLinks: true, perSecond: 10, perMonth: 3000 },
    async verify(headers) {
      const given = headers.get('x-bot-api-secret-token')
      return given !== null && secret !== '' && (await equalSecrets(given, secret))
    },
    parse: parseEvent,
    async send(address, message, signal) {
      if (message.type === 'acknowledge') return { outcome: 'sent', id: message.callbackId }
      try {
        return toSendResult(await deliver(options, address, message, signal), options)
      } catch (error) {
        return error instanceof HttpError ? noAnswer(error) : { outcome: 'unknown', detail: 'unreadable answer' }
      }
    },
    preview: (message) => ({ text: plainText(message, MAX_TEXT), buttons: [] }),
    async fetchMedia({ ref }, signal) {
      if (!URL.canParse(ref)) throw new FetchError('gone', 'it has no usable address')
      try {
        const answer = await options.http.request(new URL(ref), { maxBytes: MAX_MEDIA_BYTES, timeoutMs: PHOTO_MS, signal })
        return mediaResponse(answer)
      } catch (error) {
        throw toFetchError(error)
      }
    },
    async setWebhook(url, signal) {
      return webhookFacts(resultOf(await call(options, 'setWebhook', { url, secret_token: secret }, signal), options))
    },
    info: (signal) => factsOf(options, signal),
  }
}

/** Docs: 1-2000 for text and caption; `maxText` leaves the rest to the numbered list and the links. */
const MAX_TEXT = 2000
const MAX_ANSWER_BYTES = 1 << 20
const TIMEOUT_MS = 10_000
const PHOTO_MS = 15_000
/** Zalo fetches the picture before it answers. */
const SEND_PHOTO_MS = 150_000

type Reply =
  | { readonly ok: true; readonly result: unknown }
  /** `words` null: the body was no JSON, and `code` is the HTTP status. */
  | { readonly ok: false; readonly code: number; readonly words: string | null }

const Envelope = v.object({
  ok: v.boolean(),
  result: v.optional(v.unknown()),
  error_code: lenient(v.number()),
  errorCode: lenient(v.number()),
  description: lenient(v.string()),
})

async function call(options: ZaloBotOptions, method: string, params: object, signal: AbortSignal): Promise<Reply> {
  const url = new URL(`${rootOf(options.baseUrl)}/bot${options.token}/${method}`)
  const answer = await options.http.request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs: method === 'sendPhoto' ? SEND_PHOTO_MS : TIMEOUT_MS,
    signal,
  })
  return toReply(answer)
}

function toReply({ status, bytes }: HttpAnswer): Reply {
  const read = v.safeParse(Envelope, parseExact(bytes))
  if (!read.success) return { ok: false, code: status, words: null }
  const { ok, result, error_code, errorCode, description } = read.output
  if (ok) return { ok: true, result }
  return { ok: false, code: error_code ?? errorCode ?? status, words: description ?? '' }
}

type Message = Extract<Outbound, { type: 'message' }>

function deliver(options: ZaloBotOptions, address: string, message: Message, signal: AbortSignal): Promise<Reply> {
  const text = plainText(message, MAX_TEXT)
  // No `parse_mode`: what people typed and officials wrote goes out as it is.
  if (!message.image) return call(options, 'sendMessage', { chat_id: address, text }, signal)
  const photo = { chat_id: address, photo: message.image.url, ...(text && { caption: text }) }
  return call(options, 'sendPhoto', photo, signal)
}

function toSendResult(reply: Reply, options: ZaloBotOptions): SendResult {
  if (reply.ok) return { outcome: 'sent', id: messageIdOf(reply.result) }
  const detail = detailOf(reply, options)
  const reason = reasonOf(reply)
  return reason === null ? { outcome: 'unknown', detail } : { outcome: 'not_sent', reason, detail }
}

/** Its `ok` is its word that the message was taken; the id is only for the record. */
function messageIdOf(result: unknown): string {
  const read = v.safeParse(v.object({ message_id: opaqueId }), result)
  return read.success ? read.output.message_id : ''
}

/** null: nobody can tell whether it was sent. */
function reasonOf({ code, words }: Extract<Reply, { ok: false }>): 'busy' | 'invalid' | 'unauthorized' | 'quota' | null {
  if (code === 401) return 'unauthorized'
  if (code === 429 || code === 426) return 'quota'
  if (code === 403) return 'busy'
  if (code === 408) return null
  if (code >= 400 && code < 500) return 'invalid'
  // Without a word of the platform itself, it may be a gateway that lost the answer of a send.
  return words === null ? null : 'busy'
}

function detailOf({ code, words }: Extract<Reply, { ok: false }>, { token, secret }: ZaloBotOptions): string {
  return describe(code, words ?? 'unreadable answer', [token, secret])
}

/** @throws Error with code and words only */
function resultOf(reply: Reply, options: ZaloBotOptions): unknown {
  if (reply.ok) return reply.result
  throw new Error(`Zalo did not do it: ${detailOf(reply, options)}`)
}

const Webhook = v.object({
  url: lenient(v.string()),
  verification: lenient(v.object({ ok: lenient(v.boolean()), outcome: lenient(v.string()), hint: lenient(v.string()) })),
})

/** Zalo keeps the address even when its own knock at it failed, so what it saw there is handed on. */
function webhookFacts(result: unknown): Facts {
  const read = v.safeParse(Webhook, result)
  const { url = '', verification: seen } = read.success ? read.output : {}
  return {
    webhook: url,
    ...(seen?.ok !== undefined && { reached: seen.ok }),
    ...(seen?.outcome && { outcome: seen.outcome }),
    ...(seen?.hint && { hint: seen.hint }),
  }
}

const Me = v.object({ id: opaqueId, account_name: lenient(v.string()), name: lenient(v.string()) })

async function factsOf(options: ZaloBotOptions, signal: AbortSignal): Promise<Facts> {
  const [me, hook] = await Promise.all([call(options, 'getMe', {}, signal), call(options, 'getWebhookInfo', {}, signal)])
  const bot = v.parse(Me, resultOf(me, options))
  // Where none is set the answer is 404.
  const webhook = !hook.ok && hook.code === 404 ? '' : webhookFacts(resultOf(hook, options)).webhook
  return { id: bot.id, username: bot.account_name ?? bot.name ?? '', webhook: webhook ?? '' }
}
