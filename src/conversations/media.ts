/** Photos and files that come in: kept for the draft, passed to the official, or asked about. */
import { foldWords } from '../lib/text.ts'
import type { InboundContent, MediaRef, Outbound } from '../message.ts'
import * as attachments from '../models/attachment.ts'
import { answered, isOutdated, resume, stepOf } from './drafts.ts'
import { mediaStep, roomForPhotos } from './engine.ts'
import { current, pass } from './handover.ts'
import { CONVERSATIONS } from './index.ts'
import { menu } from './menu.ts'
import { paperIn } from './papers.ts'
import { heldAs } from './papers-step.ts'
import type { Draft } from './session.ts'
import { openFor } from './supplement-start.ts'
import { type Reply, say, type Talk, told } from './talk.ts'

type Media = Extract<InboundContent, { type: 'media' }>
type Usable = Exclude<MediaRef, { from: 'refused' }>

const MOST_LOOSE = 3
/** ID papers are not wanted (L-07); their names stand in captions and file names. */
const ID_PAPERS = /\b(cccd|cmnd|can cuoc|chung minh nhan dan|chung minh thu|ho chieu|passport|id card)\b/

/** Whether a caption or file name says that it is an ID paper. */
export function isIdName(name: string): boolean {
  return ID_PAPERS.test(foldWords(name.replaceAll('_', ' ')))
}

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
  const usable = refusals.includes(talk.t('common:photos.idPaper')) ? [] : usableOf(talk, content)
  const said = refusals.map((text) => say(text))
  if (usable.length === 0) return after(said, draft ? resume(talk, draft) : menu(talk, talk.t('common:photos.none')))
  if (draft && isOutdated(draft)) return after(said, resume(talk, draft))
  if (!draft) return after(said, await askAboutPhotos(talk, usable))
  return after(said, await intoDraft(talk, draft, usable, content.caption, onText))
}

async function intoDraft(
  talk: Talk,
  draft: Draft,
  usable: readonly Usable[],
  caption: string | undefined,
  onText: (talk: Talk, text: string) => Promise<Reply>,
): Promise<Reply> {
  const { photos, papers } = sorted(draft, usable, caption)
  const first = papers.length > 0 ? await takePapers(talk, draft, papers, caption) : null
  const now = first?.reply.session.draft ?? draft
  const next = first ? { ...talk, session: first.reply.session } : talk
  const second = photos.length > 0 ? await takePhotos(next, now, photos) : null
  const kept = second ?? first
  if (!kept) return resume(talk, draft)
  const isAnswer = caption !== undefined && caption.trim() !== '' && stepOf(draft)?.isFree === true
  if (!isAnswer || papers.length > 0 || kept.count === 0) return kept.reply
  // A photo with words where words are asked for: both are taken, and the question is not asked twice.
  const both = await onText({ ...talk, session: kept.reply.session }, caption)
  return { ...both, messages: [say(talk.t('common:photos.kept', { count: kept.count })), ...both.messages] }
}

interface Taken {
  readonly reply: Reply
  readonly count: number
}

async function takePhotos(talk: Talk, draft: Draft, usable: readonly Usable[]): Promise<Taken> {
  const room = roomForPhotos(CONVERSATIONS[draft.conversation], draft)
  const ids = await keep(talk, usable.slice(0, room))
  return { reply: await answered(talk, draft, { type: 'photos', ids, isTooMany: usable.length > room }), count: ids.length }
}

/** Papers are named by their caption or file name, where that tells. */
async function takePapers(talk: Talk, draft: Draft, usable: readonly Usable[], caption: string | undefined): Promise<Taken> {
  const conversation = CONVERSATIONS[draft.conversation]
  const room = roomForPhotos(conversation, draft, 'papers')
  const step = mediaStep(conversation, draft, 'papers')?.[0]
  const taken = usable.slice(0, room)
  const ids = (await keep(talk, taken)).map((id, at) =>
    heldAs({ id, paper: paperIn(taken[at]?.fileName ?? '') ?? paperIn(caption ?? '') }),
  )
  const input = { type: 'photos', ids, isTooMany: usable.length > room, ...(step !== undefined && { step }) } as const
  return { reply: await answered(talk, draft, input), count: ids.length }
}

/** Files, and photos that are called papers or come where papers are asked for; photos for which there is no other place. */
function sorted(draft: Draft, usable: readonly Usable[], caption: string | undefined) {
  const conversation = CONVERSATIONS[draft.conversation]
  if (!mediaStep(conversation, draft, 'papers')) return { photos: usable, papers: [] }
  const isPaper = (media: Usable) =>
    media.kind === 'file' ||
    stepOf(draft)?.kind === 'papers' ||
    paperIn(caption ?? '') !== null ||
    paperIn(media.fileName ?? '') !== null ||
    !mediaStep(conversation, draft, 'photos')
  return { photos: usable.filter((media) => !isPaper(media)), papers: usable.filter(isPaper) }
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
  const hasDossier = (await openFor(talk)).length > 0
  const choices = [
    ...(hasDossier ? [{ label: talk.t('registration:supplement'), payload: 'p:photos:dossier' }] : []),
    { label: talk.t('common:choice.feedback'), payload: 'p:photos:yes' },
    { label: talk.t('common:choice.no'), payload: 'p:photos:no' },
  ]
  const text = talk.t(hasDossier ? 'registration:loose' : 'common:photos.ask', { count: ids.length })
  const message = say(text, { choices })
  return told(talk, message, { pending: { type: 'photos', ids } })
}

async function keep(talk: Talk, media: readonly Usable[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const one of media) ids.push(await attachments.add(talk.tx, talk.vault, talk.person.id, one))
  return ids
}

/** Photos always; files where papers are asked for, and only those that papers come in. */
function usableOf(talk: Talk, content: Media): readonly Usable[] {
  const usable = content.media.filter((media) => media.from !== 'refused')
  return usable.filter((media) => media.kind === 'photo' || (takesPapers(talk) && isPaperFile(media)))
}

function takesPapers({ session: { draft } }: Talk): boolean {
  return draft !== null && mediaStep(CONVERSATIONS[draft.conversation], draft, 'papers') !== undefined && draft.step !== 'consent'
}

/** By what the sender's machine calls it; what it really is, is seen when it is fetched. */
function isPaperFile(media: Usable): boolean {
  if (media.from === 'storage') return media.contentType === 'application/pdf' || media.contentType.startsWith('image/')
  return media.fileName === undefined || /\.(?:pdf|jpe?g|png|webp)$/i.test(media.fileName)
}

/** Why something was not taken, each reason once. */
function refusalsOf(talk: Talk, content: Media): readonly string[] {
  const names = [content.caption ?? '', ...content.media.map((media) => media.fileName ?? '')]
  const isIdPaper = names.some(isIdName)
  const reasons = content.media.flatMap((media) => (media.from === 'refused' ? [`common:photos.refused.${media.why}`] : []))
  const files = content.media.filter((media) => media.from !== 'refused').filter(({ kind }) => kind === 'file')
  const wantsPapers = takesPapers(talk)
  const hasFile = files.some((media) => !wantsPapers || !isPaperFile(media))
  const isFileWanted = talk.session.withOfficial
  const keys = [
    ...(isIdPaper ? ['common:photos.idPaper'] : []),
    ...reasons,
    ...(hasFile && !isFileWanted ? [wantsPapers ? 'registration:papers.notAccepted' : 'common:photos.refused.not_a_photo'] : []),
  ]
  return [...new Set(keys)].map((key) => talk.t(key))
}

function after(first: readonly Outbound[], reply: Reply): Reply {
  return { session: reply.session, messages: [...first, ...reply.messages] }
}
