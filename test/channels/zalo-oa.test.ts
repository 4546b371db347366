import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { server } from '../../src/web/server.ts'
import { jpeg } from '../fakes/photo.ts'
import { type Signing, zaloOaSignature } from '../fakes/zalo-oa-webhook.ts'
import { type OfficialAccount, startOfficialAccount } from '../support/official-account.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
let app: OfficialAccount
let lastPerson = 7_000_000_000_000_000_000n

beforeAll(async () => {
  app = await startOfficialAccount()
  await app.refresh()
})
beforeEach(() => {
  Object.assign(app.zalo.signing, { time: 'body', first: 'app', secret: 'oa_key', prefix: 'mac=' })
  app.zalo.echo.isOn = false
})
afterAll(() => app.close())

/** Someone new, so that one test's talk is not another's. */
const someone = () => app.zalo.person(String(++lastPerson))
type Person = ReturnType<typeof someone>

async function hears(person: Person, act: Promise<number>): Promise<string> {
  const before = app.zalo.texts(person.id).length
  expect(await act).toBe(200)
  await app.answer()
  return app.zalo.texts(person.id).slice(before).join('\n---\n')
}

describe('talks through the Official Account', () => {
  test('a question is answered with its source', async () => {
    const lan = someone()
    expect(await hears(lan, lan.says('ocop la gi'))).toContain('Nguồn: ')
  })

  test('who follows is greeted, with the menu as buttons, of which each can be pressed', async () => {
    const lan = someone()
    expect(await hears(lan, lan.follows())).toContain('xin chào')
    expect(app.zalo.ledger(lan.id).at(-1)?.buttons).toHaveLength(5)
    expect(await hears(lan, lan.presses('Gửi phản ánh'))).toMatch(/./)
    expect(await hears(lan, lan.says('hủy'))).toMatch(/./)
  })

  test('a report with a photo and a shared position', async () => {
    const lan = someone()
    await hears(lan, lan.says('phản ánh'))
    await hears(lan, lan.says('Đèn đường trước nhà hư đã ba hôm'))
    await hears(lan, lan.sharesPlace(16.4637, 107.5909))
    expect(await hears(lan, lan.photo(jpeg({ gps: { lat: 16.46, lng: 107.59 } }), 'cột đèn'))).toContain('ảnh')
    await hears(lan, lan.presses('Xong ảnh'))
    expect(await hears(lan, lan.says('gửi phản ánh'))).toMatch(/PA-\d{4}-\d{6}/)
    const photos = await app.deps.db.selectFrom('attachment').select(['state', 'content_type']).execute()
    expect(photos).toEqual([{ state: 'stored', content_type: 'image/jpeg' }])
    const report = await app.deps.db.selectFrom('report').selectAll().executeTakeFirstOrThrow()
    expect(report.position).not.toBeNull()
  })
})
