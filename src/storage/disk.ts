import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { utf8 } from '../lib/bytes.ts'
import type { Storage } from './storage.ts'

const KEY = /^[a-z]+(\/[a-z0-9-]+)+$/

/**
 * Photos and papers as files of a folder. A file appears whole or not at all; its type stands in a second file beside it.
 *
 * @param folder made when the first thing is put there
 */
export function createDiskStorage(folder: string): Storage {
  return {
    async put(key, bytes, contentType) {
      await write(pathOf(folder, key), bytes)
      await write(typePathOf(folder, key), utf8(contentType))
    },
    async get(key) {
      const [bytes, contentType] = await Promise.all([read(pathOf(folder, key)), read(typePathOf(folder, key))])
      return bytes && { bytes, contentType: contentType ? new TextDecoder().decode(contentType) : 'application/octet-stream' }
    },
    async delete(key) {
      await rm(pathOf(folder, key), { force: true })
      await rm(typePathOf(folder, key), { force: true })
    },
  }
}

/** @throws Error for a key that is not ours: it must never lead out of the folder */
function pathOf(folder: string, key: string): string {
  if (!KEY.test(key)) throw new Error('A storage key has letters that no key of ours has.')
  return join(folder, key)
}

function typePathOf(folder: string, key: string): string {
  return `${pathOf(folder, key)}.type`
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

async function read(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
