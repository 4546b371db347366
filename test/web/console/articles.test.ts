import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLibrary } from '../../../src/conversations/library.ts'
import { connect } from '../../../src/db/connect.ts'
import type { Article } from '../../../src/knowledge/article.ts'
import { articles as shipped } from '../../../src/knowledge/articles/index.ts'
import { numbersOf } from '../../../src/knowledge/check.ts'
import * as articles from '../../../src/models/article.ts'
import { errorsOf, readTyped, toContent, typedOf } from '../../../src/web/console/article-form.tsx'
import { isSame } from '../../../src/web/console/article-shelf.ts'
import { type Desk, openDesk } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk({ now: () => new Date('2026-11-25T03:00:00Z') })
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

test('a process whose database is away or slow answers on from what it last had', async () => {
  await save('/console/articles', TYPED)
  const before = await desk.deps.library()
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  for (const at of ['127.0.0.1:1', `127.0.0.1:${port}`]) {
    const away = connect(`postgres://nobody@${at}/none`, { max: 1, onError: () => {} })
    const started = performance.now()
    expect(await createLibrary(away, desk.deps.log)()).toBe(before)
    expect(performance.now() - started).toBeLessThan(5000)
    await away.destroy()
  }
  silent.close()
  expect(desk.logs.join('\n')).toContain('articles_not_read')
})

test('what is wrong is said at its field, and nothing typed is lost', async () => {
  const answer = await desk.post('/console/articles', {
    ...TYPED,
    question: '',
    aliases: 'gọi cho tôi 0905 123 456\nhồ sơ gồm những gì',
    url: 'javascript:alert(1)',
    date: '',
    valid_from: '31/02/2026',
    certainty: 'chắc',
    checked_on: '2030-01-01',
  })
  expect(answer.status).toBe(422)
  const html = await answer.text()
  for (const field of ['question', 'aliases', 'date', 'url', 'valid_from', 'certainty', 'checked_on']) {
    expect(html, field).toContain(`href="#${field}"`)
  }
  for (const typed of ['0905 123 456', 'javascript:alert(1)', '2026-02-31', '777 nghìn đồng']) expect(html).toContain(typed)
  expect(await articles.current(desk.deps.db)).toEqual([])
})

test('every shipped article can be edited as it stands: nothing of it is refused, and it fits into one request', () => {
  for (const one of shipped) {
    const form = new URLSearchParams({ ...fieldsOf(one), text: typedOf(one).text })
    const typed = readTyped(form)
    expect(errorsOf(typed, { articles: shipped, id: one.id, today: '2026-11-25' }), one.id).toEqual({})
    const { id: _id, ...content } = one
    expect(isSame(toContent(typed, one.covers), content), one.id).toBe(true)
    expect(form.toString().length, one.id).toBeLessThan(60 * 1024)
  }
})

test('a way of asking that is another article’s, word for word, is refused with the name of that article', async () => {
  const [first] = shipped
  const answer = await desk.post('/console/articles', { ...TYPED, aliases: first?.aliases[0] ?? '' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(`đã là cách hỏi của bài “${first?.question.replaceAll('"', '&quot;')}”`)
})

test('what an article takes from another is asked twice, and only for what was shown', async () => {
  await save('/console/articles', TYPED)
  const kept = 'quầy OCOP chợ nổi cho thuê răng rứa hè'
  await desk.deps.db.transaction().execute((tx) => articles.keepQuestions(tx, ID, [kept], desk.officialId))
  const greedy = { ...TYPED, question: 'Quầy OCOP chợ nổi cho thuê thế nào?', aliases: `${kept}\nchợ nổi cho thuê răng` }
  const shown = await desk.post('/console/articles', greedy)
  expect(shown.status).toBe(422)
  const html = await shown.text()
  expect(html).toContain(`Câu hỏi kiểm tra “${kept}” đang ra bài “${TYPED.question}”`)
  const sure = /name="sure" value="([^"]+)"/.exec(html)?.[1] ?? ''
  expect((await desk.post('/console/articles', { ...greedy, sure: 'x' })).status).toBe(422)
  expect(await articles.current(desk.deps.db)).toHaveLength(1)
  expect((await desk.post('/console/articles', { ...greedy, sure })).status).toBe(303)
  const page = await (await desk.get(`/console/articles/${ID}`)).text()
  expect(page).toContain('Đang ra bài khác: Quầy OCOP chợ nổi')
})

test('a number that other articles on the same fact still give does not vanish unseen', async () => {
  const pair = shipped.flatMap((one) =>
    shipped
      .filter((other) => other.id !== one.id && other.covers.some((fact) => one.covers.includes(fact)))
      .flatMap((other) =>
        numbersOf(one.text.join(' '))
          .filter((n) => numbersOf(other.text.join(' ')).includes(n))
          .map(() => [one, other] as const),
      ),
  )[0]
  if (!pair) throw new Error('No two articles share a fact.')
  const [one, other] = pair
  const path = `/console/articles/${one.id}`
  const edited = await desk.post(`${path}/text`, { ...fieldsOf(one), text: 'Không còn số nào.', seen: '' })
  expect(edited.status).toBe(422)
  expect(await edited.text()).toContain(`nhưng bài “${other.question}” nói về cùng việc vẫn ghi số ấy`)
})

test('a shipped article is replaced, every version is kept with its author, and any of them comes back', async () => {
  const one = shipped.find(({ id }) => id === 'hoso-thanh-phan')
  if (!one) throw new Error('The article is gone.')
  const path = `/console/articles/${one.id}`
  const changed = { ...fieldsOf(one), text: `${one.text.join('\n')}\nBản của cán bộ.` }
  expect((await save(`${path}/text`, { ...changed, seen: '' })).status).toBe(303)
  expect((await asked(one.question)).text).toContain('Bản của cán bộ.')
  const html = await (await desk.get(path)).text()
  for (const shown of ['Cán bộ đã sửa', 'lan@hue.example', 'Đổi: câu trả lời<', 'Khôi phục bản gốc'])
    expect(html).toContain(shown)

  expect(await (await desk.get(`${path}/restoration?version=shipped`)).text()).toContain('Khôi phục bản này?')
  expect((await desk.post(`${path}/restoration`, { version: 'shipped', seen: '1' })).status).toBe(303)
  expect((await asked(one.question)).text).not.toContain('Bản của cán bộ.')
  expect((await desk.post(`${path}/restoration`, { version: '1', seen: '2' })).status).toBe(303)
  expect((await asked(one.question)).text).toContain('Bản của cán bộ.')
  expect((await articles.history(desk.deps.db, one.id)).map(({ action, by }) => `${action} ${by}`)).toEqual([
    'restored lan@hue.example',
    'restored lan@hue.example',
    'saved lan@hue.example',
  ])
})

test('an official’s copy that is older than the shipped article says so', async () => {
  const one = shipped.find(({ id }) => id === 'hoso-thanh-phan')
  if (!one) throw new Error('The article is gone.')
  const path = `/console/articles/${one.id}`
  expect((await save(`${path}/text`, { ...fieldsOf(one), seen: '' })).status).toBe(303)
  expect(await (await desk.get(path)).text()).not.toContain('Bản gốc của bài này mới hơn')
  expect((await save(`${path}/text`, { ...fieldsOf(one), checked_on: '2026-06-01', seen: '1' })).status).toBe(303)
  expect(await (await desk.get(path)).text()).toContain('Bản gốc của bài này mới hơn')
})

test('two officials at once: the second sees the new version, and what was typed stays', async () => {
  const one = shipped.find(({ id }) => id === 'hoso-thanh-phan')
  if (!one) throw new Error('The article is gone.')
  const path = `/console/articles/${one.id}/text`
  const typed = (words: string) => ({ ...fieldsOf(one), text: `${one.text.join('\n')}\n${words}`, seen: '' })
  expect((await save(path, typed('Bản thứ nhất.'))).status).toBe(303)
  const late = await save(path, typed('Bản thứ hai.'))
  expect(late.status).toBe(409)
  expect(await late.text()).toContain('Bản thứ hai.</textarea>')
  expect(await articles.history(desk.deps.db, one.id)).toHaveLength(1)
  expect((await save(path, typed('Bản thứ nhất.'))).status).toBe(303)
  expect(await articles.history(desk.deps.db, one.id)).toHaveLength(1)
})

test('what is not in force any more is told as old; what is withdrawn is told to nobody', async () => {
  await save('/console/articles', TYPED)
  const path = `/console/articles/${ID}`
  expect((await desk.post(`${path}/retirement`, { seen: '1' })).status).toBe(422)
  expect((await desk.post(`${path}/retirement`, { seen: '1', how: 'old', last: '2026-10-31' })).status).toBe(303)
  expect((await asked(TYPED.question)).text).toContain('chỉ đúng đến ngày 31/10/2026')
  expect(await (await desk.get('/console/articles?state=old')).text()).toContain(TYPED.question)
  expect((await desk.post(`${path}/retirement`, { seen: '1', how: 'withdrawn', last: '' })).status).toBe(409)
  expect((await desk.post(`${path}/retirement`, { seen: '2', how: 'withdrawn', last: '' })).status).toBe(303)
  expect((await asked(TYPED.question)).articles.map(({ id }) => id)).not.toContain(ID)
  expect(await (await desk.get('/console/articles?state=withdrawn')).text()).toContain(TYPED.question)
})

test('a question is tried on the article as typed, and nothing is saved', async () => {
  const tried = await desk.post('/console/articles', { ...TYPED, do: 'try', try: 'quầy ocop chợ nổi thuê răng' })
  const html = await tried.text()
  expect(html).toContain('Kênh sẽ trả lời:')
  expect(html).toContain('777 nghìn đồng')
  expect(await articles.current(desk.deps.db)).toEqual([])
})

test('articles are found as people ask, and those to be looked at again stand apart', async () => {
  const html = await (await desk.get(`/console/articles?q=${encodeURIComponent('ho so gom nhung gi')}`)).text()
  expect(html).toContain('Kênh sẽ trả lời:')
  expect(html).toContain('/console/articles/hoso-thanh-phan')
  expect(await (await desk.get('/console/articles?state=stale')).text()).toContain('Không có bài nào')
  await save('/console/articles', { ...TYPED, checked_on: '2025-01-01' })
  expect(await (await desk.get('/console/articles?state=stale')).text()).toContain(TYPED.question)
})

test('P-21: markup, formulas and patterns stay what they are, on every page and in the chat', async () => {
  const evil = '=1+1"<img src=x onerror=alert(1)>%_\\'
  const answer = await save('/console/articles', {
    ...TYPED,
    question: `Chợ nổi ${evil}`,
    aliases: `chợ nổi ${evil} răng\nthuê chợ nổi`,
    text: `Giá 777 ${evil}`,
    document: `TB ${evil}`,
  })
  const path = answer.headers.get('location')?.replace(/\?.*/, '') ?? ''
  for (const page of [
    '/console/articles',
    path,
    `${path}/text`,
    `${path}/retirement`,
    `/console/articles?q=${encodeURIComponent(evil)}`,
  ]) {
    const html = await (await desk.get(page)).text()
    expect(html, page).not.toContain('<img')
    expect(html, page).toContain('&lt;img src=x onerror=alert(1)&gt;%_\\')
  }
  expect((await asked('thuê chợ nổi')).text).toContain(`Giá 777 ${evil}`)
})

function fieldsOf({ question, aliases, text, source, validFrom, validTo, certainty, checkedOn }: Article) {
  return {
    question,
    aliases: aliases.join('\n'),
    text: text.join('\n'),
    document: source.document,
    provision: source.article ?? '',
    ...(source.date === null ? { undated: '1' } : { date: source.date }),
    url: source.url ?? '',
    valid_from: validFrom ?? '',
    valid_to: validTo ?? '',
    certainty,
    checked_on: checkedOn,
  }
}
