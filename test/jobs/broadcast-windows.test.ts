/** An announcement on a channel whose windows close: who cannot be reached is known before, and the result says so. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refreshTokens } from '../../src/jobs/refresh-tokens.ts'
import * as results from '../../src/models/broadcast-result.ts'
import * as contacts from '../../src/models/contact.ts'
import { startZaloOa, type ZaloOaFake } from '../fakes/zalo-oa.ts'
import { type Broadcasting, budget, counts, due, follower, runAll, startBroadcasting } from '../support/broadcasts.ts'

const DAY_MS = 86_400_000
/** days since the last word of each */
const SILENT = [0, 1, 3, 6, 8, 40]

let zalo: ZaloOaFake
let app: Broadcasting
beforeAll(async () => {
  zalo = await startZaloOa()
  app = await startBroadcasting({ env: zalo.settings() })
  await refreshTokens.run(app.deps, budget())
})
afterAll(async () => {
  await app.close()
  await zalo.close()
})

test('L-16, P-07: who wrote within seven days gets it once, the others are told of as closed, and the price is known', async () => {
  for (const days of SILENT) {
    const address = `70000000000000000${10 + days}`
    zalo.person(address).wasSilentFor(days * DAY_MS)
    const id = await follower(app.deps, null, { channel: 'zalo-oa', address })
    await app.deps.db.transaction().execute((tx) => contacts.touch(tx, id, new Date(Date.now() - days * DAY_MS)))
  }
  const id = await due(app)
  await runAll(app)
  expect(await counts(app, id)).toEqual({ sent: 4, 'failed closed': 2 })
  expect(
    zalo
      .ledger()
      .map(({ price }) => price)
      .toSorted(),
  ).toEqual(['free', 'free', 'paid', 'paid'])
  expect(zalo.refused).toEqual([])
  expect((await contacts.paidOf(app.deps.db))[0]).toMatchObject({ labels: { channel: 'zalo-oa' }, value: 2 })
  const people = await results.listPeople(app.deps.db, app.deps.vault, id, { outcome: 'failed', limit: 10 })
  expect(people.map(({ reason }) => reason)).toEqual(['closed: window over', 'closed: window over'])
})
