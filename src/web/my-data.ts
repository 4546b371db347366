/** All that is kept about a person, as one ZIP for who holds a signed link with an end (L-03). */
import { Hono } from 'hono'
import { isGoodMyDataLink } from '../models/my-data-link.ts'
import { archiveOf, ZIP_TYPE } from '../papers/archive.ts'
import type { Env } from './env.ts'
import { myDataFiles } from './my-data-files.ts'

export const myData = new Hono<Env>()

/** Links that were tampered with, have ended, or lead to nobody are answered alike. */
myData.get('/:id', async (c) => {
  const { id } = c.req.param()
  const { sig = '', exp = '' } = c.req.query()
  if (!(await isGoodMyDataLink(c.env.vault, { id, exp, sig }, c.env.now()))) return c.notFound()
  const files = await myDataFiles(c.env, id)
  if (files === null) return c.notFound()
  return c.body(archiveOf(files, c.env.now()), 200, {
    'Content-Type': ZIP_TYPE,
    'Content-Disposition': 'attachment; filename="du-lieu-cua-toi.zip"',
    'Cache-Control': 'no-store',
  })
})
