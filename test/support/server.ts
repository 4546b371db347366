/** The real app over real HTTP on loopback, in this process, with jobs in loops as in production. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Deps } from '../../src/deps.ts'
import { JOBS } from '../../src/jobs/tick.ts'
import { createLoop } from '../../src/lib/loop.ts'
import { server as app } from '../../src/web/server.ts'
import { type Overrides, type TestDeps, testDeps } from './deps.ts'

export interface TestServer extends TestDeps {
  /** no slash at the end */
  readonly url: string
}

export async function startTestServer({ env = {}, ...overrides }: Overrides = {}): Promise<TestServer> {
  let deps: Deps | undefined
  const listener = getRequestListener((request) => {
    if (!deps) return new Response(null, { status: 503 })
    return app.fetch(request, deps)
  })
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('No port.')
  const url = `http://127.0.0.1:${address.port}`

  const opened = await testDeps({ env: { PUBLIC_URL: url, ...env }, ...overrides })
  const stopping = new AbortController()
  const loops = JOBS.map((job) =>
    createLoop(() => job.run(opened.deps, { endsAt: opened.deps.now().getTime() + 20_000, signal: stopping.signal }), 100),
  )
  const wake = async () => {
    await loops[0]?.wake()
    for (const loop of loops.slice(1)) loop.wake()
  }
  deps = { ...opened.deps, wake }
  return {
    ...opened,
    deps,
    url,
    async close() {
      http.close()
      stopping.abort()
      await Promise.all(loops.map((loop) => loop.stop()))
      http.closeAllConnections()
      await opened.close()
    },
  }
}
