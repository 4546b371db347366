/** The page of somebody on Telegram or Zalo: the same turn, told back in the app they came from. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Deps } from '../../../src/deps.ts'
import { tick } from '../../../src/jobs/tick.ts'
import * as inbox from '../../../src/models/inbox.ts'
import { server } from '../../../src/web/server.ts'
import { type Platforms, startPlatforms } from '../../support/platforms.ts'
import { fillerOf, NEEDED } from './filler.ts'

let app: Platforms
let deps: Deps
beforeEach(async () => {
  app = await startPlatforms({ env: { PUBLIC_URL: 'http://127.0.0.1:8787' } })
  deps = { ...app.deps, wake: async () => void (await work()) }
})
afterEach(() => app.close())

const work = () => tick(app.deps, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })

async function filledIn(url: string, step: string, value: string): Promise<Response> {
  const path = url.slice('http://127.0.0.1:8787'.length)
  const page = fillerOf(url, await (await server.request(path, {}, deps)).text())
  page.set(step, value)
  return server.request(path, { method: 'POST', body: page.form }, deps)
}

test('on Telegram the link is a button, the page sends back to the app, and the chat tells what arrived', async () => {
  const lan = app.telegram.person(41)
  for (const line of NEEDED) {
    await lan.says(line)
    await work()
  }
  const url =
    JSON.stringify(app.telegram.ledger(41))
      .match(/http:\/\/127\.0\.0\.1:8787\/form\/[^"\\]+/g)
      ?.at(-1) ?? ''
  const saved = await filledIn(url, 'story', 'Nghề mắm của bà nội tôi')
  expect([saved.status, saved.headers.get('location')]).toEqual([303, expect.stringContaining('&saved=yes')])
  await work()
  expect(app.telegram.texts(41).at(-1)).toContain('Đã nhận từ trang web: Câu chuyện.')
  const page = await (await server.request(saved.headers.get('location') ?? '', {}, deps)).text()
  expect(page).toContain('mở lại Telegram')
  expect(page).not.toContain('href="/chat"')
})

test('on Zalo, where the channel has no buttons, the link stands in the text; the row is of our own making', async () => {
  const hoa = app.zalo.person('zalo-hoa')
  for (const line of NEEDED) {
    await hoa.says(line)
    await work()
  }
  const url =
    app.zalo
      .texts('zalo-hoa')
      .join('\n')
      .match(/http:\/\/127\.0\.0\.1:8787\/form\/\S+/g)
      ?.at(-1) ?? ''
  expect((await filledIn(url, 'scale', '200 hũ một tháng')).status).toBe(303)
  await work()
  expect(app.zalo.texts('zalo-hoa').at(-1)).toContain('Đã nhận từ trang web: Sản lượng.')
  const rows = await deps.db.selectFrom('inbox').select(['channel', 'kind', 'state']).where('kind', '=', 'form').execute()
  expect(rows).toEqual([{ channel: 'zalo', kind: 'form', state: 'done' }])
})

test('P-18: what a platform sends is never read as a form, and what a form row holds is read strictly', async () => {
  const lan = app.telegram.person(41)
  await lan.says('menu')
  await work()
  const person = await deps.db.selectFrom('person').selectAll().executeTakeFirstOrThrow()
  const address = await deps.vault.open(person.address, 'person.address')
  const inbound = {
    channel: 'telegram',
    updateId: 'form:x',
    address,
    content: { type: 'form', nonce: 'abc123', fields: [] },
  } as const
  const raw = JSON.stringify({ ...inbound, content: { ...inbound.content, fields: [{ step: 'phone', was: '', typed: 1 }] } })
  await inbox.add(deps.db, deps.vault, { inbound, raw, albumWaitSeconds: 0 })
  for (let at = 0; at < 12; at++) {
    await work()
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  const row = await deps.db.selectFrom('inbox').select(['state', 'attempts']).where('kind', '=', 'form').executeTakeFirstOrThrow()
  expect(row).toMatchObject({ state: expect.stringMatching(/dead|pending/), attempts: expect.any(Number) })
  expect(row.attempts).toBeGreaterThan(1)
})
