/** What every channel must do, whatever its platform: run unchanged on each (`contract.test.ts`). */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import { createHttp, FetchError, type Http } from '../../src/lib/http.ts'
import { clean } from '../../src/lib/text.ts'
import type { MediaRef, Outbound, SendResult } from '../../src/message.ts'
import type { Fault } from '../fakes/faulty-server.ts'
import { jpeg } from '../fakes/photo.ts'

type PlatformMedia = Extract<MediaRef, { from: 'platform' }>

/** The platform behind a channel, as its fake shows it. */
interface Platform {
  readonly host: string
  next(fault: Fault, times?: number, method?: string): void
  readonly calls: readonly unknown[]
  /** Texts as the person sees them. */
  texts(): readonly string[]
  trapped(): number
  /** A photo that a person sent. */
  photo(bytes: Uint8Array): PlatformMedia
  close(): Promise<void>
}

export interface Subject {
  readonly name: string
  /** A person who has written to us. */
  readonly address: string
  /** The header that carries the secret; null: the channel has no webhook. */
  readonly secretHeader: string | null
  /** Where the body is signed: a body, and the value of the header that belongs to it. */
  signed?(): { readonly body: string; readonly value: string }
  /** null: nothing stands behind the channel. */
  start: (() => Promise<Platform>) | null
  /** @param host the platform's, reached by plain http */
  make(http: Http, host: string): Channel
  /** The body of an update in which the person says this. */
  says(text: string): string
  /** Texts that the platform does not hand over as they are. */
  changes?(text: string): boolean
  /** Genuine bodies of all kinds. */
  bodies(): readonly string[]
  /** Where channels differ. */
  readonly on403: SendResult['outcome'] | 'blocked' | 'busy'
  readonly on429: Partial<SendResult>
}

export const SECRET = 'a-secret-of-the-webhook-0123456789'
const NEVER = new AbortController().signal

export function channelContract(subject: Subject): void {
  describe(`${subject.name} keeps the channel contract`, () => {
    knocks(subject)
    reads(subject)
    if (subject.start) sends(subject, subject.start)
    if (subject.start) fetches(subject, subject.start)
  })
}

function knocks(subject: Subject): void {
  const channel = offline(subject)
  const { body, value: genuine } = subject.signed?.() ?? { body: '{}', value: SECRET }
  const verify = (headers: Record<string, string>) => channel.verify(new Headers(headers), utf8(body))

  test('P-18: only the exact secret opens, and nothing throws', async () => {
    const name = subject.secretHeader
    expect(await verify({})).toBe(false)
    if (name === null) {
      expect(await verify({ authorization: SECRET })).toBe(false)
      return
    }
    expect(await verify({ [name]: genuine })).toBe(true)
    const cut = [genuine.slice(0, -1), `${genuine}x`, genuine.toUpperCase(), `${genuine}, ${genuine}`]
    const wrong = ['', 'x', SECRET.slice(1), ...cut, 'é'.repeat(40)]
    for (const value of wrong) expect(await verify({ [name]: value }), value).toBe(false)
  })
}

function reads(subject: Subject): void {
  const channel = offline(subject)
  const parse = (body: string | Uint8Array) => channel.parse(typeof body === 'string' ? utf8(body) : body)
  const isSound = async (body: string | Uint8Array) => {
    const inbounds = await parse(body)
    for (const inbound of inbounds ?? []) {
      expect(inbound.channel).toBe(channel.name)
      expect(inbound.updateId).toMatch(/^[\x21-\x7e]+$/)
      expect(inbound.address).toMatch(/^[\x21-\x7e]*$/)
      expect(JSON.stringify(inbound)).not.toMatch(/\\u0000|\\ud[89a-f]|[\u202a-\u202e\u2066-\u2069]/)
    }
  }

  test('P-14: any bytes have a defined answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await isSound(bytes)
      }),
      { numRuns: 500 },
    )
  })

  test('P-14: so has any JSON, and each genuine update with something broken in it', async () => {
    await fc.assert(fc.asyncProperty(fc.json(), isSound), { numRuns: 500 })
    const broken = fc.tuple(fc.constantFrom(...subject.bodies()), fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(spoil)
    await fc.assert(fc.asyncProperty(broken, isSound), { numRuns: 1000 })
    const cut = fc.tuple(fc.constantFrom(...subject.bodies()), fc.nat(), fc.nat(255)).map(([body, at, byte]) => {
      const bytes = utf8(body)
      bytes[at % bytes.length] = byte
      return bytes.subarray(0, 1 + ((at * 7) % bytes.length))
    })
    await fc.assert(fc.asyncProperty(cut, isSound), { numRuns: 500 })
  })

  test('P-14: what is no update is null: not JSON, no object, broken UTF-8, nested too deep', async () => {
    const genuine = utf8(subject.says('ruốc'))
    const split = genuine.indexOf(0xc6) < 0 ? genuine.lastIndexOf(0xe1) : genuine.indexOf(0xc6)
    const bodies = ['', 'null', '[]', '{}', '"x"', '{"a":', '['.repeat(100_000), genuine.with(split, 0xff)]
    for (const body of bodies) expect(await parse(body), String(body).slice(0, 20)).toBeNull()
  })

  test('P-14: each genuine update is read, to the same id each time, and different ones have different ids', async () => {
    const ids = new Set<string>()
    for (const body of subject.bodies()) {
      const [first, second] = [await parse(body), await parse(body)]
      expect(first, body).toHaveLength(1)
      expect(second).toEqual(first)
      ids.add(first?.[0]?.updateId ?? '')
    }
    expect(ids.size).toBe(subject.bodies().length)
  })

  test('P-14: any text comes through as typed, but for U+0000, lone surrogates and bidi controls, in NFC', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), async (text) => {
        fc.pre(clean(text) !== '' && !subject.changes?.(text))
        const inbounds = await parse(subject.says(text))
        expect(inbounds?.[0]).toMatchObject({ address: subject.address, content: { type: 'text', text: clean(text) } })
      }),
      { numRuns: 500 },
    )
    const dirty = 'mắm\u0000 ruô\u0301c \u202eHuế\ud83d'
    expect((await parse(subject.says(dirty)))?.[0]?.content).toEqual({ type: 'text', text: 'mắm ruốc Huế' })
  })
}

function sends(subject: Subject, start: () => Promise<Platform>): void {
  let platform: Platform
  let channel: Channel
  beforeAll(async () => {
    platform = await start()
    channel = subject.make(createHttp({ allowedHosts: [platform.host], allowLoopback: true }), platform.host)
  })
  afterAll(() => platform.close())

  const say = (text: string, signal = NEVER) => channel.send(subject.address, { type: 'message', text }, signal)
  const during = async (fault: Fault, signal?: AbortSignal) => {
    const before = platform.calls.length
    platform.next(fault)
    const result = await say('Dạ, anh/chị cho biết tên sản phẩm.', signal)
    expect(platform.calls.length - before, 'no second try').toBeLessThanOrEqual(1)
    expect(JSON.stringify(result), 'P-29').not.toMatch(/fake-|secret|127\.0\.0\.1/)
    return result
  }

  test('P-14: a text goes out unchanged, signs of any markup too', async () => {
    const texts = ['*a* _b_ [c](d) <b>&amp;</b> `e` \\n', 'Mắm ruốc 👩‍👩‍👧‍👦\n\n  thụt vào', 'ệ'.repeat(channel.limits.maxText)]
    for (const text of texts) {
      const result = await say(text)
      expect(result).toMatchObject({ outcome: 'sent', id: expect.stringMatching(/./) })
      expect(platform.texts().at(-1)).toBe(text)
    }
  })

  test('a preview shows the very text that the person gets, with its links', async () => {
    const links = [{ label: 'Xem trên trang', url: 'https://chat.example/thong-bao/7' }]
    for (const text of ['Nhận hồ sơ OCOP\n\nHạn 15/12/2026.', 'ộ'.repeat(channel.limits.maxText)]) {
      const message = { type: 'message', text, links } as const
      await channel.send(subject.address, message, NEVER)
      const shown = channel.preview(message)
      expect(shown.text).toBe(platform.texts().at(-1))
      expect(shown.buttons.includes('Xem trên trang') || shown.text.includes('https://chat.example/thong-bao/7')).toBe(true)
    }
  })

  test('P-15: the platform takes whatever the limits allow: full text with all buttons, links and a picture', async () => {
    const full = 'ộ'.repeat(channel.limits.maxText)
    const count = channel.limits.maxButtons || 10
    const choices = Array.from({ length: count }, (_, at) => ({ label: `Chọn ${at} ${'rất dài '.repeat(9)}`, payload: `p${at}` }))
    const links = [{ label: 'Biểu mẫu', url: 'https://chat.example/bieu-mau' }]
    const image = { url: 'https://chat.example/anh.jpg', alt: 'Ảnh' }
    const messages: Outbound[] = [
      { type: 'message', text: full, choices, links },
      { type: 'message', text: full, choices, links, image },
      { type: 'message', text: full, choices, askLocation: { label: 'Gửi vị trí' } },
      { type: 'message', text: 'Ngắn', image },
    ]
    for (const message of messages) {
      expect(await channel.send(subject.address, message, NEVER)).toMatchObject({ outcome: 'sent' })
      const text = message.type === 'message' ? message.text : ''
      expect(platform.texts().at(-1)?.startsWith(text)).toBe(true)
    }
  })

  test('P-07: a refusal in the platform’s own words is not sent, and says what to do next', async () => {
    expect(await during('400')).toMatchObject({ outcome: 'not_sent', reason: 'invalid' })
    expect(await during('401')).toMatchObject({ outcome: 'not_sent', reason: 'unauthorized' })
    expect(await during('403')).toMatchObject({ outcome: 'not_sent', reason: subject.on403 })
    expect(await during('500')).toMatchObject({ outcome: 'not_sent', reason: 'busy' })
  })

  test('P-12: being told to slow down is passed on', async () => {
    expect(await during({ kind: '429', retryAfter: 7 })).toMatchObject(subject.on429)
  })

  test('P-07: where nobody can tell whether it arrived, the result is unknown', async () => {
    for (const fault of ['502html', 'cut-before', 'cut-after', 'garbage', 'redirect'] as const)
      expect(await during(fault), fault).toMatchObject({ outcome: 'unknown' })
    expect(await during('hang', AbortSignal.timeout(150)), 'hang').toMatchObject({ outcome: 'unknown' })
    expect(platform.trapped(), 'P-22: no redirect is followed').toBe(0)
  })

  test('P-22: an endless answer is cut off', async () => {
    expect(await during('huge')).toMatchObject({ outcome: 'unknown' })
  })

  test('a slow answer is still an answer', async () => {
    expect(await during({ kind: 'slow', ms: 100 })).toMatchObject({ outcome: 'sent' })
  })

  test('P-07: what never left is not sent, and may go again', async () => {
    const before = platform.calls.length
    expect(await say('x', AbortSignal.abort())).toMatchObject({ outcome: 'not_sent', reason: 'busy' })
    const elsewhere = subject.make(createHttp({ allowedHosts: ['api.example'], allowLoopback: true }), platform.host)
    const refused = await elsewhere.send(subject.address, { type: 'message', text: 'x' }, NEVER)
    expect(refused, 'P-22').toMatchObject({ outcome: 'not_sent', reason: 'busy' })
    expect(platform.calls.length).toBe(before)
    const closed = await start()
    await closed.close()
    const nobody = subject.make(createHttp({ allowedHosts: [closed.host], allowLoopback: true }), closed.host)
    const result = await nobody.send(subject.address, { type: 'message', text: 'x' }, NEVER)
    expect(result).toMatchObject({ outcome: 'not_sent', reason: 'busy' })
  })

  test('a stranger is refused, not an error', async () => {
    const result = await channel.send('00000000', { type: 'message', text: 'x' }, NEVER)
    expect(result.outcome).toBe('not_sent')
  })
}

function fetches(subject: Subject, start: () => Promise<Platform>): void {
  let platform: Platform
  let channel: Channel
  let media: PlatformMedia
  const photo = jpeg({ width: 320, height: 240 })
  beforeAll(async () => {
    platform = await start()
    channel = subject.make(createHttp({ allowedHosts: [platform.host], allowLoopback: true }), platform.host)
    media = platform.photo(photo)
  })
  afterAll(() => platform.close())
  const failure = async (fault: Fault, signal = NEVER) => {
    platform.next(fault, 1, 'file')
    const error = await channel.fetchMedia(media, signal).then(
      () => 'no error',
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(FetchError)
    expect(String(error), 'P-29').not.toMatch(/fake-|127\.0\.0\.1/)
    return (error as FetchError).kind
  }

  test('the bytes of a photo come as they are', async () => {
    const response = await channel.fetchMedia(media, NEVER)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(photo)
  })

  test('what cannot be had says whether asking again may help', async () => {
    expect(await failure('400')).toBe('gone')
    expect(await failure('500')).toBe('busy')
    expect(await failure('502html')).toBe('busy')
    expect(await failure('cut-before')).toBe('busy')
    expect(await failure('hang', AbortSignal.timeout(150))).toBe('busy')
  })

  test('P-22: an endless photo is cut off, a redirect is not followed', async () => {
    expect(await failure('huge')).toBe('too_large')
    expect(await failure('redirect')).toBe('gone')
    expect(platform.trapped()).toBe(0)
  })

  test('P-22: an address out of an update is never fetched where it leads elsewhere', async () => {
    const refs = [
      'https://example.com/x.jpg',
      'http://169.254.169.254/',
      'file:///etc/passwd',
      '../../getMe',
      '',
      'x'.repeat(3000),
    ]
    for (const ref of refs) {
      const error = await channel.fetchMedia({ from: 'platform', kind: 'photo', ref }, NEVER).catch((thrown: unknown) => thrown)
      expect(error, ref.slice(0, 30)).toBeInstanceOf(FetchError)
    }
  })
}

function offline(subject: Subject): Channel {
  return subject.make(createHttp({ allowedHosts: [], allowLoopback: false }), 'platform.invalid')
}

/** One value anywhere in a JSON text replaced by another. */
function spoil([body, at, value]: readonly [string, number, unknown]): string {
  const parsed: unknown = JSON.parse(body)
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = []
  const walk = (holder: unknown) => {
    if (typeof holder !== 'object' || holder === null) return
    for (const key of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key })
      walk((holder as Record<string, unknown>)[key])
    }
  }
  walk(parsed)
  const place = places[at % places.length]
  if (place) place.holder[place.key] = value
  return JSON.stringify(parsed)
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
