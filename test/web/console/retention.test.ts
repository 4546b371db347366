/** Officials see the clocks, what they removed and what goes next (L-06), and the end of a report and a registration. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RULES } from '../../../src/city/retention.ts'
import { everyFew } from '../../../src/jobs/every-few.ts'
import { expireData } from '../../../src/jobs/expire-data.ts'
import { age, closedReport, round } from '../../support/retention.ts'
import { type Desk, newPerson, newQuestion, newRegistration, newReport, openDesk } from './desk.ts'

let desk: Desk
let hoa: string
beforeEach(async () => {
  desk = await openDesk({ now: () => new Date() })
  hoa = await newPerson(desk.deps, 'hoa')
})
afterEach(() => desk.close())

const page = async (path: string) => (await desk.get(path)).text()
/** Words of a page in a row. */
const wordsOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('L-06: the page has every kind with its time and reason, what went in 30 days and what goes in 7', async () => {
  expect(await page('/console/retention')).toContain('Chưa xem lần nào')
  for (const text of ['Ai cấp sao?', 'Nộp ở đâu?']) await newQuestion(desk.deps, hoa, text)
  await age(desk.deps, 'question', 'created_at', '13 months')
  await everyFew(expireData, 3600).run(desk.deps, { endsAt: Date.now() + 60_000, signal: new AbortController().signal })
  await newQuestion(desk.deps, hoa, 'Mấy giờ mở cửa?')
  await age(desk.deps, 'question', 'created_at', '360 days')
  const html = await page('/console/retention')
  expect(html.match(/<tr/g)).toHaveLength(RULES.length + 1)
  expect(wordsOf(html)).toContain('Lần xem gần nhất: vừa xong')
  expect(wordsOf(html)).toMatch(
    /Câu hỏi mà kênh chưa trả lời đúng ý Giữ 12 tháng từ lúc nhận\. Để cán bộ viết thêm bài trả lời\. 2 1 /,
  )
  expect(html).toContain('aria-current="page">Thời hạn lưu')
})

test('L-07: a closed report says until when its exact position is kept, then that it is coarse, and when it goes', async () => {
  const open = await newReport(desk.deps, hoa, 'Ổ gà')
  const closed = await closedReport(desk.deps, hoa, '89 days')
  expect(await page(`/console/reports/${open.id}`)).not.toContain('Sẽ xóa ngày')
  const before = wordsOf(await page(`/console/reports/${closed}`))
  expect(before).toContain('16.463713, 107.590866')
  expect(before).toMatch(/Vị trí chính xác giữ đến ngày \d\d\/\d\d\/\d{4}/)
  expect(before).toMatch(/Sẽ xóa ngày \d\d\/\d\d\/\d{4}/)
  await age(desk.deps, 'report', 'updated_at', '2 days', closed)
  await round(desk.deps)
  const after = wordsOf(await page(`/console/reports/${closed}`))
  expect(after).toContain('Vị trí gần đúng, chừng 1 km (vị trí chính xác đã hết hạn lưu) 16.46, 107.59')
  expect(after).not.toContain('giữ đến ngày')
})

test('L-06: a registration that has ended says when it goes, one under way does not', async () => {
  const { id } = await newRegistration(desk.deps, hoa, 'Mắm nêm')
  expect(await page(`/console/registrations/${id}`)).not.toContain('Sẽ xóa ngày')
  const ended = { state: 'withdrawn', updated_at: new Date('2026-11-20T03:00:00Z') } as const
  await desk.deps.db.updateTable('registration').set(ended).where('id', '=', id).execute()
  expect(wordsOf(await page(`/console/registrations/${id}`))).toContain('Sẽ xóa ngày 20/11/2027')
})
