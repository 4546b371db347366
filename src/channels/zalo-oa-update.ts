/**
 * A Zalo OA event as an Inbound. Shapes: `event_name` says which fields to expect; ids and times are strings.
 *
 * One message of ours comes back up to three times (echo, received, seen): those name nobody here, so that they neither
 * hold up the person's own words nor count as their flood (P-20).
 */
import * as v from 'valibot'
import { lenient, opaqueId, parseExact } from '../lib/json.ts'
import { sha256, toHex } from '../lib/seal.ts'
import { clean } from '../lib/text.ts'
import type { Inbound, InboundContent, MediaKind } from '../message.ts'
import { pressed, type Signer } from './zalo-oa-press.ts'

/** null: not an event. Never throws. */
export async function parseEvent(rawBody: Uint8Array, presses: Signer): Promise<readonly Inbound[] | null> {
  const read = v.safeParse(Event, parseExact(rawBody))
  if (!read.success) return null
  const event = read.output
  return [{ channel: 'zalo-oa', updateId: await updateIdOf(event, rawBody), ...(await partOf(event, presses)) }]
}

const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String), opaqueId)
const text = v.pipe(v.string(), v.transform(clean))
const mediaUrl = v.pipe(v.string(), v.maxLength(2048), v.url())
const numeric = v.pipe(v.union([v.pipe(v.string(), v.regex(/^-?\d{1,3}(\.\d+)?$/)), v.number()]), v.transform(Number), v.finite())

const Payload = v.object({
  url: lenient(mediaUrl),
  name: lenient(text),
  coordinates: lenient(
    v.object({
      latitude: v.pipe(numeric, v.minValue(-90), v.maxValue(90)),
      longitude: v.pipe(numeric, v.minValue(-180), v.maxValue(180)),
    }),
  ),
})
const Message = v.object({
  msg_id: lenient(id),
  text: lenient(text),
  attachments: lenient(v.array(v.object({ payload: lenient(Payload) }))),
})
type Message = v.InferOutput<typeof Message>

const Side = v.object({ id: lenient(id), admin_id: lenient(id) })
const Event = v.object({
  event_name: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/)),
  timestamp: lenient(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^\d{10,16}$/))),
  sender: lenient(Side),
  recipient: lenient(Side),
  follower: lenient(v.object({ id: lenient(id) })),
  admin_id: lenient(id),
  info: lenient(v.object({ phone: lenient(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.transform(clean))) })),
  message: lenient(Message),
})
type Event = v.InferOutput<typeof Event>

/** The message's own id where a person wrote it; receipts and echoes carry ids of our messages, so their kind goes first. */
async function updateIdOf(
  { event_name: name, timestamp, message, sender, follower }: Event,
  rawBody: Uint8Array,
): Promise<string> {
  const messageId = message?.msg_id
  if (messageId !== undefined) return name.startsWith('user_send_') ? messageId : `${name}.${messageId}`.slice(0, 512)
  const who = follower?.id ?? sender?.id
  if (timestamp !== undefined && who !== undefined) return `${name}.${timestamp}.${who}`.slice(0, 512)
  return toHex(await sha256(rawBody))
}

type Part = Omit<Inbound, 'channel' | 'updateId'>

async function partOf(event: Event, presses: Signer): Promise<Part> {
  const { event_name: name, sender, follower, message } = event
  if (name === 'follow') return fromPerson(follower?.id, event, { type: 'text', text: '/start' })
  if (name === 'unfollow') return { address: follower?.id ?? '', content: { type: 'membership', active: false } }
  if (name === 'user_submit_info') return fromPerson(sender?.id, event, contactOf(event))
  if (name.startsWith('oa_send_')) return fromUs(event)
  if (RECEIPTS.has(name)) return ignored('receipt')
  if (name.startsWith('user_send_group_') || name.startsWith('oa_send_group_')) return ignored('group')
  const content = message && (await contentOf(name, message, sender?.id ?? '', presses))
  return content ? fromPerson(sender?.id, event, content) : ignored('unknown')
}

const RECEIPTS = new Set(['user_received_message', 'user_seen_message'])

function ignored(why: 'receipt' | 'group' | 'unknown'): Part {
  return { address: '', content: { type: 'ignored', why } }
}

function fromPerson(address: string | undefined, { timestamp }: Event, content: InboundContent): Part {
  if (address === undefined) return ignored('unknown')
  const interactedAt = timestamp === undefined ? undefined : isoOf(timestamp)
  return { address, content, ...(interactedAt !== undefined && { interactedAt }) }
}

/** Milliseconds, as Zalo writes them everywhere but in one place. */
function isoOf(timestamp: string): string | undefined {
  const at = new Date(Number(timestamp) * (timestamp.length === 10 ? 1000 : 1))
  return Number.isNaN(at.getTime()) || timestamp.length > 13 ? undefined : at.toISOString()
}

/** The echo of a message of ours; `admin_id` where one of us wrote it by hand in OA Manager. */
function fromUs({ event_name: name, sender, recipient, admin_id, message }: Event): Part {
  if (name.startsWith('oa_send_group_')) return ignored('group')
  const admin = admin_id ?? sender?.admin_id
  if (admin === undefined || recipient?.id === undefined || message?.msg_id === undefined) return ignored('receipt')
  return { address: recipient.id, content: { type: 'ignored', why: 'staff', messageId: message.msg_id } }
}

function contactOf({ info }: Event): InboundContent {
  return info?.phone ? { type: 'contact', phone: info.phone, own: true } : { type: 'unsupported', why: 'other' }
}

async function contentOf(name: string, message: Message, address: string, presses: Signer): Promise<InboundContent | null> {
  switch (name) {
    case 'user_send_text':
    case 'user_send_link':
      return fromText(message.text, address, presses)
    case 'user_send_image':
      return mediaOf('photo', message)
    case 'user_send_file':
      return mediaOf('file', message)
    case 'user_send_location':
      return placeOf(message)
    case 'user_send_sticker':
    case 'user_send_gif':
      return { type: 'unsupported', why: 'sticker' }
    case 'user_send_audio':
      return { type: 'unsupported', why: 'voice' }
    case 'user_send_video':
    case 'user_send_business_card':
      return { type: 'unsupported', why: 'other' }
    default:
      return null
  }
}

async function fromText(text: string | undefined, address: string, presses: Signer): Promise<InboundContent> {
  if (!text) return { type: 'unsupported', why: 'other' }
  const payload = await pressed(presses, address, text)
  return payload === null ? { type: 'text', text } : { type: 'button', payload }
}

function mediaOf(kind: MediaKind, { text, attachments = [] }: Message): InboundContent {
  const media = attachments.flatMap(({ payload }) =>
    payload?.url === undefined
      ? []
      : [{ from: 'platform', kind, ref: payload.url, ...(payload.name && { fileName: payload.name.slice(0, 200) }) } as const],
  )
  return media.length === 0 ? { type: 'unsupported', why: 'other' } : { type: 'media', media, ...(text && { caption: text }) }
}

function placeOf({ attachments = [] }: Message): InboundContent {
  const found = attachments.find(({ payload }) => payload?.coordinates)?.payload?.coordinates
  return found ? { type: 'location', lat: found.latitude, lng: found.longitude } : { type: 'unsupported', why: 'other' }
}
