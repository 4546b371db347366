/**
 * Telegram's Bot API, through grammY's Api. Facts: core.telegram.org/bots/api (10.3).
 *
 * grammY knows the methods and reads the answers; the wire is ours. Its own fetch on Node follows redirects and keeps
 * sockets in module state, and the signal that it makes is one that the platform's fetch refuses: so each call gets
 * an Api whose fetch goes through `lib/http` with the caller's signal. Nothing here retries (P-07): a second send cannot
 * be told from a first.
 */
import { Api, GrammyError, HttpError as GrammyHttpError } from 'grammy'
import { describe, noAnswer, rootOf } from '../lib/answer.ts'
import { FetchError, type Http, HttpError } from '../lib/http.ts'
import { equalSecrets } from '../lib/seal.ts'
import type { Choice, Link, MediaRef, Outbound, SendResult } from '../message.ts'
import type { Channel } from './channel.ts'
import { MAX_MEDIA_BYTES, mediaResponse, toFetchError } from './media.ts'
import type { Facts, Operated } from './operated.ts'
import { plainText } from './plain-text.ts'
import { parseUpdate } from './telegram-update.ts'

export interface TelegramOptions {
  readonly token: string
  readonly secret: string
  /** https://api.telegram.org, or a fake's */
  readonly baseUrl: URL
  readonly http: Http
}

export function createTelegram(options: TelegramOptions): Channel & Operated {
  const { secret } = options
  const ask = <Result>(signal: AbortSignal, call: (api: Api) => Promise<Result>) => call(apiFor(options, signal))
  return {
    name: 'telegram',
    limits: { maxText: MAX_TEXT, maxButtons: 8, canShareLocation: true, withholdsLinks: false, perSecond: 30, perMonth: null },
    async verify(headers) {
      const given = headers.get('x-telegram-bot-api-secret-token')
      return given !== null && secret !== '' && (await equalSecrets(given, secret))
    },
    async parse(rawBody) {
      return parseUpdate(rawBody)
    },
    async send(address, message, signal) {
      try {
        return await ask(signal, (api) => deliver(api, address, message))
      } catch (error) {
        return toSendResult(error, options)
      }
    },
    preview: ({ text, choices = [], links = [] }) => ({ text, buttons: [...choices, ...links].map(({ label }) => label) }),
    async fetchMedia(media, signal) {
      try {
        return await download(options, media, signal)
      } catch (error) {
        throw error instanceof GrammyError || error instanceof GrammyHttpError ? refusedMedia(error) : toFetchError(error)
      }
    },
    backlog: (signal) => operate(options, () => ask(signal, async (api) => (await api.getWebhookInfo()).pending_update_count)),
    async setWebhook(url, signal) {
      await operate(options, () =>
        ask(signal, (api) => api.setWebhook(url, { secret_token: secret, allowed_updates: [...ALLOWED_UPDATES] })),
      )
      return { url }
    },
    info: (signal) => operate(options, () => ask(signal, factsOf)),
  }
}

const MAX_TEXT = 4096
const MAX_CAPTION = 1024
const MAX_ANSWER_BYTES = 1 << 20
const TIMEOUT_MS = 15_000
const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

function apiFor({ token, baseUrl, http }: TelegramOptions, signal: AbortSignal): Api {
  const throughOurDoor = async (url: unknown, init?: { body?: unknown }): Promise<Response> => {
    const answer = await http.request(new URL(String(url)), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: String(init?.body),
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    })
    // Telegram repeats the status in its JSON; what is not its JSON fails there and is `unknown`.
    return new Response(answer.bytes)
  }
  return new Api(token, {
    apiRoot: rootOf(baseUrl),
    // Ours ends first, and knows why.
    timeoutSeconds: TIMEOUT_MS / 1000 + 5,
    fetch: throughOurDoor as unknown as NonNullable<NonNullable<ConstructorParameters<typeof Api>[1]>['fetch']>,
  })
}

async function deliver(api: Api, address: string, message: Outbound): Promise<SendResult> {
  if (message.type === 'acknowledge') {
    await api.answerCallbackQuery(message.callbackId)
    return { outcome: 'sent', id: message.callbackId }
  }
  const sent = await sendMessage(api, address, message)
  // `ok` without a message is not an answer that we can read.
  return Number.isInteger(sent?.message_id)
    ? { outcome: 'sent', id: String(sent.message_id) }
    : { outcome: 'unknown', detail: 'no id' }
}

type Message = Extract<Outbound, { type: 'message' }>

function sendMessage(api: Api, address: string, message: Message): Promise<{ message_id: number }> {
  const { image } = message
  // A location button needs a reply keyboard, and a message has one keyboard only: links then stand in the text.
  const text = message.askLocation ? plainText({ text: message.text, links: message.links ?? [] }, MAX_TEXT) : message.text
  const markup = message.askLocation ? locationKeyboard(message.askLocation.label, message.choices) : inlineKeyboard(message)
  const other = markup ? { reply_markup: markup } : {}
  if (image && text.length <= MAX_CAPTION) return api.sendPhoto(address, image.url, { ...(text && { caption: text }), ...other })
  // Too long for a caption: one call still, with the picture as the preview above the text.
  const preview = image ? { url: image.url, prefer_large_media: true, show_above_text: true } : { is_disabled: true }
  return api.sendMessage(address, text, { link_preview_options: preview, ...other })
}

function inlineKeyboard({ choices = [], links = [] }: { choices?: readonly Choice[]; links?: readonly Link[] }) {
  if (choices.length + links.length === 0) return undefined
  const buttons = choices.map(({ label, payload }) => ({ text: label, callback_data: payload }))
  const urls = links.map(({ label, url }) => [{ text: label, url }])
  return { inline_keyboard: [...inRows(buttons), ...urls] }
}

/** The choices' labels come back as text, which a step reads as well as a press. */
function locationKeyboard(label: string, choices: readonly Choice[] = []) {
  const others = inRows(choices.map((choice) => ({ text: choice.label })))
  return {
    keyboard: [[{ text: label, request_location: true as const }], ...others],
    one_time_keyboard: true,
    resize_keyboard: true,
  }
}

const SHORT_LABEL = 16

/** Two short labels share a row; a long one has its own, or a phone would cut it. */
function inRows<Button extends { text: string }>(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = []
  for (const button of buttons) {
    const row = rows.at(-1)
    const fits = row?.length === 1 && [...row, button].every(({ text }) => text.length <= SHORT_LABEL)
    if (fits) row.push(button)
    else rows.push([button])
  }
  return rows
}

function toSendResult(error: unknown, { token, secret }: TelegramOptions): SendResult {
  if (error instanceof GrammyHttpError && error.error instanceof HttpError) return noAnswer(error.error)
  if (!(error instanceof GrammyError) || typeof error.error_code !== 'number')
    return { outcome: 'unknown', detail: 'unreadable answer' }
  const words = String(error.description)
  if (error.error_code === 400 && /query is too old|message is not modified/.test(words)) return { outcome: 'sent', id: '' }
  const detail = describe(error.error_code, words, [token, secret])
  const seconds = error.parameters?.retry_after
  const pause = typeof seconds === 'number' && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}
  return { outcome: 'not_sent', reason: reasonOf(error.error_code, words), ...pause, detail }
}

function reasonOf(code: number, words: string): Extract<SendResult, { outcome: 'not_sent' }>['reason'] {
  if (code === 429 || code >= 500) return 'busy'
  // A token in a shape that no bot has is answered with 404, as if the path were wrong.
  if (code === 401 || code === 404) return 'unauthorized'
  // "chat not found": the person deleted the account or never wrote to this bot; as out of reach as one who blocked it.
  if (code === 403 || /chat not found|user is deactivated|PEER_ID_INVALID/.test(words)) return 'blocked'
  return 'invalid'
}

type PlatformMedia = Extract<MediaRef, { from: 'platform' }>

async function download(options: TelegramOptions, media: PlatformMedia, signal: AbortSignal): Promise<Response> {
  const file = await apiFor(options, signal).getFile(media.ref)
  const path = typeof file?.file_path === 'string' ? file.file_path.split('/') : []
  if (path.length === 0 || path.some((part) => part === '' || part === '..' || part === '.'))
    throw new FetchError('gone', 'it has no usable path')
  const url = new URL(`${rootOf(options.baseUrl)}/file/bot${options.token}/${path.map(encodeURIComponent).join('/')}`)
  return mediaResponse(await options.http.request(url, { maxBytes: MAX_MEDIA_BYTES, timeoutMs: TIMEOUT_MS, signal }))
}

function refusedMedia(error: GrammyError | GrammyHttpError): FetchError {
  if (error instanceof GrammyHttpError) return toFetchError(error.error)
  if (error.error_code !== 400) return new FetchError('busy', `status ${error.error_code}`)
  return /too big/.test(String(error.description))
    ? new FetchError('too_large', 'it is too large')
    : new FetchError('gone', 'status 400')
}

async function factsOf(api: Api): Promise<Facts> {
  const [me, hook] = await Promise.all([api.getMe(), api.getWebhookInfo()])
  return {
    id: String(me.id),
    username: me.username ?? '',
    webhook: hook.url ?? '',
    pending: hook.pending_update_count ?? 0,
    ...(hook.last_error_date && { lastErrorAt: new Date(hook.last_error_date * 1000).toISOString() }),
    ...(hook.last_error_message && { lastError: hook.last_error_message }),
  }
}

/** grammY's errors carry the payload, and with it the secret: only code and words go on. */
async function operate<Result>(options: TelegramOptions, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    const result = toSendResult(error, options)
    throw new Error(`Telegram did not do it: ${'detail' in result ? result.detail : result.outcome}`)
  }
}
