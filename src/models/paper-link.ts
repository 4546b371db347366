/** Signed links to papers that are made when they are asked for, each with an end. */
import type { Vault } from '../lib/seal.ts'
import { judgeSigned, type Signature, signedQuery } from '../lib/signed-link.ts'

/** What a link leads to; the first part says whose id it carries. Mẫu 03 is the commune's and has none. */
export type PaperName = 'assessment.pdf' | 'assessment.png' | 'form-01.pdf' | 'form-01.docx' | 'form-02.pdf' | 'form-02.docx'

export const ASSESSMENT_DAYS = 30
/** Forms hold a name and a phone number. */
export const FORM_DAYS = 7
const DAY_MS = 86_400_000

/** An address under which a paper can be had for so many days. @param id of the assessment or registration */
export async function paperLink(
  vault: Vault,
  publicUrl: string,
  paper: { readonly name: PaperName; readonly id: string; readonly days: number; readonly now: Date },
): Promise<string> {
  const until = new Date(paper.now.getTime() + paper.days * DAY_MS)
  return `${publicUrl}/papers/${paper.name}/${paper.id}?${await signedQuery(vault, ['paper', paper.name, paper.id], until)}`
}

/** Whether a link is ours and has not ended. */
export async function isGoodPaperLink(
  vault: Vault,
  { name, id, ...signature }: Signature & { readonly name: string; readonly id: string },
  now: Date,
): Promise<boolean> {
  return (await judgeSigned(vault, ['paper', name, id], signature, now)) === 'good'
}
