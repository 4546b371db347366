/**
 * A platform's HTTP server on loopback whose answers can be scripted to go wrong.
 *
 * `accept` writes the fake's own ledger; so a fault says whether it strikes before or after that line: `cut-after`,
 * `hang-after`, `500-after`, `slow`, `garbage`, `html` and `huge` have accepted the message, all others have not.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

type FaultName =
  | '500'
  | '502html'
  | '503empty'
  | '403'
  | '401'
  | '400'
  | 'hang'
  | 'hang-after'
  | 'cut-before'
  | 'cut-after'
  | '500-after'
export type Fault =
  | FaultName
  | 'html'
  | 'garbage'
  | 'redirect'
  | 'huge'
  | 'slow'
  | { readonly kind: '429'; readonly retryAfter?: number }
  | { readonly kind: 'slow'; readonly ms: number }

export interface Answer {
  readonly status: number
  readonly body: string | Uint8Array
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Behaviour {
  /** Every request that came, before the script strikes. */
  hear?(method: string, request: IncomingMessage, body: Uint8Array): void
  /** What the platform does when nothing goes wrong; called before the answer is written. */
  accept(method: string, request: IncomingMessage, body: Uint8Array): Answer | Promise<Answer>
  /** The platform's own words for an error of this status. */
  refuse(status: number, retryAfter?: number): Answer
  /** Names the call, for scripts that strike one method only. */
  methodOf(path: string, verb: string): string
}

export interface FaultyServer {
  readonly baseUrl: string
  readonly host: string
  /** Scripts the next calls, `times` of them; `method` limits it to one ("sendMessage", "file"). */
  next(fault: Fault, times?: number, method?: string): void
  /** Requests that followed a redirect: must stay 0 (P-22). */
  readonly trapped: () => number
  /** Nobody listens: connections are refused until `up`, at the same address. */
  down(): Promise<void>
  up(): Promise<void>
  close(): Promise<void>
}

export async function startFaultyServer(behaviour: Behaviour): Promise<FaultyServer> {
  const script: { fault: Fault; method: string | undefined }[] = []
  let trapped = 0
  const take = (method: string): Fault | undefined => {
    const at = script.findIndex((entry) => entry.method === undefined || entry.method === method)
    return at < 0 ? undefined : script.splice(at, 1)[0]?.fault
  }
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://fake').pathname
    if (path === '/trap') {
      trapped++
      return write(response, { status: 200, body: '{"ok":true,"result":true}' })
    }
    const body = await readAll(request)
    const method = behaviour.methodOf(path, request.method ?? 'GET')
    if (!request.complete) return
    behaviour.hear?.(method, request, body)
    const fault = take(method)
    const accept = async () => behaviour.accept(method, request, body)
    if (fault === undefined) write(response, await accept())
    else await strike(fault, response, accept, behaviour.refuse)
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const down = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const host = `127.0.0.1:${port}`
  return {
    baseUrl: `http://${host}`,
    host,
    next(fault, times = 1, method) {
      for (let i = 0; i < times; i++) script.push({ fault, method })
    },
    trapped: () => trapped,
    down,
    up: () => listen(port),
    close: down,
  }
}

async function strike(
  fault: Fault,
  response: ServerResponse,
  accept: () => Promise<Answer>,
  refuse: Behaviour['refuse'],
): Promise<void> {
  const kind = typeof fault === 'string' ? fault : fault.kind
  switch (kind) {
    case 'hang':
      return
    case 'cut-before':
      response.socket?.destroy()
      return
    case 'cut-after':
      await accept()
      response.socket?.destroy()
      return
    case 'hang-after':
      await accept()
      return
    case '500-after':
      await accept()
      return write(response, refuse(500))
    case 'html':
      await accept()
      return write(response, { status: 200, body: '<html><h1>Xin chào</h1></html>', type: 'text/html' })
    case '503empty':
      return write(response, { status: 503, body: '' })
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, typeof fault === 'object' && 'ms' in fault ? fault.ms : 300))
      return write(response, await accept())
    case 'garbage':
      await accept()
      return write(response, { status: 200, body: new Uint8Array([0xff, 0xfe, 0x00, 0x7b, 0x22]) })
    case '502html':
      return write(response, { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>', type: 'text/html' })
    case 'redirect':
      return write(response, { status: 302, body: '', headers: { location: '/trap' } })
    case 'huge':
      await accept()
      return pour(response)
    default:
      return write(
        response,
        refuse(Number(kind), typeof fault === 'object' && 'retryAfter' in fault ? fault.retryAfter : undefined),
      )
  }
}

function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json', ...answer.headers })
  response.end(answer.body)
}

/** Valid JSON that would never end; stops when the reader goes away or has taken 64 MiB. */
async function pour(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  // The reader's going away is what this fault is for.
  await pipeline(Readable.from(endless()), response).catch(() => undefined)
}

function* endless() {
  yield '{"ok":true,"result":"'
  const chunk = 'x'.repeat(1 << 16)
  for (let i = 0; i < 1024; i++) yield chunk
}

async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    // The caller went away while writing: what came is all there is.
  }
  return new Uint8Array(Buffer.concat(chunks))
}
