import { expect, test } from 'vitest'
import { createWebChat } from '../../src/channels/web-chat.ts'
import { FetchError } from '../../src/lib/http.ts'

const channel = createWebChat()
const NEVER = new AbortController().signal
const parse = (value: unknown) => channel.parse(new TextEncoder().encode(JSON.stringify(value)))
const head = { channel: 'web', updateId: 'b7a1', address: 'page-1' } as const

test('what the page’s route wrote comes back as it was', async () => {
  const photo = { from: 'storage', kind: 'photo', key: 'photos/x1', contentType: 'image/jpeg', bytes: 900 }
  const inbound = { ...head, languageTag: 'en', content: { type: 'media', media: [photo], caption: 'ổ gà' } }
  expect(await parse(inbound)).toEqual([inbound])
})

test('what it could not have written is refused: another channel, a platform’s file, a place off the earth, no person', async () => {
  const text = { type: 'text', text: 'chào' }
  expect(await parse({ ...head, content: text })).toHaveLength(1)
  const foreign = [
    { ...head, channel: 'telegram', content: text },
    { ...head, address: '', content: text },
    { ...head, updateId: 'a b', content: text },
    { ...head, content: { type: 'location', lat: 91, lng: 0 } },
    { ...head, content: { type: 'media', media: [{ from: 'platform', kind: 'photo', ref: 'http://169.254.169.254/' }] } },
    { ...head, content: { type: 'membership', active: true } },
  ]
  for (const inbound of foreign) expect(await parse(inbound)).toBeNull()
})

test('sending only marks the row, and there is nothing to fetch', async () => {
  expect(await channel.send('page-1', { type: 'message', text: 'a' }, NEVER)).toEqual({ outcome: 'sent', id: '' })
  await expect(channel.fetchMedia({ from: 'platform', kind: 'photo', ref: 'x' }, NEVER)).rejects.toBeInstanceOf(FetchError)
})
