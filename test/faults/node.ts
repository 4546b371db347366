/** One process of the program with a wire of its own to the database, killed and started again as an operator's supervisor does. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startProxy, type TcpProxy } from '../fakes/tcp-proxy.ts'
import { freePort, killHard, type Started, start } from '../support/process.ts'

const STARTS = 20

export interface AppNode {
  readonly url: string
  readonly wire: TcpProxy
  start(): Promise<void>
  kill(): Promise<void>
  /** Ends the process and its wire, however it stands. */
  close(): Promise<void>
}

/** @param databaseUrl of the server itself; the process sees the wire */
export async function createNode(databaseUrl: string, settings: Readonly<Record<string, string>>): Promise<AppNode> {
  const target = new URL(databaseUrl)
  const wire = await startProxy(target.hostname, Number(target.port))
  const port = await freePort()
  const seen = new URL(databaseUrl)
  seen.host = `${wire.host}:${wire.port}`
  let app: Started | null = null
  const kill = async () => {
    const last = app
    app = null
    if (last?.child.exitCode !== null && last) throw new Error(`The program ended by itself: ${last.output().slice(-2000)}`)
    if (last) await killHard(last)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    wire,
    /** Tried again where the database is away: the program ends then, and says so. */
    async start() {
      for (let tries = 1; app === null; tries++) {
        try {
          app = await start({ ...settings, PORT: String(port), DATABASE_URL: seen.href })
        } catch (error) {
          if (tries === STARTS) throw error
          await sleep(300)
        }
      }
    },
    kill,
    async close() {
      await kill().catch(() => undefined)
      await wire.close()
    },
  }
}
