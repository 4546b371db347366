/** The official forms of a registration as files, for the console and for who holds a signed link. */
import type { Context } from 'hono'
import { isPaper, paperName } from '../conversations/papers.ts'
import type { Deps } from '../deps.ts'
import * as assessments from '../models/assessment.ts'
import type { Attachment } from '../models/attachment.ts'
import type { Registration } from '../models/registration.ts'
import { DOCX_TYPE, docxOf } from '../papers/docx.ts'
import type { Dossier } from '../papers/dossier.ts'
import { form01 } from '../papers/form-01.ts'
import { form02 } from '../papers/form-02.ts'
import { form03 } from '../papers/form-03.ts'
import type { Paper } from '../papers/paper.ts'
import { PDF_TYPE, pdfOf } from '../papers/pdf.ts'
import { translator } from '../texts.ts'
import { dossierOf } from './dossier.ts'
import type { Env } from './env.ts'

export type FormName = 'form-01' | 'form-02' | 'form-03'
export type Format = 'docx' | 'pdf'

/** Names of files are ours, in ASCII: nothing typed gets into a path or a header. */
const FORMS: Readonly<Record<FormName, { readonly make: (dossier: Dossier) => Paper; readonly fileName: string }>> = {
  'form-01': { make: form01, fileName: 'mau-01-phieu-dang-ky' },
  'form-02': { make: form02, fileName: 'mau-02-bao-cao-tu-danh-gia' },
  'form-03': { make: form03, fileName: 'mau-03-bao-cao-cua-xa-phuong' },
}
const FORMATS = { docx: { write: docxOf, type: DOCX_TYPE }, pdf: { write: pdfOf, type: PDF_TYPE } } as const

export interface PaperFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** "form-02.pdf"; null: there is no such paper. */
export function formNamed(name: string): { readonly form: FormName; readonly format: Format } | null {
  const [, form, format] = /^(form-0[123])\.(docx|pdf)$/.exec(name) ?? []
  return form && format ? { form: form as FormName, format: format as Format } : null
}

export async function formFile(dossier: Dossier, form: FormName, format: Format): Promise<PaperFile> {
  const { make, fileName } = FORMS[form]
  const { write, type } = FORMATS[format]
  return { name: `${fileName}.${format}`, type, bytes: await write(make(dossier)) }
}

/** Everything that is known for the forms of a registration now. */
export async function loadDossier(deps: Deps, one: Registration, kept: readonly Attachment[]): Promise<Dossier> {
  const assessed = await assessments.latestOf(deps.db, deps.vault, one.personId, one.product)
  const stored = kept.filter(({ state }) => state === 'stored')
  const labels = stored.map((attachment) => labelOf(kept, attachment))
  return dossierOf(one, assessed, { attachments: kept, labels }, deps.now())
}

/** "Ảnh 2", "Giấy đăng ký kinh doanh": as the console and the archive name it. */
export function labelOf(all: readonly Attachment[], { id, kind, paper }: Attachment): string {
  const t = translator('vi')
  if (paper !== null && isPaper(paper)) return paperName(paper, t)
  const number = all.filter((other) => other.kind === kind).findIndex((other) => other.id === id) + 1
  return t(`console:attachment.${kind}`, { number })
}

/** A file to keep, never opened inside our origin. */
export function download<E extends Env>(c: Context<E>, { name, type, bytes }: PaperFile) {
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
  })
}
