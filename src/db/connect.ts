/**
 * A pool of `pg` connections as Kysely. The embedded database and a server give the same types of values this way
 * (Kysely's own PGlite dialect gives numbers where a server gives strings).
 */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

/** A stalled server must not hold callers: connecting 1 s, a statement 15 s; a dead connection is thrown away. */
const CONNECT_MS = 1000
const LIMITS = {
  statement_timeout: 15_000,
  query_timeout: 16_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
}

export interface Connecting {
  /** connections at once */
  readonly max: number
  /** longest wait for one, in the pool's queue too: a caller with few of them must be patient */
  readonly waitMs?: number
  readonly onError: (error: Error) => void
}

export function connect(url: string, { max, waitMs = CONNECT_MS, onError }: Connecting): Database {
  return wrap(new pg.Pool({ ...LIMITS, connectionTimeoutMillis: waitMs, connectionString: url, max }), onError)
}

/** @param config of `@electric-sql/pglite/node-postgres`, or any pool settings */
export function connectWith(config: pg.PoolConfig, onError: (error: Error) => void): Database {
  return wrap(new pg.Pool(config), onError)
}

function wrap(pool: pg.Pool, onError: (error: Error) => void): Database {
  // Without a listener a connection that breaks would end the process: an idle one, and one between two statements of a
  // transaction, where the pool does not listen. The pool repeats what the idle one has said already.
  pool.on('connect', (client) => client.on('error', onError))
  pool.on('error', () => undefined)
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

/** Whether an error says that the database is away, rather than that we asked something wrong. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = String((error as { code?: unknown }).code ?? '')
  if (/^(ECONN|EPIPE|ENOTFOUND|EAI_|ETIMEDOUT|08|57P0|53)/.test(code)) return true
  return /timeout exceeded when trying to connect|Connection terminated|Query read timeout|connection is closed|not queryable/i.test(
    error.message,
  )
}
