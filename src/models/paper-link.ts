/** Signed links to papers that are made when they are asked for, each with an end. */
import type { Vault } from '../lib/seal.ts'

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
  const exp = String(Math.floor((paper.now.getTime() + paper.days * DAY_MS) / 1000))
  return `${publicUrl}/papers/${paper.name}/${paper.id}?sig=${await vault.sign(signedText(paper.name, paper.id, exp))}&exp=${exp}`
}

/** Whether a link is ours and has not ended. @param exp,sig as they stand in it */
export async function isGoodPaperLink(
  vault: Vault,
  link: { readonly name: string; readonly id: string; readonly exp: string; readonly sig: string },
  now: Date,
): Promise<boolean> {
  return (await vault.verify(signedText(link.name, link.id, link.exp), link.sig)) && Number(link.exp) * 1000 > now.getTime()
}

function signedText(name: string, id: string, exp: string): string {
  return `paper\n${name}\n${id}\n${exp}`
}
