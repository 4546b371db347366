/** What is erased is gone: rows, photos in the storage, codes; what belongs to others is not touched. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as erasures from '../../src/models/erasure.ts'
import { jpeg } from '../fakes/photo.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { photoForm, visitor } from '../web/visitor.ts'

let app: TestDeps
beforeEach(async () => {
  app = await testDeps()
})
afterEach(() => app.close())

const REPORT = ['phản ánh', 'Ổ gà rất lớn', '12 Lê Lợi, phường Thuận Hóa']

/** Has sent a report with a photo, asked, scored, and left a draft with a photo. @returns what was said last of the report */
async function busy(person: ReturnType<typeof visitor>): Promise<string> {
  for (const text of REPORT) await person.say(text)
  await person.upload(photoForm([{ bytes: jpeg() }]))
  for (const text of ['xong', 'gửi phản ánh']) await person.say(text)
  const said = await talkOf(person)
  for (const text of ['xyz làm sao qqq?', 'phản ánh', 'Đèn hỏng', '5 Lê Lợi, Thuận Hóa']) await person.say(text)
  await person.upload(photoForm([{ bytes: jpeg({ shade: 3 }) }]))
  return /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]/.exec(said)?.[0] ?? ''
}

const talkOf = async (person: ReturnType<typeof visitor>) => (await person.all()).messages.map(({ text }) => text).join('\n')
const count = async (table: string) =>
  Number((await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(app.deps.db)).rows[0]?.n)
const keys = async () =>
  (await app.deps.db.selectFrom('attachment').select('storage_key').orderBy('created_at').execute()).map(
    (row) => row.storage_key ?? '',
  )
const stored = (all: readonly string[]) => Promise.all(all.map(async (key) => (await app.deps.storage.get(key)) !== null))

test('L-06, P-17: an erased report is gone with its photo, also from the storage, and its code is as a wrong one', async () => {
  const hoa = visitor(app.deps)
  const code = await busy(hoa)
  expect(code).not.toBe('')
  const [photo = '', draft = ''] = await keys()
  expect(await stored([photo, draft])).toEqual([true, true])
  const { id } = await app.deps.db.selectFrom('report').select('id').executeTakeFirstOrThrow()
  await app.deps.db.transaction().execute((tx) => erasures.eraseReport(tx, id))
  await app.deps.wake()
  expect(await stored([photo, draft])).toEqual([false, true])
  for (const table of ['report', 'state_change', 'discarded_file']) expect(await count(table), table).toBe(0)
  const said = async (typed: string) => {
    const other = visitor(app.deps)
    return (await other.say(`tra cứu ${typed}`)).map(({ text }) => text).join()
  }
  expect(await said(code)).toBe(await said('0000-0000-0000-0000-1'))
})

test('L-06: of an erased person nothing is left but what was filed, consents and the address; others keep theirs', async () => {
  const [hoa, lan] = [visitor(app.deps), visitor(app.deps)]
  await busy(hoa)
  await busy(lan)
  const people = (await app.deps.db.selectFrom('person').select('id').orderBy('id').execute()).map(({ id }) => id)
  const all = await keys()
  await app.deps.db.transaction().execute((tx) => erasures.erasePerson(tx, people[0] ?? ''))
  await app.deps.wake()
  for (const table of ['session', 'question'] as const) {
    const rows = await app.deps.db.selectFrom(table).select('person_id').execute()
    expect([...new Set(rows.map((row) => row.person_id))], table).toEqual([people[1]])
  }
  expect(await count('report')).toBe(2)
  expect(await stored(all)).toEqual([true, false, true, true])
  const words = await app.deps.db.selectFrom('outbox').select('person_id').execute()
  expect(words.every((row) => row.person_id === people[1])).toBe(true)
  // What was told is read from both: nothing is left of the talk, and it begins anew.
  expect(await talkOf(hoa)).toBe('')
  expect(await hoa.say('menu')).toHaveLength(1)
  expect((await talkOf(lan)).length).toBeGreaterThan(500)
})

test('L-06: a storage that is away is tried again until the bytes are gone', async () => {
  const hoa = visitor(app.deps)
  await busy(hoa)
  const [photo = ''] = await keys()
  const { id } = await app.deps.db.selectFrom('report').select('id').executeTakeFirstOrThrow()
  const real = app.deps.storage
  Object.assign(app.deps, { storage: { ...real, delete: () => Promise.reject(new Error('away')) } })
  await app.deps.db.transaction().execute((tx) => erasures.eraseReport(tx, id))
  await app.deps.wake()
  expect(await count('discarded_file')).toBe(1)
  expect(app.logs.join('\n')).toContain('attachment_bytes_left')
  Object.assign(app.deps, { storage: real })
  await app.deps.db
    .updateTable('discarded_file')
    .set({ due_at: new Date(0) })
    .execute()
  await app.deps.wake()
  expect(await stored([photo])).toEqual([false])
  expect(await count('discarded_file')).toBe(0)
})
