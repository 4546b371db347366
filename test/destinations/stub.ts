/** A server that answers every call with what the test wrote down: for answers that no sound server gives. */
import { createOpen311, type Open311Options } from '../../src/destinations/open311.ts'
import { createHttp } from '../../src/lib/http.ts'
import type { CentreFake } from '../fakes/centre.ts'
import { type Answer, startFaultyServer } from '../fakes/faulty-server.ts'

export const NEVER = new AbortController().signal
export const KEY = 'fake-centre-key'

/** @param answerTo by path after the root, without the ending; what it does not know is 404 in HTML */
export async function startStub(answerTo: (path: string, query: URLSearchParams) => Answer | undefined) {
  const paths: string[] = []
  const server = await startFaultyServer({
    methodOf: (path) => path,
    refuse: (status) => ({ status, body: '' }),
    hear: (path) => void paths.push(path.replace(/^\/v2\/|\.json$/g, '')),
    accept(_method, request) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
      const path = pathname.replace(/^\/v2\/|\.json$/g, '')
      return answerTo(path, searchParams) ?? { status: 404, body: '<h1>404</h1>', type: 'text/html' }
    },
  })
  return {
    paths,
    close: server.close,
    destination: createOpen311({ ...wired(server.host), url: new URL(`${server.baseUrl}/v2/`) }),
  }
}

/** `body`: what stands for it in JSON, or the bytes themselves. */
export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body), headers }
}

export function open311At(centre: CentreFake, changes: Partial<Open311Options> = {}) {
  return createOpen311({ ...wired(centre.host), url: new URL(centre.url), ...changes })
}

function wired(host: string) {
  const http = createHttp({ allowedHosts: [host], allowLoopback: true })
  return { apiKey: KEY, jurisdiction: 'hue.gov.vn', http, tokenWaitMs: 1 }
}
