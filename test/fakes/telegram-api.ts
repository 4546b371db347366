import type { IncomingMessage } from 'node:http'
import type { Answer, Behaviour } from './faulty-server.ts'

/** One message as the person sees it. */
export interface Accepted {
  readonly chatId: string
  readonly messageId: number
  readonly method: string
  /** Text or caption. */
  readonly text: string
  readonly photo?: string
  readonly replyMarkup?: Markup
}

export interface Call {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

interface Markup {
  readonly inline_keyboard?: readonly (readonly { text: string; callback_data?: string; url?: string }[])[]
  readonly keyboard?: readonly (readonly { text: string; request_location?: boolean }[])[]
}

/** A refusal in Telegram's own words. */
class Refusal extends Error {
  readonly status: number
  constructor(status: number, description: string) {
    super(description)
    this.status = status
  }
}

const MAX_DOWNLOAD = 20 * 1024 * 1024
const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request: message text is empty',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  429: 'Too Many Requests: retry after',
  500: 'Internal Server Error',
}

/** The platform behind the socket: its state and its rules. */
export function createTelegramApi(token: string, onWebhook: (url: string, secret: string) => void) {
  const chats = new Map<string, { blocked: boolean }>()
  const files = new Map<string, { path: string; bytes: Uint8Array }>()
  const accepted: Accepted[] = []
  const calls: Call[] = []
  const openQueries = new Set<string>()
  let webhook: Readonly<Record<string, unknown>> = { url: '' }
  let lastMessageId = 1000

  const chatOf = (params: Call['params']): string => {
    const id = String(params.chat_id ?? '')
    const chat = chats.get(id)
    if (!chat) throw new Refusal(400, 'Bad Request: chat not found')
    if (chat.blocked) throw new Refusal(403, 'Forbidden: bot was blocked by the user')
    return id
  }
  const keep = (method: string, params: Call['params'], text: string): object => {
    const chatId = chatOf(params)
    const markup = params.reply_markup as Markup | undefined
    checkMarkup(markup)
    const messageId = ++lastMessageId
    const photo = params.photo
    accepted.push({
      chatId,
      messageId,
      method,
      text,
      ...(typeof photo === 'string' && { photo }),
      ...(markup && { replyMarkup: markup }),
    })
    return { message_id: messageId, date: Math.floor(Date.now() / 1000), chat: { id: Number(chatId), type: 'private' }, text }
  }

  const methods: Readonly<Record<string, (params: Call['params']) => unknown>> = {
    getMe: () => ({ id: 123456, is_bot: true, first_name: 'OCOP Huế', username: 'ocop_hue_bot', can_join_groups: false }),
    sendMessage: (params) =>
      keep('sendMessage', params, textWithin(params.text, 1, 4096, 'message text is empty', 'message is too long')),
    sendPhoto(params) {
      if (typeof params.photo !== 'string' || !/^https?:\/\//.test(params.photo))
        throw new Refusal(400, 'Bad Request: wrong remote file identifier specified')
      return keep('sendPhoto', params, textWithin(params.caption ?? '', 0, 1024, '', 'message caption is too long'))
    },
    answerCallbackQuery(params) {
      if (!openQueries.delete(String(params.callback_query_id)))
        throw new Refusal(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid')
      return true
    },
    getFile(params) {
      const id = String(params.file_id)
      const file = files.get(id)
      if (!file) throw new Refusal(400, 'Bad Request: wrong file_id or the file is temporarily unavailable')
      if (file.bytes.length > MAX_DOWNLOAD) throw new Refusal(400, 'Bad Request: file is too big')
      return { file_id: id, file_unique_id: `u${id}`, file_size: file.bytes.length, file_path: file.path }
    },
    setWebhook(params) {
      const secret = String(params.secret_token ?? '')
      if (!/^[\w-]{1,256}$/.test(secret)) throw new Refusal(400, 'Bad Request: secret token contains unallowed characters')
      webhook = {
        url: params.url,
        allowed_updates: params.allowed_updates,
        max_connections: params.max_connections ?? 40,
      }
      onWebhook(String(params.url), secret)
      return true
    },
    getWebhookInfo: () => ({ has_custom_certificate: false, pending_update_count: 0, ...webhook }),
  }

  const behaviour: Behaviour = {
    methodOf: (path) => (path.startsWith('/file/') ? 'file' : (path.split('/').at(-1) ?? '')),
    refuse: (status, retryAfter) => refusal(status, WORDS[status] ?? 'Error', status === 429 ? (retryAfter ?? 5) : undefined),
    hear(method, request, body) {
      if (method !== 'file') calls.push({ method, params: paramsOf(request, body) })
    },
    accept(method, request, body) {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://fake').pathname)
      if (method === 'file') return serveFile(path)
      const params = paramsOf(request, body)
      if (!path.startsWith(`/bot${token}/`)) return refusal(401, 'Unauthorized')
      const run = Object.hasOwn(methods, method) ? methods[method] : undefined
      if (!run) return refusal(404, 'Not Found: method not found')
      try {
        return { status: 200, body: JSON.stringify({ ok: true, result: run(params) }) }
      } catch (error) {
        if (error instanceof Refusal) return refusal(error.status, error.message)
        throw error
      }
    },
  }
  const serveFile = (path: string): Answer => {
    const file = [...files.values()].find((one) => path === `/file/bot${token}/${one.path}`)
    return file ? { status: 200, body: file.bytes, type: 'application/octet-stream' } : refusal(404, 'Not Found')
  }

  return {
    ...behaviour,
    accepted,
    calls,
    openQueries,
    /** Known from now on: this person has written to the bot. */
    chat(id: string): { blocked: boolean } {
      const chat = chats.get(id) ?? { blocked: false }
      chats.set(id, chat)
      return chat
    },
    addFile(bytes: Uint8Array, folder = 'documents', ending = 'bin'): string {
      const id = `AgAC-file_${files.size + 1}`
      files.set(id, { path: `${folder}/file_${files.size + 1}.${ending}`, bytes })
      return id
    },
    findButton(chatId: string, payloadOrLabel: string) {
      const mine = accepted.filter((one) => one.chatId === chatId).reverse()
      for (const { replyMarkup, messageId, text } of mine) {
        const inline = replyMarkup?.inline_keyboard
          ?.flat()
          .find((one) => one.callback_data === payloadOrLabel || one.text === payloadOrLabel)
        if (inline?.callback_data !== undefined)
          return { label: inline.text, data: inline.callback_data, under: { messageId, text } }
        const plain = replyMarkup?.keyboard?.flat().find((one) => one.text === payloadOrLabel && !one.request_location)
        if (plain) return { label: plain.text, data: undefined, under: { messageId, text } }
      }
      return undefined
    },
  }
}

function textWithin(value: unknown, min: number, max: number, empty: string, long: string): string {
  if (typeof value !== 'string') throw new Refusal(400, `Bad Request: ${empty || 'text must be a string'}`)
  if (value.trim().length < min) throw new Refusal(400, `Bad Request: ${empty}`)
  if (value.length > max) throw new Refusal(400, `Bad Request: ${long}`)
  return value
}

function checkMarkup(markup: Markup | undefined): void {
  for (const button of markup?.inline_keyboard?.flat() ?? []) {
    if (!button.text) throw new Refusal(400, 'Bad Request: inline keyboard button text must be non-empty')
    const bytes = button.callback_data === undefined ? 1 : new TextEncoder().encode(button.callback_data).length
    if (bytes < 1 || bytes > 64) throw new Refusal(400, 'Bad Request: BUTTON_DATA_INVALID')
    if (button.callback_data === undefined && !/^(https?|tg):\/\//.test(button.url ?? ''))
      throw new Refusal(400, 'Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL')
  }
}

function paramsOf(request: IncomingMessage, body: Uint8Array): Call['params'] {
  const text = new TextDecoder().decode(body)
  if (!request.headers['content-type']?.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(text))
  return text === '' ? {} : (JSON.parse(text) as Call['params'])
}

function refusal(status: number, description: string, retryAfter?: number): Answer {
  const parameters = retryAfter === undefined ? undefined : { retry_after: retryAfter }
  const words = retryAfter === undefined ? description : `${description} ${retryAfter}`
  return {
    status,
    body: JSON.stringify({ ok: false, error_code: status, description: words, ...(parameters && { parameters }) }),
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  }
}
