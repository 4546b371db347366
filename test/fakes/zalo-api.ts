import type { IncomingMessage } from 'node:http'
import type { Answer, Behaviour } from './faulty-server.ts'

/** One message as the person sees it. */
export interface Accepted {
  readonly chatId: string
  readonly messageId: string
  readonly method: 'sendMessage' | 'sendPhoto'
  /** Text or caption. */
  readonly text: string
  readonly photo?: string
}

export interface Call {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

interface Limits {
  /** How a wrong token is answered: all three were seen. */
  badToken: 'http200' | 'http401' | 'not-json'
  /** Sends a month; the next is answered with 429. */
  quota: number
}

class Refusal extends Error {
  readonly status: number
  constructor(status: number, words?: string) {
    super(words ?? WORDS[status] ?? 'Error')
    this.status = status
  }
}

/** 403 is what the docs call it. */
const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Internal server error',
  404: 'Not found',
  429: 'Quota exceeded',
  500: 'Internal server error',
}
const MAX_TEXT = 2000

/** Called by `setWebhook`; gives the HTTP status that the probe saw, null: no answer. */
type Probe = (url: string, secret: string) => Promise<number | null>

/** The platform behind the socket: its state and its rules. */
export function createZaloApi(token: string, probe: Probe) {
  const chats = new Set<string>()
  const photos = new Map<string, Uint8Array>()
  const accepted: Accepted[] = []
  const calls: Call[] = []
  const limits: Limits = { badToken: 'http200', quota: 3000 }
  let webhook: { url: string; updated_at: number } | null = null
  let spent = 0

  const keep = (method: Accepted['method'], params: Call['params'], text: string): object => {
    const chatId = params.chat_id
    if (typeof chatId !== 'string' || !chats.has(chatId)) throw new Refusal(400)
    if (spent >= limits.quota) throw new Refusal(429)
    spent++
    const messageId = (0xcc_0000 + accepted.length).toString(16).padStart(20, 'd4')
    const photo = params.photo
    accepted.push({ chatId, messageId, method, text, ...(typeof photo === 'string' && { photo }) })
    return { message_id: messageId, date: Date.now() }
  }
  const methods: Readonly<Record<string, (params: Call['params']) => unknown>> = {
    getMe: () => ({ id: '1459232241454765289', account_name: 'bot.ocophue', account_type: 'BASIC', can_join_groups: false }),
    sendMessage: (params) => keep('sendMessage', params, textWithin(params.text)),
    sendPhoto(params) {
      if (typeof params.photo !== 'string' || !/^https?:\/\//.test(params.photo)) throw new Refusal(400)
      return keep('sendPhoto', params, params.caption === undefined ? '' : textWithin(params.caption))
    },
    async setWebhook({ url, secret_token: secret }) {
      if (typeof url !== 'string' || !/^https?:\/\//.test(url)) throw new Refusal(400)
      if (typeof secret !== 'string' || secret.length < 8 || secret.length > 256) throw new Refusal(400)
      webhook = { url, updated_at: Date.now() }
      return { ...webhook, verification: verificationOf(url, await probe(url, secret)) }
    },
    getWebhookInfo() {
      if (!webhook) throw new Refusal(404)
      return webhook
    },
  }
  const answerCall = async (method: string, params: Call['params']): Promise<Answer> => {
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (!run) return refusal(400)
    try {
      return { status: 200, body: JSON.stringify({ ok: true, result: await run(params) }) }
    } catch (error) {
      if (error instanceof Refusal) return refusal(error.status)
      throw error
    }
  }
  const wrongToken = (): Answer => {
    if (limits.badToken === 'not-json') return { status: 401, body: 'Unauthorized', type: 'text/plain' }
    return { ...refusal(401), status: limits.badToken === 'http200' ? 200 : 401 }
  }
  const behaviour: Behaviour = {
    methodOf: (path) => (path.startsWith('/photos/') ? 'file' : (path.split('/').at(-1) ?? '')),
    refuse: refusal,
    hear(method, _request, body) {
      if (method !== 'file') calls.push({ method, params: paramsOf(body) })
    },
    accept(method, request, body) {
      const path = pathOf(request)
      if (method === 'file') {
        const photo = photos.get(path)
        return photo ? { status: 200, body: photo, type: 'image/jpeg' } : { status: 404, body: '', type: 'text/html' }
      }
      const params = paramsOf(body)
      return path.startsWith(`/bot${token}/`) ? answerCall(method, params) : wrongToken()
    },
  }
  return {
    ...behaviour,
    accepted,
    calls,
    limits,
    /** Known from now on: this person has written to the bot. */
    chat: (id: string) => void chats.add(id),
    /** The path of a public photo. */
    addPhoto(bytes: Uint8Array): string {
      const path = `/photos/${photos.size + 1}.jpg`
      photos.set(path, bytes)
      return path
    },
    newMonth() {
      spent = 0
    },
  }
}

function textWithin(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT) throw new Refusal(400)
  return value
}

function verificationOf(url: string, status: number | null) {
  if (status === null) return { ok: false, url, outcome: 'webhook.err.conn', hint: 'No connection to the webhook.' }
  if (status >= 200 && status < 300) return { ok: true, url, status_code: status, outcome: 'webhook.ok', latency_ms: 12 }
  const group = status === 403 || status === 404 ? status : status >= 500 ? '5xx' : 'other'
  return { ok: false, url, status_code: status, outcome: `webhook.http.${group}`, hint: 'Java/<version> must be let in.' }
}

function pathOf(request: IncomingMessage): string {
  return decodeURIComponent(new URL(request.url ?? '/', 'http://fake').pathname)
}

function paramsOf(body: Uint8Array): Call['params'] {
  return body.length === 0 ? {} : (JSON.parse(new TextDecoder().decode(body)) as Call['params'])
}

function refusal(status: number): Answer {
  return { status, body: JSON.stringify({ ok: false, error_code: status, description: WORDS[status] ?? 'Error' }) }
}
