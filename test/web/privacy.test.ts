import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import en from '../../locales/en/privacy.json' with { type: 'json' }
import vi from '../../locales/vi/privacy.json' with { type: 'json' }
import numbers from '../../src/city/retention.json' with { type: 'json' }
import { endOf, RULES, ruleOf } from '../../src/city/retention.ts'
import { PRIVACY_VERSION } from '../../src/web/privacy.tsx'
import { server } from '../../src/web/server.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

/** Each version with the hash of its words and numbers: what changes is a new version, and the old ones can be told apart. */
const VERSIONS: Readonly<Record<string, string>> = {
  '2026-11-24': '2262382125aa7622',
  '2026-11-25': '7327e2bbf9ffcaad',
  '2026-11-26': 'c8640b465e745fac',
}

let app: TestDeps
beforeAll(async () => {
  app = await testDeps()
})
afterAll(() => app.close())

const page = async (path: string) => (await server.request(path, {}, app.deps)).text()

test('L-22: the notice carries its version, and changed words need a new one', async () => {
  const hash = createHash('sha256')
    .update(JSON.stringify([vi, en, numbers]))
    .digest('hex')
    .slice(0, 16)
  expect(hash, 'The words or numbers changed: raise PRIVACY_VERSION and add a line here.').toBe(VERSIONS[PRIVACY_VERSION])
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

test('L-22: how long is said with the numbers of the table, and leads to the whole of it', async () => {
  const html = await page('/privacy')
  expect(html).toContain('tin 30 ngày; phản ánh xong 24 tháng; hồ sơ hết hạn 12 tháng')
  expect(html).toContain('href="/privacy/thoi-han"')
  expect(await page('/privacy?lang=en')).toContain('href="/privacy/thoi-han?lang=en"')
})

test('L-06, L-22: the table says of every kind how long and why, in both languages, without articles of law', async () => {
  const [html, english] = [await page('/privacy/thoi-han'), await page('/privacy/thoi-han?lang=en')]
  expect(html.match(/<dt>/g)).toHaveLength(RULES.length + 4)
  expect(english.match(/<dt>/g)).toHaveLength(RULES.length + 4)
  for (const words of ['Giữ 30 ngày từ lần điền cuối', 'Giữ 1 ngày từ lúc hết hạn dùng', 'chừng 1 km', 'làm bằng chứng'])
    expect(html, words).toContain(words)
  expect(english).toContain('Kept 1 day after it ended.')
  expect(html).not.toMatch(/Điều \d+|Nghị định|Luật/)
})

test('L-06: a table that a fork changed still says one time of each kind, from 1 upwards', () => {
  for (const { kind, days, months } of RULES) {
    expect(
      [days, months].filter((n) => n > 0),
      kind,
    ).toHaveLength(1)
    expect(
      [days, months].every((n) => Number.isInteger(n) && n >= 0),
      kind,
    ).toBe(true)
  }
})

test('L-06: months end by the calendar', () => {
  const report = { ...ruleOf('report'), days: 0, months: 1 }
  expect(endOf(report, new Date('2027-01-31T10:00:00Z'))).toEqual(new Date('2027-02-28T10:00:00Z'))
  expect(endOf({ ...report, months: 24 }, new Date('2026-11-23T10:00:00Z'))).toEqual(new Date('2028-11-23T10:00:00Z'))
  expect(endOf({ ...report, months: 0, days: 90 }, new Date('2026-11-23T10:00:00Z'))).toEqual(new Date('2027-02-21T10:00:00Z'))
})
