/** Questions to `knowledge`: answered, narrowed down, or kept for an official. */
import { guessCategory } from '../city/categories.ts'
import { type Answer, looksLikeQuestion } from '../knowledge/answer.ts'
import type { Choice } from '../message.ts'
import * as questions from '../models/question.ts'
import * as verdicts from '../models/question-verdict.ts'
import { isForAnother } from './commands.ts'
import { start } from './drafts.ts'
import { open } from './handover.ts'
import { askForCode, lookUp } from './look-up.ts'
import { menu, stopNews, withOpenQuestion } from './menu.ts'
import { missed } from './misses.ts'
import { joined } from './prompt.ts'
import type { Given } from './session.ts'
import { explained, offerToPass } from './sorting.ts'
import { asked, commandChoice, type Message, type Reply, say, sorts, type Talk, told } from './talk.ts'

const LONGEST_QUESTION = 1000
const MOST_GIVEN = 2
/** A code inside a sentence, with its dashes. */
const CODE = /\b[\dA-Z]{4}(?:-[\dA-Z]{4}){3}-[\dA-Z]\b/i

/** What `knowledge` says to a text that holds a question word or ends in "?"; null: it is no question, or it has nothing. */
export function heard(talk: Talk, text: string): Answer | null {
  if (!sorts(talk) || (!/\?\s*$/u.test(text) && !looksLikeQuestion(text))) return null
  const answer = ask(talk, text)
  return answer.intent === 'question' && answer.zone !== 'refusal' ? answer : null
}

/** Whether a text is plainly a new question, or the start of something else, where any words could be an answer. */
export function isNewThought(talk: Talk, text: string): boolean {
  if (!sorts(talk)) return false
  if (/\?\s*$/u.test(text)) return true
  const { intent, zone } = ask(talk, text)
  return intent === 'question' ? zone === 'answer' && looksLikeQuestion(text) : STARTS.has(intent)
}

const STARTS: ReadonlySet<Answer['intent']> = new Set<Answer['intent']>(['start', 'status', 'handover', 'stop'])

function ask(talk: Talk, text: string): Answer {
  return talk.knowledge.ask(text.slice(0, LONGEST_QUESTION), asked(talk))
}

/** The last rule: whatever a person typed out of any conversation. */
export async function answerAny(talk: Talk, text: string): Promise<Reply> {
  // A code is read, not guessed.
  if (!sorts(talk)) return (await lookUp(talk, text.match(CODE)?.[0] ?? '')) ?? offerToPass(talk, text)
  const answer = ask(talk, text)
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
      return answer.zone === 'refusal' ? unanswered(talk, text, answer) : answerTo(talk, text, answer)
    default:
      return answer.text === '' ? menu(talk, talk.t('common:hint')) : told(talk, messageOf(answer))
  }
}

/** Says what was found for a text: the answer, remembered for what is asked next, or what it may be. */
export async function answerTo(talk: Talk, text: string, answer: Answer): Promise<Reply> {
  if (answer.zone === 'choices') return narrowed(talk, text, answer)
  const articleId = answer.articles[0]?.id
  if (articleId === undefined) return told(talk, messageOf(answer))
  const { messages, change } = explained(
    talk,
    withVotes(talk, messageOf(answer), articleId, nearOf(answer)),
    answer.question ?? '',
  )
  return given(talk, { articleId, text, confidence: answer.confidence, questionId: null }, { messages, change })
}

/** Remembers an answer: what it was about, and for which words. */
function given(
  talk: Talk,
  one: Omit<Given, 'at' | 'vote'>,
  { messages, change = {} }: Pick<Reply, 'messages'> & { readonly change?: Partial<Reply['session']> },
): Reply {
  const now: Given = { ...one, text: one.text.slice(0, LONGEST_QUESTION), vote: null, at: talk.now.toISOString() }
  const others = talk.session.given.filter(({ articleId }) => articleId !== one.articleId)
  return { session: { ...talk.session, ...change, given: [now, ...others].slice(0, MOST_GIVEN) }, messages }
}

/** An answer as a message, with what it was made of (`contract.md`). */
function messageOf(answer: Answer): Message {
  return {
    type: 'message',
    text: answer.text,
    ...(answer.links.length > 0 && { links: answer.links }),
    answer: { zone: answer.zone, articles: answer.articles.map(({ id }) => id) },
  }
}

/**
 * Out of any conversation the person can say with one tap whether it helped; in one, the open step has the choices.
 *
 * @param near what may have been meant instead
 */
function withVotes(talk: Talk, message: Message, articleId: string, near: readonly Choice[] = []): Message {
  if (talk.session.draft) return message
  const choices: readonly Choice[] = [
    { label: talk.t('common:vote.up'), payload: `v:+:${articleId}` },
    { label: talk.t('common:vote.down'), payload: `v:-:${articleId}` },
    ...near,
  ]
  return { ...message, choices }
}

/** The article behind a pressed choice; where the choice was one of several, which one is kept. */
export async function article(talk: Talk, id: string): Promise<Reply> {
  const answer = talk.knowledge.article(id, asked(talk))
  if (!answer) return told(talk, say(talk.t('common:question.gone')))
  const from = talk.session.narrowed?.articleIds.includes(id) ? talk.session.narrowed : null
  if (from) await verdicts.choose(talk.tx, { id: from.questionId, personId: talk.person.id }, id)
  const one = { articleId: id, text: from?.text ?? answer.question ?? id, confidence: 1, questionId: from?.questionId ?? null }
  return given(talk, one, {
    messages: [withVotes(talk, messageOf(answer), id)],
    ...(from && { change: { missed: [] } }),
  })
}

/** None of the choices was meant. null: no such question of this person; a second press has no effect */
export async function noneOfThese(talk: Talk, name: string): Promise<Reply | null> {
  const id = name.replace(/^none:/, '')
  if (!/^\d{1,18}$/.test(id) || !(await verdicts.down(talk.tx, { id, personId: talk.person.id }))) return null
  const message = say(talk.t('common:question.none'), { choices: [commandChoice(talk, 'handover', 'handover')] })
  const said = talk.session.missed.includes(id) ? told(talk, message) : missed(talk, id, message, talk.t('common:vote.noted'))
  return withOpenQuestion(talk, said)
}

function nearOf({ choices }: Answer): readonly Choice[] {
  return choices.map(({ label, articleId }) => ({ label, payload: `k:${articleId}` }))
}

/** Several may be meant: the question is kept, and so is what the person then chooses. */
async function narrowed(talk: Talk, text: string, answer: Answer): Promise<Reply> {
  const questionId = await keep(talk, text, answer)
  const none = { label: talk.t('common:choice.noneOfThese'), payload: `q:none:${questionId}` }
  const message: Message = {
    ...messageOf(answer),
    choices: [...nearOf(answer), none, commandChoice(talk, 'handover', 'handover')],
  }
  const articleIds = answer.choices.map(({ articleId }) => articleId)
  return told(talk, message, { narrowed: { questionId, text: text.slice(0, LONGEST_QUESTION), articleIds } })
}

function keep(talk: Talk, text: string, { zone, confidence, articles }: Answer): Promise<string> {
  const articleId = articles[0]?.id ?? null
  return questions.record(talk.tx, talk.vault, { personId: talk.person.id, text, zone, confidence, articleId })
}

async function begun(talk: Talk, text: string, answer: Answer): Promise<Reply> {
  if (answer.start === 'registration') return start(talk, isForAnother(text) ? 'on-behalf' : 'registration')
  if (answer.start === 'self-assessment') return start(talk, 'self-assessment')
  if (answer.start !== 'feedback') return menu(talk)
  // "Đèn đường trước nhà tắt" says already what is wrong; "tôi muốn phản ánh" does not.
  const isTold = text.length >= 12 && text.length <= 2000 && guessCategory(text) !== undefined
  if (!isTold) return start(talk, 'feedback')
  return start(talk, 'feedback', { description: text }, talk.t('feedback:noted', { description: text }))
}

async function unanswered(talk: Talk, text: string, answer: Answer): Promise<Reply> {
  const id = await keep(talk, text, answer)
  const said = joined(answer.text, talk.t('common:question.kept'))
  const choices = [commandChoice(talk, 'handover', 'handover')]
  return missed(talk, id, { ...messageOf({ ...answer, text: said }), choices }, answer.text)
}
