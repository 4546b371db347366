/** What a code opens, and to whom (P-17). */
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { parseCode } from '../../src/lib/code.ts'
import { createVault } from '../../src/lib/seal.ts'
import * as people from '../../src/models/person.ts'
import * as reports from '../../src/models/report.ts'
import * as tracking from '../../src/models/tracking.ts'
import { freshDatabase } from '../support/database.ts'

const vault = await createVault(new Uint8Array(32).fill(7))
const NOW = new Date('2026-11-24T02:00:00Z')

let db: Database
let sender: string
let stranger: string
beforeEach(async () => {
  db = (await freshDatabase()).db
  sender = await personAt('one')
  stranger = await personAt('two')
})

test('P-17: its own chat sees all, any other only state, dates and reason', async () => {
  const { code, reference } = await filed()
  const own = await tracking.find(db, vault, code, sender)
  expect(own).toMatchObject({ reference, own: { description: 'Đèn đường tắt', place: '12 Lê Lợi' } })
  const other = await tracking.find(db, vault, code, stranger)
  expect(other).toMatchObject({ reference, state: 'received', own: null })
  expect(JSON.stringify(other)).not.toContain('Đèn đường')
})

test('P-17: wrong and deleted codes give the same answer, and a reference opens nothing', async () => {
  const { code, reference, id } = await filed()
  await db.deleteFrom('report').where('id', '=', id).execute()
  expect(await tracking.find(db, vault, code, sender)).toBeNull()
  expect(await tracking.find(db, vault, '0000-0000-0000-0000-0', sender)).toBeNull()
  expect(parseCode(reference)).toBeNull()
})

test('P-17: the code is in no column: only its keyed hash is', async () => {
  const { code } = await filed()
  const rows = await db.selectFrom('report').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(code)
  expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
})

function personAt(address: string): Promise<string> {
  return db.transaction().execute(async (tx) => (await people.welcome(tx, vault, { channel: 'web', address, language: 'vi' })).id)
}

function filed() {
  const report = {
    personId: sender,
    description: 'Đèn đường tắt',
    place: '12 Lê Lợi',
    position: null,
    communeCode: null,
    category: 'den-duong',
    attachmentIds: [],
  }
  return db.transaction().execute((tx) => reports.create(tx, vault, report, NOW))
}
