import { readdirSync } from 'node:fs'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, test } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import { migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { freshDatabase } from '../support/database.ts'

test('the list of migrations names every file once, in order', () => {
  const files = readdirSync(new URL('../../migrations', import.meta.url))
    .filter((name) => /^\d{4}_/.test(name))
    .map((name) => name.replace(/\.ts$/, ''))
    .toSorted()
  expect(Object.keys(migrations)).toEqual(files)
  expect(new Set(files.map((name) => name.slice(0, 4))).size).toBe(files.length)
})

test('a migrated database has nothing pending and migrating again changes nothing', async () => {
  const { db } = await freshDatabase()
  expect(await pendingMigrations(db)).toEqual([])
  expect(await migrate(db)).toEqual([])
})

test('bigint ids and counts are texts, times are dates, on every database', async () => {
  const { db } = await freshDatabase()
  const { rows } = await sql`select 9007199254740993::bigint as id, count(*) as n, now() as at, 1.5::float8 as f`.execute(db)
  expect(rows[0]).toEqual({ id: '9007199254740993', n: '1', at: expect.any(Date), f: 1.5 })
})

test('P-34: what an older release wrote stays through each step forward, and its code goes on beside the new one', async () => {
  const { db } = await freshDatabase()
  await sql`drop schema public cascade`.execute(db)
  await sql`create schema public`.execute(db)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const [first = '', ...later] = Object.keys(migrations)
  expect((await migrator.migrateTo(first)).error).toBeUndefined()
  await asTheFirstReleaseDoes('before')
  for (const [at, name] of later.entries()) {
    expect((await migrator.migrateTo(name)).error, name).toBeUndefined()
    await asTheFirstReleaseDoes(`after-${at}`)
  }
  const { rows } = await sql<{ n: string }>`select count(*) as n from inbox where state = 'done'`.execute(db)
  expect(rows[0]?.n).toBe(String(later.length + 1))
  expect(await migrate(db)).toEqual([])
  // What was refused before the dossiers came reads as not recognised; what older code refuses after is still taken.
  const { rows: states } = await sql<{ state: string }>`select distinct state from registration order by state`.execute(db)
  expect(states.map(({ state }) => state)).toEqual(['not_recognised', 'rejected'])

  /** One update, handled and answered, a report, and a registration that is refused, in the words of release 0.1.0's first schema. */
  async function asTheFirstReleaseDoes(id: string): Promise<void> {
    await sql`with p as (insert into person (channel, address, address_hash) values ('telegram', 'x', ${id}) returning id),
      i as (insert into inbox (channel, update_id, person_key, kind, raw) values ('telegram', ${id}, ${id}, 'text', 'x') returning id),
      r as (insert into report (reference, code_hash, person_id, description) select ${id}, ${id}, id, 'x' from p)
      insert into outbox (person_id, channel, inbox_id, payload) select p.id, 'telegram', i.id, 'x' from p, i`.execute(db)
    await sql`insert into registration (reference, code_hash, person_id, name, phone, commune_code, product, product_group)
      select ${id}, ${id}, id, 'x', 'x', '19777', 'x', 'do-uong' from person where address_hash = ${id}`.execute(db)
    await sql`update registration set state = 'rejected' where reference = ${id}`.execute(db)
    await sql`update inbox set state = 'done', done_at = now() where update_id = ${id}`.execute(db)
    await sql`insert into channel_state (channel, tokens) values (${id}, 1)`.execute(db)
  }
})

test('P-34: who was an official before roles came is an administrator; whom an older release adds after is the city’s, and stays signed in', async () => {
  const { db } = await freshDatabase()
  await sql`drop schema public cascade`.execute(db)
  await sql`create schema public`.execute(db)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const names = Object.keys(migrations)
  const roles = names.indexOf('0014_add_official_roles')
  expect((await migrator.migrateTo(names[roles - 1] ?? '')).error).toBeUndefined()
  await sql`insert into official (email) values ('before@hue.example')`.execute(db)
  expect((await migrator.migrateToLatest()).error).toBeUndefined()
  await sql`insert into official (email) values ('after@hue.example')`.execute(db)
  const { rows } = await sql`select email, role, commune_code from official order by id`.execute(db)
  expect(rows).toEqual([
    { email: 'before@hue.example', role: 'admin', commune_code: null },
    { email: 'after@hue.example', role: 'city', commune_code: null },
  ])
  // As release 0.1.0 looks at a session: its names, not all of them with their table, must stay clear.
  await sql`insert into sign_in_session (token_hash, official_id, csrf) select 'hash', min(id), 'csrf' from official`.execute(db)
  const touched = await sql`update sign_in_session set seen_at = now() from official
    where official.id = sign_in_session.official_id and token_hash = 'hash' and seen_at > now() - interval '30 minutes'
    and sign_in_session.created_at > now() - interval '8 hours'
    returning official.id, official.email, sign_in_session.csrf`.execute(db)
  expect(touched.rows).toMatchObject([{ email: 'before@hue.example' }])
})
