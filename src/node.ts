/**
 * Node entry: HTTP server, one loop for each job, graceful stop (P-35).
 *
 * Each job has its own loop, so that a platform that answers slowly holds up neither the talks nor the photos.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Config, faultLines, parseConfig } from './config.ts'
import { DataFolderInUse } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import type { Deps } from './deps.ts'
import { JOBS } from './jobs/tick.ts'
import { createLog, errorFields, type Log } from './lib/log.ts'
import { createLoop, type Loop } from './lib/loop.ts'
import * as officials from './models/official.ts'
import * as signIns from './models/sign-in.ts'
import { openNode } from './open-node.ts'
import { CLIENT_ADDRESS } from './web/env.ts'
import { server as app } from './web/server.ts'

const BEAT_MS = 500
/** one round of one job; the next begins at once while there is work */
const ROUND_MS = 20_000
const STOP_MS = 9_000

await main()

async function main(): Promise<void> {
  const parsed = parseConfig(process.env)
  if ('faults' in parsed) return refuse(faultLines(parsed.faults))
  const { config } = parsed
  const log = createLog(
    config.logLevel,
    (line) => process.stdout.write(`${line}\n`),
    () => new Date(),
  )
  process.on('uncaughtException', (error) => {
    log.error('crashed', errorFields(error))
    process.exit(1)
  })
  try {
    await start(config, log)
  } catch (error) {
    refuse(reasonOf(error, config))
  }
}

async function start(config: Config, log: Log): Promise<void> {
  let loops: readonly Loop[] = []
  const wake = async () => {
    await loops[0]?.wake()
  }
  const { deps, close } = await openNode(config, log, wake)
  try {
    await migrate(deps.db)
    const signInLine = await firstSignIn(deps)
    const http = await listen(createHttpServer(deps), config)
    const stopping = new AbortController()
    loops = startLoops(deps, stopping.signal)
    stopOnRequest(log, async () => {
      http.close()
      http.closeIdleConnections()
      stopping.abort()
      await Promise.all(loops.map((loop) => loop.stop()))
      http.closeAllConnections()
      await close()
    })
    greet(deps, signInLine)
  } catch (error) {
    await close()
    throw error
  }
}

/** The jobs in the order in which work flows: what the first one did wakes the others. */
function startLoops(deps: Deps, signal: AbortSignal): readonly Loop[] {
  const budget = () => ({ endsAt: deps.now().getTime() + ROUND_MS, signal })
  const [first, ...others] = JOBS
  if (!first) throw new Error('There are no jobs.')
  const followers = others.map((job) => createLoop(() => job.run(deps, budget()), BEAT_MS))
  const rouse = () => {
    for (const loop of followers) loop.wake()
  }
  return [createLoop(() => first.run(deps, budget()), BEAT_MS, rouse), ...followers]
}

function createHttpServer(deps: Deps): Server {
  const listener = getRequestListener((request) => app.fetch(request, deps))
  const server = createServer((incoming, outgoing) => {
    nameClient(incoming, deps.config.trustedProxies)
    return listener(incoming, outgoing)
  })
  server.headersTimeout = 10_000
  // Bodies have limits of their own (P-19); a photo over a bad line may take its time.
  server.requestTimeout = 30 * 60_000
  server.maxConnections = 2000
  return server
}

/** Overwrites what a client may have sent under this name; a proxy's word counts only where the setting says so. */
function nameClient(incoming: IncomingMessage, trusted: readonly string[]): void {
  const peer = plainAddress(incoming.socket.remoteAddress ?? '')
  const forwarded = String(incoming.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => plainAddress(address.trim()))
    .filter((address) => address !== '')
  const chain = [...forwarded, peer]
  const client = chain.findLast((address) => !trusted.includes(address)) ?? peer
  const kept: string[] = []
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = incoming.rawHeaders.slice(i, i + 2)
    if (name.toLowerCase() !== CLIENT_ADDRESS) kept.push(name, value)
  }
  incoming.rawHeaders.splice(0, incoming.rawHeaders.length, ...kept, CLIENT_ADDRESS, client)
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '')
}

function listen(server: Server, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, () => resolve(server))
  })
}

/** While no official exists, each start prints a fresh one-time link for the first. */
async function firstSignIn(deps: Deps): Promise<string | null> {
  const official = await officials.ensureFirst(deps.db, deps.config.firstAdmin)
  if (official === null) return null
  const { token } = await signIns.createLink(deps.db, official.id)
  return `Sign in  ${deps.config.publicUrl}/console/sign-in/${token}  (once, for ${deps.config.firstAdmin}, 24 hours)`
}

function greet({ config }: Deps, signInLine: string | null): void {
  const state = (name: string, isOn: boolean, token: string) => `${name} ${isOn ? 'on' : `off (${token} is not set)`}`
  const lines = [
    `Kênh OCOP Huế is running on ${config.host}:${config.port}; the database is ${config.databaseUrl ? 'PostgreSQL' : `embedded, in ${config.dataDir}`}.`,
    `Chat     ${config.publicUrl}/chat`,
    `Console  ${config.publicUrl}/console`,
    ...(signInLine ? [signInLine] : []),
    `Channels web chat on · ${state('Telegram', config.telegram !== null, 'TELEGRAM_BOT_TOKEN')} · ${state('Zalo', config.zalo !== null, 'ZALO_BOT_TOKEN')} · ${state('Zalo OA', config.zaloOa !== null, 'ZALO_OA_APP_ID')}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** A signal, or the death of the process that started us; the end comes within ten seconds in any case. */
function stopOnRequest(log: Log, stop: () => Promise<void>): void {
  let isStopping = false
  const begin = () => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => {
      log.error('stop_was_slow')
      process.exit(1)
    }, STOP_MS).unref()
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error('stop_failed', errorFields(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', begin)
  process.on('SIGINT', begin)
  process.on('disconnect', begin)
}

function reasonOf(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return 'The start failed.'
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `Port ${config.port} is taken on ${config.host}. Stop the other program, or set PORT to another number.`
  if (code === 'EACCES') return `This user may not use port ${config.port} or the data folder ${config.dataDir}.`
  if (error instanceof DataFolderInUse) return error.message
  if (config.databaseUrl !== null && isAway(error))
    return 'The database at DATABASE_URL does not answer. Is it running, and is the address right?'
  return `The start failed: ${error.message}`
}

function isAway(error: Error): boolean {
  const cause = error.cause instanceof Error ? error.cause : error
  return /ECONN|ENOTFOUND|EAI_AGAIN|timeout|terminated/i.test(`${(cause as NodeJS.ErrnoException).code} ${cause.message}`)
}

function refuse(reason: string): void {
  process.stderr.write(`${reason}\n`)
  process.exitCode = 1
  // Nothing else may hold the process: what was opened has been closed.
  setTimeout(() => process.exit(1), 1000).unref()
}
