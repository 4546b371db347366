/** "Để sau", "tiếp tục": said of the whole talk, where the open question has no answer of that kind. */
import { foldWords } from '../lib/text.ts'
import { resume, stepOf, tried } from './drafts.ts'
import { menu } from './menu.ts'
import type { Rule } from './talk.ts'

/** Exact words only: "mai" is a name too. */
const LATER: readonly string[] = [
  ...['de sau', 'de mai', 'de khi khac', 'de luc khac', 'de bua khac', 'khi khac', 'luc khac', 'bua khac', 'hom khac'],
  ...['lam sau', 'dien sau', 'tinh sau', 'mai lam tiep', 'de khi du', 'doi du da', 'later', 'not now'],
]
const GO_ON: readonly string[] = ['tiep tuc', 'lam tiep', 'di tiep', 'tiep', 'tiep di', 'continue', 'go on']

export const paused: Rule = async (talk, text) => {
  const { draft } = talk.session
  const word = foldWords(text)
  if (!draft || !(LATER.includes(word) || GO_ON.includes(word))) return null
  const step = stepOf(draft)
  if (LATER.includes(word)) return step?.isOptional || step?.block !== undefined ? null : menu(talk)
  const found = tried(talk, draft, { type: 'text', text })
  return step?.isFree || (found.outcome === 'open' && !found.isUnderstood) ? resume(talk, draft) : null
}

const KEEP: readonly string[] = [...LATER, 'giu', 'giu lai', 'giu ban nhap', 'luu lai', 'keep']
const DROP: readonly string[] = ['bo', 'bo luon', 'bo di', 'bo het', 'xoa', 'xoa luon', 'xoa di', 'drop']

/** What the words say to the question whether to keep a draft. */
export function leaving(text: string): 'keep' | 'drop' | null {
  const word = foldWords(text)
  if (KEEP.includes(word)) return 'keep'
  return DROP.includes(word) ? 'drop' : null
}
