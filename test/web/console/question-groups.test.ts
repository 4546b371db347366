import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as articles from '../../../src/models/article.ts'
import * as questions from '../../../src/models/question.ts'
import * as verdicts from '../../../src/models/question-verdict.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import { server } from '../../../src/web/server.ts'
import { type Desk, newPerson, newQuestion, openDesk, origin, toldTo, withPassword } from './desk.ts'

let desk: Desk
let people: string[]
let ids: string[]
beforeEach(async () => {
  desk = await openDesk({ now: () => new Date('2026-11-25T03:00:00Z') })
  people = []
  ids = []
  for (const [name, text] of [
    ['hoa', 'Thuê gian hàng ở chợ nổi thì liên hệ ai?'],
    ['be', 'muốn thuê gian hàng chợ nổi liên hệ chỗ mô'],
    ['ti', 'thue gian hang cho noi lien he ai'],
    ['mo', 'Hôm nay trời có mưa không?'],
  ] as const) {
    const person = await newPerson(desk.deps, name)
    people.push(person)
    ids.push(await newQuestion(desk.deps, person, text))
  }
})
afterEach(() => desk.close())

const FIELDS = {
  question: 'Thuê gian hàng chợ nổi thì liên hệ ai?',
  aliases: 'muốn thuê gian hàng chợ nổi liên hệ chỗ mô\nthuê gian hàng chợ nổi',
  text: 'Anh/chị gọi ban quản lý chợ nổi.',
  document: 'Thông báo 12/TB-UBND',
  undated: '1',
  certainty: 'one_source',
  checked_on: '2026-11-20',
}

/** Fields that may come more than once, as a browser sends ticked boxes. */
function post(path: string, fields: Record<string, string | readonly string[]>): Promise<Response> {
  const body = new URLSearchParams({ csrf: desk.csrf })
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value)
  const headers = { ...origin(desk.deps), cookie: desk.cookie }
  return Promise.resolve(server.request(path, { method: 'POST', body, headers }, desk.deps))
}

async function twice(path: string, fields: Record<string, string | readonly string[]>): Promise<Response> {
  const first = await post(path, fields)
  const sure = /name="sure" value="([^"]+)"/.exec(await first.clone().text())?.[1]
  return sure === undefined ? first : post(path, { ...fields, sure })
}

const group = () => ({ shown: ids.slice(0, 3).join(' '), member: ids.slice(0, 3) })
const stateOf = async (id = '') => (await questions.find(desk.deps.db, desk.deps.vault, id))?.state

test('like questions stand together, the most asked first, with how many asked', async () => {
  const html = await (await desk.get('/console/questions')).text()
  expect(html).toContain('Còn 4 câu đang chờ, xếp thành 2 nhóm')
  expect(html).toContain('và 2 câu giống thế')
  expect(html.indexOf('gian hàng')).toBeLessThan(html.indexOf('trời có mưa'))
  const page = await (await desk.get(`/console/questions/${ids[1]}/group`)).text()
  for (const text of ['liên hệ ai?', 'chỗ mô', 'thue gian hang', '3 câu, của 3 người']) expect(page).toContain(text)
  expect(page).not.toContain('trời có mưa')
})

test('what a person said of the answer, and which article most chose, is told; that article is chosen beforehand', async () => {
  const { db, vault } = desk.deps
  const [first = '', second = '', third = ''] = ids
  const [asker = '', other = ''] = people
  await db.transaction().execute(async (tx) => {
    await verdicts.choose(tx, { id: first, personId: asker }, 'hoso-nop-o-dau')
    await verdicts.down(tx, { id: second, personId: other })
    await verdicts.explain(tx, vault, { id: second, personId: other }, 'Thiếu <b>số</b> điện thoại')
  })
  const page = await (await desk.get(`/console/questions/${third}/group`)).text()
  expect(page).toContain('lý do: “Thiếu &lt;b&gt;số&lt;/b&gt; điện thoại”')
  expect(page).toContain('đã chọn bài “')
  expect(page).toMatch(/value="hoso-nop-o-dau" checked/)
})

test('of more than five hundred open questions those that wait longest are opened, and it is said', async () => {
  await sql`insert into question (person_id, text, zone, confidence)
    select person_id, text, zone, confidence from question, generate_series(1, 125) where question.id <= 4`.execute(desk.deps.db)
  const html = await (await desk.get('/console/questions')).text()
  expect(html).toContain('Còn 504 câu đang chờ, xếp thành 2 nhóm')
  expect(html).toContain('Mỗi lần chỉ mở 500 câu chờ lâu nhất')
  const newest = await newQuestion(desk.deps, people[0] ?? '', 'Thuê gian hàng chợ nổi?')
  expect(await (await desk.get(`/console/questions/${newest}/group`)).text()).toContain('1 câu, của 1 người')
})

test('an article answers everyone who asked, once, with its source, and learns the ticked ways of asking', async () => {
  const path = `/console/questions/${ids[0]}/group`
  const fields = {
    ...group(),
    do: 'article',
    article: 'hoso-nop-o-dau',
    taught: [ids[1] ?? ''],
    [`text_${ids[1]}`]: 'đem hồ sơ ocop tới gian hàng chợ nổi chỗ mô',
  }
  expect((await twice(path, fields)).headers.get('location')).toBe('/console/questions?done=learned')
  for (const [at, person] of people.slice(0, 3).entries()) {
    const told = await toldTo(desk.deps, person)
    expect(told, String(at)).toHaveLength(1)
    expect(told[0]).toMatch(/^Anh\/chị hỏi: “.+”\n\nCán bộ trả lời:\n[\s\S]+Nguồn: /)
  }
  expect(await toldTo(desk.deps, people[3] ?? '')).toEqual([])
  const { articles: all } = await desk.deps.library()
  expect(all.find(({ id }) => id === 'hoso-nop-o-dau')?.aliases).toContain('đem hồ sơ ocop tới gian hàng chợ nổi chỗ mô')
  expect((await articles.questions(desk.deps.db)).map(({ text, articleId }) => `${text}: ${articleId}`)).toEqual([
    'đem hồ sơ ocop tới gian hàng chợ nổi chỗ mô: hoso-nop-o-dau',
  ])
  const again = await twice(path, fields)
  expect(again.status).toBe(409)
  expect(await again.text()).toContain('đã được lan@hue.example trả lời')
  expect(await toldTo(desk.deps, people[0] ?? '')).toHaveLength(1)
})

test('who is taken out gets nothing and waits on; who asked twice is answered once', async () => {
  ids.push(await newQuestion(desk.deps, people[0] ?? '', 'Thuê gian hàng chợ nổi liên hệ ai vậy?'))
  const [first = '', second = '', third = '', , again = ''] = ids
  const fields = {
    shown: [first, second, third, again].join(' '),
    member: [first, second, again],
    do: 'words',
    words: 'Gọi ban quản lý chợ.',
  }
  expect((await post(`/console/questions/${first}/group`, fields)).status).toBe(303)
  expect(await toldTo(desk.deps, people[0] ?? '')).toEqual([
    'Anh/chị hỏi: “Thuê gian hàng chợ nổi liên hệ ai vậy?”\n\nCán bộ trả lời:\nGọi ban quản lý chợ.',
  ])
  expect(await stateOf(again)).toBe('answered')
  expect(await stateOf(third)).toBe('open')
  expect(await toldTo(desk.deps, people[2] ?? '')).toEqual([])
  expect(await articles.current(desk.deps.db)).toEqual([])
})

test('a new article is written from the group: it answers all of them, and the next who asks', async () => {
  const path = `/console/questions/${ids[0]}/group`
  const form = await (await post(path, { ...group(), do: 'write' })).text()
  expect(form).toContain('Lưu và trả lời 3 câu')
  expect(form).toContain('muốn thuê gian hàng chợ nổi liên hệ chỗ mô')
  expect(await stateOf(ids[0])).toBe('open')
  const done = await twice(`${path}/article`, { ...FIELDS, shown: group().shown, do: 'save' })
  expect(done.headers.get('location')).toBe('/console/questions?done=learned')
  for (const person of people.slice(0, 3)) {
    expect((await toldTo(desk.deps, person))[0]).toContain(
      'Anh/chị gọi ban quản lý chợ nổi.\nNguồn: Thông báo 12/TB-UBND (không rõ ngày).',
    )
  }
  const { knowledge } = await desk.deps.library()
  const answer = knowledge.ask('thuê gian hàng chợ nổi thì gọi ai hè', { language: 'vi', today: '2026-11-25' })
  expect(answer).toMatchObject({
    zone: 'answer',
    articles: [{ id: 'cb-thue-gian-hang-cho-noi-thi-lien-he-ai' }, ...answer.articles.slice(1)],
  })
  expect(await articles.questions(desk.deps.db)).toHaveLength(2)
})

test('two officials at once: one wins, the other sends nothing and sees who it was', async () => {
  const minh = await withPassword(desk.deps, 'minh@hue.example')
  await desk.deps.db.transaction().execute((tx) => questions.settle(tx, ids[1] ?? '', 'answered', minh))
  const path = `/console/questions/${ids[0]}/group`
  const late = await post(path, { ...group(), do: 'words', words: 'Gọi ban quản lý chợ.' })
  expect(late.status).toBe(409)
  const html = await late.text()
  expect(html).toContain('đã được minh@hue.example trả lời')
  expect(html).toContain('Gọi ban quản lý chợ.</textarea>')
  expect(await stateOf(ids[0])).toBe('open')
  const article = await twice(`${path}/article`, { ...FIELDS, shown: group().shown, do: 'save' })
  expect(article.status).toBe(409)
  expect(await article.text()).toContain('đã được minh@hue.example trả lời')
  expect(await articles.current(desk.deps.db)).toEqual([])
  expect(await toldTo(desk.deps, people[0] ?? '')).toEqual([])
})

test('the same button pressed by two at the same moment sends one answer to each', async () => {
  const minh = await signIns.openSession(desk.deps.db, await withPassword(desk.deps, 'minh@hue.example'))
  const path = `/console/questions/${ids[0]}/group`
  const press = (csrf: string, token: string) => {
    const body = new URLSearchParams({ csrf, shown: group().shown, do: 'words', words: 'Gọi ban quản lý chợ.' })
    for (const id of group().member) body.append('member', id)
    return server.request(path, { method: 'POST', body, headers: { ...origin(desk.deps), cookie: token } }, desk.deps)
  }
  const answers = await Promise.all([press(desk.csrf, desk.cookie), press(minh.csrf, `console=${minh.token}`)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409])
  for (const person of people.slice(0, 3)) expect(await toldTo(desk.deps, person)).toHaveLength(1)
})

test('a phone number is not taught, and is not lost either', async () => {
  const path = `/console/questions/${ids[0]}/group`
  const text = 'thuê gian hàng thì gọi 0905 123 456 phải không'
  const answer = await post(path, {
    ...group(),
    do: 'article',
    article: 'hoso-nop-o-dau',
    taught: [ids[0] ?? ''],
    [`text_${ids[0]}`]: text,
  })
  expect(answer.status).toBe(422)
  const html = await answer.text()
  expect(html).toContain('có số điện thoại, số giấy tờ')
  expect(html).toContain(`value="${text}"`)
  expect(await stateOf(ids[0])).toBe('open')
})

test('nothing chosen is said, a search offers other articles, and neither changes anything', async () => {
  const path = `/console/questions/${ids[0]}/group`
  expect(await (await post(path, { shown: group().shown, do: 'words', words: 'Gọi.' })).text()).toContain('ít nhất một câu')
  expect((await post(path, { ...group(), do: 'article' })).status).toBe(422)
  const html = await (await post(path, { ...group(), do: 'search', search: 'nộp hồ sơ ở đâu', words: 'Đang viết dở' })).text()
  expect(html).toContain('value="hoso-nop-o-dau"')
  expect(html).toContain('Đang viết dở</textarea>')
  expect(await stateOf(ids[0])).toBe('open')
})

test('a group is passed over only after being asked twice, and nobody is written to', async () => {
  const path = `/console/questions/${ids[0]}/group`
  expect(await (await post(path, { ...group(), do: 'dismiss' })).text()).toContain('Bỏ qua 3 câu này?')
  expect(await stateOf(ids[0])).toBe('open')
  expect((await post(`${path}/dismissal`, { shown: group().shown })).status).toBe(303)
  expect(await stateOf(ids[2])).toBe('dismissed')
  expect(await toldTo(desk.deps, people[0] ?? '')).toEqual([])
  expect((await post(`${path}/dismissal`, { shown: group().shown })).status).toBe(409)
  expect((await desk.get(path)).headers.get('location')).toBe(`/console/questions/${ids[0]}`)
})

test('P-21: what people typed is text in the group, in its forms, and in what is taught', async () => {
  const evil = '"><script>alert(1)</script>=HYPERLINK(1)%_\\'
  const id = await newQuestion(desk.deps, people[3] ?? '', `Chợ nổi ${evil}`)
  const path = `/console/questions/${id}/group`
  const shown = { shown: id, member: id }
  for (const answer of [
    await desk.get('/console/questions'),
    await desk.get(path),
    await post(path, { ...shown, do: 'write' }),
    await post(path, { ...shown, do: 'dismiss' }),
  ]) {
    const html = await answer.text()
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;=HYPERLINK(1)%_\\')
  }
  await twice(path, { ...shown, do: 'article', article: 'hoso-nop-o-dau', taught: id })
  expect((await articles.questions(desk.deps.db)).map(({ text }) => text)).toEqual([`Chợ nổi ${evil}`])
  expect(await (await desk.get('/console/articles/hoso-nop-o-dau')).text()).not.toContain('<script>alert')
})
