/**
 * The embedded database: PGlite in a folder, one process at a time.
 *
 * PGlite writes `postmaster.pid` but does not heed it: two processes lose each other's rows without a word. So a lock
 * file of our own with the owner's pid is made first, exclusively; one whose owner is dead is taken over.
 */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { connectWith, type Database } from './connect.ts'

export interface Embedded {
  readonly db: Database
  close(): Promise<void>
}

/** Another living process owns the folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse'
}

/** @throws DataFolderInUse */
export async function openEmbedded(folder: string, onError: (error: Error) => void): Promise<Embedded> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unlock = await lock(join(folder, 'owner.pid'))
  try {
    const pglite = await PGlite.create(join(folder, 'database'))
    const db = connectWith(createPgConfig(pglite), onError)
    return {
      db,
      async close() {
        await db.destroy()
        if (!pglite.closed) await pglite.close()
        await unlock()
      },
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

async function lock(path: string): Promise<() => Promise<void>> {
  const mine = await identity(process.pid)
  const draft = `${path}.${process.pid}`
  await writeFile(draft, mine ?? String(process.pid), { mode: 0o600 })
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (await linked(draft, path)) return () => rm(path, { force: true })
      const owner = await readFile(path, 'utf8').catch(() => '')
      const pid = Number.parseInt(owner, 10)
      if (pid !== process.pid && owner !== '' && (await identity(pid)) === owner) {
        throw new DataFolderInUse(
          `Process ${pid} already uses the data folder. Stop it, or set DATA_DIR to another folder, or DATABASE_URL to a server.`,
        )
      }
      await rm(path, { force: true })
    }
    throw new DataFolderInUse('Another process is just taking the data folder. Try again.')
  } finally {
    await rm(draft, { force: true })
  }
}

/** A hard link appears with its content or not at all, so nobody reads a half-written owner. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * "pid start-time" of a living process, null for a dead one, also where nobody has buried it (a container without an
 * init). In containers pids come again; a pid alone would lie.
 */
async function identity(pid: number): Promise<string | null> {
  if (!isAlive(pid)) return null
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? null : `${pid} ${fields[19] ?? ''}`.trim()
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
