import { beforeEach, expect, test } from 'vitest'
import { tell } from '../../src/conversations/tell.ts'
import type { Database } from '../../src/db/connect.ts'
import * as accountLinks from '../../src/models/account-link.ts'
import * as outbox from '../../src/models/outbox.ts'
import * as people from '../../src/models/person.ts'
import * as subscriptions from '../../src/models/subscription.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker, type Message, type Talker, vault } from './talker.ts'

let db: Database
let zalo: Talker
let web: Talker
beforeEach(async () => {
  db = (await freshDatabase()).db
  zalo = createTalker(db, { channel: 'zalo', address: 'zalo-hoa' })
  web = createTalker(db, { address: 'web-hoa' })
})

const CODE = /liên kết ([0-9A-Z]{4}-[0-9A-Z]{4})/
const codeIn = (messages: readonly Message[]) => messages.map(({ text }) => text.match(CODE)?.[1]).find(Boolean) ?? ''
const textOf = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')

async function linked(): Promise<void> {
  await web.text(`liên kết ${codeIn(await zalo.text('liên kết'))}`)
  await web.press('Phải, nối lại')
}

async function filed(talker: Talker, street: string): Promise<string> {
  await talker.text('phản ánh')
  for (const answer of [`đèn ${street} tắt ba đêm rồi`, `${street}, xã Đan Điền`, 'bỏ qua', 'gửi phản ánh']) {
    const said = textOf(await talker.text(answer))
    const code = said.match(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]/)?.[0]
    if (code) return code
  }
  throw new Error('No report was filed.')
}

test('a code shown in one chat and typed in the other joins both, after it was asked once more', async () => {
  const code = codeIn(await zalo.text('lien ket'))
  const asked = textOf(await web.text(`lien ket ${code.toLowerCase()}`))
  expect(asked).toContain('Zalo (Hoa)')
  expect(asked).toContain('Có phải chính anh/chị vừa lấy mã không?')
  expect(await accountLinks.othersOf(db, vault, await web.personId())).toEqual([])
  expect(textOf(await web.press('Phải, nối lại'))).toContain('Đã nối')
  expect(await accountLinks.othersOf(db, vault, await web.personId())).toMatchObject([{ channel: 'zalo', name: 'Hoa' }])
  const told = await outbox.listFor(db, vault, { personId: await zalo.personId(), limit: 10 })
  expect(JSON.stringify(told)).toContain('vừa được nối với trang chat')
  expect(textOf(await zalo.text('dữ liệu của tôi'))).toContain('Đang nối với: trang chat (Hoa).')
})

test('a code works once, for fifteen minutes, and never in the chat that showed it', async () => {
  const own = codeIn(await zalo.text('liên kết'))
  expect(textOf(await zalo.text(`liên kết ${own}`))).toContain('từ chính nơi đây')
  expect(textOf(await web.text(`liên kết ${own}`))).toContain('không đúng, đã dùng')

  const late = codeIn(await zalo.text('liên kết'))
  await db
    .updateTable('account_link_code')
    .set({ expires_at: new Date(Date.now() - 1000) })
    .execute()
  expect(textOf(await web.text(`liên kết ${late}`))).toContain('quá 15 phút')

  const older = codeIn(await zalo.text('liên kết'))
  await zalo.text('liên kết')
  expect(textOf(await web.text(`liên kết ${older}`))).toContain('không đúng')
})

test('who did not take the code says no, and nothing is joined', async () => {
  await web.text(`liên kết ${codeIn(await zalo.text('liên kết'))}`)
  expect(textOf(await web.text('không'))).toContain('Chưa nối gì cả')
  expect(await accountLinks.othersOf(db, vault, await web.personId())).toEqual([])
})

test('a draft begun on one is gone on with on the other, with its photos', async () => {
  await zalo.text('phản ánh')
  await zalo.text('đèn đường trước chợ tắt ba đêm rồi')
  await linked()
  await web.text('phản ánh')
  await zalo.send({ type: 'media', media: [{ from: 'platform', kind: 'photo', ref: 'https://f1.zdn.vn/a.jpg' }] })
  const state = (await web.session()) as { draft: { conversation: string; answers: Record<string, unknown> } | null }
  expect(state.draft?.answers.description).toBe('đèn đường trước chợ tắt ba đêm rồi')
  expect(state.draft?.answers.photos).toHaveLength(1)
  expect(await zalo.session()).toEqual(await web.session())
})

test('P-17: a code opens all in each linked chat, and after unlinking only where it was sent', async () => {
  const code = await filed(web, 'đường Bà Triệu')
  expect(textOf(await zalo.text(code))).not.toContain('Bà Triệu')
  await linked()
  expect(textOf(await zalo.text(code))).toContain('Bà Triệu')
  expect(textOf(await zalo.text('dữ liệu của tôi'))).toMatch(/PA-\d{4}-\d{6}/)
  await zalo.text('bỏ liên kết')
  await zalo.press('Bỏ nối')
  expect(textOf(await zalo.text(code))).not.toContain('Bà Triệu')
  expect(textOf(await web.text(code))).toContain('Bà Triệu')
})

test('two drafts of one kind: that of the code is gone on with, the other waits until they are unlinked', async () => {
  await zalo.text('phản ánh')
  await zalo.text('đèn đường trước chợ tắt ba đêm rồi')
  await web.text('phản ánh')
  await web.text('rác đổ đầy bờ sông An Cựu')
  await linked()
  const common = JSON.stringify(await web.session())
  expect(common).toContain('trước chợ')
  expect(common).not.toContain('An Cựu')
  await web.text('bỏ liên kết')
  await web.press('Bỏ nối')
  expect(JSON.stringify(await web.session())).toContain('An Cựu')
  expect(JSON.stringify(await zalo.session())).toContain('trước chợ')
})

test('L-16: what both follow comes to one account only, so a day has one announcement, and "dừng" on either ends all', async () => {
  const [a, b] = [await zalo.personId(), await web.personId()]
  const follow = (id: string, topic: string) =>
    db.transaction().execute((tx) => subscriptions.follow(tx, id, { topic, communeCode: null }))
  await follow(a, 'ocop')
  await follow(a, 'training')
  await follow(b, 'ocop')
  await linked()
  const rows = () => db.selectFrom('subscription').select(['person_id', 'topic']).orderBy('topic').execute()
  expect(await rows()).toEqual([
    { person_id: b, topic: 'ocop' },
    { person_id: b, topic: 'training' },
  ])
  await follow(a, 'weather')
  expect((await rows()).map(({ person_id }) => person_id)).toEqual([a, a, a])
  await web.text('dung')
  expect(await rows()).toEqual([])
})

test('news of a report go to the account used last, and to another when that one blocked us', async () => {
  const [a, b] = [await zalo.personId(), await web.personId()]
  await linked()
  const toldOn = async () => {
    await db.transaction().execute((tx) => tell(tx, { vault, channels: new Map() }, a, () => 'đã xử lý xong'))
    const row = await db.selectFrom('outbox').select('person_id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    return row.person_id
  }
  expect(await toldOn()).toBe(b)
  await zalo.text('menu')
  expect(await toldOn()).toBe(a)
  await people.deactivate(db, a)
  expect(await toldOn()).toBe(b)
})

test('P-13: a number means what stands above it in that chat, whatever the other chat showed meanwhile', async () => {
  await linked()
  await zalo.text('menu')
  await web.text('ngôn ngữ')
  await zalo.text('2')
  const { language } = await people.load(db, vault, await zalo.personId())
  expect(language).toBe('vi')
})

test('at most five accounts are one human, and when the home leaves, the others stay together', async () => {
  const ids: string[] = []
  for (const address of ['a', 'b', 'c', 'd', 'e', 'f']) ids.push(await createTalker(db, { address }).personId())
  const [home = '', second = '', ...rest] = ids
  const joined = (id: string) => db.transaction().execute((tx) => accountLinks.join(tx, home, id))
  expect(await joined(second)).toBe(home)
  expect(await joined(second)).toBe(home)
  for (const id of rest.slice(0, 3)) expect(await joined(id)).toBe(home)
  expect(await joined(rest[3] ?? '')).toBeNull()
  await db.transaction().execute((tx) => accountLinks.leave(tx, home))
  expect(await accountLinks.othersOf(db, vault, home)).toEqual([])
  expect((await accountLinks.othersOf(db, vault, second)).map(({ id }) => id)).toEqual(rest.slice(0, 3))
  expect((await people.load(db, vault, rest[0] ?? '')).homeId).toBe(second)
})
