/** A stored photo or paper for who holds a signed link with an end (P-23). */
import { Hono } from 'hono'
import * as attachments from '../models/attachment.ts'
import { isGoodLink } from '../models/media-link.ts'
import type { Env } from './env.ts'

export { mediaLink } from '../models/media-link.ts'

export const media = new Hono<Env>()

/** Links that were tampered with, have ended, or lead to what was deleted are answered alike. */
media.get('/:id', async (c) => {
  const { id } = c.req.param()
  const { sig = '', exp = '' } = c.req.query()
  if (!(await isGoodLink(c.env.vault, id, exp, sig, c.env.now()))) return c.notFound()
  const attachment = await attachments.find(c.env.db, id)
  if (attachment?.state !== 'stored' || !attachment.storageKey || !attachment.contentType) return c.notFound()
  const stored = await c.env.storage.get(attachment.storageKey)
  if (!stored) return c.notFound()
  return c.body(stored.bytes as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': attachment.contentType,
    'Content-Disposition': dispositionOf(attachment),
    // A link is made anew for each page, and what an official deletes must be gone from their browser too.
    'Cache-Control': 'no-store',
  })
})

/** Pictures are shown; papers and voices are only saved, never opened inside our origin. */
function dispositionOf({ kind, contentType, id }: attachments.Attachment): string {
  const ending = (contentType ?? '').split('/')[1] ?? 'bin'
  return `${kind === 'photo' ? 'inline' : 'attachment'}; filename="${id.slice(0, 8)}.${ending}"`
}
