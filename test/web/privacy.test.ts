import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import en from '../../locales/en/privacy.json' with { type: 'json' }
import vi from '../../locales/vi/privacy.json' with { type: 'json' }
import { PRIVACY_VERSION } from '../../src/web/privacy.tsx'
import { server } from '../../src/web/server.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

/** Each version with the hash of its words: changed words are a new version, and the old ones can be told apart. */
const VERSIONS: Readonly<Record<string, string>> = {
  '2026-11-24': '2262382125aa7622',
  '2026-11-25': '7327e2bbf9ffcaad',
}

let app: TestDeps
beforeAll(async () => {
  app = await testDeps()
})
afterAll(() => app.close())

const page = async (path: string) => (await server.request(path, {}, app.deps)).text()

test('L-22: the notice carries its version, and changed words need a new one', async () => {
  const hash = createHash('sha256')
    .update(JSON.stringify([vi, en]))
    .digest('hex')
    .slice(0, 16)
  expect(hash, 'The words changed: raise PRIVACY_VERSION and add a line here.').toBe(VERSIONS[PRIVACY_VERSION])
  expect(await page('/privacy')).toContain(`Bản ${PRIVACY_VERSION.split('-').reverse().join('/')}`)
})

test('L-22: it says in plain words what is kept, for what, who sees it, how long, and how to have it deleted', async () => {
  const html = await page('/privacy')
  for (const words of ['số điện thoại', 'vị trí', 'cán bộ', 'cookie', 'dữ liệu của tôi', 'xóa', 'rút lại đồng ý']) {
    expect(html.toLowerCase(), words).toContain(words)
  }
  expect(html).not.toMatch(/Điều \d+|Nghị định|Luật/)
})

test('L-21: it says what a machine does with what is written, how to meet a person, and how to switch it off', async () => {
  const html = await page('/privacy')
  for (const words of ['Máy tìm câu trả lời', 'xếp loại phản ánh', 'gặp cán bộ', 'tắt máy đoán'])
    expect(html, words).toContain(words)
  const english = await page('/privacy?lang=en')
  for (const words of ['A machine answers and sorts', '/human', 'turn off guessing']) expect(english, words).toContain(words)
})

test('L-22: it is there in English too, and the chat leads to it', async () => {
  expect(await page('/privacy?lang=en')).toContain('<html lang="en">')
  expect(await page('/privacy?lang=xx')).toContain('<html lang="vi">')
  expect(await page('/chat')).toContain('href="/privacy"')
})
