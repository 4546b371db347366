import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import * as officials from '../../src/models/official.ts'
import { freshDatabase } from '../support/database.ts'

let db: Database
beforeEach(async () => {
  db = (await freshDatabase()).db
})

test('an e-mail is one official, however it is written', async () => {
  const first = await officials.create(db, 'Lan@Hue.example ')
  const again = await officials.create(db, 'lan@hue.example')
  expect(first.isNew).toBe(true)
  expect(again).toEqual({ id: first.id, isNew: false })
  expect(await officials.count(db)).toBe(1)
  expect(await officials.credentials(db, 'LAN@hue.example')).toEqual({
    id: first.id,
    email: 'lan@hue.example',
    role: 'city',
    communeCode: null,
    password: null,
  })
})

test('the first official needs a link until someone has a password', async () => {
  const first = await officials.ensureFirst(db, 'admin@localhost')
  expect(first?.email).toBe('admin@localhost')
  expect(await officials.ensureFirst(db, 'admin@localhost')).toEqual(first)
  expect(await officials.count(db)).toBe(1)
  await officials.setPassword(db, first?.id ?? '', '$scrypt$…')
  expect(await officials.ensureFirst(db, 'admin@localhost')).toBeNull()
  expect(await officials.ensureFirst(db, 'other@localhost')).toBeNull()
  expect(await officials.count(db)).toBe(1)
})
