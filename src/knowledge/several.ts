/** Several questions in one message: "giấy tờ gì và nộp ở đâu". */
import type { Analysis } from './analyse.ts'

/** Where one question may end and the next begin. */
const BETWEEN = /[?;,\n]+|(?<=\s)(?:và|va|với|voi|còn|con|rồi|roi|mà|ma|and)(?=\s)/iu
const LONGEST = 240
const MOST = 3

/** The parts that each ask something; none where there are fewer than two. */
export function splitQuestions(text: string, read: (text: string) => readonly Analysis[]): readonly (readonly Analysis[])[] {
  if (text.length > LONGEST || !BETWEEN.test(text)) return []
  const parts: (readonly Analysis[])[] = []
  let open = ''
  for (const part of text.split(BETWEEN)) {
    open = `${open} ${part}`.trim()
    const analysis = read(open)
    if (!asks(analysis)) continue
    parts.push(analysis)
    open = ''
  }
  return parts.length >= 2 ? parts.slice(0, MOST) : []
}

function asks(analysis: readonly Analysis[]): boolean {
  return analysis.some(({ isAsked, words }) => isAsked && words.length >= 3)
}
