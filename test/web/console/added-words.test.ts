import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRewriter } from '../../../src/knowledge/added-words.ts'
import { createKnowledge } from '../../../src/knowledge/answer.ts'
import { articles } from '../../../src/knowledge/articles/index.ts'
import { type Desk, openDesk } from './desk.ts'

const ADDED = [
  { said: 'tờ khai ông táo', meant: 'phiếu đăng ký OCOP' },
  { said: 'gù', meant: 'hải sâm' },
]

test.each([
  ['Tờ khai ông táo nộp ở mô?', 'phiếu đăng ký OCOP nộp ở mô?'],
  ['to khai ong tao, nop o mo', 'phiếu đăng ký OCOP, nop o mo'],
  ['con gù sấy', 'con hải sâm sấy'],
  ['bị gút', 'bị gút'],
  ['', ''],
  ['😀 <b>gù</b>\n', '😀 <b>hải sâm</b>\n'],
])('"%s" is read as "%s"', (typed, read) => {
  expect(createRewriter(ADDED)(typed)).toBe(read)
})

test('where marks are typed a word of one syllable counts only as it is written', () => {
  expect(createRewriter(ADDED)('gú rứa à')).toBe('gú rứa à')
})

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const add = (said: string, meant: string) => desk.post('/console/words', { said, meant })
const zone = async (text: string) => {
  const { knowledge } = await desk.deps.library()
  const {
    zone,
    articles: [first],
  } = knowledge.ask(text, { language: 'vi', today: '2026-11-25' })
  return `${zone} ${first?.id}`
}

test('a word that an official adds is understood from the next question on, and not any more when it is taken back', async () => {
  const question = 'giấy ông táo nộp ở đâu'
  const before = await zone(question)
  expect((await add('Giấy  ông táo', 'hồ sơ OCOP')).status).toBe(303)
  expect(await zone(question)).toBe('answer hoso-nop-o-dau')
  const page = await (await desk.get('/console/words?done=added')).text()
  expect(page).toContain('<strong>giấy ông táo</strong> → hồ sơ ocop')
  const id = page.match(/words\/(\d+)\/removal/)?.[1]
  expect((await desk.post(`/console/words/${id}/removal`, {})).status).toBe(303)
  expect(await zone(question)).toBe(before)
})

test('what would turn an article’s own words round is refused, kindly, and what was typed stays', async () => {
  const refused = await add('hồ sơ', 'mắm')
  expect(refused.status).toBe(422)
  const page = await refused.text()
  expect(page).toContain('đã đứng trong cách hỏi của bài')
  expect(page).toContain('value="hồ sơ"')
  for (const [said, meant] of [
    ['', 'mắm'],
    ['gù', ''],
    ['gù', 'gù'],
    ['x'.repeat(61), 'mắm'],
    ['!!', 'mắm'],
  ] as const)
    expect((await add(said, meant)).status).toBe(422)
})

test('P-21: markup in a word stays text; the same word twice is told', async () => {
  expect((await add('<img src=x onerror=alert(1)>', 'nón lá')).status).toBe(303)
  const again = await add('<img src=x onerror=alert(1)>', 'nón')
  expect(again.status).toBe(422)
  const page = await again.text()
  expect(page).not.toContain('<img')
  expect(page).toContain('đã thêm rồi')
})

test('no word is added: nothing is read otherwise', () => {
  const [plain, added] = [createKnowledge(articles), createKnowledge(articles, [])]
  for (const text of ['OCOP là gì', 'bao nhieu diem duoc 3 sao'])
    expect(added.ask(text, { language: 'vi', today: '2026-11-25' })).toEqual(
      plain.ask(text, { language: 'vi', today: '2026-11-25' }),
    )
})
