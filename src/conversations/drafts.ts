/** Drafts in a talk: begun, answered, put aside, taken up again, filed. The rules of the questions are in `engine.ts`. */
import { randomName } from '../lib/random.ts'
import { showDate } from '../lib/time.ts'
import type { Outbound } from '../message.ts'
import { recordConsent } from './consent-text.ts'
import { BY_HAND, type Conversation, type ConversationName } from './conversation.ts'
import { type Advance, advance, begin, type Input } from './engine.ts'
import { CONVERSATIONS } from './index.ts'
import { joined, prompt, summary, type View } from './prompt.ts'
import type { Draft, Session } from './session.ts'
import { type Reply, say, sorts, type Talk, told } from './talk.ts'

/** After this long a talk is not simply gone on with: the person is asked. */
const FRESH_MS = 6 * 60 * 60 * 1000

/** Starts a conversation; one of the same name that waits is offered first, one of another name is put aside. */
export function start(talk: Talk, name: ConversationName, answers: Draft['answers'] = {}, note?: string): Reply {
  const { draft } = talk.session
  if (draft?.conversation === name) return resume(talk, draft, talk.t('common:draft.goesOn'))
  const aside = putAside(talk)
  if (aside.session.kept[name]) return offerResume(aside, name)
  return anew(aside, name, answers, joined(note, draft && aside.t(`common:draft.kept.${draft.conversation}`)))
}

/** From the first question, whatever waited. */
export function anew(talk: Talk, name: ConversationName, answers: Draft['answers'] = {}, note?: string): Reply {
  const byHand: Draft['answers'] = sorts(talk) ? {} : { [BY_HAND]: true }
  const start = { nonce: randomName().slice(0, 6), now: talk.now, answers: { ...answers, ...byHand } }
  const begun = begin(CONVERSATIONS[name], start, viewOf(talk), note)
  const kept = Object.fromEntries(Object.entries(talk.session.kept).filter(([other]) => other !== name))
  return { session: { ...talk.session, draft: begun.draft, kept, withOfficial: false, missed: [] }, messages: begun.messages }
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

/** Asks the open question again; a draft of an older release begins anew, kindly. */
export function resume(talk: Talk, draft: Draft, note?: string): Reply {
  const conversation = CONVERSATIONS[draft.conversation]
  if (isOutdated(draft)) return anew(talk, draft.conversation, {}, talk.t('common:draft.changed'))
  const kept = Object.fromEntries(Object.entries(talk.session.kept).filter(([name]) => name !== draft.conversation))
  return {
    session: { ...talk.session, draft: { ...draft, touchedAt: talk.now.toISOString() }, kept, withOfficial: false },
    messages: [prompt(conversation, draft, viewOf(talk), note)],
  }
}

/** "Lần trước anh/chị đang làm dở … Tiếp tục?" */
export function offerResume(talk: Talk, name: ConversationName, first: readonly Outbound[] = []): Reply {
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
    return told(talk, say(talk.t(`${found.draft.conversation}:consent.declined`)), { draft: null })
  }
  if (found.outcome === 'finish') return file(talk, found.draft)
  const consent = CONVERSATIONS[found.draft.conversation].consent
  if (consent && found.consentText !== undefined) {
    await recordConsent(talk, consent.purpose, true, { version: consent.textVersion, text: found.consentText })
  }
  const draft = { ...found.draft, touchedAt: talk.now.toISOString() }
  return { session: { ...talk.session, draft }, messages: found.messages }
}

/** Goes on with an input in the open draft. */
export function answered(talk: Talk, draft: Draft, input: Input): Promise<Reply> | Reply {
  return isOutdated(draft) ? resume(talk, draft) : settle(talk, tried(talk, draft, input))
}

function viewOf(talk: Talk): View {
  return { t: talk.t, limits: talk.limits, publicUrl: talk.publicUrl }
}

async function file(talk: Talk, draft: Draft): Promise<Reply> {
  const { tx, vault, person, now, publicUrl, destinationOf, t } = talk
  const conversation = CONVERSATIONS[draft.conversation]
  const names = Object.entries(conversation.steps)
    .filter(([, step]) => step.onlyIf?.(draft.answers) ?? true)
    .map(([name]) => name)
  const answers = Object.fromEntries(Object.entries(draft.answers).filter(([name]) => names.includes(name)))
  const filed = await conversation.finish(answers, {
    tx,
    vault,
    personId: person.id,
    now,
    publicUrl,
    t,
    destinationOf,
    mayGuess: sorts(talk),
  })
  if ('messages' in filed) return { session: { ...talk.session, draft: null }, messages: filed.messages }
  const { reference, code } = filed
  const change: Partial<Session> = { draft: null, filed: { nonce: draft.nonce, reference } }
  return told(talk, say(t(`${conversation.name}:done`, { reference, code })), change)
}
