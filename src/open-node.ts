/** What plain Node brings: the embedded database or a server, photos on disk, the key, the clock. */
import { existsSync } from 'node:fs'
import { link, mkdir, open as openFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { connect, type Database } from './db/connect.ts'
import { openEmbedded } from './db/embedded.ts'
import type { Deps } from './deps.ts'
import { errorFields, type Log } from './lib/log.ts'
import { randomBytes } from './lib/random.ts'
import { fromBase64Url, toBase64Url } from './lib/seal.ts'
import { open } from './open.ts'
import { createDiskStorage } from './storage/disk.ts'

const POOL = 10

export interface Opened {
  readonly deps: Deps
  close(): Promise<void>
}

/**
 * @throws DataFolderInUse
 * @throws Error where a database is there and its key is not
 */
export async function openNode(config: Config, log: Log, wake: () => Promise<void>): Promise<Opened> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const key = config.encryptionKey ?? (await keyOf(config.dataDir))
  const { db, close } = await openDatabase(config, log)
  const storage = createDiskStorage(join(config.dataDir, 'files'))
  return { deps: await open(config, { db, storage, key, log, now: () => new Date(), wake }), close }
}

/** Whether there is a database to look into, without making one. */
export function hasDatabase({ databaseUrl, dataDir }: Config): boolean {
  return databaseUrl !== null || existsSync(join(dataDir, 'database'))
}

async function openDatabase(config: Config, log: Log): Promise<{ db: Database; close(): Promise<void> }> {
  const onError = (error: Error) => log.warn('database_connection_lost', errorFields(error))
  if (config.databaseUrl === null) return openEmbedded(config.dataDir, onError)
  const db = connect(config.databaseUrl, { max: POOL, onError })
  return { db, close: () => db.destroy() }
}

/** Made once and kept beside the embedded database; a new one beside an old database would make all of it unreadable. */
async function keyOf(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'encryption.key')
  if (!existsSync(path)) {
    if (existsSync(join(folder, 'database')))
      throw new Error('The data folder has a database but no encryption.key. Put the key back, or set ENCRYPTION_KEY.')
    await writeOnce(path, `${toBase64Url(randomBytes(32))}\n`)
  }
  const key = fromBase64Url((await readFile(path, 'utf8')).trim())
  if (key.length !== 32)
    throw new Error('The file encryption.key in the data folder is damaged: it must hold 32 bytes in base64.')
  return key
}

/** On the disk whole before it has its name; when two start at once, the first one's stays. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`
  const file = await openFile(draft, 'w', 0o600)
  await file.writeFile(text)
  await file.sync()
  await file.close()
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
}
