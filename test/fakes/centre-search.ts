/** GET /requests of the fake centre: which reports a question means. */
import type { Kept } from './centre-books.ts'
import { isClosed } from './centre-books.ts'
import type { Quirks } from './centre-wire.ts'

const DAY_MS = 24 * 3600 * 1000
const MAX_SPAN_MS = 90 * DAY_MS
const MAX_ROWS = 1000
const MAX_IDS = 50
const FROZEN = ['jurisdiction_id', 'service_request_id', 'service_code', 'start_date', 'end_date', 'status']

export type Found = { readonly reports: readonly Kept[] } | { readonly status: 400 | 404; readonly faults: readonly string[] }

/** Newest first; a list of ids overrides all else. */
export function search(reports: readonly Kept[], params: URLSearchParams, quirks: Quirks, now: Date): Found {
  const beyond = [...params.keys()].filter((name) => !FROZEN.includes(name))
  if (quirks.isStrict && beyond.length > 0) return { status: 400, faults: beyond.map((name) => `Tham số lạ: ${name}.`) }
  if (params.get('service_request_id')) return byIds(reports, listOf(params, 'service_request_id'), quirks)
  const span = spanOf(params, now)
  if ('fault' in span) return { status: 400, faults: [span.fault] }
  const states = listOf(params, 'status')
  if (states.some((state) => state !== 'open' && state !== 'closed'))
    return { status: 400, faults: ['status chỉ là open hoặc closed.'] }
  const codes = listOf(params, 'service_code')
  const rows = reports
    .filter(({ requestedAt }) => requestedAt >= span.from && requestedAt < span.to)
    .filter(({ form }) => codes.length === 0 || codes.includes(form.get('service_code') ?? ''))
    .filter(({ status }) => states.length === 0 || states.includes(isClosed(status) ? 'closed' : 'open'))
    .toSorted((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime())
  return { reports: pageOf(rows, params, quirks) }
}

function byIds(reports: readonly Kept[], ids: readonly string[], { failsWhole }: Quirks): Found {
  if (ids.length > MAX_IDS) return { status: 400, faults: [`Nhiều nhất ${MAX_IDS} mã một lần.`] }
  const found = reports.filter(({ id }) => ids.includes(id))
  if (failsWhole && found.length < ids.length) return { status: 404, faults: ['Có mã không tìm thấy.'] }
  return { reports: found }
}

/** An empty parameter equals an absent one; one date alone reaches 90 days. */
function spanOf(params: URLSearchParams, now: Date): { readonly from: Date; readonly to: Date } | { readonly fault: string } {
  const [start, end] = [params.get('start_date'), params.get('end_date')].map((text) => text || null)
  for (const text of [start, end])
    if (text && !isDateTime(text)) return { fault: 'Ngày giờ phải có múi giờ, không có phần lẻ của giây.' }
  const to = end ? new Date(end) : start ? new Date(Date.parse(start) + MAX_SPAN_MS) : new Date(now.getTime() + DAY_MS)
  const from = start ? new Date(start) : new Date(to.getTime() - MAX_SPAN_MS)
  return to.getTime() - from.getTime() > MAX_SPAN_MS ? { fault: 'Khoảng thời gian dài quá 90 ngày.' } : { from, to }
}

export function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
}

function pageOf(rows: readonly Kept[], params: URLSearchParams, { paging }: Quirks): readonly Kept[] {
  if (!paging) return rows.slice(0, MAX_ROWS)
  const size = Math.min(Number(params.get('page_size') || MAX_ROWS), MAX_ROWS)
  const page = Number(params.get('page') || 1)
  return rows.slice((page - 1) * size, page * size)
}

function listOf(params: URLSearchParams, name: string): readonly string[] {
  return (params.get(name) ?? '').split(',').filter((one) => one !== '')
}
