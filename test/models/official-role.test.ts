import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import * as officials from '../../src/models/official.ts'
import { OF_THE_CITY, type Post, readPost } from '../../src/models/official-post.ts'
import * as officialRoles from '../../src/models/official-role.ts'
import { actorsOf, holderOf, SEEN_STATES, waitingFor } from '../../src/models/registration-state.ts'
import { covers, scopeOf } from '../../src/models/scope.ts'
import * as signIns from '../../src/models/sign-in.ts'
import { freshDatabase } from '../support/database.ts'

const ADMIN: Post = { role: 'admin', communeCode: null }

let db: Database
beforeEach(async () => {
  db = (await freshDatabase()).db
})

test.each([
  ['admin', '', { post: ADMIN }],
  ['city', '', { post: OF_THE_CITY }],
  ['commune', '19777', { post: { role: 'commune', communeCode: '19777' } }],
  ['commune', 'phuong vy da', { post: { role: 'commune', communeCode: '19777' } }],
  ['commune', 'P. Vỹ Dạ, TP Huế', { post: { role: 'commune', communeCode: '19777' } }],
  ['commune', '', { fault: 'no_commune' }],
  ['city', 'Vỹ Dạ', { fault: 'needless_commune' }],
  ['', 'Vỹ Dạ', { fault: 'no_role' }],
  ['constructor', '', { fault: 'no_role' }],
])('%s %j reads as %j', (role, commune, read) => {
  expect(readPost(role, commune)).toEqual(read)
})

test('a commune that could be two is asked about, and one that is none is told with those spelt alike', () => {
  const unclear = readPost('commune', 'thuan hoa')
  expect(unclear).toMatchObject({ fault: 'unclear' })
  expect('communes' in unclear && unclear.communes.length).toBeGreaterThan(1)
  const unknown = readPost('commune', 'vi da')
  expect(unknown).toMatchObject({ fault: 'unknown', communes: [expect.objectContaining({ name: 'Vỹ Dạ' })] })
})

test('P-26: what has no commune is the city’s; a commune official without a commune would see nothing', () => {
  const [ours, theirs, stray] = [{ communeCode: '19777' }, { communeCode: '19753' }, { communeCode: null }]
  const see = (role: 'admin' | 'city' | 'commune', communeCode: string | null) =>
    [ours, theirs, stray].map((one) => covers(scopeOf({ role, communeCode }), one))
  expect(see('admin', null)).toEqual([true, true, true])
  expect(see('city', null)).toEqual([true, true, true])
  expect(see('commune', '19777')).toEqual([true, false, false])
  expect(see('commune', null)).toEqual([false, false, false])
})

test('P-26: who acts as whom, what waits for whom, and who has a dossier', () => {
  expect([actorsOf('admin'), actorsOf('city'), actorsOf('commune')]).toEqual([['commune', 'city'], ['city'], ['commune']])
  expect(waitingFor('admin')).toEqual([...waitingFor('commune'), ...waitingFor('city')])
  expect(SEEN_STATES.map((state) => [state, holderOf(state)])).toEqual([
    ['submitted', 'commune'],
    ['needs_more', 'commune'],
    ['accepted', 'commune'],
    ['forwarded', 'city'],
    ['assessing', 'city'],
    ['recognised', null],
    ['not_recognised', null],
    ['withdrawn', null],
    ['expired', null],
  ])
})

test.each([
  ['commune', null],
  ['city', '19777'],
  ['admin', '19777'],
  ['king', null],
])('P-26: the database takes no official who is %s with the commune %s', async (role, code) => {
  const insert = sql`insert into official (email, role, commune_code) values ('x@hue.example', ${role}, ${code})`
  await expect(insert.execute(db)).rejects.toThrow(/official_(of_a_commune_has_one|role_known)/)
})

test('the first official is an administrator, also who was added with less before anybody signed in', async () => {
  await officials.create(db, 'lan@hue.example')
  await officials.ensureFirst(db, 'Lan@hue.example')
  expect(await officials.findByEmail(db, 'lan@hue.example')).toMatchObject({ role: 'admin', communeCode: null })
})

test('P-24: a changed role ends the sessions; the same role again does not', async () => {
  const { id } = await officials.create(db, 'lan@hue.example')
  const change = (post: Post) => db.transaction().execute((tx) => officialRoles.change(tx, id, post))
  const { token } = await signIns.openSession(db, id)
  expect(await change(OF_THE_CITY)).toBe('same')
  expect(await signIns.touchSession(db, token)).not.toBeNull()
  expect(await change({ role: 'commune', communeCode: '19777' })).toBe('changed')
  expect(await signIns.touchSession(db, token)).toBeNull()
  const next = await signIns.openSession(db, id)
  expect((await signIns.touchSession(db, next.token))?.official).toMatchObject({ role: 'commune', communeCode: '19777' })
  expect(await db.transaction().execute((tx) => officialRoles.change(tx, '999', ADMIN))).toBe('missing')
})

test('P-26: of two administrators who take each other’s role away at once, one stays', async () => {
  const ids: string[] = []
  for (const email of ['lan@hue.example', 'minh@hue.example']) {
    const { id } = await officials.create(db, email, ADMIN)
    await officials.setPassword(db, id, '$scrypt$…')
    ids.push(id)
  }
  const ends = await Promise.all(ids.map((id) => db.transaction().execute((tx) => officialRoles.change(tx, id, OF_THE_CITY))))
  expect(ends.toSorted()).toEqual(['changed', 'last_admin'])
})
