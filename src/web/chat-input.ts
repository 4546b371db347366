/** What a person sent from the web chat: JSON from the page's script, or a form from the page without script. */

import * as v from 'valibot'
import { parseJson, readBody } from '../lib/body.ts'
import { utf8 } from '../lib/bytes.ts'
import type { Language, MediaKind } from '../message.ts'
import type { FailureCode } from './failure.ts'
import { type Held, hold } from './upload-memory.ts'

/** P-19 */
const JSON_LIMITS = { maxBytes: 1024 * 1024, totalMs: 5000 }
const FORM_LIMITS = { maxBytes: 20 * 1024 * 1024, idleMs: 20_000 }
const MAX_FILES = 10
/** Files and fields of one form: parsing takes a second of a core for hundreds of thousands. */
const MAX_PARTS = 40
const MAX_TEXT = 10_000
const MAX_NAME = 200

export interface Upload {
  readonly kind: MediaKind
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly fileName?: string
}

export type SentContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'button'; readonly payload: string }
  | { readonly type: 'location'; readonly lat: number; readonly lng: number }
  | { readonly type: 'uploads'; readonly uploads: readonly Upload[]; readonly caption?: string }

export interface Sent {
  /** UUID of the page's own: a repeat with it has no second effect (P-02) */
  readonly id: string
  /** language of the page, for a person who was never here */
  readonly language?: Language
  readonly content: SentContent
}

export type Read =
  | { readonly ok: true; readonly sent: Sent }
  | { readonly ok: false; readonly status: 400 | 408 | 413 | 503; readonly code: FailureCode }

/** Never throws, whatever the bytes (P-14). The caller calls `held.release` when it is done with the bytes. */
export async function readSent(request: Request): Promise<Read & { readonly held?: Held }> {
  const type = request.headers.get('content-type') ?? ''
  if (/^multipart\/form-data\b/i.test(type)) return readUploads(request, type)
  const body = await readBody(request, JSON_LIMITS)
  if (!body.ok) return refusal(body.status)
  if (/^application\/x-www-form-urlencoded\b/i.test(type))
    return fromForm(new URLSearchParams(new TextDecoder().decode(body.bytes)))
  const json = parseJson(body.bytes, { maxDepth: 16 })
  return json.ok ? fromJson(json.value) : fault('not_json')
}

const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i), v.toLowerCase())
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TEXT))
const payload = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME))
const degrees = (most: number) => v.pipe(v.number(), v.minValue(-most), v.maxValue(most))

const Message = v.pipe(
  v.object({
    id: v.optional(uuid),
    language: v.optional(v.picklist(['vi', 'en'])),
    text: v.optional(text),
    button: v.optional(payload),
    location: v.optional(v.object({ lat: degrees(90), lng: degrees(180) })),
  }),
  v.check(({ text, button, location }) => [text, button, location].filter((part) => part !== undefined).length === 1),
)

function fromJson(value: unknown): Read {
  const read = v.safeParse(Message, value)
  if (!read.success) return fault('not_a_message')
  const { id, language, ...parts } = read.output
  return sent({ id, language }, contentOf(parts))
}

function contentOf({ text, button, location }: Pick<v.InferOutput<typeof Message>, 'text' | 'button' | 'location'>): SentContent {
  if (location) return { type: 'location', ...location }
  return button === undefined ? { type: 'text', text: text ?? '' } : { type: 'button', payload: button }
}

async function readUploads(request: Request, type: string): Promise<Read & { readonly held?: Held }> {
  const held = hold(request)
  const body = await readBody(held, FORM_LIMITS)
  if (!body.ok) {
    held.release()
    return held.isFull() ? { ok: false, status: 503, code: 'try_again' } : refusal(body.status)
  }
  const read = await fromMultipart(body.bytes, type)
  if (read.ok) return { ...read, held }
  held.release()
  return read
}

async function fromMultipart(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Read> {
  if (hasMoreParts(bytes, type, MAX_PARTS)) return fault('too_many_files')
  try {
    return await fromUploads(await new Response(bytes, { headers: { 'content-type': type } }).formData())
  } catch {
    // A form that the platform's parser does not take is the sender's slip, not our fault.
    return fault('not_a_message')
  }
}

/** Whether a form has more parts than that, told before it is parsed. @param type its content type, with the boundary */
export function hasMoreParts(bytes: Uint8Array, type: string, most: number): boolean {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type)
  return countOf(bytes, `--${boundary?.[1] ?? boundary?.[2] ?? ''}`, most + 1) > most
}

async function fromUploads(form: FormData): Promise<Read> {
  const files = (['photo', 'file'] as const).flatMap((kind) =>
    form.getAll(kind).flatMap((value) => (value instanceof File && !isUnused(value) ? [{ kind, file: value }] : [])),
  )
  if (files.length > MAX_FILES) return fault('too_many_files')
  if (files.length === 0) return fromForm(form)
  const uploads = await Promise.all(
    files.map(async ({ kind, file }) => ({ kind, bytes: await bytesOf(file), ...(file.name && { fileName: nameOf(file) }) })),
  )
  const head = v.safeParse(Head, { id: fieldOf(form, 'id'), language: fieldOf(form, 'language'), text: fieldOf(form, 'text') })
  if (!head.success) return fault('not_a_message')
  const { text: caption, ...rest } = head.output
  return sent(rest, { type: 'uploads', uploads, ...(caption !== undefined && { caption }) })
}

const Head = v.object({ id: v.optional(uuid), language: v.optional(v.picklist(['vi', 'en'])), text: v.optional(text) })

/** A form without files: the page without script sends a text or a pressed button. */
function fromForm(form: FormData | URLSearchParams): Read {
  const names = ['id', 'language', 'text', 'button'] as const
  const fields = Object.fromEntries(names.map((name) => [name, fieldOf(form, name)]))
  // A button stands in the form of the text field, which comes along as it is.
  return fromJson(fields.button === undefined ? fields : { ...fields, text: undefined })
}

/** Browsers send line ends as CR LF, and fields left empty as ''. */
function fieldOf(form: FormData | URLSearchParams, name: string): string | undefined {
  const value = form.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.replace(/\r\n?/g, '\n') : undefined
}

/** What a browser sends for a file field in which nothing was chosen. */
function isUnused(file: File): boolean {
  return file.size === 0 && file.name === ''
}

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer())
}

/** The end of a long name goes, not its beginning: "cccd" stands there (L-07). */
function nameOf(file: File): string {
  return file.name.slice(0, MAX_NAME)
}

function sent(head: { id?: string | undefined; language?: Language | undefined }, content: SentContent): Read {
  const { id = crypto.randomUUID(), language } = head
  return { ok: true, sent: { id, content, ...(language && { language }) } }
}

function fault(code: FailureCode): Read {
  return { ok: false, status: 400, code }
}

function refusal(status: 400 | 408 | 413): Read {
  return { ok: false, status, code: status === 413 ? 'too_large' : status === 408 ? 'too_slow' : 'broken' }
}

/** How often ASCII words stand in the bytes, counted up to `most`. */
function countOf(bytes: Uint8Array, words: string, most: number): number {
  const wanted = utf8(words)
  let count = 0
  for (let at = bytes.indexOf(0x2d); at !== -1 && count < most; at = bytes.indexOf(0x2d, at + 1)) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) count += 1
  }
  return count
}
