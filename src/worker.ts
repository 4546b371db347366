/** Cloudflare entry: a request, or the beat of a cron. Everything is opened for the call and closed after it. */
import { tick } from './jobs/tick.ts'
import { type Bindings, type Context, openEdge, ROUND_MS } from './open-edge.ts'
import { CLIENT_ADDRESS } from './web/env.ts'
import { server } from './web/server.ts'

export default {
  async fetch(request: Request, bindings: Bindings, context: Context): Promise<Response> {
    const { deps, end } = await openEdge(bindings, context)
    try {
      return await server.fetch(named(request), deps)
    } finally {
      context.waitUntil(end())
    }
  },

  async scheduled(_event: unknown, bindings: Bindings, context: Context): Promise<void> {
    const { deps, end } = await openEdge(bindings, context)
    try {
      await tick(deps, { endsAt: Date.now() + ROUND_MS, signal: new AbortController().signal })
    } finally {
      context.waitUntil(end())
    }
  },
}

/** Only Cloudflare's own word for the client's address is believed. */
function named(request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set(CLIENT_ADDRESS, request.headers.get('cf-connecting-ip') ?? '')
  return new Request(request, { headers })
}
