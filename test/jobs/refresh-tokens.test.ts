import { afterAll, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { refreshTokens } from '../../src/jobs/refresh-tokens.ts'
import * as channelStates from '../../src/models/channel-state.ts'
import * as tokens from '../../src/models/token.ts'
import { server } from '../../src/web/server.ts'
import { startProxy } from '../fakes/tcp-proxy.ts'
import { isPostgres } from '../support/database.ts'
import { type OfficialAccount, startOfficialAccount } from '../support/official-account.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const LAN = '7000000000000000001'
let app: OfficialAccount

beforeEach(async () => {
  await app?.close()
  app = await startOfficialAccount()
})
afterAll(() => app.close())

const status = async () => (await tokens.list(app.deps.db))[0]
const current = () => tokens.current(app.deps.db, app.deps.vault, 'zalo-oa')
const refreshes = () => app.zalo.calls.filter(({ method }) => method === 'refresh').length
/** What we have is what lives at the platform. */
const agrees = async () => {
  const row = await app.deps.db.selectFrom('channel_token').selectAll().executeTakeFirstOrThrow()
  const { access, refresh } = app.zalo.oauth.living()
  expect(await current()).toBe(access)
  expect(await app.deps.vault.open(row.refresh, 'channel_token.refresh')).toBe(refresh)
}
const isPaused = async () =>
  (await channelStates.list(app.deps.db)).some(({ channel, isPaused }) => channel === 'zalo-oa' && isPaused)

test('P-11: the first token comes from the settings, and is renewed after twenty hours, long before it ends', async () => {
  await app.refresh()
  await agrees()
  await app.elapse(19 * HOUR_MS)
  await app.refresh()
  expect(refreshes()).toBe(1)
  await app.elapse(1.1 * HOUR_MS)
  await app.refresh()
  expect(refreshes()).toBe(2)
  await agrees()
  expect(await status()).toMatchObject({ state: 'good', attempts: 0 })
})

test('P-11: ten workers at once ask once', async () => {
  app.zalo.next({ kind: 'slow', ms: 200 }, 1, 'refresh')
  await Promise.all(Array.from({ length: 10 }, () => app.refresh()))
  expect(refreshes()).toBe(1)
  expect(app.zalo.oauth.books).toMatchObject({ rotations: 1, refusals: 0 })
  await agrees()
})

test('P-11: the attempt is committed before the request leaves, and tokens lie sealed', async () => {
  const seen: (string | undefined)[] = []
  const channel = app.deps.channels.get('zalo-oa')
  if (!channel?.grant) throw new Error('The channel has no grant.')
  const { grant } = channel
  const watched = {
    ...channel,
    grant: {
      ...grant,
      refresh: async (token: string, signal: AbortSignal) => {
        seen.push((await status())?.state)
        return grant.refresh(token, signal)
      },
    },
  }
  const deps = { ...app.deps, channels: new Map([['zalo-oa', watched]] as const) }
  await refreshTokens.run(deps, { endsAt: Date.now() + 10_000, signal: new AbortController().signal })
  expect(seen).toEqual(['refreshing'])
  const row = JSON.stringify(await app.deps.db.selectFrom('channel_token').selectAll().executeTakeFirstOrThrow())
  const { access, refresh } = app.zalo.oauth.living()
  expect(row).not.toContain(access)
  expect(row).not.toContain(refresh)
  expect(app.logs.join('\n')).not.toContain('fake-')
})

test('P-12: a server in trouble is asked again with growing waits; after it all goes on by itself', async () => {
  for (const fault of ['500', { kind: '429' }, 'cut-before', '502html', 'garbage-before'] as const)
    app.zalo.next(fault === 'garbage-before' ? '503empty' : fault, 1, 'refresh')
  let waits = 0
  for (let i = 0; i < 5; i++) {
    await app.refresh()
    const now = await status()
    expect(now).toMatchObject({ state: 'failing', attempts: i + 1 })
    const wait = (now?.nextAt.getTime() ?? 0) - Date.now()
    expect(wait).toBeGreaterThan(waits)
    waits = wait
    await app.refresh()
    expect(refreshes(), 'not before its time').toBe(i + 1)
    await app.elapse(wait + 1000)
  }
  expect(app.logs.some((line) => line.includes('token_refresh_failing'))).toBe(true)
  await app.refresh()
  await agrees()
})

test('P-12: after about a day and a half of failures a human looks', async () => {
  for (let i = 0; i < 45; i++) {
    app.zalo.next('500', 1, 'refresh')
    await app.refresh()
    await app.elapse(2 * HOUR_MS)
  }
  expect(await status()).toMatchObject({ state: 'lost', attempts: 40, reason: expect.stringMatching(/^unreachable: -500/) })
  expect(refreshes()).toBe(40)
})

test('P-11: an answer that is lost before anything was used up costs nothing', async () => {
  app.zalo.next('cut-before', 1, 'refresh')
  await app.refresh()
  expect(await status()).toMatchObject({ state: 'failing', reason: expect.stringMatching(/^unknown/) })
  await app.elapse(2 * MINUTE_MS)
  await app.refresh()
  await agrees()
})

test('P-11: an answer that is lost after the rotation loses the grant: known, told, and renewed by hand', async () => {
  await app.refresh()
  const lan = app.zalo.person(LAN)
  await lan.says('menu')
  await app.answer()
  expect(app.zalo.texts(LAN)).toHaveLength(1)

  await app.elapse(21 * HOUR_MS)
  app.zalo.next('cut-after', 1, 'refresh')
  await app.refresh()
  await lan.says('menu')
  await app.answer()
  expect(app.zalo.texts(LAN), 'the old token is dead').toHaveLength(1)
  await app.elapse(2 * MINUTE_MS)
  await app.refresh()
  expect(await status()).toMatchObject({ state: 'lost', reason: expect.stringMatching(/^answer_lost/) })
  expect(app.logs.some((line) => line.includes('"token_lost"'))).toBe(true)
  expect(await (await server.request('/metrics', {}, app.deps)).text()).toContain('ocop_token_lost{channel="zalo-oa"} 1')
  for (let hour = 0; hour < 24; hour++) {
    await app.elapse(HOUR_MS)
    await app.answer()
  }
  expect(refreshes(), 'asked no more').toBe(3)

  const fresh = app.zalo.oauth.consent()
  await app.deps.db.transaction().execute((tx) => tokens.renewByHand(tx, app.deps.vault, 'zalo-oa', fresh, null))
  await app.answer()
  await agrees()
  expect(await isPaused()).toBe(false)
  expect(app.zalo.texts(LAN), 'the queue was kept').toHaveLength(2)
  const attempts = await app.deps.db.selectFrom('outbox').select('attempts').orderBy('id').execute()
  expect(attempts, 'waiting is no attempt').toEqual([{ attempts: 1 }, { attempts: 1 }])
})

test('P-11: a worker that died with the answer in its hands: its successor tries the old token and says what it found', async () => {
  await app.refresh()
  await app.elapse(21 * HOUR_MS)
  const claimed = await tokens.claim(app.deps.db, app.deps.vault, 'zalo-oa', 60)
  const grant = app.deps.channels.get('zalo-oa')?.grant
  await grant?.refresh(claimed?.refresh ?? '', new AbortController().signal)
  await app.refresh()
  expect(refreshes(), 'nobody else while the lease runs').toBe(2)
  await app.elapse(61_000)
  await app.refresh()
  expect(await status()).toMatchObject({ state: 'lost', reason: expect.stringMatching(/^answer_lost/) })
})

test('P-11: a slow answer that holds the new pair counts, although another worker was refused meanwhile', async () => {
  await app.refresh()
  await app.elapse(21 * HOUR_MS)
  const { db, vault } = app.deps
  const slow = await tokens.claim(db, vault, 'zalo-oa', 60)
  const pair = await app.deps.channels.get('zalo-oa')?.grant?.refresh(slow?.refresh ?? '', new AbortController().signal)
  await app.elapse(61_000)
  await app.refresh()
  expect((await status())?.state).toBe('lost')
  if (!slow || pair?.outcome !== 'renewed') throw new Error('The pair was not renewed.')
  expect(await db.transaction().execute((tx) => tokens.store(tx, vault, slow, pair))).toBe(true)
  await agrees()
  expect((await status())?.state).toBe('good')
})

test('an access token that the platform drops is renewed once, and the message goes out', async () => {
  await app.refresh()
  app.zalo.person(LAN).known()
  await app.elapse(HOUR_MS)
  app.zalo.oauth.dropAccess()
  await app.zalo.person(LAN).says('menu')
  await app.answer()
  expect(app.zalo.texts(LAN)).toEqual([])
  await app.answer()
  expect(app.zalo.texts(LAN)).toHaveLength(1)
  expect(refreshes()).toBe(2)
})

test('P-12: a token that is refused although it is fresh is not renewed for ever', async () => {
  await app.refresh()
  app.zalo.oauth.dropAccess()
  await app.zalo.person(LAN).says('menu')
  for (let i = 0; i < 5; i++) {
    await app.answer()
    await app.elapse(2 * MINUTE_MS)
  }
  expect(refreshes()).toBe(1)
  expect(await status()).toMatchObject({ state: 'lost', reason: 'rejected' })
})

test('a token of the settings is taken once, whatever old processes still hold; a new value is a renewal by hand', async () => {
  await app.refresh()
  const { db, vault } = app.deps
  const old = app.deps.channels.get('zalo-oa')?.grant?.given ?? ''
  const fresh = app.zalo.oauth.consent()
  expect(await tokens.adopt(db, vault, 'zalo-oa', old)).toBe(false)
  expect(await Promise.all([1, 2, 3].map(() => tokens.adopt(db, vault, 'zalo-oa', fresh)))).toEqual(
    expect.arrayContaining([true, false, false]),
  )
  expect(await tokens.adopt(db, vault, 'zalo-oa', old), 'an old process').toBe(false)
  await app.refresh()
  await agrees()
})

test('P-31: two weeks before the grant ends it is told, once a day', async () => {
  await app.refresh()
  const told = () => app.logs.filter((line) => line.includes('token_grant_ends')).length
  for (let day = 0; day < 78; day++) {
    await app.elapse(DAY_MS)
    if (day < 75) expect(told(), `day ${day}`).toBe(0)
    if (day > 70) await app.refresh()
  }
  expect(told()).toBeGreaterThanOrEqual(2)
  expect(told()).toBeLessThanOrEqual(3)
  expect(await (await server.request('/metrics', {}, app.deps)).text()).toMatch(
    /ocop_token_seconds\{channel="zalo-oa",token="consent"\} \d+/,
  )
})

test('what a human put in is not replaced by the settings, which are older', async () => {
  const { db, vault } = app.deps
  const given = app.deps.channels.get('zalo-oa')?.grant?.given ?? null
  const fresh = app.zalo.oauth.consent()
  await db.transaction().execute((tx) => tokens.renewByHand(tx, vault, 'zalo-oa', fresh, given))
  await app.refresh()
  await agrees()
})

test('P-11: a database that is away just when the new pair comes does not cost the grant', async () => {
  if (!isPostgres() || app.databaseUrl === null) {
    console.log('Not on PGlite: it has no wire to cut (npm run test:postgres).')
    return
  }
  const target = new URL(app.databaseUrl)
  const wire = await startProxy(target.hostname, Number(target.port))
  const seen = new URL(app.databaseUrl)
  seen.host = `${wire.host}:${wire.port}`
  const db = connect(seen.href, { max: 2, onError: () => {} })
  app.zalo.next({ kind: 'slow', ms: 150 }, 1, 'refresh')
  const done = refreshTokens.run({ ...app.deps, db }, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })
  while (refreshes() === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  wire.cut()
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect((await status())?.state).toBe('refreshing')
  wire.restore()
  await done
  await agrees()
  await db.destroy()
  await wire.close()
})
