import { beforeEach, expect, test } from 'vitest'
import { GROUPS } from '../../src/city/groups.ts'
import type { Database } from '../../src/db/connect.ts'
import { type CriteriaSet, criteriaOf, SETS, setById } from '../../src/knowledge/criteria.ts'
import * as assessments from '../../src/models/assessment.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

let db: Database
let zalo: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  zalo = createTalker(db, { channel: 'zalo' })
})

const textOf = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')
const fishSauce = setById('tuong-nuoc-mam-gia-vi-long') as CriteriaSet

/** From "chấm điểm" to the first criterion of a set, by its group. */
async function open(talker: Talker, set: CriteriaSet): Promise<string> {
  await talker.text('chấm điểm')
  await talker.text('sản phẩm thử')
  await talker.text(String(GROUPS.findIndex(({ id }) => id === set.group) + 1))
  const inGroup = SETS.filter(({ group }) => group === set.group)
  return textOf(await talker.text(String(inGroup.indexOf(set) + 1)))
}

/** Answers every criterion by `pick`, which gives what is typed. */
async function answerAll(talker: Talker, set: CriteriaSet, pick: (at: number) => string): Promise<string> {
  let said = ''
  for (const at of criteriaOf(set).keys()) said = textOf(await talker.text(pick(at)))
  return said
}

const bestOf = (set: CriteriaSet) => (at: number) => {
  const { options, max } = criteriaOf(set)[at] ?? { options: [], max: 0 }
  return String(options.findIndex(({ points }) => points === max) + 1)
}

test.each(SETS.map((set) => [set.id, set] as const))(
  '%s: asked to the end by its best options, it is 100 points and five stars',
  async (_, set) => {
    const first = await open(zalo, set)
    expect(first).toContain(`Câu 1/${criteriaOf(set).length}`)
    const result = await answerAll(zalo, set, bestOf(set))
    expect(result).toContain('Tổng: 100/100 điểm, ước đạt 5 sao')
    expect(await assessments.latest(db, vault, await zalo.personId())).toMatchObject({
      criteriaSet: set.id,
      total: 100,
      stars: 5,
    })
  },
)

test('where two sets are defensible both are shown, and the person chooses', async () => {
  await zalo.text('chấm điểm')
  const [asked] = await zalo.text('bún bò')
  expect(asked?.choices?.map(({ label }) => label)).toEqual([
    'Chế biến từ gạo, ngũ cốc',
    'Thịt, thủy sản, trứng, sữa tươi',
    'Bộ khác',
  ])
  expect(textOf(await zalo.text('1'))).toContain('Câu 1/32')
})

test('left in the middle and taken up two days later at the same question, with all answers', async () => {
  await open(zalo, fishSauce)
  for (const word of ['1', '2', 'chưa biết']) await zalo.text(word)
  zalo.wait(48)
  expect(textOf(await zalo.text('chào'))).toContain('tự chấm điểm làm dở')
  expect(textOf(await zalo.text('tiếp tục'))).toContain('Câu 4/31')
  expect(textOf(await zalo.text('quay lại'))).toContain('Câu 3/31')
  expect(textOf(await zalo.text('2'))).toContain('Câu 4/31')
})

test('an earlier answer corrected loses none of the later ones', async () => {
  await open(zalo, fishSauce)
  for (const word of ['1', '1', '1', '1', '1']) await zalo.text(word)
  for (let at = 0; at < 5; at++) await zalo.text('quay lại')
  expect(textOf(await zalo.text('2'))).toContain('Câu 6/31')
})

test.each([
  ['2', 1],
  ['câu 2', 1],
  ['0', null],
  ['chua biet', null],
  ['không biết', null],
  ['không có', 0],
  ['chua', 0],
  ['tiêu chuẩn quốc tế', 2],
  ['chưa có chứng nhận', 0],
])('"%s" to a criterion with a certificate is understood', async (typed, place) => {
  const set = setById('che-bien-thit-thuy-san-trung-sua-mat-ong') as CriteriaSet
  await open(zalo, set)
  await zalo.text('1')
  expect(textOf(await zalo.text(typed))).toContain('Câu 3/32')
  const { draft } = (await zalo.session()) as { draft: { answers: Record<string, unknown> } }
  expect(draft.answers['8.A1.2']).toBe(place)
})

test('what is no answer is told kindly, with what to type, and the question stays', async () => {
  await open(zalo, fishSauce)
  const said = textOf(await zalo.text('hihi 99'))
  expect(said).toContain('số')
  expect(textOf(await zalo.text('1'))).toContain('Câu 2/31')
})

test('a question in the middle is answered, and the criterion asked again', async () => {
  await open(zalo, fishSauce)
  const said = textOf(await zalo.text('OCOP là gì?'))
  expect(said).toContain('mỗi xã một sản phẩm')
  expect(said).toContain('Câu 1/31')
})

test('nothing known: all is told as unknown, no star is promised, and the soonest steps are named', async () => {
  await open(zalo, fishSauce)
  const result = await answerAll(zalo, fishSauce, () => '0')
  expect(result).toContain('Tổng: 0/100 điểm, ước đạt 1 sao')
  expect(result).toContain('Chưa biết 31 tiêu chí')
  expect(result).toContain('bắt buộc để lên 3 sao')
  expect(result.match(/^\d\. /gmu)).toHaveLength(5)
})

test('points enough for a star that a minimum holds down are told so', async () => {
  const at = criteriaOf(fishSauce).findIndex(({ id }) => id === 'A3.5')
  await open(zalo, fishSauce)
  const result = await answerAll(zalo, fishSauce, (place) => (place === at ? '0' : bestOf(fishSauce)(place)))
  expect(result).toContain('97/100 điểm, ước đạt 2 sao')
  expect(result).toContain('Đủ điểm cho 5 sao')
})

test('the second time is compared with the first', async () => {
  await open(zalo, fishSauce)
  await answerAll(zalo, fishSauce, () => '1')
  await open(zalo, fishSauce)
  expect(await answerAll(zalo, fishSauce, bestOf(fishSauce))).toMatch(/Lần trước \(\d\d\/\d\d\/\d{4}\): \d+ điểm/)
  expect(textOf(await zalo.text('dữ liệu của tôi'))).toContain('Lần tự chấm điểm đã giữ: 2.')
})

test.each([
  ['nếu có VietGAP thì mấy sao', 'Vùng nguyên liệu được cấp chứng nhận chất lượng'],
  ['neu lam them nhan song ngu thi duoc may diem', 'Nhãn song ngữ'],
  ['nếu xuất khẩu thì lên mấy sao?', 'Khu vực phân phối chính'],
  ['giả sử có HACCP thì mấy sao', 'Đảm bảo chất lượng sản phẩm'],
])('"%s" is reckoned on the kept assessment', async (text, name) => {
  const set = setById('che-bien-thit-thuy-san-trung-sua-mat-ong') as CriteriaSet
  await open(zalo, set)
  await answerAll(zalo, set, () => '1')
  const said = textOf(await zalo.text(text))
  expect(said).toContain('Theo lần tự chấm ngày')
  expect(said).toContain(name)
  expect(said).toContain('đang chọn')
  expect(said).toMatch(/• .+: \d+ điểm, \d sao/)
})

test('a supposing without a kept assessment, or of something else, is a question like others', async () => {
  expect(textOf(await zalo.text('nếu có VietGAP thì mấy sao?'))).not.toContain('Theo lần tự chấm')
})

test('the result comes with a picture of the points before it and a PDF to take along; a supposing has the PDF too', async () => {
  await open(zalo, fishSauce)
  const last = criteriaOf(fishSauce).length - 1
  for (let at = 0; at < last; at++) await zalo.text('1')
  const [picture, result] = await zalo.text('1')
  expect(picture?.image?.url).toMatch(/^https:\/\/ocop\.example\/papers\/assessment\.png\/\d+\?sig=[\w-]+&exp=\d+$/)
  expect(picture?.text).toMatch(/^Tự chấm sản phẩm thử: \d+\/100 điểm, ước đạt \d sao\. Phần A \d+\/40, B \d+\/25, C \d+\/35\.$/)
  expect(picture?.image?.alt).toBe(picture?.text)
  expect(result?.links?.map(({ url }) => url)).toEqual([expect.stringContaining('/papers/assessment.pdf/')])
  const [supposed] = await zalo.text('nếu có ISO thì mấy sao')
  expect(supposed?.links?.map(({ url }) => url)).toEqual([expect.stringContaining('/papers/assessment.pdf/')])
})
