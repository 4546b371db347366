import { foldWords } from '../lib/text.ts'
import { link, unlink } from './account-link.ts'
import { answerConfirmation, refuseWith } from './confirmation.ts'
import type { ConversationName } from './conversation.ts'
import { askToCorrect } from './correction-start.ts'
import { anew, answered, goOn, isEmpty, start } from './drafts.ts'
import { MOST_PHOTOS } from './feedback.ts'
import { open } from './handover.ts'
import { menu, withOpenQuestion } from './menu.ts'
import { askOtherwise } from './misses.ts'
import { withdrawConsent } from './my-data-consent.ts'
import { erase } from './my-data-erase.ts'
import { dropRequest, request } from './my-data-request.ts'
import { leaving } from './pause.ts'
import { answerTo, heard } from './questions.ts'
import { youngRefusal } from './registration.ts'
import { startSupplement } from './supplement-start.ts'
import { type Reply, type Rule, say, type Talk, told } from './talk.ts'
import { pressedReason, typedReason } from './votes.ts'
import { withdraw } from './withdrawal.ts'

const YES = [
  'co',
  'co a',
  'da co',
  'tiep tuc',
  'ok',
  'oke',
  'duoc',
  'dong y',
  'u',
  'da',
  'da vang',
  'vang',
  'yes',
  'go on',
  'continue',
]
const NO = ['khong', 'ko', 'khong can', 'de sau', 'no', 'later']

const RIGHT = ['dung', 'dung roi', 'dung a', 'toi dong y', 'gui', 'gui di', 'gui ho so', 'xac nhan', 'right', 'send', 'i agree']
const WRONG = ['chua dung', 'khong dung', 'sai', 'sai roi', 'khong dong y', 'not right', 'wrong']

const PLAIN: readonly string[] = ['resume', 'photos', 'official', 'pass', 'link', 'unlink', 'withdraw', 'erase', 'consent']

/** A bare yes or no to a question of the bot, where it can mean only one thing. */
export const typedAnswer: Rule = async (talk, text) => {
  const word = foldWords(text)
  const type = talk.pending?.type
  if (type === 'why') return typedReason(talk, text)
  if (type === 'leave') {
    const said = leaving(text)
    return said && answerPending(talk, `leave:${said}`)
  }
  if (talk.pending?.type === 'request') return NO.includes(word) ? dropRequest(talk) : request(talk, talk.pending, text)
  if (talk.pending?.type === 'refuse') return refuseWith(talk, talk.pending.code, text)
  if (talk.pending?.type === 'confirm') return typedConfirm(talk, talk.pending.code, text)
  if (!type || !PLAIN.includes(type)) return null
  const isSure = talk.pending !== null && 'isSure' in talk.pending && talk.pending.isSure
  if (YES.includes(word)) return answerPending(talk, `${type}:${isSure ? 'sure' : 'yes'}`)
  return NO.includes(word) ? answerPending(talk, `${type}:${type === 'resume' ? 'later' : 'no'}`) : null
}

/** The answer to what another filled in; who says to be under 16 needs an adult (L-15). */
async function typedConfirm(talk: Talk, code: string, text: string): Promise<Reply | null> {
  const word = foldWords(text)
  if (youngRefusal(text)) return told(talk, say(talk.t('registration:consent.young')))
  if ([...YES, ...RIGHT].includes(word)) return answerConfirmation(talk, code, true)
  return [...NO, ...WRONG].includes(word) ? answerConfirmation(talk, code, false) : null
}

/** @param name what was pressed, e.g. `leave:keep`. null: that question is not open any more */
export async function answerPending(talk: Talk, name: string): Promise<Reply | null> {
  const { pending, session } = talk
  const [type, said] = name.split(':')
  // Harmless at any time: who presses it later still wants to talk to an official, or to ask on.
  if (type === 'official') return said === 'yes' ? open(talk) : askOtherwise(talk)
  if (!pending || pending.type !== type) return null
  switch (pending.type) {
    case 'leave':
      return leave(talk, said === 'drop')
    case 'resume': {
      const draft = session.kept[pending.conversation]
      if (said === 'anew' || !draft) return again(talk, pending.conversation)
      return said === 'yes' ? goOn(talk, draft) : menu(talk, talk.t('common:draft.later'))
    }
    case 'meant':
      return meant(talk, pending.text, said === 'question')
    case 'photos':
      if (said === 'dossier') return startSupplement(talk, undefined, pending.ids)
      return said === 'yes' ? withPhotos(talk, pending.ids) : menu(talk, talk.t('common:photos.dropped'))
    case 'why':
      return pressedReason(talk, pending.questionId, said ?? '')
    case 'pass':
      return said === 'yes' ? open(talk, pending.text) : menu(talk, talk.t('common:draft.left'))
    case 'official':
    case 'newsCommune':
    case 'confirm':
    case 'refuse':
      return null
    case 'link':
      return link(talk, pending.ownerId, said === 'yes')
    case 'unlink':
      return unlink(talk, said === 'yes')
    case 'withdraw':
      return withdraw(talk, pending, said === 'yes' || said === 'sure' ? said : 'no')
    case 'request':
      return dropRequest(talk)
    case 'erase':
      return erase(talk, pending, said === 'yes' || said === 'sure' ? said : 'no')
    case 'consent':
      return withdrawConsent(talk, pending, said === 'yes' || said === 'sure' ? said : 'no')
  }
}

/** From the beginning; of those that are about a dossier, from what stands in it. */
function again(talk: Talk, name: ConversationName): Promise<Reply> {
  const kept = Object.fromEntries(Object.entries(talk.session.kept).filter(([other]) => other !== name))
  const without = { ...talk, session: { ...talk.session, kept } }
  if (name === 'correction') return askToCorrect(without)
  return name === 'supplement' ? startSupplement(without) : anew(talk, name)
}

/** Asks whether to keep a draft; an empty one is simply left. */
export function askToLeave(talk: Talk): Reply {
  const { draft } = talk.session
  if (!draft) return menu(talk, talk.t('common:nothingToCancel'))
  if (isEmpty(draft)) return leave(talk, true)
  const choices = [
    { label: talk.t('common:choice.keepDraft'), payload: 'p:leave:keep' },
    { label: talk.t('common:choice.dropDraft'), payload: 'p:leave:drop' },
    { label: talk.t('common:choice.goOn'), payload: answerNothing(draft) },
  ]
  return told(talk, say(talk.t(`common:draft.leave.${draft.conversation}`), { choices }), { pending: { type: 'leave' } })
}

function answerNothing(draft: { readonly conversation: string }): string {
  return `w:${draft.conversation}` // the command of the open conversation asks its question again
}

function leave(talk: Talk, isDropped: boolean): Reply {
  const { draft } = talk.session
  if (!draft) return menu(talk)
  if (!isDropped) return menu(talk, talk.t('common:draft.left'))
  return menu({ ...talk, session: { ...talk.session, draft: null } }, talk.t('common:draft.dropped'))
}

async function meant(talk: Talk, text: string, isQuestion: boolean): Promise<Reply> {
  const { draft } = talk.session
  const answer = isQuestion ? heard(talk, text) : null
  if (answer) return withOpenQuestion(talk, await answerTo(talk, text, answer))
  return draft ? answered(talk, draft, { type: 'text', text }) : menu(talk)
}

/** A report with photos that came first; one that waits gets them, as far as there is room. */
function withPhotos(talk: Talk, ids: readonly string[]): Promise<Reply> {
  const waiting = talk.session.kept.feedback
  if (waiting) {
    const held = Array.isArray(waiting.answers.photos) ? waiting.answers.photos : []
    const filled = { ...waiting, answers: { ...waiting.answers, photos: [...held, ...ids].slice(0, MOST_PHOTOS) } }
    return start({ ...talk, session: { ...talk.session, kept: { ...talk.session.kept, feedback: filled } } }, 'feedback')
  }
  return start(talk, 'feedback', { photos: ids })
}
