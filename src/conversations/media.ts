/** Photos and files that come in: kept for the draft, passed to the official, or asked about. */
import { foldWords } from '../lib/text.ts'
import type { InboundContent, MediaRef, Outbound } from '../message.ts'
import * as attachments from '../models/attachment.ts'
import { answered, isOutdated, resume, stepOf } from './drafts.ts'
import { roomForPhotos } from './engine.ts'
import { current, pass } from './handover.ts'
import { CONVERSATIONS } from './index.ts'
import { menu } from './menu.ts'
import type { Draft } from './session.ts'
import { type Reply, say, type Talk, told } from './talk.ts'

type Media = Extract<InboundContent, { type: 'media' }>
type Usable = Exclude<MediaRef, { from: 'refused' }>

const MOST_LOOSE = 3
/** ID papers are not wanted (L-07); their names stand in captions and file names. */
const ID_PAPERS = /\b(cccd|cmnd|can cuoc|chung minh nhan dan|chung minh thu|ho chieu|passport|id card)\b/

/** @param onText answers the caption as a text of its own */
export async function takeMedia(
  talk: Talk,
  content: Media,
  onText: (talk: Talk, text: string) => Promise<Reply>,
): Promise<Reply> {
  const { draft } = talk.session
  const official = await current(talk)
  if (official !== null) return toOfficial(talk, official, content)
  const refusals = refusalsOf(talk, content)
  const usable = refusals.includes(talk.t('common:photos.idPaper')) ? [] : photosOf(content)
  const said = refusals.map((text) => say(text))
  if (usable.length === 0) return after(said, draft ? resume(talk, draft) : menu(talk, talk.t('common:photos.none')))
  if (!draft || isOutdated(draft)) return after(said, await askAboutPhotos(talk, usable))
  return after(said, await intoDraft(talk, draft, usable, content.caption, onText))
}

async function intoDraft(
  talk: Talk,
  draft: Draft,
  usable: readonly Usable[],
  caption: string | undefined,
  onText: (talk: Talk, text: string) => Promise<Reply>,
): Promise<Reply> {
  const room = roomForPhotos(CONVERSATIONS[draft.conversation], draft)
  const ids = await keep(talk, usable.slice(0, room))
  const kept = await answered(talk, draft, { type: 'photos', ids, isTooMany: usable.length > room })
  const isAnswer = caption !== undefined && caption.trim() !== '' && stepOf(draft)?.isFree === true
  if (!isAnswer || ids.length === 0) return kept
  // A photo with words where words are asked for: both are taken, and the question is not asked twice.
  const both = await onText({ ...talk, session: kept.session }, caption)
  return { ...both, messages: [say(talk.t('common:photos.kept', { count: ids.length })), ...both.messages] }
}

async function toOfficial(talk: Talk, handoverId: string, content: Media): Promise<Reply> {
  const usable = content.media.filter((media) => media.from !== 'refused')
  const ids = await keep(talk, usable)
  await attachments.claimFor(talk.tx, talk.person.id, ids, { handoverId })
  const caption = content.caption?.trim() ?? ''
  const words = [talk.t('handover:sentMedia', { count: ids.length }), caption].filter((part) => part !== '').join(': ')
  const refusals = refusalsOf(talk, content).map((text) => say(text))
  if (ids.length === 0) {
    return { session: talk.session, messages: refusals.length > 0 ? refusals : [say(talk.t('common:unsupported.other'))] }
  }
  return after(refusals, (await pass(talk, words)) ?? menu(talk))
}

async function askAboutPhotos(talk: Talk, usable: readonly Usable[]): Promise<Reply> {
  const ids = await keep(talk, usable.slice(0, MOST_LOOSE))
  const choices = [
    { label: talk.t('common:choice.feedback'), payload: 'p:photos:yes' },
    { label: talk.t('common:choice.no'), payload: 'p:photos:no' },
  ]
  const message = say(talk.t('common:photos.ask', { count: ids.length }), { choices })
  return told(talk, message, { pending: { type: 'photos', ids } })
}

async function keep(talk: Talk, media: readonly Usable[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const one of media) ids.push(await attachments.add(talk.tx, talk.vault, talk.person.id, one))
  return ids
}

function photosOf(content: Media): readonly Usable[] {
  return content.media.filter((media) => media.from !== 'refused').filter((media) => media.kind === 'photo')
}

/** Why something was not taken, each reason once. */
function refusalsOf(talk: Talk, content: Media): readonly string[] {
  const names = [content.caption ?? '', ...content.media.map((media) => media.fileName ?? '')]
  const isIdPaper = names.some((name) => ID_PAPERS.test(foldWords(name.replaceAll('_', ' '))))
  const reasons = content.media.flatMap((media) => (media.from === 'refused' ? [`common:photos.refused.${media.why}`] : []))
  const hasFile = content.media.some((media) => media.from !== 'refused' && media.kind === 'file')
  const isFileWanted = talk.session.withOfficial
  const keys = [
    ...(isIdPaper ? ['common:photos.idPaper'] : []),
    ...reasons,
    ...(hasFile && !isFileWanted ? ['common:photos.refused.not_a_photo'] : []),
  ]
  return [...new Set(keys)].map((key) => talk.t(key))
}

function after(first: readonly Outbound[], reply: Reply): Reply {
  return { session: reply.session, messages: [...first, ...reply.messages] }
}
