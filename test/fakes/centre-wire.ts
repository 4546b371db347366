/** How the fake centre writes: GeoReport's JSON, and the ways in which real servers stray from it. */

import { isClosed, type Kept, type News } from './centre-books.ts'
import type { Answer } from './faulty-server.ts'

/** Where real servers differ from the specification or from one another. */
export interface Quirks {
  /** spark: a bare list · root: the root kept · inner: root and XML's inner names · single: one entry without its list */
  dress: 'spark' | 'root' | 'inner' | 'single'
  /** Ids as bare numbers. */
  numericIds: boolean
  /** Fields left out of every entry. */
  forgets: readonly string[]
  /** Accepted, but the id is empty. */
  emptyId: boolean
  /** Batch service: a token, whose id is ready at that question (0: never). */
  readyAfter: number | null
  /** `attribute[client_ref]` is a key: the same again is the same report. Real servers have none. */
  isOnce: boolean
  /** Parameters beyond the frozen specification are refused, as mySociety's adapter does. */
  isStrict: boolean
  /** `extensions=true` shows the attributes: not at all, as a list of pairs, as a map. */
  attributes: 'no' | 'list' | 'map'
  paging: boolean
  /** mySociety's /servicerequestupdates */
  hasUpdates: boolean
  newsOrder: 'oldest first' | 'newest first' | 'shuffled, all twice'
  /** What is not public is shown to the holder of the key only. */
  isShy: boolean
  /** No JSON here. */
  isXmlOnly: boolean
  /** One unknown id in a list, and the whole list is 404. */
  failsWhole: boolean
}

export const PLAIN: Readonly<Quirks> = {
  dress: 'spark',
  numericIds: false,
  forgets: [],
  emptyId: false,
  readyAfter: null,
  isOnce: false,
  isStrict: false,
  attributes: 'list',
  paging: true,
  hasUpdates: true,
  newsOrder: 'oldest first',
  isShy: false,
  isXmlOnly: false,
  failsWhole: false,
}

type Entry = Readonly<Record<string, unknown>>

/** @param names of the list and of one entry, as in XML */
export function listAnswer(entries: readonly Entry[], names: readonly [string, string], quirks: Quirks, status = 200): Answer {
  const kept = entries.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([name]) => !quirks.forgets.includes(name))),
  )
  const json = JSON.stringify(dressed(kept, names, quirks))
  return jsonAnswer(quirks.numericIds ? json.replace(/"((?:service_request|update)_id)":"(\d+)"/g, '"$1":$2') : json, status)
}

function dressed(entries: readonly Entry[], [list, one]: readonly [string, string], { dress }: Quirks): unknown {
  if (dress === 'root') return { [list]: entries }
  if (dress === 'inner') return { [list]: entries.length === 0 ? null : { [one]: entries.length === 1 ? entries[0] : entries } }
  return dress === 'single' && entries.length === 1 ? entries[0] : entries
}

/** Errors are readable whatever the dress of the rest. */
export function errorAnswer(status: number, words: readonly string[], retryAfter?: number): Answer {
  const errors = words.map((description) => ({ code: String(status), description }))
  const answer = jsonAnswer(JSON.stringify(errors), status)
  return retryAfter === undefined ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } }
}

export function xmlAnswer(status: number, words: string): Answer {
  const body = `<?xml version="1.0" encoding="utf-8"?>\n<errors><error><code>${status}</code><description>${words}</description></error></errors>`
  return { status, body, type: 'text/xml; charset=utf-8' }
}

export function jsonAnswer(json: string, status = 200): Answer {
  return { status, body: json, type: 'application/json; charset=utf-8', headers: { 'access-control-allow-origin': '*' } }
}

/** One report as GET /requests shows it: all that strict readers want is there, even if empty. */
export function rowOf(report: Kept, serviceName: string, { attributes }: Quirks, hasExtensions: boolean): Entry {
  const { form } = report
  const number = (name: string) => (form.has(name) ? Number(form.get(name)) : null)
  return {
    service_request_id: report.id,
    status: isClosed(report.status) ? 'closed' : 'open',
    status_notes: report.notes,
    service_name: serviceName,
    service_code: form.get('service_code'),
    description: form.get('description') ?? '',
    requested_datetime: dateTime(report.requestedAt),
    updated_datetime: dateTime(report.updatedAt),
    address: form.get('address_string') ?? '',
    address_id: '',
    zipcode: '',
    lat: number('lat'),
    long: number('long'),
    media_url: form.get('media_url') ?? '',
    ...(hasExtensions && attributes !== 'no' && { attributes: attributesOf(form, attributes) }),
  }
}

function attributesOf(form: URLSearchParams, shape: 'list' | 'map'): unknown {
  const pairs = [...form].flatMap(([name, value]) => {
    const code = /^attribute\[(.+)\]$/.exec(name)?.[1]
    return code === undefined ? [] : [{ code, value }]
  })
  return shape === 'list' ? pairs : Object.fromEntries(pairs.map(({ code, value }) => [code, value]))
}

export function newsEntry({ updateId, reportId, status, words, at, externalStatusCode }: News): Entry {
  return {
    update_id: updateId,
    service_request_id: reportId,
    status,
    updated_datetime: dateTime(at),
    description: words,
    media_url: '',
    ...(externalStatusCode && { external_status_code: externalStatusCode }),
  }
}

/** UTC without fractions. */
export function dateTime(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z')
}
