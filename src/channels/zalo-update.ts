/**
 * A Zalo Bot event as an Inbound. The docs show it wrapped in `{ok, result}`, production sends it flat: both are read.
 *
 * Zalo strips what it will not pass on (a text with a link, a place, a document, all that protected users send) and then
 * may leave out the whole `message`: such an event names nobody, and its id is a hash of its bytes.
 */
import * as v from 'valibot'
import { lenient, opaqueId, parseExact } from '../lib/json.ts'
import { sha256, toHex } from '../lib/seal.ts'
import { clean } from '../lib/text.ts'
import type { Inbound, InboundContent } from '../message.ts'

/** null: not an event. Never throws. */
export async function parseEvent(rawBody: Uint8Array): Promise<readonly Inbound[] | null> {
  const raw = parseExact(rawBody)
  const wrapped = v.safeParse(v.object({ result: Event }), raw)
  const read = wrapped.success ? wrapped : v.safeParse(Event, raw)
  if (!read.success) return null
  const event = 'result' in read.output ? read.output.result : read.output
  if (event.event_name === undefined && event.message === undefined) return null
  const updateId = event.message?.message_id ?? toHex(await sha256(rawBody))
  return [{ channel: 'zalo', updateId, ...fromEvent(event) }]
}

const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String), opaqueId)
const text = v.pipe(v.string(), v.transform(clean))
const mediaUrl = v.pipe(v.string(), v.maxLength(2048), v.url())

const Message = v.object({
  message_id: lenient(id),
  from: lenient(v.object({ id: lenient(id), display_name: lenient(text), is_bot: lenient(v.boolean()) })),
  chat: lenient(v.object({ id: lenient(id), chat_type: lenient(v.string()) })),
  text: lenient(text),
  caption: lenient(text),
  // Docs say `photo`, all live captures `photo_url`.
  photo_url: lenient(mediaUrl),
  photo: lenient(mediaUrl),
})
type Message = v.InferOutput<typeof Message>

const Event = v.object({ event_name: lenient(v.string()), message: lenient(Message) })
type Event = v.InferOutput<typeof Event>

function fromEvent({ event_name: name, message }: Event): Pick<Inbound, 'address' | 'personName' | 'content'> {
  const address = message?.chat?.id ?? message?.from?.id ?? ''
  if (message && isGroup(message)) return { address, content: { type: 'ignored', why: 'group' } }
  if (message?.from?.is_bot) return { address, content: { type: 'ignored', why: 'bot' } }
  const personName = message?.from?.display_name?.trim().slice(0, 120)
  return { address, ...(personName && { personName: clean(personName) }), content: contentOf(name, message) }
}

/** The bot sees a group only when it is called by name; we talk with one person at a time. */
function isGroup({ chat, from }: Message): boolean {
  if (chat?.chat_type !== undefined) return chat.chat_type.toUpperCase() !== 'PRIVATE'
  return chat?.id !== undefined && from?.id !== undefined && chat.id !== from.id
}

function contentOf(name: string | undefined, message: Message | undefined): InboundContent {
  switch (name) {
    case 'message.text.received':
      return message?.text ? { type: 'text', text: message.text } : { type: 'unsupported', why: 'other' }
    case 'message.image.received':
      return message ? photoOf(message) : { type: 'unsupported', why: 'other' }
    case 'message.sticker.received':
      return { type: 'unsupported', why: 'sticker' }
    case 'message.voice.received':
      return { type: 'unsupported', why: 'voice' }
    case 'message.unsupported.received':
    case 'message.link.received':
      return { type: 'unsupported', why: 'withheld' }
    default:
      return { type: 'ignored', why: 'unknown' }
  }
}

function photoOf({ photo_url, photo, caption }: Message): InboundContent {
  const ref = photo_url ?? photo
  if (ref === undefined) return { type: 'unsupported', why: 'other' }
  return { type: 'media', media: [{ from: 'platform', kind: 'photo', ref }], ...(caption && { caption }) }
}
