import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { articles as shipped } from '../../src/knowledge/articles/index.ts'
import * as articles from '../../src/models/article.ts'
import * as officials from '../../src/models/official.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
let officialId: string
beforeEach(async () => {
  db = (await freshDatabase()).db
  officialId = (await officials.create(db, 'lan@hue.example')).id
})

const content = (text: string): articles.Content => {
  const [first] = shipped
  if (!first) throw new Error('There are no articles.')
  const { id: _id, ...rest } = first
  return { ...rest, text: [text] }
}

function save(articleId: string, seen: string | null, text: string): Promise<boolean> {
  const row = { articleId, seen, action: 'saved', content: content(text), officialId } as const
  return db.transaction().execute((tx) => articles.save(tx, row))
}

test('of two saves at the same moment on the same version one counts, on different articles both do', async () => {
  const same = await Promise.all([save('a', null, 'một'), save('a', null, 'hai')])
  expect(same.toSorted()).toEqual([false, true])
  expect(await Promise.all([save('b', null, 'ba'), save('c', null, 'bốn')])).toEqual([true, true])
  expect((await articles.current(db)).map(({ articleId }) => articleId).toSorted()).toEqual(['a', 'b', 'c'])
})

test('every save makes another version, and the newest of each article counts', async () => {
  expect(await articles.versionOf(db)).toBe('')
  await save('a', null, 'một')
  const before = await articles.versionOf(db)
  expect(await save('a', '1', 'hai')).toBe(true)
  expect(await articles.versionOf(db)).not.toBe(before)
  expect((await articles.current(db)).map((one) => one.content?.text)).toEqual([['hai']])
  expect((await articles.history(db, 'a')).map((one) => one.content?.text)).toEqual([['hai'], ['một']])
  expect(await save('a', '1', 'ba')).toBe(false)
})

test('what was written comes back to the letter', async () => {
  const evil = `'"\\ %_ <b> =1+1 \u2028 😀`
  await save('a', null, evil)
  const [one] = await articles.current(db)
  expect(one).toMatchObject({ by: 'lan@hue.example', action: 'saved', isWithdrawn: false, content: content(evil) })
})

test('a kept question has one article: the last one that it was given', async () => {
  const keep = (articleId: string, texts: readonly string[]) =>
    db.transaction().execute((tx) => articles.keepQuestions(tx, articleId, texts, officialId))
  await keep('a', ['một', 'hai', 'một'])
  await keep('b', ['hai'])
  expect((await articles.questions(db)).map(({ text, articleId }) => `${text} ${articleId}`)).toEqual(['một a', 'hai b'])
  await db.transaction().execute((tx) => articles.dropQuestion(tx, '1', 'b'))
  expect(await articles.questions(db, 'a')).toHaveLength(1)
  await db.transaction().execute((tx) => articles.dropQuestion(tx, '1', 'a'))
  expect(await articles.questions(db, 'a')).toEqual([])
})
