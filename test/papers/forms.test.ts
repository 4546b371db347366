import { expect, test } from 'vitest'
import { criteriaOf, SETS } from '../../src/knowledge/criteria.ts'
import { score } from '../../src/knowledge/score.ts'
import { docxOf } from '../../src/papers/docx.ts'
import type { Dossier } from '../../src/papers/dossier.ts'
import { form01 } from '../../src/papers/form-01.ts'
import { form02 } from '../../src/papers/form-02.ts'
import { form03 } from '../../src/papers/form-03.ts'
import { layout } from '../../src/papers/layout.ts'
import { PAGE, type Paper } from '../../src/papers/paper.ts'
import { pdfOf } from '../../src/papers/pdf.ts'
import { readPdf, unzipped, xmlText } from '../support/office.ts'
import { EMPTY, FULL, marksOf, NASTY, scoredDossier } from './sample.ts'

const FORMS = { form01, form02, form03 }
const [mam] = SETS.filter(({ number }) => number === 9)
const FISH_SAUCE = mam ? scoredDossier(mam) : EMPTY

/** What a form says, as each of its files gives it back; line ends and repeated spaces do not count. */
async function wordsOf(paper: Paper): Promise<{ readonly pdf: string; readonly docx: string }> {
  const document =
    unzipped(await docxOf(paper))
      .get('word/document.xml')
      ?.toString('utf8') ?? ''
  return { pdf: flat(readPdf(pdfOf(paper)).text), docx: flat(xmlText(document, ['w:p'])) }
}

const flat = (text: string) => text.replace(/\s+/g, ' ')

/** Texts of a dossier that are printed as they are. */
function textsOf(dossier: Dossier, left: readonly (keyof Dossier)[]): string[] {
  return Object.entries(dossier).flatMap(([key, value]) =>
    typeof value === 'string' && !['reference', 'round', ...left].includes(key) ? value.split('\n') : [],
  )
}

test.each([
  [
    'form01',
    [
      'entityType',
      'sex',
      'ethnicGroup',
      'permanentAddress',
      'founded',
      'registrationNo',
      'productSpec',
      'history',
      'structure',
      'production',
      'market',
      'revenue',
      'plan',
      'commune',
    ],
  ],
  ['form02', ['position', 'productGroup', 'samples', 'commune', 'province', 'product']],
  [
    'form03',
    [
      'position',
      'phone',
      'email',
      'founded',
      'registrationNo',
      'productSpec',
      'productGroup',
      'samples',
      'history',
      'structure',
      'production',
      'market',
      'revenue',
      'plan',
    ],
  ],
] as const)('%s holds what was told, in PDF and in DOCX', async (name, left) => {
  const { pdf, docx } = await wordsOf(FORMS[name](FISH_SAUCE))
  const texts = textsOf(FISH_SAUCE, left)
  expect(texts.length).toBeGreaterThan(6)
  for (const text of texts) {
    expect(pdf).toContain(text)
    expect(docx).toContain(text)
  }
})

test('the forms carry the national heading, their number, and places to sign and date', async () => {
  for (const [name, marks] of [
    [
      'form01',
      [
        'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
        'Độc lập - Tự do - Hạnh phúc',
        'Mẫu số 01',
        'ĐẠI DIỆN',
        '(Ký, đóng dấu, ghi rõ họ tên)',
      ],
    ],
    ['form02', ['Mẫu số 02', 'ĐẠI DIỆN THEO PHÁP LUẬT CỦA CƠ SỞ', '(Ký, họ tên, đóng dấu)', 'KẾ HOẠCH SẢN XUẤT, KINH DOANH']],
    [
      'form03',
      ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'ỦY BAN NHÂN DÂN XÃ ĐAN ĐIỀN', 'Mẫu số 03', 'TM. ỦY BAN NHÂN DÂN XÃ ĐAN ĐIỀN'],
    ],
  ] as const) {
    const { pdf, docx } = await wordsOf(FORMS[name](FULL))
    for (const mark of [...marks, 'ngày …… tháng …… năm']) {
      expect(pdf, name).toContain(mark)
      expect(docx, name).toContain(mark)
    }
  }
})

test('each page says which dossier it is of, when it was made, and which page it is', async () => {
  const { pages, title } = readPdf(pdfOf(form02(FISH_SAUCE)))
  expect(pages.length).toBeGreaterThan(3)
  for (const [at, page] of pages.entries()) {
    expect(page).toContain('DK-2026-000045 · lập ngày 25/11/2026')
    expect(page).toContain(`Trang ${at + 1}/${pages.length}`)
  }
  expect(title).toBe('Mẫu số 02: Báo cáo tự đánh giá về sản phẩm - Mắm ruốc Bà Hoa')
  const foot =
    unzipped(await docxOf(form02(FISH_SAUCE)))
      .get('word/footer1.xml')
      ?.toString('utf8') ?? ''
  expect(xmlText(foot)).toContain('DK-2026-000045 · lập ngày 25/11/2026')
  expect(foot).toMatch(/>PAGE<.*>NUMPAGES</)
})

test('what was not told is left to be filled in by hand', async () => {
  for (const make of Object.values(FORMS)) {
    const { pdf } = await wordsOf(make(EMPTY))
    expect(pdf).toMatch(/\.{60}/)
    expect(pdf).not.toMatch(/null|undefined|NaN|\{\w+\}/)
  }
  expect((await wordsOf(form02(EMPTY))).pdf).toContain('Chưa chọn bộ tiêu chí')
  expect((await wordsOf(form03(EMPTY))).docx).toContain('chủ thể chưa mô tả.')
})

test('boxes are ticked where the producer said so, and only there', async () => {
  const boxes = (text: string) => [...text].filter((char) => char === '☒').length
  expect(boxes((await wordsOf(form02(EMPTY))).docx)).toBe(0)
  // Licence, publication, food safety, trademark, and "has some property".
  expect(boxes((await wordsOf(form02(FULL))).docx)).toBe(5)
  expect((await wordsOf(form02(FULL))).docx).toContain('Giấy đăng ký kinh doanh: ☒')
  expect((await wordsOf(form01({ ...FULL, round: 'upgrade' }))).docx).toContain('Lần đầu ☐Nâng hạng ☒Đánh giá lại ☐')
})

test.each(SETS.map((set) => [set.number, set] as const))(
  'Mẫu 02 holds the whole sheet of set %i, and its sums',
  async (_, set) => {
    const { pdf, docx } = await wordsOf(form02(scoredDossier(set)))
    const marks = marksOf(set)
    const found = score(set, marks)
    for (const words of [pdf, docx]) {
      for (const { id, name, options, max } of criteriaOf(set)) {
        const option = options[marks[id] ?? -1]
        expect(words).toContain(id)
        if (words === docx) expect(words).toContain(name)
        if (option && words === docx) expect(words).toContain(`${option.label} ${option.points}/${max}`)
      }
      for (const part of found.parts) expect(words).toContain(`Phần ${part.id}. ${part.name} ${part.points}/${part.max}`)
      expect(words).toContain(`TỔNG CỘNG ${found.total}/100`)
      expect(words).toContain(`Tự đánh giá: ${found.total}/100 điểm, ước đạt ${found.stars} sao.`)
    }
  },
)

test('the name of a part never stands alone at the foot of a page', () => {
  for (const set of SETS) {
    for (const page of readPdf(pdfOf(form02(scoredDossier(set)))).pages) {
      const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('DK-'))
      expect(lines.at(-1), set.id).not.toMatch(/^Phần /)
    }
  }
})

test('P-21: markup, formulas, marks of direction, emoji and endless words stay harmless text', async () => {
  const typed = Object.fromEntries(
    Object.entries(FISH_SAUCE).map(([key, value]) => [
      key,
      typeof value === 'string' && !['reference', 'round'].includes(key) ? NASTY : value,
    ]),
  ) as unknown as Dossier
  for (const make of Object.values(FORMS)) {
    const paper = make(typed)
    const { pdf, docx } = await wordsOf(paper)
    expect(pdf).toContain('</w:t><script>alert(1)</script> =HYPERLINK("http://x")')
    expect(docx).toContain('</w:t><script>alert(1)</script> =HYPERLINK("http://x") & "quoted" desrever')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left
    expect(pdf + docx).not.toMatch(/[\u0000-\u0008\u202a-\u202e\u2066-\u2069\ufffd]/)
    for (const [name, file] of unzipped(await docxOf(paper))) expect(() => xmlText(file.toString('utf8')), name).not.toThrow()
  }
})

test('nothing is laid outside of the page, however much was told', () => {
  const long = 'Ruốc tươi mua tại cửa biển, ủ sáu tháng. '.repeat(400)
  const typed: Dossier = { ...FISH_SAUCE, history: long, plan: long, address: NASTY, said: { ...FULL.said, material: long } }
  for (const make of Object.values(FORMS)) {
    for (const page of layout(make(typed))) {
      for (const mark of page) {
        expect(mark.y).toBeLessThan(PAGE.height - 20)
        expect(mark.y).toBeGreaterThanOrEqual(PAGE.top)
        expect(mark.x).toBeGreaterThanOrEqual(PAGE.left - 0.1)
        if (mark.kind === 'line') expect(Math.max(mark.toX, mark.x)).toBeLessThanOrEqual(PAGE.width - PAGE.right + 1)
      }
    }
  }
})

test('the headings of a form stand in the outline of its DOCX', async () => {
  const xml =
    unzipped(await docxOf(form02(FISH_SAUCE)))
      .get('word/document.xml')
      ?.toString('utf8') ?? ''
  const headings = [...xml.matchAll(/<w:p>(?:(?!<\/w:p>).)*<w:outlineLvl.*?<\/w:p>/gs)].map(([paragraph]) => xmlText(paragraph))
  expect(headings).toContain('BÁO CÁO TỰ ĐÁNH GIÁ VỀ SẢN PHẨM')
  expect(headings).toContain('KẾ HOẠCH SẢN XUẤT, KINH DOANH')
  expect(headings).toHaveLength(9)
})

test('a DOCX is A4 with the margins of the decree, in Times New Roman and in Vietnamese, and repeats the heads of its tables', async () => {
  const files = unzipped(await docxOf(form02(FISH_SAUCE)))
  const [document, styles] = ['document', 'styles'].map((name) => files.get(`word/${name}.xml`)?.toString('utf8') ?? '')
  // Twentieths of a point: 21 x 29.7 cm; 3 cm on the left, 2 at the top and on the right, 2.2 above the foot.
  for (const part of ['w:w="11906" w:h="16838"', 'w:left="1701"', 'w:right="1134"', 'w:top="1134"', 'w:bottom="1247"'])
    expect(document).toContain(part)
  expect(document).toMatch(/<w:tblHeader/)
  expect(styles).toMatch(/<w:docDefaults>.*"Times New Roman".*<w:sz w:val="26"\/>.*<w:lang w:val="vi-VN"/)
})

test('the same dossier gives the same bytes', () => {
  expect(Buffer.from(pdfOf(form02(FISH_SAUCE)))).toEqual(Buffer.from(pdfOf(form02(FISH_SAUCE))))
})
