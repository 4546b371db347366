/** Questions to `knowledge`: answered, narrowed down, or kept for an official. */
import { guessCategory } from '../city/categories.ts'
import { type Answer, looksLikeQuestion } from '../knowledge/answer.ts'
import type { Outbound } from '../message.ts'
import * as questions from '../models/question.ts'
import { start } from './drafts.ts'
import { open } from './handover.ts'
import { askForCode, lookUp } from './look-up.ts'
import { menu, stopNews } from './menu.ts'
import { asked, commandChoice, type Reply, say, type Talk, told } from './talk.ts'

const LONGEST_QUESTION = 1000
/** A code inside a sentence, with its dashes. */
const CODE = /\b[\dA-Z]{4}(?:-[\dA-Z]{4}){3}-[\dA-Z]\b/i

/** What `knowledge` says to a text that holds a question word or ends in "?"; null: it is no question, or it has nothing. */
export function heard(talk: Talk, text: string): Answer | null {
  if (!/\?\s*$/u.test(text) && !looksLikeQuestion(text)) return null
  const answer = talk.knowledge.ask(text.slice(0, LONGEST_QUESTION), asked(talk))
  return answer.intent === 'question' && answer.zone !== 'refusal' ? answer : null
}

/** The last rule: whatever a person typed out of any conversation. */
export async function answerAny(talk: Talk, text: string): Promise<Reply> {
  const answer = talk.knowledge.ask(text.slice(0, LONGEST_QUESTION), asked(talk))
  switch (answer.intent) {
    case 'start':
      return begun(talk, text, answer)
    case 'status':
      return (await lookUp(talk, text.match(CODE)?.[0] ?? '')) ?? askForCode(talk)
    case 'handover':
      return open(talk, text)
    case 'stop':
      return stopNews(talk)
    case 'question':
      return answer.zone === 'refusal' ? unanswered(talk, text, answer) : told(talk, shown(talk, answer))
    default:
      return answer.text === '' ? menu(talk, talk.t('common:hint')) : told(talk, shown(talk, answer))
  }
}

/** An answer as a message, with what it was made of (`contract.md`). */
export function shown(talk: Talk, answer: Answer): Outbound {
  const near = answer.choices.map(({ label, articleId }) => ({ label, payload: `k:${articleId}` }))
  const choices = near.length > 0 ? [...near, commandChoice(talk, 'handover', 'handover')] : []
  return {
    type: 'message',
    text: answer.text,
    ...(choices.length > 0 && { choices }),
    ...(answer.links.length > 0 && { links: answer.links }),
    answer: { zone: answer.zone, articles: answer.articles.map(({ id }) => id) },
  }
}

/** The article behind a pressed choice. */
export function article(talk: Talk, id: string): Outbound {
  const answer = talk.knowledge.article(id, asked(talk))
  return answer ? shown(talk, answer) : say(talk.t('common:question.gone'))
}

async function begun(talk: Talk, text: string, answer: Answer): Promise<Reply> {
  if (answer.start === 'registration') return start(talk, 'registration')
  if (answer.start === 'self-assessment') return start(talk, 'self-assessment')
  if (answer.start !== 'feedback') return menu(talk)
  // "Đèn đường trước nhà tắt" says already what is wrong; "tôi muốn phản ánh" does not.
  const isTold = text.length >= 12 && text.length <= 2000 && guessCategory(text) !== undefined
  if (!isTold) return start(talk, 'feedback')
  return start(talk, 'feedback', { description: text }, talk.t('feedback:noted', { description: text }))
}

async function unanswered(talk: Talk, text: string, answer: Answer): Promise<Reply> {
  await questions.record(talk.tx, talk.vault, {
    personId: talk.person.id,
    text,
    zone: 'refusal',
    confidence: answer.confidence,
    articleId: answer.articles[0]?.id ?? null,
  })
  const said = [answer.text, talk.t('common:question.kept')].filter((part) => part !== '').join('\n\n')
  const message = shown(talk, { ...answer, text: said, choices: [] })
  return told(talk, message.type === 'message' ? { ...message, choices: [commandChoice(talk, 'handover', 'handover')] } : message)
}
