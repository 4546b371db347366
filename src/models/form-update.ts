/**
 * What was filled in on the page of a draft, as an update like any other: it waits its turn in the inbox behind what the
 * person said in the chat, so a draft is changed by turns only. The row is of the person's own channel; its kind says that
 * the body is ours and not the platform's.
 */
import * as v from 'valibot'
import { parseJson } from '../lib/body.ts'
import { utf8 } from '../lib/bytes.ts'
import { clean } from '../lib/text.ts'
import type { Inbound } from '../message.ts'

/** null: not the shape that our page writes. */
export function parseForm(raw: string): readonly Inbound[] | null {
  const json = parseJson(utf8(raw), { maxDepth: 12 })
  const read = v.safeParse(FormInbound, json.ok ? json.value : null)
  return read.success ? [read.output] : null
}

const text = v.pipe(v.string(), v.transform(clean))
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(256))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const Media = v.object({
  from: v.literal('storage'),
  kind: v.picklist(['photo', 'file']),
  key: name,
  contentType: v.string(),
  bytes: count,
  width: v.exactOptional(count),
  height: v.exactOptional(count),
  fileName: v.exactOptional(text),
})

const Field = v.union([
  v.strictObject({ step: name, was: v.string(), typed: text }),
  v.strictObject({ step: name, was: v.string(), chosen: text }),
  v.strictObject({
    step: name,
    media: v.array(Media),
    dropped: v.array(name),
    named: v.record(v.string(), v.string()),
  }),
])

const FormInbound: v.GenericSchema<unknown, Inbound> = v.object({
  channel: v.picklist(['web', 'telegram', 'zalo', 'zalo-oa']),
  updateId: name,
  address: name,
  content: v.object({ type: v.literal('form'), nonce: name, fields: v.array(Field) }),
})
