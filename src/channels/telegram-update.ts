/**
 * A Bot API Update as an Inbound. Shapes: core.telegram.org/bots/api, 10.3; only private chats are talks with a person.
 *
 * Every field but `update_id` may be missing or odd without a throw: what cannot be read is `unsupported` when a person
 * sent it and waits, `ignored` when nobody does.
 */
import * as v from 'valibot'
import { lenient, opaqueId, parseExact } from '../lib/json.ts'
import { clean } from '../lib/text.ts'
import type { Inbound, InboundContent, MediaKind, MediaRef } from '../message.ts'
import { MAX_MEDIA_BYTES } from './media.ts'

/** null: not an Update. Never throws. */
export function parseUpdate(rawBody: Uint8Array): readonly Inbound[] | null {
  const raw = parseExact(rawBody)
  const read = v.safeParse(Update, raw)
  if (!read.success) return null
  const { update_id, message, edited_message, callback_query, my_chat_member } = read.output
  const head = { channel: 'telegram', updateId: update_id } as const
  if (message) return [{ ...head, ...fromMessage(message, contentOf) }]
  if (edited_message) return [{ ...head, ...fromMessage(edited_message, editOf) }]
  if (callback_query) return [{ ...head, ...fromPress(callback_query) }]
  if (my_chat_member) return [{ ...head, ...fromMembership(my_chat_member) }]
  return [{ ...head, ...fromUnknown(raw as object) }]
}

type Part = Omit<Inbound, 'channel' | 'updateId'>

const id = v.pipe(v.union([v.number(), v.string()]), v.transform(String), v.regex(/^-?\d{1,20}$/))
const text = v.pipe(v.string(), v.transform(clean))
const anything = v.optional(v.unknown())
const count = v.pipe(v.number(), v.minValue(0))

const User = v.object({
  id,
  is_bot: lenient(v.boolean()),
  first_name: lenient(text),
  last_name: lenient(text),
  language_code: lenient(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{2,35}$/))),
})
const Chat = v.object({ id, type: lenient(v.string()) })
const File = v.object({ file_id: opaqueId, file_size: lenient(count), mime_type: lenient(v.string()), file_name: lenient(text) })
const PhotoSize = v.object({ file_id: opaqueId, width: lenient(count), height: lenient(count), file_size: lenient(count) })
const Message = v.object({
  chat: Chat,
  from: lenient(User),
  text: lenient(text),
  caption: lenient(text),
  media_group_id: lenient(opaqueId),
  photo: lenient(v.array(PhotoSize)),
  document: lenient(File),
  audio: lenient(File),
  animation: lenient(v.looseObject({})),
  sticker: lenient(v.looseObject({})),
  voice: lenient(v.looseObject({})),
  location: lenient(
    v.object({
      latitude: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
      longitude: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
    }),
  ),
  contact: lenient(v.object({ phone_number: text, user_id: lenient(id) })),
  // What a person sends and we do not read; all else is a notice of Telegram's (a pinned message, a gift, a topic).
  video: anything,
  video_note: anything,
  live_photo: anything,
  paid_media: anything,
  story: anything,
  poll: anything,
  dice: anything,
  game: anything,
  checklist: anything,
  rich_message: anything,
})
type Message = v.InferOutput<typeof Message>

const Press = v.object({
  id: opaqueId,
  from: User,
  data: lenient(text),
  message: lenient(v.object({ chat: Chat })),
})
const Membership = v.object({ chat: Chat, from: lenient(User), new_chat_member: v.object({ status: v.string() }) })
const Update = v.object({
  update_id: id,
  message: lenient(Message),
  edited_message: lenient(Message),
  callback_query: lenient(Press),
  my_chat_member: lenient(Membership),
})

function fromMessage(message: Message, read: (message: Message) => InboundContent): Part {
  const address = message.chat.id
  if (message.chat.type !== 'private') return { address, content: { type: 'ignored', why: 'group' } }
  if (message.from?.is_bot) return { address, content: { type: 'ignored', why: 'bot' } }
  return {
    address,
    ...(message.from && personOf(message.from)),
    ...(message.media_group_id && { albumId: message.media_group_id }),
    content: read(message),
  }
}

function contentOf(message: Message): InboundContent {
  if (message.text) return { type: 'text', text: withoutBotName(message.text) }
  const media = mediaOf(message)
  if (media) return { type: 'media', media: [media], ...(message.caption && { caption: message.caption }) }
  if (message.location) return { type: 'location', lat: message.location.latitude, lng: message.location.longitude }
  if (message.contact) return { type: 'contact', phone: message.contact.phone_number, own: isOwn(message) }
  if (message.sticker) return { type: 'unsupported', why: 'sticker' }
  if (message.voice) return { type: 'unsupported', why: 'voice' }
  return isFromPerson(message) ? { type: 'unsupported', why: 'other' } : { type: 'ignored', why: 'unknown' }
}

/** In Telegram's menus a command may come as "/dangky@ocop_hue_bot". */
function withoutBotName(typed: string): string {
  return typed.replace(/^(\/\w+)@\w+/, '$1')
}

/** A contact can be anybody's; only one that names its sender is a phone number that he gives of himself. */
function isOwn(message: Message): boolean {
  return message.contact?.user_id !== undefined && message.contact.user_id === message.from?.id
}

function mediaOf(message: Message): MediaRef | undefined {
  if (message.photo) return photoOf(message.photo)
  // An animation carries a `document` too, for old clients; it is a video, which we do not take.
  if (message.animation) return undefined
  if (message.document) return fileOf(message.document, message.document.mime_type?.startsWith('image/') ? 'photo' : 'file')
  return message.audio && fileOf(message.audio, 'file')
}

/** The largest of the sizes that can be downloaded. */
function photoOf(sizes: readonly v.InferOutput<typeof PhotoSize>[]): MediaRef | undefined {
  const area = (size: { width?: number | undefined; height?: number | undefined }) => (size.width ?? 0) * (size.height ?? 0)
  const fitting = sizes.filter((size) => (size.file_size ?? 0) <= MAX_MEDIA_BYTES)
  const best = fitting.reduce<(typeof sizes)[number] | undefined>((a, b) => (a && area(a) >= area(b) ? a : b), undefined)
  if (best) return { from: 'platform', kind: 'photo', ref: best.file_id }
  return sizes.length > 0 ? { from: 'refused', kind: 'photo', why: 'too_large' } : undefined
}

function fileOf(file: v.InferOutput<typeof File>, kind: MediaKind): MediaRef {
  const name = file.file_name ? { fileName: clean(file.file_name.slice(0, 200)) } : {}
  if ((file.file_size ?? 0) > MAX_MEDIA_BYTES) return { from: 'refused', kind, why: 'too_large', ...name }
  return { from: 'platform', kind, ref: file.file_id, ...name }
}

function isFromPerson(message: Message): boolean {
  const { text, photo, animation, location, contact, video, video_note, live_photo, paid_media, story } = message
  const { poll, dice, game, checklist, rich_message } = message
  const kinds = [text, photo, animation, location, contact, video, video_note, live_photo, paid_media, story]
  return [...kinds, poll, dice, game, checklist, rich_message].some((kind) => kind !== undefined)
}

function editOf(message: Message): InboundContent {
  const words = message.text || message.caption
  return words ? { type: 'edited', text: withoutBotName(words) } : { type: 'ignored', why: 'unknown' }
}

function fromPress(press: v.InferOutput<typeof Press>): Part {
  const chat = press.message?.chat
  if (chat && chat.type !== 'private') return { address: chat.id, content: { type: 'ignored', why: 'group' } }
  // A private chat has the id of its person; the message is missing when it is too old.
  const address = chat?.id ?? press.from.id
  if (press.from.is_bot) return { address, content: { type: 'ignored', why: 'bot' } }
  const content: InboundContent =
    press.data === undefined ? { type: 'ignored', why: 'unknown' } : { type: 'button', payload: press.data, callbackId: press.id }
  return { address, ...personOf(press.from), content }
}

function fromMembership(change: v.InferOutput<typeof Membership>): Part {
  const address = change.chat.id
  if (change.chat.type !== 'private') return { address, content: { type: 'ignored', why: 'group' } }
  const active = !['kicked', 'left'].includes(change.new_chat_member.status)
  return { address, ...(change.from && personOf(change.from)), content: { type: 'membership', active } }
}

/** A kind that we never asked for, or a known one in a new shape: kept with its chat, if it names one. */
function fromUnknown(update: object): Part {
  for (const value of Object.values(update)) {
    const read = v.safeParse(v.object({ chat: lenient(Chat), from: lenient(User) }), value)
    const { chat, from } = read.success ? read.output : {}
    if (chat && chat.type !== 'private') return { address: chat.id, content: { type: 'ignored', why: 'group' } }
    const address = chat?.id ?? from?.id
    if (address) return { address, content: { type: 'ignored', why: 'unknown' } }
  }
  return { address: '', content: { type: 'ignored', why: 'unknown' } }
}

function personOf(user: v.InferOutput<typeof User>): Pick<Inbound, 'personName' | 'languageTag'> {
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ').trim()
  return {
    ...(name && { personName: clean(name.slice(0, 120)) }),
    ...(user.language_code && { languageTag: user.language_code }),
  }
}
