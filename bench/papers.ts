/**
 * What a paper costs: CPU and weight of the official forms, the self-assessment, its picture, and a list of 1000 rows.
 *
 * Mẫu 02 is the heaviest form (a whole sheet), so it is made for all 26 sets. First: the very first paper of a process, with
 * the fonts unpacked and read. CPU is that of the whole process, so other work on the machine does not count.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { SETS } from '../src/knowledge/criteria.ts'
import { assessmentPaper } from '../src/papers/assessment.ts'
import { assessmentPicture } from '../src/papers/assessment-picture.ts'
import { csvOf } from '../src/papers/csv.ts'
import { docxOf } from '../src/papers/docx.ts'
import { form01 } from '../src/papers/form-01.ts'
import { form02 } from '../src/papers/form-02.ts'
import type { List } from '../src/papers/list.ts'
import { pdfOf } from '../src/papers/pdf.ts'
import { xlsxOf } from '../src/papers/xlsx.ts'
import { translator } from '../src/texts.ts'
import { assessmentResult } from '../src/web/assessment-result.ts'
import { FULL, MADE_AT, marksOf, scoredDossier } from '../test/papers/sample.ts'

const ROUNDS = 10
const ROWS = 1000

const t = translator('vi')
const dossiers = SETS.map(scoredDossier)
const results = SETS.flatMap((set) => {
  const kept = {
    id: '1',
    personId: '1',
    criteriaSet: set.id,
    product: 'Mắm ruốc',
    marks: marksOf(set),
    total: 0,
    stars: 1,
    createdAt: MADE_AT,
  }
  return assessmentResult(kept, null, 'vi') ?? []
})
const list: List = {
  name: 'Đăng ký OCOP',
  columns: Array.from({ length: 9 }, (_, at) => ({ title: `Cột ${at + 1}`, width: 20 })),
  rows: Array.from({ length: ROWS }, (_, at) => [
    at,
    'Mới gửi',
    'Mắm ruốc Bà Hoa',
    'Thực phẩm',
    'Nguyễn Thị Hoa',
    '0905123456',
    'xã Đan Điền',
    MADE_AT,
    MADE_AT,
  ]),
  madeAt: MADE_AT,
}

const rows = [
  await measure('Mẫu 01, PDF, first of the process', [() => pdfOf(form01(FULL))], 1),
  await measure('Mẫu 01, PDF', [() => pdfOf(form01(FULL))]),
  await measure(
    'Mẫu 02 of 26 sets, PDF',
    dossiers.map((dossier) => () => pdfOf(form02(dossier))),
  ),
  await measure(
    'Mẫu 02 of 26 sets, DOCX',
    dossiers.map((dossier) => () => docxOf(form02(dossier))),
  ),
  await measure(
    'self-assessment, PDF',
    results.map((result) => () => pdfOf(assessmentPaper(result, t))),
  ),
  await measure(
    'self-assessment, picture',
    results.map((result) => () => assessmentPicture(result, t)),
  ),
  await measure(`list of ${ROWS} rows, XLSX`, [() => xlsxOf(list)]),
  await measure(`list of ${ROWS} rows, CSV`, [() => csvOf(list)]),
]
await mkdir('bench/results', { recursive: true })
await writeFile('bench/results/papers.json', `${JSON.stringify(rows, null, 2)}\n`)
console.table(rows)

/** Mean CPU of one, after a round that warms up, and the largest of their files. */
async function measure(what: string, makers: readonly (() => Uint8Array | Promise<Uint8Array>)[], rounds = ROUNDS) {
  const all = async () => {
    let most = 0
    for (const make of makers) most = Math.max(most, (await make()).length)
    return most
  }
  if (rounds > 1) await all()
  const before = process.cpuUsage()
  let bytes = 0
  for (let round = 0; round < rounds; round++) bytes = await all()
  const { user, system } = process.cpuUsage(before)
  return { what, 'CPU ms': round1((user + system) / 1000 / rounds / makers.length), 'KiB at most': round1(bytes / 1024) }
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
