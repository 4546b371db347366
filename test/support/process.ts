/** The program as people start it (`npm start`), as a process of its own on loopback. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Started {
  readonly url: string
  readonly child: ChildProcess
  readonly output: () => string
  /** Exit code; null: ended by a signal. */
  readonly over: Promise<number | null>
}

type Settings = Readonly<Record<string, string>>

export function run(task: string, args: readonly string[], settings: Settings, input?: string): Started {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp', ...settings }
  const child = spawn(process.execPath, ['scripts/run.mjs', task, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  const take = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  child.stdin.end(input)
  const over = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { url: `http://127.0.0.1:${settings.PORT ?? ''}`, child, output: () => output, over }
}

/** Resolves when the program is ready; rejects with its words when it ends before. */
export async function start(settings: Settings): Promise<Started> {
  const started = run('start', [], { PORT: String(await freePort()), LOG_LEVEL: 'warn', ...settings })
  let isOver = false
  started.over.then(() => {
    isOver = true
  })
  for (let tries = 0; tries < 600; tries++) {
    if (isOver) throw new Error(`The program ended: ${started.output()}`)
    const ready = await fetch(`${started.url}/health/ready`).catch(() => null)
    if (ready?.ok) return started
    await sleep(50)
  }
  started.child.kill('SIGKILL')
  throw new Error(`The program was not ready in time: ${started.output()}`)
}

/** The server itself: a child of the process that was started, beside esbuild, which that one uses too. */
export function serverPid(app: Started): number {
  const children = readFileSync(`/proc/${app.child.pid}/task/${app.child.pid}/children`, 'utf8').trim().split(' ').map(Number)
  const server = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node.mjs'))
  if (server === undefined) throw new Error('The program has no server.')
  return server
}

/** The server and the process that started it, without a word. */
export async function killHard(app: Started): Promise<void> {
  const server = serverPid(app)
  process.kill(server, 'SIGKILL')
  app.child.kill('SIGKILL')
  await app.over
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
