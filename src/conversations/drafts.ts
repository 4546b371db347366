/** Drafts in a talk: begun, answered, put aside, taken up again, filed. The rules of the questions are in `engine.ts`. */
import { randomName } from '../lib/random.ts'
import { showDate } from '../lib/time.ts'
import type { Outbound } from '../message.ts'
import { carried } from './carry.ts'
import { recordConsent } from './consent-text.ts'
import { type Answers, BY_HAND, type Conversation, type ConversationName, type FinishContext } from './conversation.ts'
import { type Advance, advance, at, begin, type Input, nextStep } from './engine.ts'
import { CONVERSATIONS } from './index.ts'
import { joined, prompt, summary, textsOf, type View } from './prompt.ts'
import type { Draft, Session } from './session.ts'
import { type Reply, say, sorts, type Talk, told } from './talk.ts'

/** After this long a talk is not simply gone on with: the person is asked. */
const FRESH_MS = 6 * 60 * 60 * 1000

/** Starts a conversation; one of the same name that waits is offered first, one of another name is put aside. */
export async function start(talk: Talk, name: ConversationName, answers: Draft['answers'] = {}, note?: string): Promise<Reply> {
  const { draft } = talk.session
  if (draft?.conversation === name) return goOn(talk, draft)
  const aside = putAside(talk)
  if (aside.session.kept[name]) return offerResume(aside, name)
  return anew(aside, name, answers, joined(note, draft && aside.t(`common:draft.kept.${draft.conversation}`)))
}

/** From the first question, whatever waited. */
export async function anew(talk: Talk, name: ConversationName, answers: Draft['answers'] = {}, note?: string): Promise<Reply> {
  const byHand: Draft['answers'] = sorts(talk) ? {} : { [BY_HAND]: true }
  const known = { ...answers, ...byHand, ...(await CONVERSATIONS[name].learn?.(answers, finishContextOf(talk))) }
  const begun = begin(CONVERSATIONS[name], { nonce: randomName().slice(0, 6), now: talk.now, answers: known }, viewOf(talk), note)
  const kept = Object.fromEntries(Object.entries(talk.session.kept).filter(([other]) => other !== name))
  return { session: { ...talk.session, draft: begun.draft, kept, withOfficial: false, missed: [] }, messages: begun.messages }
}

/** What was filed is a draft again, at the last look; whatever is open is put aside. The caller has seen that none of the name waits. */
export function reopened(talk: Talk, name: ConversationName, answers: Answers, note: string): Reply {
  const conversation = CONVERSATIONS[name]
  const blank = { conversation: name, version: conversation.version, nonce: randomName().slice(0, 6), answers, failures: 0 }
  const draft: Draft = { ...blank, step: 'review', offers: [], touchedAt: talk.now.toISOString() }
  return resume(putAside(talk), at(draft, nextStep(conversation, draft)), note)
}

/** The same talk with the open draft among the kept ones. */
export function putAside(talk: Talk): Talk {
  const { draft, kept } = talk.session
  if (!draft) return talk
  return { ...talk, session: { ...talk.session, draft: null, kept: { ...kept, [draft.conversation]: draft } } }
}

/** That the open draft is kept, and how to come back to it; undefined: there is none. */
export function asideText({ t, session }: Talk): string | undefined {
  return session.draft ? t(`common:draft.kept.${session.draft.conversation}`) : undefined
}

/** Takes up a draft again, with what has become known meanwhile. */
export async function goOn(talk: Talk, draft: Draft): Promise<Reply> {
  const known = isOutdated(draft) ? draft : await learned(talk, draft, draft)
  return resume(talk, known, talk.t('common:draft.goesOn'))
}

/** Asks the open question again; of a draft of an older release what still holds is kept, and the person told so. */
export function resume(talk: Talk, draft: Draft, note?: string): Reply {
  const conversation = CONVERSATIONS[draft.conversation]
  if (isOutdated(draft)) return resume(talk, carried(conversation, draft, talk), joined(note, talk.t('common:draft.carried')))
  const kept = Object.fromEntries(Object.entries(talk.session.kept).filter(([name]) => name !== draft.conversation))
  return {
    session: { ...talk.session, draft: { ...draft, touchedAt: talk.now.toISOString() }, kept, withOfficial: false },
    messages: [prompt(conversation, draft, viewOf(talk), note)],
  }
}

/** "Lần trước anh/chị đang làm dở … Tiếp tục?" */
export async function offerResume(talk: Talk, name: ConversationName, first: readonly Outbound[] = []): Promise<Reply> {
  const draft = talk.session.kept[name]
  if (!draft) return anew(talk, name)
  const choices = [
    { label: talk.t('common:choice.goOn'), payload: 'p:resume:yes' },
    { label: talk.t('common:choice.anew'), payload: 'p:resume:anew' },
    { label: talk.t('common:choice.later'), payload: 'p:resume:later' },
  ]
  const text = talk.t(`common:draft.offer.${name}`, { date: showDate(new Date(draft.touchedAt)) })
  const so = joined(text, summary(CONVERSATIONS[name], draft, talk.t), talk.t('common:draft.goOnAsk'))
  return {
    session: { ...talk.session, withOfficial: false, pending: { type: 'resume', conversation: name } },
    messages: [...first, say(so, { choices })],
  }
}

export function isOld(talk: Talk, draft: Draft): boolean {
  return talk.now.getTime() - new Date(draft.touchedAt).getTime() > FRESH_MS
}

/** The same draft, by hand or not: what a machine sorted is asked from now on, or not asked any more. */
export function sortedBy(draft: Draft, isByHand: boolean): Draft {
  const { [BY_HAND]: _, ...answers } = draft.answers
  return { ...draft, answers: isByHand ? { ...answers, [BY_HAND]: true } : answers }
}

export function isEmpty({ conversation, answers }: Draft): boolean {
  return !Object.keys(answers).some((name) => CONVERSATIONS[conversation].steps[name])
}

export function isOutdated(draft: Draft): boolean {
  return CONVERSATIONS[draft.conversation].version !== draft.version
}

export function stepOf(draft: Draft): Conversation['steps'][string] | undefined {
  return CONVERSATIONS[draft.conversation].steps[draft.step]
}

/** What an input would do, without doing it. */
export function tried(talk: Talk, draft: Draft, input: Input): Advance {
  return advance(CONVERSATIONS[draft.conversation], draft, input, viewOf(talk))
}

/** Does what `tried` found: records a consent, files what is complete. */
export async function settle(talk: Talk, found: Advance): Promise<Reply> {
  if (found.outcome === 'declined') {
    const of = CONVERSATIONS[found.draft.conversation]
    const text = found.text ?? talk.t(`${textsOf(of, 'consent.declined')}:consent.declined`)
    return told(talk, say(text), { draft: null })
  }
  if (found.outcome === 'finish') return file(talk, found.draft)
  const consent = CONVERSATIONS[found.draft.conversation].consent
  if (consent && found.consentText !== undefined) {
    await recordConsent(talk, consent.purpose, true, { version: consent.textVersion, text: found.consentText })
  }
  const known = found.isUnderstood ? await learned(talk, found.draft, talk.session.draft) : found.draft
  const draft = { ...known, touchedAt: talk.now.toISOString() }
  const isSame = known === found.draft
  const messages = isSame ? found.messages : [prompt(CONVERSATIONS[draft.conversation], draft, viewOf(talk), found.note)]
  return { session: { ...talk.session, draft }, messages }
}

/**
 * The draft with what the database knows of its answers, at the question that then comes next; the same draft where nothing
 * new is known. @param before the draft as it was before this turn
 */
async function learned(talk: Talk, draft: Draft, before: Draft | null): Promise<Draft> {
  const conversation = CONVERSATIONS[draft.conversation]
  const { learn, learnsFrom = [] } = conversation
  const isDue =
    draft === before || draft.step === 'review' || learnsFrom.some((name) => draft.answers[name] !== before?.answers[name])
  if (!learn || !isDue || draft.step === 'consent') return draft
  const found = await learn(draft.answers, finishContextOf(talk))
  const others = Object.entries(draft.answers).filter(([name]) => !name.startsWith('.known'))
  const answers: Answers = { ...Object.fromEntries(others), ...found }
  if (JSON.stringify(Object.entries(answers).toSorted()) === JSON.stringify(Object.entries(draft.answers).toSorted()))
    return draft
  const known = { ...draft, answers }
  // A question that the person went back to stays open.
  return draft.step === 'review' || answers[draft.step] === undefined ? at(known, nextStep(conversation, known)) : known
}

/** Goes on with an input in the open draft. */
export function answered(talk: Talk, draft: Draft, input: Input): Promise<Reply> | Reply {
  return isOutdated(draft) ? resume(talk, draft) : settle(talk, tried(talk, draft, input))
}

export function viewOf(talk: Talk): View {
  return { t: talk.t, limits: talk.limits, publicUrl: talk.publicUrl, now: talk.now }
}

function finishContextOf(talk: Talk): FinishContext {
  const { tx, vault, person, now, publicUrl, destinationOf, t } = talk
  return { tx, vault, personId: person.id, now, publicUrl, t, destinationOf, mayGuess: sorts(talk) }
}

async function file(talk: Talk, draft: Draft): Promise<Reply> {
  const { t } = talk
  const conversation = CONVERSATIONS[draft.conversation]
  const names = Object.entries(conversation.steps)
    .filter(([, step]) => step.onlyIf?.(draft.answers) ?? true)
    .map(([name]) => name)
  const answers = Object.fromEntries(
    Object.entries(draft.answers).filter(([name]) => names.includes(name) || name.startsWith('.')),
  )
  const filed = await conversation.finish(answers, finishContextOf(talk))
  if ('messages' in filed) {
    const known = filed.reference === undefined ? {} : { filed: { nonce: draft.nonce, reference: filed.reference } }
    return { session: { ...talk.session, draft: null, ...known }, messages: filed.messages }
  }
  const { reference, code, more = [] } = filed
  const change: Partial<Session> = { draft: null, filed: { nonce: draft.nonce, reference } }
  const done = told(talk, say(t(`${textsOf(conversation, 'done')}:done`, { reference, code })), change)
  return { ...done, messages: [...done.messages, ...more] }
}
