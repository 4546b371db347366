/** Papers for who holds a signed link with an end: the self-assessment as PDF and picture, Mẫu 01 and Mẫu 02. */
import { type Context, Hono } from 'hono'
import * as assessments from '../models/assessment.ts'
import * as attachments from '../models/attachment.ts'
import { isGoodPaperLink } from '../models/paper-link.ts'
import * as people from '../models/person.ts'
import * as registrations from '../models/registration.ts'
import { assessmentPaper } from '../papers/assessment.ts'
import { assessmentPicture } from '../papers/assessment-picture.ts'
import { PDF_TYPE, pdfOf } from '../papers/pdf.ts'
import { PNG_TYPE } from '../papers/picture.ts'
import { translator } from '../texts.ts'
import { assessmentResult } from './assessment-result.ts'
import type { Env } from './env.ts'
import { download, formFile, formNamed, loadDossier } from './paper-files.ts'

export const papers = new Hono<Env>()

/** Links that were tampered with, have ended, or lead to what was deleted are answered alike. */
papers.get('/:name/:id', async (c) => {
  const { name, id } = c.req.param()
  const { sig = '', exp = '' } = c.req.query()
  if (!(await isGoodPaperLink(c.env.vault, { name, id, exp, sig }, c.env.now()))) return c.notFound()
  return name.startsWith('assessment.') ? assessment(c, id, name) : form(c, id, name)
})

async function assessment(c: Context<Env>, id: string, name: string) {
  const { db, vault } = c.env
  const one = await assessments.find(db, vault, id)
  if (!one) return c.notFound()
  const { language } = await people.load(db, vault, one.personId)
  const result = assessmentResult(one, await assessments.before(db, vault, one), language)
  if (!result) return c.notFound()
  const t = translator(language)
  if (name === 'assessment.pdf')
    return download(c, { name: 'tu-cham-ocop.pdf', type: PDF_TYPE, bytes: pdfOf(assessmentPaper(result, t)) })
  // What was scored does not change: a chat may show it as often as it likes.
  return c.body(assessmentPicture(result, t) as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': PNG_TYPE,
    'Cache-Control': 'private, max-age=86400',
  })
}

async function form(c: Context<Env>, id: string, name: string) {
  const wanted = formNamed(name)
  const one = await registrations.find(c.env.db, c.env.vault, id)
  if (!wanted || !one) return c.notFound()
  const kept = await attachments.listOf(c.env.db, { registrationId: one.id })
  const file = await formFile(await loadDossier(c.env, one, kept), wanted.form, wanted.format)
  return download(c, { ...file, name: `${one.reference}-${file.name}` })
}
