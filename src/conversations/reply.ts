/** What to do with one update of a person: the order of precedence, in one place (`style.md`, 6). */
import type { Answer } from '../knowledge/answer.ts'
import { clean } from '../lib/text.ts'
import type { Choice, Inbound, InboundContent, Outbound } from '../message.ts'
import { translator } from '../texts.ts'
import { typedLinkCode } from './account-link.ts'
import { askedForArchive } from './announcements.ts'
import { whatIf } from './assessment-result.ts'
import { parseCommand } from './commands.ts'
import { typedConfirmation } from './confirmation.ts'
import { answered, isOld, isOutdated, offerResume, putAside, resume, settle, stepOf, tried } from './drafts.ts'
import type { Input } from './engine.ts'
import { takeForm, withSignedPage } from './form.ts'
import { current, pass } from './handover.ts'
import { lookUp } from './look-up.ts'
import { takeMedia } from './media.ts'
import { menu, withOpenQuestion } from './menu.ts'
import { typedNewsCommune } from './news.ts'
import { nod } from './nod.ts'
import { obey } from './obey.ts'
import { paused } from './pause.ts'
import { typedAnswer } from './pending.ts'
import { press, typedChoice } from './presses.ts'
import { answerAny, answerTo, heard } from './questions.ts'
import { readSession, type Session, toStored } from './session.ts'
import { type Reply, type ReplyContext, type Rule, say, type Talk, told } from './talk.ts'
import { typedVote } from './votes.ts'

export type { ReplyContext } from './talk.ts'

/** `session`: plain JSON to be stored for the next turn. */
export interface Turn {
  readonly session: unknown
  readonly messages: readonly Outbound[]
}

/** One turn of talk, in the caller's transaction: nothing goes outward, what is said is owed by the outbox. */
export async function reply(inbound: Inbound, context: ReplyContext): Promise<Turn> {
  const session = readSession(context.session?.state ?? null)
  const talk: Talk = {
    ...context,
    t: translator(context.person.language),
    session: { ...session, turn: session.turn + 1, pending: null },
    pending: session.pending,
  }
  const said = await answer(await withoutClosedOfficial(talk), inbound.content)
  const messages = await withSignedPage(talk, said)
  return { session: toStored({ ...said.session, ...shownOf(messages, context.person.id) }), messages }
}

/** The first rule that has something to say answers a text. */
const ON_TEXT: readonly Rule[] = [
  typedConfirmation,
  code,
  command,
  typedLinkCode,
  typedChoice,
  pass,
  typedAnswer,
  typedVote,
  typedNewsCommune,
  draftOfAnotherDay,
  paused,
  openStep,
  askedForArchive,
  whatIf,
  nod,
  answerAny,
]

/** The official may have ended it since the last turn. */
async function withoutClosedOfficial(talk: Talk): Promise<Talk> {
  if (!talk.session.withOfficial || (await current(talk)) !== null) return talk
  return { ...talk, session: { ...talk.session, withOfficial: false } }
}

async function answer(talk: Talk, content: InboundContent): Promise<Reply> {
  switch (content.type) {
    case 'text':
      return onText(talk, content.text)
    case 'button':
      return press(talk, content.payload)
    case 'media':
      return takeMedia(talk, { ...content, ...(content.caption !== undefined && { caption: clean(content.caption) }) }, onText)
    case 'location':
      return onPlace(talk, { type: 'location', lat: content.lat, lng: content.lng })
    case 'contact':
      return onPlace(talk, { type: 'contact', phone: content.phone })
    case 'form':
      return takeForm(talk, content)
    case 'edited':
      return onEdit(talk, content.text)
    case 'unsupported':
      return withOpenQuestion(talk, told(talk, say(talk.t(`common:unsupported.${content.why}`))))
    case 'membership':
    case 'ignored':
      return { session: talk.session, messages: [] }
  }
}

async function onText(talk: Talk, raw: string): Promise<Reply> {
  const text = clean(raw).trim()
  if (text === '') return withOpenQuestion(talk, told(talk, say(talk.t('common:unsupported.other'))))
  for (const rule of ON_TEXT) {
    const said = await rule(talk, text)
    if (said) return said
  }
  return menu(talk)
}

async function code(talk: Talk, text: string): Promise<Reply | null> {
  const found = await lookUp(talk, text)
  return found && withOpenQuestion(talk, found)
}

async function command(talk: Talk, text: string): Promise<Reply | null> {
  const found = parseCommand(text)
  return found && obey(talk, found)
}

/** After hours or days a text is rather a new thought than the answer: it is answered if it is a question, and the draft offered. */
async function draftOfAnotherDay(talk: Talk, text: string): Promise<Reply | null> {
  const { draft } = talk.session
  if (!draft || !isOld(talk, draft)) return null
  const found = heard(talk, text)
  const said = found ? await answerTo(talk, text, found) : { session: talk.session, messages: [] }
  return offerResume(putAside({ ...talk, session: said.session }), draft.conversation, said.messages)
}

/** The answer to the open question; where any words are one, a question to us is told from it by asking. */
async function openStep(talk: Talk, text: string): Promise<Reply | null> {
  const { draft } = talk.session
  if (!draft) return null
  if (isOutdated(draft)) return resume(talk, draft)
  const question = heard(talk, text)
  if (question?.zone === 'answer' && stepOf(draft)?.isFree) return askWhichWasMeant(talk, text, question)
  const found = tried(talk, draft, { type: 'text', text })
  if (question && found.outcome === 'open' && !found.isUnderstood) {
    return withOpenQuestion(talk, await answerTo(talk, text, question))
  }
  return settle(talk, found)
}

/** The machine's guess, why it guesses so, and the person's word (L-21). */
function askWhichWasMeant(talk: Talk, text: string, { question = '' }: Answer): Reply {
  const choices = [
    { label: talk.t('common:choice.isQuestion'), payload: 'p:meant:question' },
    { label: talk.t('common:choice.isAnswer'), payload: 'p:meant:answer' },
  ]
  return told(talk, say(talk.t('common:meant', { question }), { choices }), {
    pending: { type: 'meant', text: text.slice(0, 4000) },
  })
}

/** A position or a shared phone number; out of a conversation it is not kept. */
async function onPlace(talk: Talk, input: Input): Promise<Reply> {
  const { draft } = talk.session
  if (draft) return answered(talk, draft, input)
  const choices: readonly Choice[] = [{ label: talk.t('common:choice.feedback'), payload: 'w:feedback' }]
  return told(talk, say(talk.t('common:unasked'), { choices }))
}

/** An edit counts while its question is open, which is sure only after a try that failed; else it is told what to do. */
async function onEdit(talk: Talk, text: string): Promise<Reply> {
  const { draft } = talk.session
  if (draft && draft.failures > 0) return onText(talk, text)
  if (talk.session.withOfficial) return onText(talk, text)
  const note = talk.t('common:edited')
  return draft ? resume(talk, draft, note) : told(talk, say(note))
}

/** The choices of the last message, and to whom they were shown; nothing was said: those before hold. */
function shownOf(messages: readonly Outbound[], personId: string): Partial<Pick<Session, 'shown' | 'shownTo'>> {
  const said = messages.filter((message) => message.type === 'message')
  if (said.length === 0) return {}
  return { shown: said.findLast(({ choices }) => choices && choices.length > 0)?.choices ?? [], shownTo: personId }
}
