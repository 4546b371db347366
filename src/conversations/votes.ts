/** What a person thinks of an answer: one tap, and where it was wrong one question that may be left unanswered. */
import { clean, foldWords } from '../lib/text.ts'
import type { Choice } from '../message.ts'
import * as votes from '../models/article-vote.ts'
import * as questions from '../models/question.ts'
import * as verdicts from '../models/question-verdict.ts'
import { translator } from '../texts.ts'
import { withOpenQuestion } from './menu.ts'
import { missed } from './misses.ts'
import { isNewThought } from './questions.ts'
import type { Given, Session } from './session.ts'
import { asked, type Reply, type Rule, say, type Talk, told } from './talk.ts'

const REASONS = ['wrong', 'hard', 'missing', 'false'] as const
const LONGEST_REASON = 2000

/**
 * A pressed vote, `+:<article>` or `-:<article>`, under any answer that was ever given; the last word on it counts. null:
 * no such article. Pressed twice it has one effect, but the same wrong answer to other words is wrong again.
 */
export async function vote(talk: Talk, name: string): Promise<Reply | null> {
  const isUp = name.startsWith('+:')
  const articleId = name.slice(2)
  if (!/^[+-]:/.test(name) || !talk.knowledge.article(articleId, asked(talk))) return null
  const isChanged = await votes.cast(talk.tx, { personId: talk.person.id, articleId, isUp })
  const given = talk.session.given.find((one) => one.articleId === articleId)
  const isNew = given ? given.vote !== (isUp ? 'up' : 'down') : isChanged
  if (!isNew) return withOpenQuestion(talk, told(talk, say(talk.t('common:vote.again'))))
  return withOpenQuestion(talk, isUp ? await praised(talk, given) : await blamed(talk, given))
}

/** "Đúng ý", "sai rồi" typed on an answer of a moment ago, where its choices are not the last ones any more. */
export const typedVote: Rule = async (talk, text) => {
  const [last] = asked(talk).previous ?? []
  const word = foldWords(text)
  if (last === undefined || talk.session.draft) return null
  if (UP.includes(word)) return vote(talk, `+:${last}`)
  return DOWN.includes(word) ? vote(talk, `-:${last}`) : null
}

const UP = ['dung y', 'dung y roi', 'dung roi', 'that helps']
const DOWN = ['chua dung', 'khong dung', 'chua dung y', 'khong dung y', 'sai roi', 'not right']

async function praised(talk: Talk, given: Given | undefined): Promise<Reply> {
  if (given?.questionId) await verdicts.up(talk.tx, { id: given.questionId, personId: talk.person.id })
  const change = { missed: [], ...(given && judged(talk, given, { vote: 'up' })) }
  return told(talk, say(talk.t('common:vote.thanks')), change)
}

/** The question is kept for an official; of an answer of long ago only the vote, as its question is not known any more. */
async function blamed(talk: Talk, given: Given | undefined): Promise<Reply> {
  const noted = say(talk.t('common:vote.noted'))
  if (!given) return told(talk, noted)
  const questionId = given.questionId ?? (await keep(talk, given))
  await verdicts.down(talk.tx, { id: questionId, personId: talk.person.id })
  const session = { ...talk.session, ...judged(talk, given, { vote: 'down', questionId }) }
  const said = missed({ ...talk, session }, questionId, noted, noted.text)
  if (talk.session.draft || talk.session.withOfficial || said.session.pending) return said
  const why = say(talk.t('common:vote.why'), { choices: reasonChoices(talk) })
  return { session: { ...said.session, pending: { type: 'why', questionId } }, messages: [why] }
}

function judged({ session }: Talk, given: Given, verdict: Partial<Given>): Pick<Session, 'given'> {
  return { given: session.given.map((one) => (one === given ? { ...one, ...verdict } : one)) }
}

function keep(talk: Talk, { text, confidence, articleId }: Given): Promise<string> {
  return questions.record(talk.tx, talk.vault, { personId: talk.person.id, text, zone: 'answer', confidence, articleId })
}

function reasonChoices({ t }: Talk): readonly Choice[] {
  return REASONS.map((reason) => ({ label: t(`common:vote.reason.${reason}`), payload: `p:why:${reason}` }))
}

/** null: that is no reason */
export async function pressedReason(talk: Talk, questionId: string, name: string): Promise<Reply | null> {
  const reason = REASONS.find((one) => one === name)
  return reason ? explained(talk, questionId, translator('vi')(`common:vote.reason.${reason}`)) : null
}

/** Any words are a reason, unless they are plainly a new question or the start of something else. */
export const typedReason: Rule = async (talk, text) => {
  if (talk.pending?.type !== 'why' || UP.includes(foldWords(text)) || isNewThought(talk, text)) return null
  return explained(talk, talk.pending.questionId, clean(text.slice(0, LONGEST_REASON)))
}

async function explained(talk: Talk, id: string, reason: string): Promise<Reply> {
  await verdicts.explain(talk.tx, talk.vault, { id, personId: talk.person.id }, reason)
  return told(talk, say(talk.t('common:vote.kept')))
}
