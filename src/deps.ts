import type { Kysely } from 'kysely'
import type { Channel } from './channels/channel.ts'
import type { Config } from './config.ts'
import type { Schema } from './db/schema.ts'
import type { Destination } from './destinations/destination.ts'
import type { Knowledge } from './knowledge/answer.ts'
import type { Article } from './knowledge/article.ts'
import type { Log } from './lib/log.ts'
import type { Vault } from './lib/seal.ts'
import type { ChannelName } from './message.ts'
import type { Storage } from './storage/storage.ts'

/** The shipped articles with those of officials laid over. */
export interface Library {
  readonly articles: readonly Article[]
  readonly knowledge: Knowledge
  /** another one after every save */
  readonly version: string
}

/** All that the world offers; built by `open.ts`, handed to `jobs` and `web`. Types only. */
export interface Deps {
  readonly config: Config
  readonly db: Kysely<Schema>
  /** The channels that are on. */
  readonly channels: ReadonlyMap<ChannelName, Channel>
  /** Who else handles reports; `console`, the officials here, needs no entry. */
  readonly destinations: ReadonlyMap<string, Destination>
  readonly storage: Storage
  readonly vault: Vault
  readonly log: Log
  /** Writes to the inbox under way, counted so that a slow database does not pile up requests. */
  readonly intake: { writing: number }
  /**
   * What questions are answered from now: one cheap query, and never an error.
   *
   * Not inside a transaction: where there is one connection, it would wait for itself.
   */
  library(): Promise<Library>
  now(): Date
  /** Starts a tick now rather than at the next beat; resolves when that tick is over. Only saves waiting. */
  wake(): Promise<void>
}
