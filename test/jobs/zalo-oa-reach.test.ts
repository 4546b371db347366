/** Announcements on the Official Account: whom they reach at which price is known before anything is sent. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fanOutBroadcasts } from '../../src/jobs/fan-out-broadcasts.ts'
import { sendBroadcasts } from '../../src/jobs/send-broadcasts.ts'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as audience from '../../src/models/broadcast-audience.ts'
import * as results from '../../src/models/broadcast-result.ts'
import * as contacts from '../../src/models/contact.ts'
import * as officials from '../../src/models/official.ts'
import { AT_ANY_HOUR } from '../support/broadcasts.ts'
import { follower, WORDS } from '../support/followers.ts'
import { type OfficialAccount, startOfficialAccount } from '../support/official-account.ts'

const HOUR = 3_600_000
let app: OfficialAccount
let writer: string
beforeEach(async () => {
  app = await startOfficialAccount({ env: { ...AT_ANY_HOUR, ZALO_OA_TEMPLATE_ID: '777', ZALO_OA_PRICES: '55,560' } })
  await app.refresh()
  app.zalo.templates.add('777')
  writer = (await officials.create(app.deps.db, 'lan@hue.example')).id
})
afterEach(() => app.close())

/** Someone who follows the topic and wrote so many hours ago; null: never. */
async function silentFor(hours: number | null, address: string): Promise<void> {
  const id = await follower(app.deps, null, { channel: 'zalo-oa', address })
  app.zalo.person(address).wasSilentFor((hours ?? 10_000) * HOUR)
  if (hours === null) return
  await app.deps.db.transaction().execute((tx) => contacts.touch(tx, id, new Date(Date.now() - hours * HOUR)))
}

async function scheduled(beyond: 'none' | 'template'): Promise<broadcasts.Broadcast> {
  return app.deps.db.transaction().execute(async (tx) => {
    const id = await broadcasts.create(tx, { ...WORDS, beyond }, writer)
    await tx
      .updateTable('broadcast')
      .set({ state: 'scheduled', scheduled_at: sql<Date>`now()`, requested_by: writer })
      .where('id', '=', id)
      .execute()
    const one = await broadcasts.find(tx, id)
    if (!one) throw new Error('The broadcast is gone.')
    return one
  })
}

const lines = () => ({ channels: app.deps.channels, month: '2026-11' })

async function crowd(): Promise<void> {
  for (const [at, hours] of [1, 47, 49, 167, 169, null].entries()) await silentFor(hours, `800000000000000000${at}`)
  await follower(app.deps, null, { channel: 'web', address: 'w1' })
}

async function sent(one: broadcasts.Broadcast): Promise<Readonly<Record<string, number>>> {
  for (const job of [fanOutBroadcasts, fanOutBroadcasts, sendBroadcasts, fanOutBroadcasts]) await app.run(job)
  const found: Record<string, number> = {}
  for (const { outcome, reason, count } of await results.tally(app.deps.db, one.id)) {
    const name = reason === null ? outcome : `${outcome} ${reason}`
    found[name] = (found[name] ?? 0) + count
  }
  return found
}

test('the forecast tells what is free, what is paid, and whom nothing reaches; and so it comes', async () => {
  await crowd()
  const one = await scheduled('none')
  const reach = await audience.forecast(app.deps.db, one, lines())
  expect(reach).toEqual([
    { channel: 'web', reason: null, price: 'free', count: 1 },
    { channel: 'zalo-oa', reason: null, price: 'free', count: 2 },
    { channel: 'zalo-oa', reason: null, price: 'paid', count: 2 },
    { channel: 'zalo-oa', reason: 'closed', price: null, count: 2 },
  ])
  expect(audience.reached(reach)).toBe(5)
  expect(await sent(one)).toMatchObject({ sent: 5, 'skipped closed': 2 })
  expect(
    app.zalo
      .ledger()
      .map(({ price }) => price)
      .toSorted(),
  ).toEqual(['free', 'free', 'paid', 'paid'])
  expect(app.zalo.refused).toEqual([])
})

test('an official may choose the approved template for the others: it reaches them by their id, in short, with the page', async () => {
  await crowd()
  const one = await scheduled('template')
  const reach = await audience.forecast(app.deps.db, one, lines())
  expect(reach).toContainEqual({ channel: 'zalo-oa', reason: null, price: 'template', count: 2 })
  expect(await sent(one)).toEqual({ sent: 7 })
  const templates = app.zalo.ledger().filter(({ price }) => price === 'template')
  expect(templates).toHaveLength(2)
  expect(templates[0]?.template).toMatchObject({
    tieu_de: WORDS.titleVi,
    noi_dung: WORDS.textVi,
    lien_ket: expect.stringContaining(`/thong-bao/${one.id}`),
  })
  expect(await contacts.paidOf(app.deps.db)).toMatchObject([{ labels: { channel: 'zalo-oa' }, value: 4 }])
})

test('P-12: a window that closes between queue and send is not tried, and its reason stands in the result', async () => {
  await silentFor(167, '8000000000000000009')
  const one = await scheduled('none')
  for (const job of [fanOutBroadcasts, fanOutBroadcasts]) await app.run(job)
  await app.deps.db.updateTable('contact').set({ interacted_at: sql<Date>`now() - interval '169 hours'` }).execute()
  await app.run(sendBroadcasts)
  const [line] = await results.tally(app.deps.db, one.id)
  expect(line).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('closed') })
  expect(app.zalo.calls.filter(({ method }) => method === 'cs')).toEqual([])
})
