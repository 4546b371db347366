/** The OA's API behind the socket: who may be written to and at what price, what a message may hold, and the ledger. */
import type { IncomingMessage } from 'node:http'
import type { Answer, Behaviour } from './faulty-server.ts'
import { newMessageId } from './zalo-oa-events.ts'
import type { ZaloOaOauth } from './zalo-oa-oauth.ts'

export interface SeenButton {
  readonly title: string
  readonly type: string
  readonly payload: unknown
}

/** One message as the person sees it, and what it cost. */
export interface Accepted {
  readonly userId: string
  readonly messageId: string
  readonly text: string
  readonly buttons: readonly SeenButton[]
  readonly image?: string
  readonly price: 'free' | 'paid' | 'template'
  /** of a template: its parameters */
  readonly template?: Readonly<Record<string, unknown>>
}

interface User {
  interactedAt: number
  isBlocked: boolean
}

class Refusal extends Error {
  readonly code: number
  constructor(code: number) {
    super(WORDS[code] ?? 'Error')
    this.code = code
  }
}

const WORDS: Readonly<Record<number, string>> = {
  [-32]: 'Rate limit exceeded',
  [-201]: 'Params is invalid',
  [-210]: 'Params over limit',
  [-216]: 'Access token is invalid',
  [-217]: 'User has blocked OA',
  [-230]: 'User has not interacted with the OA in the past 7 days',
  [-500]: 'Internal error',
}
const HOUR_MS = 3_600_000
const FREE_MS = 48 * HOUR_MS
const OPEN_MS = 7 * 24 * HOUR_MS
const MAX_TEXT = 2000
const MAX_PARAMETER = 400
const MAX_UPLOAD = (1 << 20) + 1000
const BUTTONS = ['oa.open.url', 'oa.query.show', 'oa.query.hide', 'oa.open.phone', 'oa.open.sms']

/** @param sent called for each message that was accepted: receipts and echoes begin there */
export function createZaloOaApi(oauth: ZaloOaOauth, oaId: string, now: () => number, sent: (message: Accepted) => void) {
  const users = new Map<string, User>()
  const files = new Map<string, Uint8Array>()
  const accepted: Accepted[] = []
  const refused: { readonly userId: string; readonly code: number }[] = []
  const calls: { readonly method: string; readonly params: unknown }[] = []
  const limits = { perMinute: 4000 }
  const codes: number[] = []
  const templates = new Set<string>()
  const uploads = new Set<string>()
  let minute = { at: 0, count: 0 }
  let asked = ''

  const count = () => {
    const at = Math.floor(now() / 60_000)
    minute = minute.at === at ? { at, count: minute.count + 1 } : { at, count: 1 }
  }
  const priceFor = (userId: string): Accepted['price'] => {
    const user = users.get(userId)
    if (!user) throw new Refusal(-201)
    if (user.isBlocked) throw new Refusal(-217)
    const age = now() - user.interactedAt
    if (age >= OPEN_MS) throw new Refusal(-230)
    return age < FREE_MS ? 'free' : 'paid'
  }
  const take = (body: unknown): object => {
    const { recipient, message } = objectOf(body)
    const userId = String(objectOf(recipient).user_id ?? '')
    try {
      const one = { userId, messageId: newMessageId(), ...contentOf(objectOf(message)), price: priceFor(userId) }
      accepted.push(one)
      sent(one)
      const quota = { quota_type: one.price === 'free' ? 'reply' : 'purchase_quota' }
      return { message_id: one.messageId, user_id: userId, sent_time: String(now()), quota }
    } catch (error) {
      if (error instanceof Refusal) refused.push({ userId, code: error.code })
      throw error
    }
  }
  /** No window, but an approved template, whose parameters are short texts. */
  const takeTemplate = (body: unknown): object => {
    const { user_id: id, template_id: templateId, template_data: data } = objectOf(body)
    const userId = String(id ?? '')
    try {
      const user = users.get(userId)
      const values = Object.values(objectOf(data))
      if (!user || !templates.has(String(templateId))) throw new Refusal(-201)
      if (user.isBlocked) throw new Refusal(-217)
      if (values.length === 0 || !values.every((value) => typeof value === 'string' && value.length <= MAX_PARAMETER))
        throw new Refusal(-201)
      const one = {
        userId,
        messageId: newMessageId(),
        text: '',
        buttons: [],
        price: 'template',
        template: objectOf(data),
      } as const
      accepted.push(one)
      sent(one)
      return { message_id: one.messageId, user_id: userId, sent_time: String(now()) }
    } catch (error) {
      if (error instanceof Refusal) refused.push({ userId, code: error.code })
      throw error
    }
  }
  const takeUpload = (body: Uint8Array): object => {
    const text = new TextDecoder('latin1').decode(body)
    if (!/name="file"; filename="[^"]+\.(png|jpg)"/.test(text) || body.length > MAX_UPLOAD) throw new Refusal(-210)
    const id = `attachment-${uploads.size + 1}`
    uploads.add(id)
    return { attachment_id: id }
  }
  const answerCall = (method: string, request: IncomingMessage, body: Uint8Array): Answer => {
    const headers = {
      'X-RateLimit-Limit': String(limits.perMinute),
      'X-RateLimit-Remain': String(Math.max(0, limits.perMinute - minute.count)),
    }
    try {
      const code = codes.shift()
      if (code !== undefined) throw new Refusal(code)
      if (!oauth.isGood(request.headers.access_token?.toString())) throw new Refusal(-216)
      count()
      if (minute.count > limits.perMinute) throw new Refusal(-32)
      return success(
        method === 'getoa'
          ? { oaid: oaId, name: 'Kênh OCOP Huế', is_verified: true, oa_type: 4, num_follower: users.size }
          : method === 'template'
            ? takeTemplate(parsed(body))
            : method === 'upload'
              ? takeUpload(body)
              : take(parsed(body)),
        headers,
      )
    } catch (error) {
      if (error instanceof Refusal) return refusalOf(error.code, headers)
      throw error
    }
  }
  const behaviour: Behaviour = {
    methodOf: (path) => {
      if (path.endsWith('/message/cs')) return 'cs'
      if (path.endsWith('/message/template')) return 'template'
      if (path.endsWith('/getoa')) return 'getoa'
      if (path.endsWith('/upload/image')) return 'upload'
      if (path.endsWith('/access_token')) return 'refresh'
      return path.startsWith('/files/') ? 'file' : 'unknown'
    },
    refuse: (status) => {
      if (asked === 'file') return { status, body: '', type: 'text/html' }
      const code = { 400: -201, 401: -216, 403: -217, 429: -32 }[status] ?? -500
      return { ...refusalOf(code), status: status >= 500 ? status : 200 }
    },
    hear(method, _request, body) {
      asked = method
      if (method !== 'file') calls.push({ method, params: method === 'refresh' || method === 'upload' ? {} : parsed(body) })
    },
    accept(method, request, body) {
      const path = new URL(request.url ?? '/', 'http://fake').pathname
      if (method === 'file') {
        const bytes = files.get(path)
        return bytes ? { status: 200, body: bytes, type: 'image/jpeg' } : { status: 404, body: '', type: 'text/html' }
      }
      if (method === 'refresh')
        return oauth.exchange(new URLSearchParams(new TextDecoder().decode(body)), request.headers.secret_key?.toString())
      return method === 'unknown' ? { status: 404, body: '' } : answerCall(method, request, body)
    },
  }
  return {
    ...behaviour,
    accepted,
    refused,
    calls,
    limits,
    /** Codes that the next calls are refused with. */
    codes,
    /** Ids of approved templates. */
    templates,
    users,
    /** Opens the window anew. */
    interacts(userId: string) {
      users.set(userId, { isBlocked: users.get(userId)?.isBlocked ?? false, interactedAt: now() })
    },
    /** The path of a public file. */
    addFile(bytes: Uint8Array): string {
      const path = `/files/${files.size + 1}.jpg`
      files.set(path, bytes)
      return path
    },
  }
}

function contentOf(message: Readonly<Record<string, unknown>>): Pick<Accepted, 'text' | 'buttons' | 'image'> {
  const { text = '', attachment } = message
  if (typeof text !== 'string' || (text === '' && attachment === undefined)) throw new Refusal(-201)
  if (text.normalize('NFC').length > MAX_TEXT) throw new Refusal(-210)
  if (attachment === undefined) return { text, buttons: [] }
  const { type, payload } = objectOf(attachment)
  const { template_type: template, elements, buttons = [] } = objectOf(payload)
  if (type !== 'template' || !Array.isArray(buttons) || buttons.length > 5) throw new Refusal(-201)
  if (template === undefined) return { text, buttons: buttons.map(buttonOf) }
  const [element] = Array.isArray(elements) ? elements : []
  if (template === 'request_user_info') return form(objectOf(element))
  const { media_type: media, url, attachment_id: id } = objectOf(element)
  const image = typeof id === 'string' ? id : url
  if (template !== 'media' || media !== 'image' || typeof image !== 'string' || buttons.length > 0) throw new Refusal(-201)
  return { text, buttons: [], image }
}

/** Zalo's own form for name and phone: the person sees title and subtitle. */
function form({
  title,
  subtitle,
  image_url: image,
}: Readonly<Record<string, unknown>>): Pick<Accepted, 'text' | 'buttons' | 'image'> {
  if (typeof title !== 'string' || title === '' || title.length > 100) throw new Refusal(-201)
  if (typeof subtitle !== 'string' || subtitle.length > 500 || !URL.canParse(String(image))) throw new Refusal(-201)
  return { text: `[${title}] ${subtitle}`, buttons: [], image: String(image) }
}

function buttonOf(value: unknown): SeenButton {
  const { title, type, payload } = objectOf(value)
  if (typeof title !== 'string' || title === '' || title.length > 100) throw new Refusal(-201)
  if (typeof type !== 'string' || !BUTTONS.includes(type)) throw new Refusal(-201)
  const isQuery = type.startsWith('oa.query.')
  if (isQuery && (typeof payload !== 'string' || payload === '' || payload.length > 1000)) throw new Refusal(-201)
  if (type === 'oa.open.url' && !URL.canParse(String(objectOf(payload).url))) throw new Refusal(-201)
  return { title, type, payload }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function parsed(body: Uint8Array): unknown {
  return body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(body))
}

function success(data: object, headers: Readonly<Record<string, string>>): Answer {
  return { status: 200, body: JSON.stringify({ error: 0, message: 'Success', data }), headers }
}

function refusalOf(error: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body: JSON.stringify({ error, message: WORDS[error] ?? 'Error' }), headers }
}
