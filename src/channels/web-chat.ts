/**
 * Our own /chat page: the outbox is its mailbox, so sending only marks the row, and the page reads it there.
 *
 * It has no webhook. The page's route checks the session and writes an `Inbound` of its own making into the inbox; the
 * text of that row comes back here, and is read as strictly as any other.
 */
import * as v from 'valibot'
import { FetchError } from '../lib/http.ts'
import { parseExact } from '../lib/json.ts'
import { clean } from '../lib/text.ts'
import type { Inbound } from '../message.ts'
import type { Channel } from './channel.ts'

export function createWebChat(): Channel {
  return {
    name: 'web',
    limits: { maxText: 4096, maxButtons: 10, canShareLocation: true, withholdsLinks: false, perSecond: 1000, perMonth: null },
    async verify() {
      return false
    },
    async parse(rawBody) {
      const read = v.safeParse(WebInbound, parseExact(rawBody))
      return read.success ? [read.output] : null
    },
    async send(_address, message) {
      return { outcome: 'sent', id: message.type === 'acknowledge' ? message.callbackId : '' }
    },
    preview: ({ text, choices = [], links = [] }) => ({ text, buttons: [...choices, ...links].map(({ label }) => label) }),
    async fetchMedia() {
      throw new FetchError('gone', 'the page uploads into our own storage')
    },
  }
}

const text = v.pipe(v.string(), v.transform(clean))
const id = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,256}$/))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const kind = v.picklist(['photo', 'file'])

const Media = v.variant('from', [
  v.object({
    from: v.literal('storage'),
    kind,
    key: id,
    contentType: v.string(),
    bytes: count,
    width: v.exactOptional(count),
    height: v.exactOptional(count),
    fileName: v.exactOptional(text),
  }),
  v.object({
    from: v.literal('refused'),
    kind,
    why: v.picklist(['not_a_photo', 'too_large', 'too_many_pixels', 'broken', 'not_accepted', 'empty']),
    fileName: v.exactOptional(text),
  }),
])

const Content = v.variant('type', [
  v.object({ type: v.literal('text'), text }),
  v.object({ type: v.literal('button'), payload: text }),
  v.object({
    type: v.literal('location'),
    lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
    lng: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
  }),
  v.object({ type: v.literal('media'), media: v.array(Media), caption: v.exactOptional(text) }),
])

const WebInbound: v.GenericSchema<unknown, Inbound> = v.object({
  channel: v.literal('web'),
  updateId: id,
  address: id,
  personName: v.exactOptional(text),
  languageTag: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{2,35}$/))),
  content: Content,
})
