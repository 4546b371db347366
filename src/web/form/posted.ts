/** What a browser posts from the page: words and files by the names that `page.tsx` gives them. */
import { readBody } from '../../lib/body.ts'
import { clean } from '../../lib/text.ts'
import { hasMoreParts } from '../chat-input.ts'
import { hold } from '../upload-memory.ts'

/** P-19, as for the web chat's uploads */
const LIMITS = { maxBytes: 20 * 1024 * 1024, idleMs: 20_000 }
/** More than any page has; parsing takes a second of a core for hundreds of thousands. */
const MOST_PARTS = 300
const MOST_TEXT = 10_000

export interface Posted {
  /** undefined: the page had no such field, or nothing was chosen in it */
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  files(name: string): readonly File[]
}

export type ReadPosted =
  | { readonly ok: true; readonly posted: Posted; release(): void }
  | { readonly ok: false; readonly status: 400 | 408 | 413 | 503 }

/** Never throws, whatever the bytes (P-14). */
export async function readPosted(request: Request): Promise<ReadPosted> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) return { ok: false, status: 400 }
  const held = hold(request)
  const body = await readBody(held, LIMITS)
  const form = body.ok ? await parsed(body.bytes, type) : null
  if (form) return { ok: true, posted: postedOf(form), release: held.release }
  held.release()
  if (held.isFull()) return { ok: false, status: 503 }
  return { ok: false, status: body.ok ? 400 : body.status }
}

async function parsed(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<FormData | null> {
  if (hasMoreParts(bytes, type, MOST_PARTS)) return null
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData()
  } catch {
    // A form that the platform's parser does not take is the sender's slip, not our fault.
    return null
  }
}

function postedOf(form: FormData): Posted {
  const texts = (name: string) =>
    form
      .getAll(name)
      .flatMap((value) => (typeof value === 'string' ? [clean(value.slice(0, MOST_TEXT)).replace(/\r\n?/g, '\n')] : []))
  return {
    text: (name) => texts(name)[0],
    texts,
    // What a browser sends for a field in which no file was chosen has no name and no bytes.
    files: (name) =>
      form.getAll(name).flatMap((value) => (value instanceof File && (value.size > 0 || value.name !== '') ? [value] : [])),
  }
}
