import { expect, test } from 'vitest'
import { hash, isStale, verify } from '../../src/lib/password.ts'

const CHEAP = { ln: 4, r: 8, p: 1 }

test('P-24: a password opens with itself and with nothing else', async () => {
  const stored = await hash('ba con xứ Huế')
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[\w-]{22}\$[\w-]{43}$/)
  expect(await verify('ba con xứ Huế', stored)).toBe(true)
  expect(await verify('ba con xu Huế', stored)).toBe(false)
  expect(await verify('', stored)).toBe(false)
})

test('the same password gives another string each time', async () => {
  expect(await hash('mắm ruốc Huế', CHEAP)).not.toBe(await hash('mắm ruốc Huế', CHEAP))
})

test('marks typed apart and together are the same password', async () => {
  expect(await verify('tôm chua Huế'.normalize('NFD'), await hash('tôm chua Huế'.normalize('NFC'), CHEAP))).toBe(true)
})

test('P-24: where nothing is stored the answer is no, after work of the same kind', async () => {
  const stored = await hash('có mật khẩu')
  const time = async (run: () => Promise<boolean>) => {
    const began = performance.now()
    expect(await run()).toBe(false)
    return performance.now() - began
  }
  const known = Math.min(await time(() => verify('sai', stored)), await time(() => verify('sai', stored)))
  const unknown = Math.min(await time(() => verify('sai', null)), await time(() => verify('sai', null)))
  // A look-up without the hash would take a thousandth of it.
  expect(unknown).toBeGreaterThan(known / 4)
  expect(await verify('', null)).toBe(false)
})

test('a string of an older cost still opens and is told to be stale', async () => {
  const old = await hash('đổi giá', CHEAP)
  expect(await verify('đổi giá', old)).toBe(true)
  expect(isStale(old)).toBe(true)
  expect(isStale(old, CHEAP)).toBe(false)
})

test('a stored string of unknown shape throws rather than opens', async () => {
  await expect(verify('x', '$2b$10$abc')).rejects.toThrow('unknown shape')
})
