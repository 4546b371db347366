/** A wire that can be cut: stands between us and a server, for tests in which the server goes away and comes back. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly host: string
  readonly port: number
  /** Breaks every connection and refuses new ones by breaking them at once: the server is gone. */
  cut(): void
  /** Nothing flows any more in either direction, and nobody is told: the network is gone. */
  stall(): void
  /** New connections work again; those that stood still flow on. */
  restore(): void
  /** Connections open now. */
  readonly open: () => number
  close(): Promise<void>
}

export async function startProxy(targetHost: string, targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let state: 'flowing' | 'stalled' | 'cut' = 'flowing'
  const server = createServer((near) => {
    near.on('error', () => undefined)
    if (state === 'cut') return near.resetAndDestroy()
    const far = connect(targetPort, targetHost)
    const pair = [near, far] as const
    far.on('error', () => undefined)
    const end = () => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    near.on('close', end)
    far.on('close', end)
    pairs.add(pair)
    if (state === 'flowing') join(pair)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    state = 'cut'
    for (const [near, far] of pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
  }
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    cut,
    stall() {
      state = 'stalled'
      for (const [near, far] of pairs) {
        near.unpipe().pause()
        far.unpipe().pause()
      }
    },
    restore() {
      if (state === 'stalled') for (const pair of pairs) join(pair)
      state = 'flowing'
    },
    open: () => pairs.size,
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function join([near, far]: readonly [Socket, Socket]): void {
  near.pipe(far)
  far.pipe(near)
}
