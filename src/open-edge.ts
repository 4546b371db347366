/**
 * What the edge brings: one connection through Hyperdrive, photos in R2, work that goes on after the answer.
 *
 * All of it belongs to one invocation and is closed with it: workerd lets no connection outlive the request that made it.
 * What is kept between invocations is pure (`open.ts` keeps the index of the articles).
 */
import { type Config, faultLines, parseConfig } from './config.ts'
import { connect } from './db/connect.ts'
import type { Deps } from './deps.ts'
import { handleUpdates } from './jobs/handle-updates.ts'
import { answerUpdates } from './jobs/tick.ts'
import { createLog, errorFields } from './lib/log.ts'
import { open } from './open.ts'
import { type Bucket, createBucketStorage } from './storage/r2.ts'

/** Bindings of the Worker: settings as text, and the two of Cloudflare's own. */
export interface Bindings {
  readonly HYPERDRIVE?: { readonly connectionString: string }
  readonly PHOTOS?: Bucket
  readonly [setting: string]: unknown
}

/** Keeps the invocation alive until the work is over. */
export interface Context {
  waitUntil(work: Promise<unknown>): void
}

export interface Invocation {
  readonly deps: Deps
  /** Call once, when no more work will be started: closes the connection after the last of it. */
  end(): Promise<void>
}

/** Background work after an answer must be over within 30 s. */
export const ROUND_MS = 20_000

/** @throws Error with one line per fault of the settings */
export async function openEdge(bindings: Bindings, context: Context): Promise<Invocation> {
  const config = configOf(bindings)
  const { HYPERDRIVE: database, PHOTOS: photos } = bindings
  if (!database || !photos || !config.encryptionKey)
    throw new Error('The Worker needs the bindings HYPERDRIVE and PHOTOS and the secret ENCRYPTION_KEY (wrangler.toml).')
  const log = createLog(config.logLevel, (line) => console.log(line), now)
  let isEnding = false
  const onError = (error: Error) => {
    // workerd's sockets complain of their own end.
    if (!isEnding) log.warn('database_connection_lost', errorFields(error))
  }
  const db = connect(database.connectionString, { max: 1, waitMs: ROUND_MS, onError })
  const work: Promise<unknown>[] = []
  const wake = async () => {
    const signal = new AbortController().signal
    const budget = { endsAt: Date.now() + ROUND_MS, signal }
    const handled = handleUpdates.run(deps, budget)
    const rest = handled.then(() => answerUpdates(deps, budget))
    work.push(rest)
    context.waitUntil(rest)
    await handled
  }
  const storage = createBucketStorage(photos)
  const deps = await open(config, { db, storage, key: config.encryptionKey, log, now, wake })
  return {
    deps,
    async end() {
      while (work.length > 0) await work.shift()
      isEnding = true
      await db.destroy()
    },
  }
}

function configOf(bindings: Bindings): Config {
  const texts = Object.entries(bindings).filter((binding): binding is [string, string] => typeof binding[1] === 'string')
  const parsed = parseConfig({ ...Object.fromEntries(texts), DATABASE_URL: bindings.HYPERDRIVE?.connectionString })
  if ('faults' in parsed) throw new Error(faultLines(parsed.faults))
  return parsed.config
}

function now(): Date {
  return new Date()
}
