import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLibrary } from '../../../src/conversations/library.ts'
import { articles as shipped } from '../../../src/knowledge/articles/index.ts'
import * as articles from '../../../src/models/article.ts'
import { type Desk, openDesk } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const TYPED = {
  question: 'Gian hàng OCOP ở chợ nổi thuê bao nhiêu?',
  aliases: 'thuê gian hàng chợ nổi mấy tiền\nquầy OCOP ở chợ nổi giá thuê răng',
  text: 'Gian hàng ở chợ nổi được thuê với giá 777 nghìn đồng một tháng.\nHỏi thêm ở ban quản lý chợ.',
  document: 'Thông báo 12/TB-UBND',
  provision: 'Mục 2',
  date: '2026-10-01',
  url: 'https://hue.gov.vn/thong-bao-12',
  certainty: 'one_source',
  checked_on: '2026-11-20',
}
const ID = 'cb-gian-hang-ocop-o-cho-noi-thue-bao-nhieu'

async function asked(question: string) {
  const { knowledge } = await desk.deps.library()
  return knowledge.ask(question, { language: 'vi', today: '2026-11-25' })
}

/** A save, and a second press where it is asked twice. */
async function save(path: string, fields: Record<string, string>): Promise<Response> {
  const first = await desk.post(path, { ...fields, do: 'save' })
  if (first.status !== 422) return first
  const sure = /name="sure" value="([^"]+)"/.exec(await first.text())?.[1]
  return sure === undefined ? first : desk.post(path, { ...fields, do: 'save', sure })
}

test('an article is answered with from the next message on, also by another process, and to the word', async () => {
  expect((await asked(TYPED.question)).articles[0]?.id).not.toBe(ID)
  const answer = await save('/console/articles', TYPED)
  expect(answer.headers.get('location')).toBe(`/console/articles/${ID}?done=saved`)
  const other = createLibrary(desk.deps.db, desk.deps.log)
  const said = (await other()).knowledge.ask('thue quay ocop o cho noi bao nhieu tien', { language: 'vi', today: '2026-11-25' })
  expect(said).toMatchObject({ zone: 'answer', articles: [{ id: ID }, ...said.articles.slice(1)] })
  expect(said.text).toContain('777 nghìn đồng')
  expect(said.text).toContain('Nguồn: Thông báo 12/TB-UBND, Mục 2. Kiểm tra ngày 20/11/2026.')
})
