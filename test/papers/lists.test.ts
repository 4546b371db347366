import { expect, test } from 'vitest'
import { type ArchiveFile, archiveOf } from '../../src/papers/archive.ts'
import { contentsHtml } from '../../src/papers/contents.ts'
import { csvOf } from '../../src/papers/csv.ts'
import { type List, looksLikeFormula } from '../../src/papers/list.ts'
import { clean } from '../../src/papers/words.ts'
import { xlsxOf } from '../../src/papers/xlsx.ts'
import { readXlsx, unzipped } from '../support/office.ts'
import { MADE_AT, NASTY } from './sample.ts'

/** What people, or who means harm, could type into a name. */
const FORMULAS = [
  '=1+1',
  '=HYPERLINK("http://x.example","bấm")',
  '+84905123456',
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(A1:A9)',
  '\t=1+1',
  '\r\n=1+1',
  '   =1+1',
  '"=1+1',
  "'=1+1",
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  '|calc',
  '%0A=1',
]
const HARMLESS = ['Mắm ruốc Bà Hoa', '0905 123 456', 'Trà rau má = 100%', '5 sao + quà', '3-4 sao', '']

function listOf(texts: readonly string[]): List {
  const columns = [
    { title: 'Sản phẩm', width: 30 },
    { title: 'Số', width: 8 },
    { title: 'Ngày gửi', width: 18 },
  ]
  return {
    name: 'Đăng ký [OCOP]/2026: tất cả các hồ sơ đang chờ',
    columns,
    rows: texts.map((text, at) => [text, at, MADE_AT]),
    madeAt: MADE_AT,
  }
}

test('P-21: what a spreadsheet could take for a formula is known as such, and nothing else is', () => {
  expect(FORMULAS.filter((text) => !looksLikeFormula(text))).toEqual([])
  expect(HARMLESS.filter(looksLikeFormula)).toEqual([])
})

test('P-21: no cell of the CSV begins as a formula does, and each holds what was typed', () => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(csvOf(listOf([...FORMULAS, ...HARMLESS])))
  expect(text.startsWith('\uFEFF"Sản phẩm","Số","Ngày gửi"\r\n')).toBe(true)
  const cells = cellsOf(text.slice(1))
    .slice(1)
    .map(([first = '']) => first)
  expect(cells).toHaveLength(FORMULAS.length + HARMLESS.length)
  for (const cell of cells) expect(cell).not.toMatch(/^[\s"]*[=+\-@|%＝＋－＠]/)
  expect(cells.slice(0, 3)).toEqual(["'=1+1", `'=HYPERLINK("http://x.example","bấm")`, "'+84905123456"])
  expect(cells.slice(FORMULAS.length)).toEqual(HARMLESS)
})

test('P-21: the XLSX holds no formula, and cells that look like one have the format of texts', async () => {
  const texts = [...FORMULAS, NASTY, ...HARMLESS].filter((text) => text !== '')
  const cells = readXlsx(await xlsxOf(listOf(texts)))
  for (const [at, text] of texts.entries()) {
    const cell = cells.get(`A${at + 2}`)
    expect(cell?.value.trim(), text).toBe(clean(text).trim())
    expect(cell, text).toMatchObject({ kind: 'text', format: FORMULAS.includes(text) ? '@' : '' })
  }
})

test('an XLSX keeps dates as dates of Huế and numbers as numbers, has a name that spreadsheets allow, a head that stays, and a filter', async () => {
  const bytes = await xlsxOf(listOf(['Mắm ruốc']))
  const cells = readXlsx(bytes)
  expect(cells.get('B2')).toEqual({ kind: 'number', value: '0', format: '' })
  expect(cells.get('C2')).toMatchObject({ kind: 'number', format: 'dd/mm/yyyy hh:mm' })
  // 46351 is 25/11/2026; MADE_AT is 10:00 in Huế.
  expect(Number(cells.get('C2')?.value)).toBeCloseTo(46_351 + 10 / 24, 5)
  const files = unzipped(bytes)
  const sheet = files.get('xl/worksheets/sheet1.xml')?.toString('utf8') ?? ''
  for (const part of ['<autoFilter ref="A1:C2"/>', 'state="frozen"', 'fitToPage="1"', 'fitToHeight="0"'])
    expect(sheet).toContain(part)
  const [, name = ''] = /<sheet [^>]*name="([^"]*)"/.exec(files.get('xl/workbook.xml')?.toString('utf8') ?? '') ?? []
  expect(name).toContain('Đăng ký')
  expect(name.length).toBeLessThanOrEqual(31)
  expect(name).not.toMatch(/[[\]:*?/\\]/)
})

test('an archive is written while it is read, one file after another', async () => {
  const asked: string[] = []
  async function* files(): AsyncGenerator<ArchiveFile, void> {
    for (const name of ['a.txt', 'b/c.bin', 'trống.txt']) {
      asked.push(name)
      yield { name, bytes: new TextEncoder().encode(name === 'trống.txt' ? '' : name.repeat(1000)) }
    }
  }
  const reader = archiveOf(files(), MADE_AT).getReader()
  const chunks: Uint8Array[] = []
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value)
  const found = unzipped(Buffer.concat(chunks))
  expect([...found.keys()]).toEqual(asked)
  expect(found.get('b/c.bin')?.toString()).toBe('b/c.bin'.repeat(1000))
  expect(found.get('trống.txt')).toHaveLength(0)
})

test('P-21: the index of an archive shows what was typed as text, and lets no script run', () => {
  const html = new TextDecoder().decode(
    contentsHtml({
      title: NASTY,
      facts: [['Sản phẩm', NASTY]],
      columns: ['STT', 'Nội dung', 'Ghi chú'],
      entries: [{ what: NASTY, file: 'anh/01.jpg', note: NASTY }],
      madeAt: MADE_AT,
    }),
  )
  expect(html).not.toContain('<script')
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(html).toContain(`content="default-src 'none';`)
  expect(html).toContain('<a href="anh/01.jpg">')
})

/** Rows and cells of a CSV by RFC 4180. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}
