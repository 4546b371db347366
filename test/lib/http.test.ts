import { createServer as createPlainServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttp, HttpError } from '../../src/lib/http.ts'
import { type FaultyServer, startFaultyServer } from '../fakes/faulty-server.ts'

let server: FaultyServer
const seen: { method: string; body: string }[] = []
const bomb = gzipSync(new Uint8Array(1 << 22))

beforeAll(async () => {
  server = await startFaultyServer({
    methodOf: (path) => path.slice(1),
    refuse: (status) => ({ status, body: 'no' }),
    accept(method, request, body) {
      seen.push({ method: `${request.method} ${method}`, body: new TextDecoder().decode(body) })
      if (method === 'bomb') return { status: 200, body: bomb, headers: { 'content-encoding': 'gzip' } }
      return { status: 200, body: 'xin chào', headers: { 'x-mark': 'a' } }
    },
  })
})
afterAll(() => server.close())

const BOUNDS = { maxBytes: 10_000, timeoutMs: 5000 }
const open = () => createHttp({ allowedHosts: [server.host], allowLoopback: true })
const at = (path: string) => new URL(path, server.baseUrl)
async function failing(promise: Promise<unknown>): Promise<HttpError> {
  const error = await promise.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(HttpError)
  return error as HttpError
}
const kindOf = async (promise: Promise<unknown>) => (await failing(promise)).kind

describe('one request, one answer', () => {
  test('status, headers and bytes come back; so does a refusal of the other side', async () => {
    const answer = await open().request(at('/a'), { method: 'POST', body: 'dạ', headers: { 'x-a': '1' }, ...BOUNDS })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-mark')).toBe('a')
    expect(new TextDecoder().decode(answer.bytes)).toBe('xin chào')
    expect(seen.at(-1)).toEqual({ method: 'POST a', body: 'dạ' })
    server.next('500')
    expect((await open().request(at('/a'), BOUNDS)).status).toBe(500)
  })
})

describe('P-22: doors that stay shut', () => {
  const refused: readonly (readonly [string, readonly string[], boolean])[] = [
    ['https://other.example/', ['api.example'], false],
    ['https://api.example:8443/', ['api.example'], false],
    ['https://api.example.evil.example/', ['api.example'], false],
    ['https://xapi.example/', ['api.example'], false],
    ['https://api.example./', ['api.example'], false],
    ['https://user@api.example/', ['api.example'], false],
    ['https://:pass@api.example/', ['api.example'], false],
    ['http://api.example/', ['api.example'], false],
    ['http://api.example/', ['api.example'], true],
    ['http://127.0.0.1:9/', ['127.0.0.1:9'], false],
    ['http://127.0.0.2:9/', ['127.0.0.2:9'], true],
    ['ftp://api.example/', ['api.example'], true],
    ['file:///etc/passwd', [''], true],
    ['https://zdn.vn/', ['*.zdn.vn'], false],
    ['https://evilzdn.vn/', ['*.zdn.vn'], false],
    ['https://.zdn.vn/', ['*.zdn.vn'], false],
  ]
  test.each(refused)('%s with %j, loopback %s', async (url, allowedHosts, allowLoopback) => {
    let calls = 0
    const fetch = async () => {
      calls++
      return new Response()
    }
    if (!URL.canParse(url)) return
    expect(await kindOf(createHttp({ allowedHosts, allowLoopback, fetch }).request(new URL(url), BOUNDS))).toBe('refused_host')
    expect(calls).toBe(0)
  })

  const let_in = [
    ['https://api.example/x', 'api.example'],
    ['https://API.example:443/x', 'Api.Example'],
    ['https://api.example:8443/x', 'api.example:8443'],
    ['https://photo-1.zdn.vn/x', '*.zdn.vn'],
    ['https://a.b.zdn.vn/x', '*.zdn.vn'],
  ] as const
  test.each(let_in)('%s is let in by %s', async (url, host) => {
    const fetch = async () => new Response('ok')
    const answer = await createHttp({ allowedHosts: [host], allowLoopback: false, fetch }).request(new URL(url), BOUNDS)
    expect(answer.status).toBe(200)
  })
})

describe('P-22: bounds', () => {
  test('a redirect is an error, and nobody goes there', async () => {
    server.next('redirect')
    expect(await kindOf(open().request(at('/a'), BOUNDS))).toBe('redirect')
    expect(server.trapped()).toBe(0)
  })

  test('an answer without an end is cut off; so is one that swells when unpacked', async () => {
    server.next('huge')
    expect(await kindOf(open().request(at('/a'), BOUNDS))).toBe('too_large')
    expect(bomb.length).toBeLessThan(10_000)
    expect(await kindOf(open().request(at('/bomb'), BOUNDS))).toBe('too_large')
  })

  test('time runs out before the head of an answer and in the middle of its body', async () => {
    server.next('hang')
    expect(await kindOf(open().request(at('/a'), { maxBytes: 10, timeoutMs: 100 }))).toBe('timeout')
    const dripping = createPlainServer((_, response) => void response.write('x'))
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(dripping.address() as AddressInfo).port}`
    const http = createHttp({ allowedHosts: [host], allowLoopback: true })
    expect(await kindOf(http.request(new URL(`http://${host}/`), { maxBytes: 10, timeoutMs: 100 }))).toBe('timeout')
    dripping.closeAllConnections()
    await new Promise((resolve) => dripping.close(resolve))
  })
})

describe('P-07: may it have been read?', () => {
  test('not when nobody listens, nobody has that name, or it was cancelled before', async () => {
    const gone = await startFaultyServer({
      methodOf: () => '',
      refuse: () => ({ status: 500, body: '' }),
      accept: () => ({ status: 200, body: '' }),
    })
    await gone.close()
    const http = createHttp({ allowedHosts: [gone.host, 'nobody.invalid'], allowLoopback: true })
    expect(await kindOf(http.request(new URL(gone.baseUrl), BOUNDS))).toBe('not_sent')
    expect(await kindOf(http.request(new URL('https://nobody.invalid/'), BOUNDS))).toBe('not_sent')
    const before = seen.length
    expect(await kindOf(open().request(at('/a'), { ...BOUNDS, signal: AbortSignal.abort() }))).toBe('not_sent')
    expect(seen.length).toBe(before)
  })

  test('perhaps, when the connection broke or the caller stopped waiting; and there is no second try', async () => {
    for (const fault of ['cut-before', 'cut-after'] as const) {
      const before = seen.length
      server.next(fault)
      expect(await kindOf(open().request(at('/a'), { method: 'POST', body: 'x', ...BOUNDS }))).toBe('unknown')
      expect(seen.length - before).toBe(fault === 'cut-after' ? 1 : 0)
    }
    server.next('hang')
    expect(await kindOf(open().request(at('/a'), { ...BOUNDS, signal: AbortSignal.timeout(100) }))).toBe('unknown')
  })

  test('P-29: the error holds no address', async () => {
    server.next('cut-before')
    const error = await failing(open().request(at('/bot123:canary/send?x=canary'), BOUNDS))
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/canary|127\.0\.0\.1:/)
  })
})
