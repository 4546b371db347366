/**
 * Photos or files of papers, several at once and in any order. Which paper each is, is told by its caption or file name,
 * else asked by number for those that are not named yet.
 */
import { foldWords } from '../lib/text.ts'
import type { T } from '../texts.ts'
import type { Answers, Step, StepInput } from './conversation.ts'
import { setOf } from './criteria-set.ts'
import { isPaper, PAPERS, type Paper, paperIn, paperName, papersFor } from './papers.ts'

export const MOST_PAPERS = 10

/** An attachment of an answer: its id, with the paper that it is, where that is known. */
export interface Held {
  readonly id: string
  readonly paper: Paper | null
}

/** As it lies in a draft. */
export function heldAs({ id, paper }: Held): string {
  return paper === null ? id : `${id}:${paper}`
}

export function heldIn(value: unknown): readonly Held[] {
  if (!Array.isArray(value)) return []
  return value.map((one) => {
    const [id = '', paper = ''] = String(one).split(':')
    return { id, paper: isPaper(paper) ? paper : null }
  })
}

export function papers(): Step<readonly string[] | null> {
  return {
    kind: 'papers',
    isOptional: true,
    isFree: false,
    maxPhotos: MOST_PAPERS,
    ask,
    parse(input, t, answers) {
      const typed = foldWords(wordsOf(input))
      const held = heldIn(answers.papers)
      if (DONE.includes(typed)) return { ok: true, value: held.map(heldAs) }
      if (held.every(({ paper }) => paper !== null)) return { ok: false, why: 'notPaper' }
      const paper = paperOf(typed, t, answers)
      if (paper === null) return { ok: false, why: 'whichPaper' }
      return { ok: true, value: held.map((one) => heldAs({ ...one, paper: one.paper ?? paper })), isMore: true }
    },
    show: (value, t) => listedOf(heldIn(value), t),
  }
}

const DONE = ['xong', 'xong roi', 'xong giay to', 'het', 'het roi', 'done', 'du roi']

/** Those of the set first, then any other. */
export function listedFor(answers: Answers): readonly Paper[] {
  const needed = papersFor(setOf(answers))
  return [...needed, ...PAPERS.filter((paper) => !needed.includes(paper))]
}

function ask(t: T, answers: Answers): string {
  const held = heldIn(answers.papers)
  const names = listedFor(answers)
  if (held.length === 0) {
    const needed = papersFor(setOf(answers)).map((paper) => paperName(paper, t))
    return t('registration:papers.ask', { list: needed.join('; '), max: MOST_PAPERS })
  }
  const known = held.filter(({ paper }) => paper !== null)
  const unnamed = held.length - known.length
  const have = t('registration:papers.have', {
    count: held.length,
    list: known.length > 0 ? listedOf(known, t) : t('registration:paper.unnamed.name'),
  })
  if (unnamed === 0) return `${have}\n${t('registration:papers.more')}`
  const list = names.map((paper, at) => `${at + 1}. ${paperName(paper, t)}`).join('\n')
  return `${have}\n${t('registration:papers.which', { count: unnamed })}\n${list}`
}

/** "Giấy nhãn hiệu; Phiếu kiểm nghiệm (2)" */
function listedOf(held: readonly Held[], t: T): string {
  const names = held.map(({ paper }) => paperName(paper ?? 'unnamed', t))
  const counted = [...new Set(names)].map((name) => ({ name, count: names.filter((other) => other === name).length }))
  return counted.map(({ name, count }) => (count > 1 ? `${name} (${count})` : name)).join('; ')
}

function paperOf(typed: string, t: T, answers: Answers): Paper | null {
  const names = listedFor(answers)
  const number = typed.match(/^(?:so |giay )?(\d{1,2})$/)?.[1]
  if (number !== undefined) return names[Number(number) - 1] ?? null
  return paperIn(typed) ?? names.find((paper) => typed.length >= 4 && foldWords(paperName(paper, t)).includes(typed)) ?? null
}

function wordsOf(input: StepInput): string {
  if (input.type === 'text') return input.text
  return input.type === 'choice' ? input.value : ''
}
