import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDiskStorage } from '../../src/storage/disk.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocop-disk-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('what is put can be had, replaced and deleted; what is not there is null', async () => {
  const storage = createDiskStorage(join(folder, 'files'))
  expect(await storage.get('photos/abc')).toBeNull()
  await storage.put('photos/abc', Uint8Array.of(1, 2, 3), 'image/png')
  await storage.put('photos/abc', Uint8Array.of(4), 'image/jpeg')
  const found = await storage.get('photos/abc')
  expect([Array.from(found?.bytes ?? []), found?.contentType]).toEqual([[4], 'image/jpeg'])
  expect((await readdir(join(folder, 'files', 'photos'))).sort()).toEqual(['abc', 'abc.type'])
  await storage.delete('photos/abc')
  await storage.delete('photos/abc')
  expect(await storage.get('photos/abc')).toBeNull()
})

test('P-21: a key that would lead elsewhere is refused', async () => {
  const storage = createDiskStorage(join(folder, 'files'))
  for (const key of ['../secret', 'photos/../../secret', '/etc/passwd', 'photos/a.b', 'photos/', 'PHOTOS/a', 'photos/a\0']) {
    await expect(storage.put(key, Uint8Array.of(1), 'image/png'), key).rejects.toThrow('storage key')
    await expect(storage.get(key), key).rejects.toThrow('storage key')
  }
})
