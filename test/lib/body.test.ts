import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Body, parseJson, readBody } from '../../src/lib/body.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** A body in pieces, with a wait before each. */
function dripping(pieces: readonly string[], waitMs: number, onCancel?: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      const piece = pieces[at++]
      if (piece === undefined) controller.close()
      else controller.enqueue(utf8(piece))
    },
    cancel: onCancel ?? (() => undefined),
  })
}

describe('readBody', () => {
  test('the pieces come joined, and no body is an empty one', async () => {
    const body = await readBody({ body: dripping(['xin ', 'chào'], 1) }, { maxBytes: 100, totalMs: 5000, idleMs: 5000 })
    expect(body).toEqual({ ok: true, bytes: utf8('xin chào') })
    expect(await readBody({ body: null }, { maxBytes: 1 })).toEqual({ ok: true, bytes: new Uint8Array(0) })
  })

  test('P-19: exactly as much as allowed passes, one byte more is 413', async () => {
    const of = (length: number) =>
      readBody(new Request('http://a/', { method: 'POST', body: 'x'.repeat(length) }), { maxBytes: 1000 })
    expect(await of(1000)).toMatchObject({ ok: true })
    expect(await of(1001)).toEqual({ ok: false, status: 413 })
  })

  test('P-19: a body without an end is let go as soon as it is too large', async () => {
    let pulled = 0
    let isCancelled = false
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        pulled += 65_536
        controller.enqueue(new Uint8Array(65_536))
      },
      cancel() {
        isCancelled = true
      },
    })
    expect(await readBody({ body: endless }, { maxBytes: 1 << 20 })).toEqual({ ok: false, status: 413 })
    expect(isCancelled).toBe(true)
    expect(pulled).toBeLessThanOrEqual((1 << 20) + 3 * 65_536)
  })

  test('P-19: a slow body is 408, however steadily it drips, and is let go', async () => {
    let isCancelled = false
    const cancelled = () => {
      isCancelled = true
    }
    const drips = dripping(Array(1000).fill('x'), 10, cancelled)
    const start = Date.now()
    expect(await readBody({ body: drips }, { maxBytes: 10_000, totalMs: 100, idleMs: 1000 })).toEqual({ ok: false, status: 408 })
    expect(Date.now() - start).toBeLessThan(1000)
    expect(isCancelled).toBe(true)
  })

  test('P-19: silence is 408, but a long upload that keeps coming is not', async () => {
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({ pull: () => new Promise(() => undefined) })
    expect(await readBody({ body: silent }, { maxBytes: 10, idleMs: 50 })).toEqual({ ok: false, status: 408 })
    const steady = dripping(Array(12).fill('x'), 20)
    expect(await readBody({ body: steady }, { maxBytes: 100, idleMs: 200 })).toMatchObject({ ok: true })
  })

  test('a body that breaks off, or that somebody else has read, is 400', async () => {
    const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({ pull: (controller) => controller.error(new Error('gone')) })
    expect(await readBody({ body: broken }, { maxBytes: 10 })).toEqual({ ok: false, status: 400 })
    const request = new Request('http://a/', { method: 'POST', body: 'x' })
    request.body?.getReader()
    expect(await readBody(request, { maxBytes: 10 })).toEqual({ ok: false, status: 400 })
  })

  test('P-19: over a real connection the length header is not believed', async () => {
    const results: Body[] = []
    const server = createServer(async (incoming, response) => {
      const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>
      results.push(await readBody({ body }, { maxBytes: 1000, totalMs: 300 }))
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const say = (text: string, thenHangUp: boolean) =>
      new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(text, () => thenHangUp && setTimeout(() => socket.destroy(), 50)),
        )
        socket.on('data', () => socket.destroy())
        socket.on('error', () => undefined)
        socket.on('close', () => resolve())
      })
    await say(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n${'x'.repeat(4095)}\r\n`, false)
    await say('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nonly this', false)
    await say('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nonly this', true)
    await expect.poll(() => results.length).toBe(3)
    expect(results.map((result) => !result.ok && result.status)).toEqual([413, 408, 400])
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('parseJson', () => {
  test('what JSON.parse reads is read the same', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(utf8(text), { maxDepth: 20 })).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    )
  })

  test('P-14: any bytes have an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(parseJson(bytes, { maxDepth: 8 })).toHaveProperty('ok')
      }),
    )
  })

  test('P-19: depth is counted as the JSON nests, and not within strings', () => {
    const nested = (depth: number) => utf8(`${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`)
    expect(parseJson(nested(64), { maxDepth: 64 }).ok).toBe(true)
    expect(parseJson(nested(66), { maxDepth: 64 }).ok).toBe(false)
    const strings = JSON.stringify(['[{'.repeat(100), '\\"[[[', 'ế['])
    expect(parseJson(utf8(strings), { maxDepth: 1 }).ok).toBe(true)
    expect(parseJson(utf8(`[${'[],'.repeat(1000)}1]`), { maxDepth: 2 }).ok).toBe(true)
  })

  test('P-19: a mebibyte of brackets is refused at once', () => {
    const start = performance.now()
    expect(parseJson(new Uint8Array(1 << 20).fill(0x5b), { maxDepth: 64 })).toEqual({ ok: false })
    expect(performance.now() - start).toBeLessThan(200)
  })

  test('broken UTF-8, more bytes than asked and what is no JSON are not ok', () => {
    expect(parseJson(new Uint8Array([0x22, 0xff, 0x22]), { maxDepth: 1 })).toEqual({ ok: false })
    expect(parseJson(utf8('"ab"'), { maxDepth: 1, maxBytes: 4 }).ok).toBe(true)
    expect(parseJson(utf8('"ab"'), { maxDepth: 1, maxBytes: 3 }).ok).toBe(false)
    for (const text of ['', '{', 'NaN', '{"a":1}}', "{'a':1}"]) expect(parseJson(utf8(text), { maxDepth: 9 }).ok).toBe(false)
  })
})
