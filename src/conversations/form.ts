/** A draft on its page: the link to it, and the turn that takes in what was filled in there. */
import type { InboundContent, MediaRef, Outbound } from '../message.ts'
import * as attachments from '../models/attachment.ts'
import { formLink } from '../models/form-link.ts'
import { isOutdated, putAside, resume, settle, viewOf } from './drafts.ts'
import { type Filled, fill, type Given } from './filling.ts'
import { CONVERSATIONS } from './index.ts'
import { withOpenQuestion } from './menu.ts'
import { paperIn } from './papers.ts'
import { heldAs } from './papers-step.ts'
import { joined, labelOf, pageLink, prompt } from './prompt.ts'
import type { Draft, Session } from './session.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

type Form = Extract<InboundContent, { type: 'form' }>
type Field = Form['fields'][number]

/** The draft of that name, open or put aside. */
export function draftNamed({ draft, kept }: Pick<Session, 'draft' | 'kept'>, nonce: string): Draft | undefined {
  return [draft, ...Object.values(kept)].find((one) => one?.nonce === nonce) ?? undefined
}

/** Whether a draft can be filled in on a page now: not before the consent (L-01), nor as questions of an older release. */
export function isOnPage(draft: Draft): boolean {
  return CONVERSATIONS[draft.conversation].hasPage === true && draft.step !== 'consent' && !isOutdated(draft)
}

/** Asked for by words: the open question again, with the way to the page. */
export function showForm(talk: Talk): Reply {
  const { t } = talk
  const { draft } = talk.session
  if (!draft || !CONVERSATIONS[draft.conversation].hasPage) {
    const choices = [commandChoice(talk, 'registration', 'registration')]
    return withOpenQuestion(talk, told(talk, say(t('form:none'), { choices })))
  }
  if (!isOnPage(draft)) return resume(talk, draft, draft.step === 'consent' ? t('form:consentFirst') : undefined)
  const again = resume(talk, draft, t('form:here'))
  return { ...again, messages: again.messages.map((message) => withPage(talk, message)) }
}

/** The links to the page in what is said, signed for the draft that is open then. */
export async function withSignedPage(talk: Talk, { session, messages }: Reply): Promise<readonly Outbound[]> {
  const { url } = pageLink(talk)
  const isThere = messages.some((message) => message.type === 'message' && message.links?.some((link) => link.url === url))
  if (!isThere || !session.draft) return messages
  const signed = await formLink(talk.vault, talk.publicUrl, { personId: talk.person.id, nonce: session.draft.nonce }, talk.now)
  return messages.map((message) => {
    if (message.type !== 'message' || !message.links) return message
    return { ...message, links: message.links.map((link) => (link.url === url ? { ...link, url: signed } : link)) }
  })
}

/** Takes in what was filled in; the chat goes on from there, unless the person is at something else meanwhile. */
export async function takeForm(talk: Talk, { nonce, fields }: Form): Promise<Reply> {
  const draft = draftNamed(talk.session, nonce)
  const given: Given[] = []
  for (const field of fields) given.push(await givenOf(talk, draft, field))
  if (!draft || !isOnPage(draft)) return withOpenQuestion(talk, told(talk, say(talk.t('form:gone'))))
  const conversation = CONVERSATIONS[draft.conversation]
  const filled = fill(conversation, draft, given, talk)
  const note = noteOf(talk, filled, fields)
  const isElsewhere = talk.session.withOfficial || (talk.session.draft !== null && talk.session.draft !== draft)
  if (isElsewhere) {
    const kept = { ...talk.session.kept, [draft.conversation]: filled.draft }
    return withOpenQuestion(talk, told(talk, say(joined(note, talk.t(`common:draft.kept.${draft.conversation}`))), { kept }))
  }
  const { session } = resume(putAside(talk), draft)
  const on = { ...talk, session }
  if (filled.draft.step === 'review' && conversation.hasReview === false) {
    const sent = await settle(on, { outcome: 'finish', draft: filled.draft })
    return { ...sent, messages: [say(note), ...sent.messages] }
  }
  const messages = [prompt(conversation, filled.draft, viewOf(on), note)]
  return settle(on, { outcome: 'open', draft: filled.draft, messages, isUnderstood: true, note })
}

function withPage(talk: Talk, message: Outbound): Outbound {
  if (message.type !== 'message') return message
  const link = pageLink(talk)
  const others = (message.links ?? []).filter(({ url }) => url !== link.url)
  return { ...message, links: [link, ...others] }
}

/** Files become attachments of the person first; what a paper is, its file name may tell. */
async function givenOf(talk: Talk, draft: Draft | undefined, field: Field): Promise<Given> {
  if ('typed' in field) return { step: field.step, was: field.was, input: { type: 'text', text: field.typed } }
  if ('chosen' in field) return { step: field.step, was: field.was, input: { type: 'choice', value: field.chosen } }
  const isPapers = draft !== undefined && CONVERSATIONS[draft.conversation].steps[field.step]?.kind === 'papers'
  const added: string[] = []
  for (const media of field.media) if (media.from !== 'refused') added.push(await keep(talk, media, isPapers))
  return { step: field.step, added, dropped: field.dropped, named: field.named }
}

async function keep(talk: Talk, media: Exclude<MediaRef, { from: 'refused' }>, isPaper: boolean): Promise<string> {
  const id = await attachments.add(talk.tx, talk.vault, talk.person.id, media)
  return isPaper ? heldAs({ id, paper: paperIn(media.fileName ?? '') }) : id
}

/** "Đã nhận từ trang web: Câu chuyện, 3 ảnh." and what else is to be said of it. */
function noteOf({ t }: Talk, { draft, taken, newer, faults, notes }: Filled, fields: readonly Field[]): string {
  const conversation = CONVERSATIONS[draft.conversation]
  const label = (name: string) => labelOf(conversation, name, t)
  const named = taken.map((name) => {
    const count = fields.flatMap((field) => (field.step === name && 'media' in field ? field.media : [])).length
    if (count === 0) return label(name)
    return t(conversation.steps[name]?.kind === 'photos' ? 'common:photos.shown' : 'form:papers', { count })
  })
  const left = [...newer, ...faults.map(({ step }) => step)].map(label)
  return joined(
    named.length > 0 ? t('form:taken', { list: named.join(', ') }) : undefined,
    ...notes,
    left.length > 0 ? t('form:left', { list: left.join(', ') }) : undefined,
  )
}
