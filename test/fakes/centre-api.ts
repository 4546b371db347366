/** The fake centre behind the socket: GeoReport v2 with mySociety's updates, its rules and its words. */
import type { IncomingMessage } from 'node:http'
import data from '../../src/city/categories.json' with { type: 'json' }
import type { Books } from './centre-books.ts'
import { isDateTime, search } from './centre-search.ts'
import { dateTime, errorAnswer, jsonAnswer, listAnswer, newsEntry, type Quirks, rowOf, xmlAnswer } from './centre-wire.ts'
import type { Answer, Behaviour } from './faulty-server.ts'

export interface Service {
  readonly code: string
  readonly name: string
  /** codes of attributes without which it takes no report */
  readonly needs?: readonly string[]
}

export interface Rules {
  readonly apiKey: string
  readonly jurisdiction: string
  readonly services: readonly Service[]
  readonly quirks: Quirks
  readonly now: () => Date
}

/** One call that came, also those that went wrong. `params`: query or form. */
export interface CentreCall {
  readonly method: string
  readonly params: URLSearchParams
}

export const ROOT = '/open311/v2'
export const SERVICES: readonly Service[] = data.categories.map(({ id, vi }) => ({ code: id, name: vi }))
const MAX_DESCRIPTION = 4000
const REQUESTS = ['service_requests', 'request'] as const
const UPDATES = ['service_request_updates', 'request_update'] as const
const NO_KEY = 'Khóa api_key thiếu hoặc sai.'
const WORDS: Readonly<Record<number, string>> = {
  400: 'Thiếu trường bắt buộc.',
  401: 'Chưa xác thực.',
  403: NO_KEY,
  429: 'Gửi quá nhiều, xin chờ.',
  500: 'Lỗi của trung tâm.',
}

export function createCentreApi(rules: Rules, books: Books): Behaviour & { readonly calls: CentreCall[] } {
  const calls: CentreCall[] = []
  const asked = new Map<string, number>()
  const { quirks } = rules
  const nameOf = (code: string | null) => rules.services.find((service) => service.code === code)?.name ?? ''
  const shows = (params: URLSearchParams) => (report: { readonly isPublic: boolean }) =>
    report.isPublic || !quirks.isShy || params.get('api_key') === rules.apiKey

  const methods: Readonly<Record<string, (params: URLSearchParams, id: string, host: string) => Answer>> = {
    discovery: (_params, _id, host) => jsonAnswer(JSON.stringify(discovery(host))),
    services: () => listAnswer(rules.services.map(serviceEntry), ['services', 'service'], quirks),
    service(_params, code) {
      const service = rules.services.find((one) => one.code === code)
      return service ? jsonAnswer(JSON.stringify(definition(service))) : errorAnswer(404, ['Không có loại này.'])
    },
    submit(form) {
      const faults = faultsOf(form, rules)
      if (faults.words.length > 0) return errorAnswer(faults.status, faults.words)
      const clientRef = form.get('attribute[client_ref]')
      const before = quirks.isOnce && clientRef ? books.find(clientRef) : undefined
      form.delete('api_key')
      const report = before ?? books.keep(form)
      const id = quirks.emptyId ? '' : report.id
      return listAnswer([quirks.readyAfter === null ? { service_request_id: id } : { token: report.token }], REQUESTS, quirks)
    },
    token(_params, token) {
      const report = books.reports.find((one) => one.token === token)
      const times = (asked.get(token) ?? 0) + 1
      asked.set(token, times)
      const isReady = quirks.readyAfter !== null && quirks.readyAfter > 0 && times >= quirks.readyAfter
      if (!report || !isReady) return errorAnswer(404, ['Chưa có mã cho token này.'])
      return listAnswer([{ service_request_id: report.id, token }], REQUESTS, quirks)
    },
    search(params) {
      const found = search(books.reports.filter(shows(params)), params, quirks, rules.now())
      if ('faults' in found) return errorAnswer(found.status, found.faults)
      const hasExtensions = params.get('extensions') === 'true'
      const rows = found.reports.map((report) => rowOf(report, nameOf(report.form.get('service_code')), quirks, hasExtensions))
      return listAnswer(rows, REQUESTS, quirks)
    },
    request(params, id) {
      const report = books.reports.filter(shows(params)).find((one) => one.id === id)
      if (!report) return errorAnswer(404, ['Không có phản ánh này.'])
      return listAnswer([rowOf(report, nameOf(report.form.get('service_code')), quirks, true)], REQUESTS, quirks)
    },
    updates(params) {
      const [start, end] = ['start_date', 'end_date'].map((name) => params.get(name) ?? '')
      if (![start, end].every((text) => !text || isDateTime(text))) return errorAnswer(400, ['Ngày giờ phải có múi giờ.'])
      const [from, to] = [start ? Date.parse(start) : 0, end ? Date.parse(end) : Number.MAX_SAFE_INTEGER]
      const news = books.news.filter(({ at }) => at.getTime() >= from && at.getTime() < to)
      return listAnswer(inOrder(news.map(newsEntry), quirks), UPDATES, quirks)
    },
    update(form) {
      if (form.get('api_key') !== rules.apiKey) return errorAnswer(403, [NO_KEY])
      const needed = ['service_request_id', 'update_id', 'status', 'updated_datetime', 'description']
      const missing = needed.filter((name) => !form.get(name))
      if (missing.length > 0)
        return errorAnswer(
          400,
          missing.map((name) => `Bad request: missing ${name}`),
        )
      if (!/^(OPEN|CLOSED)$/.test(form.get('status') ?? '')) return errorAnswer(400, ['Bad request: unknown status'])
      if (!isDateTime(form.get('updated_datetime') ?? '')) return errorAnswer(400, ['Bad request: updated_datetime'])
      const [reportId, updateId] = [form.get('service_request_id') ?? '', form.get('update_id') ?? '']
      if (!books.find(reportId)) return errorAnswer(400, ['Bad request: no such report'])
      if (books.additions.some((one) => one.updateId === updateId)) return errorAnswer(400, ['Bad request: already exists'])
      form.delete('api_key')
      books.additions.push({ updateId, reportId, form })
      return listAnswer([{ update_id: String(books.additions.length) }], UPDATES, quirks)
    },
  }

  return {
    calls,
    methodOf: (path, verb) => routeOf(path, verb).method,
    refuse: (status, retryAfter) =>
      errorAnswer(status, [WORDS[status] ?? 'Lỗi.'], status === 429 ? (retryAfter ?? 5) : retryAfter),
    hear: (method, request, body) => void calls.push({ method, params: paramsOf(request, body) }),
    accept(method, request, body) {
      const { pathname } = new URL(request.url ?? '/', 'http://fake')
      const params = paramsOf(request, body)
      const wrong = wrongCall(pathname, request, rules) ?? wrongPlace(params, rules)
      if (wrong) return wrong
      const known = quirks.hasUpdates || !method.startsWith('update')
      const run = known && Object.hasOwn(methods, method) ? methods[method] : undefined
      return run?.(params, routeOf(pathname, '').id, request.headers.host ?? '') ?? page404()
    },
  }
}

function paramsOf(request: IncomingMessage, body: Uint8Array): URLSearchParams {
  if (request.method === 'POST') return new URLSearchParams(new TextDecoder().decode(body))
  return new URL(request.url ?? '/', 'http://fake').searchParams
}

/** The ending of the path is the format. */
function routeOf(path: string, verb: string): { readonly method: string; readonly id: string } {
  const [kind = '', id = ''] = path
    .slice(ROOT.length + 1)
    .replace(/\.\w+$/, '')
    .split('/')
    .map(decodeURIComponent)
  const isPost = verb === 'POST'
  if (kind === 'requests') return { method: isPost ? 'submit' : id ? 'request' : 'search', id }
  if (kind === 'servicerequestupdates') return { method: isPost ? 'update' : 'updates', id }
  if (kind === 'services') return { method: id ? 'service' : 'services', id }
  return { method: kind === 'tokens' ? 'token' : kind, id }
}

/** Before anything is read: the place, the format, the way of writing. */
function wrongCall(path: string, request: IncomingMessage, { quirks }: Rules): Answer | null {
  if (!path.startsWith(`${ROOT}/`)) return page404()
  if (quirks.isXmlOnly || !path.endsWith('.json')) return xmlAnswer(404, 'Không có định dạng này.')
  const type = request.headers['content-type'] ?? ''
  const isForm = request.method !== 'POST' || type.startsWith('application/x-www-form-urlencoded')
  return isForm ? null : errorAnswer(400, ['Phải gửi theo application/x-www-form-urlencoded.'])
}

function wrongPlace(params: URLSearchParams, { jurisdiction }: Rules): Answer | null {
  const given = params.get('jurisdiction_id')
  return given && given !== jurisdiction ? errorAnswer(404, ['Không có địa phương này.']) : null
}

/** All faults of a report together; the key goes before them, and what is not there is 404. */
function faultsOf(
  form: URLSearchParams,
  { apiKey, services }: Rules,
): { readonly status: number; readonly words: readonly string[] } {
  if (form.get('api_key') !== apiKey) return { status: 403, words: [NO_KEY] }
  const code = form.get('service_code')
  const service = services.find((one) => one.code === code)
  if (code && !service) return { status: 404, words: ['Không có loại này.'] }
  const has = (name: string) => Boolean(form.get(name))
  const words = [
    ...(code ? [] : ['Thiếu service_code.']),
    ...(has('lat') === has('long') ? [] : ['lat và long phải đi cùng nhau.']),
    ...(has('lat') || has('address_string') || has('address_id') ? [] : ['Thiếu địa điểm.']),
    ...((form.get('description') ?? '').length <= MAX_DESCRIPTION ? [] : [`Mô tả dài quá ${MAX_DESCRIPTION} ký tự.`]),
    ...(service?.needs ?? []).filter((name) => !has(`attribute[${name}]`)).map((name) => `Thiếu attribute[${name}].`),
  ]
  return { status: 400, words }
}

function inOrder<Entry>(news: readonly Entry[], { newsOrder }: Quirks): readonly Entry[] {
  if (newsOrder === 'oldest first') return news
  if (newsOrder === 'newest first') return news.toReversed()
  // The last first, then the rest, then all again: a fixed disorder, so that a failure can be repeated.
  return [...news.slice(-1), ...news.slice(0, -1), ...news]
}

function serviceEntry({ code, name, needs = [] }: Service) {
  return {
    service_code: code,
    service_name: name,
    description: name,
    metadata: needs.length > 0,
    type: 'realtime',
    keywords: '',
    group: '',
  }
}

function definition({ code, needs = [] }: Service) {
  const attributes = needs.map((name, at) => ({
    variable: true,
    code: name,
    datatype: 'string',
    required: true,
    datatype_description: '',
    order: at + 1,
    description: name,
  }))
  return { service_code: code, attributes }
}

function discovery(host: string) {
  const changeset = dateTime(new Date(Date.UTC(2026, 10, 1)))
  const endpoint = { specification: 'http://wiki.open311.org/GeoReport_v2', url: `http://${host}${ROOT}`, changeset }
  const formats = ['application/json']
  const endpoints = ['production', 'test'].map((type) => ({ ...endpoint, type, formats }))
  return { changeset, contact: 'Trung tâm giám sát (giả, để thử)', key_service: 'Hỏi quản trị viên', endpoints }
}

function page404(): Answer {
  return { status: 404, body: '<html><h1>404 Not Found</h1></html>', type: 'text/html' }
}
