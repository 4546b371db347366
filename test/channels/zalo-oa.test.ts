import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import type { Outbound } from '../../src/message.ts'
import * as channelStates from '../../src/models/channel-state.ts'
import * as outbox from '../../src/models/outbox.ts'
import * as people from '../../src/models/person.ts'
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

describe('more talks', () => {
  test('a registration, with the phone number that Zalo asked for', async () => {
    const lan = someone()
    for (const words of ['dang ky', 'dong y', '5', 'co roi', '1', '1', 'mam nem o Be', 'Tran Thi Be', 'xa Quang Loi'])
      await hears(lan, lan.says(words))
    await hears(lan, lan.submitsInfo('Trần Thị Bé', '84905123456'))
    for (const words of ['chua co', 'de sau']) await hears(lan, lan.says(words))
    expect(await hears(lan, lan.says('gui ho so'))).toMatch(/DK-\d{4}-\d{6}/)
  })

  test('the phone number is asked with Zalo’s own form, and as words where the account may not', async () => {
    for (const code of [null, -248]) {
      const lan = someone()
      for (const words of ['dang ky', 'dong y', '5', 'co roi', '1', '1', 'mam nem', 'Tran Thi Be'])
        await hears(lan, lan.says(words))
      if (code !== null) app.zalo.refuseNext(code)
      const asked = await hears(lan, lan.says('xa Quang Loi'))
      expect(asked).toContain('Số điện thoại để cán bộ liên hệ?')
      expect(asked.startsWith('[Gửi số điện thoại] ')).toBe(code === null)
    }
  })

  test('a picture is put into the platform; one that cannot be had goes by its address', async () => {
    const lan = someone()
    await hears(lan, lan.says('menu'))
    const oa = app.deps.channels.get('zalo-oa')
    const send = (url: string) =>
      oa?.send(lan.id, { type: 'message', text: 'Kết quả', image: { url, alt: '' } }, AbortSignal.timeout(5000))
    expect(await send(app.zalo.fileUrl(jpeg()))).toMatchObject({ outcome: 'sent' })
    expect(app.zalo.ledger(lan.id).at(-1)).toMatchObject({ text: 'Kết quả', image: 'attachment-1' })
    const gone = `${app.zalo.baseUrl}/files/none.jpg`
    expect(await send(gone)).toMatchObject({ outcome: 'sent' })
    expect(app.zalo.ledger(lan.id).at(-1)?.image).toBe(gone)
  })

  test('L-16: news are chosen by a press, and "dừng" ends them at once', async () => {
    const lan = someone()
    await hears(lan, lan.says('tin tức'))
    const offered = app.zalo.ledger(lan.id).at(-1)?.buttons ?? []
    expect(offered.length).toBeGreaterThan(0)
    await hears(lan, lan.presses(offered[0]?.title ?? ''))
    const followed = () => app.deps.db.selectFrom('subscription').select('topic').execute()
    expect(await followed()).toHaveLength(1)
    expect(await hears(lan, lan.says('dung'))).toContain('sẽ không gửi tin thông báo chung')
    expect(await followed()).toEqual([])
  })

  test('who asks for an official is handed over, and what is typed goes there', async () => {
    const lan = someone()
    await hears(lan, lan.says('gặp cán bộ'))
    await hears(lan, lan.says('Cho hỏi hội chợ họp khi mô?'))
    const words = await app.deps.db.selectFrom('handover_message').select('official_id').execute()
    expect(words).toEqual([{ official_id: null }])
  })

  test('stickers and voice are told that they cannot be read', async () => {
    const lan = someone()
    expect(await hears(lan, lan.sticker())).toContain('Nhãn dán')
    expect(await hears(lan, lan.voice())).toContain('thoại')
  })

  test('what the platform tells of our own messages is counted and never answered, and costs the person nothing', async () => {
    app.zalo.echo.isOn = true
    const lan = someone()
    for (let i = 0; i < 8; i++) {
      const before = app.zalo.texts(lan.id).length
      await lan.says('menu')
      await app.answer()
      expect(app.zalo.texts(lan.id).length).toBe(before + 1)
    }
    await app.answer()
    const { rows } = await kinds()
    expect(rows.get('ignored')).toBeGreaterThanOrEqual(16)
    expect(app.zalo.texts(lan.id).join()).not.toContain('nhắn nhanh quá')
  })

  test('unknown events get 200 and are counted', async () => {
    const lan = someone()
    for (const body of [lan.events.tagged(), lan.events.anonymous('chào'), lan.events.inGroup('chào')])
      expect(await app.zalo.webhook.deliver(body)).toBe(200)
    await app.answer()
    expect(app.zalo.texts(lan.id)).toEqual([])
  })
})

async function kinds() {
  const found = await app.deps.db
    .selectFrom('inbox')
    .select(['kind', (q) => q.fn.countAll<string>().as('n')])
    .groupBy('kind')
    .execute()
  return { rows: new Map(found.map(({ kind, n }) => [kind, Number(n)])) }
}

test('each event is read as what it is', async () => {
  const lan = someone()
  const { events } = lan
  const url = 'https://photo.zdn.vn/1.jpg'
  const at = 1_790_000_000_123
  const old = JSON.stringify({ ...(JSON.parse(events.text('chào')) as object), timestamp: String(at) })
  const numbered = `{"event_name":"user_send_text","timestamp":${at},"sender":{"id":7000000000000000001},"message":{"msg_id":9007199254740993,"text":"a"}}`
  const table: readonly (readonly [string, object])[] = [
    [events.text('chào'), { address: lan.id, content: { type: 'text', text: 'chào' } }],
    [old, { interactedAt: new Date(at).toISOString() }],
    [numbered, { updateId: '9007199254740993', address: '7000000000000000001', interactedAt: new Date(at).toISOString() }],
    [
      events.photo(url, 'ổ gà'),
      { content: { type: 'media', media: [{ from: 'platform', kind: 'photo', ref: url }], caption: 'ổ gà' } },
    ],
    [events.photo('no address'), { content: { type: 'unsupported', why: 'other' } }],
    [events.file(url, 'giấy.pdf'), { content: { type: 'media', media: [{ kind: 'file', ref: url, fileName: 'giấy.pdf' }] } }],
    [events.place(16.4637, 107.5909), { content: { type: 'location', lat: 16.4637, lng: 107.5909 } }],
    [events.place(91, 0), { content: { type: 'unsupported', why: 'other' } }],
    [events.place(Number.NaN, 0), { content: { type: 'unsupported', why: 'other' } }],
    [events.voice(url), { content: { type: 'unsupported', why: 'voice' } }],
    [events.sticker(), { content: { type: 'unsupported', why: 'sticker' } }],
    [events.gif(), { content: { type: 'unsupported', why: 'sticker' } }],
    [events.video(url), { content: { type: 'unsupported', why: 'other' } }],
    [events.card(), { content: { type: 'unsupported', why: 'other' } }],
    [events.link('xem trang ni'), { content: { type: 'text', text: 'xem trang ni' } }],
    [events.follow(), { address: lan.id, content: { type: 'text', text: '/start' } }],
    [events.unfollow(), { address: lan.id, content: { type: 'membership', active: false } }],
    [events.info('Lan', '84905123456'), { address: lan.id, content: { type: 'contact', phone: '84905123456', own: true } }],
    [events.received('c0'), { address: '', updateId: 'user_received_message.c0', content: { type: 'ignored', why: 'receipt' } }],
    [events.seen(['c0']), { address: '', content: { type: 'ignored', why: 'receipt' } }],
    [events.echo('c0', 'Dạ'), { address: '', updateId: 'oa_send_text.c0', content: { type: 'ignored', why: 'receipt' } }],
    [events.echo('c0', 'Dạ', '8001'), { address: lan.id, content: { type: 'ignored', why: 'staff', messageId: 'c0' } }],
    [events.inGroup('chào'), { address: '', content: { type: 'ignored', why: 'group' } }],
    [events.anonymous('chào'), { address: '', content: { type: 'ignored', why: 'unknown' } }],
    [events.tagged(), { address: '', content: { type: 'ignored', why: 'unknown' } }],
  ]
  for (const [body, expected] of table) {
    const inbounds = await app.deps.channels.get('zalo-oa')?.parse(new TextEncoder().encode(body))
    expect(inbounds, body).toHaveLength(1)
    expect(inbounds?.[0], body).toMatchObject(expected)
  }
})

test('P-18: an account without its secrets does not start, and each that is missing is named', () => {
  const parsed = parseConfig({ ZALO_OA_APP_ID: '3001', ZALO_OA_ID: '9001' })
  expect('faults' in parsed && parsed.faults.map(({ name }) => name)).toEqual(['ZALO_OA_APP_SECRET', 'ZALO_OA_WEBHOOK_SECRET'])
})

describe('who knocks', () => {
  const post = (body: string, headers: Record<string, string>, deps = app.deps) =>
    Promise.resolve(server.request('/webhooks/zalo-oa', { method: 'POST', headers, body }, deps))

  test('P-18: each way of signing that is told of is accepted over the raw bytes, and counted', async () => {
    const lan = someone()
    const ways: Signing[] = []
    for (const time of ['body', 'header'] as const)
      for (const first of ['app', 'oa'] as const)
        for (const secret of ['oa_key', 'app_secret'] as const)
          ways.push({ time, first, secret, prefix: time === 'body' ? '' : 'mac=' })
    for (const way of ways) {
      Object.assign(app.zalo.signing, way)
      expect(await lan.says(`chào  "${way.time}"  é`), JSON.stringify(way)).toBe(200)
    }
    const found = await app.deps.db.selectFrom('inbox').select('signed_by').where('signed_by', 'is not', null).execute()
    expect(new Set(found.map(({ signed_by }) => signed_by))).toEqual(
      new Set(ways.map(({ time, first, secret }) => `${time}+${first}+${secret}`)),
    )
    const metrics = await (await server.request('/metrics', {}, app.deps)).text()
    expect(metrics).toMatch(/ocop_signatures\{channel="zalo-oa",way="body\+app\+oa_key"\} \d+/)
    await app.answer()
  })

  test('P-18: without the right signature: 401, empty body, no database work', async () => {
    const away = { ...app.deps, db: connect('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => {} }) }
    const body = someone().events.text('chào')
    const genuine = app.zalo.webhook.headersOf(body)
    const signature = genuine['x-zevent-signature'] ?? ''
    const wrong: Record<string, string>[] = [
      {},
      { 'x-zevent-signature': '' },
      { 'x-zevent-signature': `mac=${'0'.repeat(64)}` },
      { ...genuine, 'x-zevent-signature': signature.slice(0, -1) },
      { ...genuine, 'x-zevent-signature': signature.toUpperCase() },
      { 'X-Bot-Api-Secret-Token': app.zalo.keys.secret },
    ]
    const answers = await Promise.all([...wrong.map((headers) => post(body, headers, away)), post(`${body} `, genuine, away)])
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([401, ''])
    expect(app.logs.filter((line) => line.includes('inbox_write_failed'))).toEqual([])
    await away.db.destroy()
  })

  test('P-18: a genuine event is refused when it is older than the longest retry', async () => {
    const keys = app.zalo.keys
    for (const [ageMs, status] of [
      [HOUR_MS * 1.9, 200],
      [HOUR_MS * 2.1, 401],
    ] as const) {
      const at = String(Date.now() - ageMs)
      const body = JSON.stringify({ ...(JSON.parse(someone().events.tagged()) as object), timestamp: at })
      const value = zaloOaSignature(keys, app.zalo.signing, body, { body: at, header: at })
      expect((await post(body, { 'x-zevent-signature': value })).status, String(ageMs)).toBe(status)
    }
  })

  test('P-02: the same event again, in any order, has one effect', async () => {
    const lan = someone()
    expect(await hears(lan, lan.says('menu'))).toMatch(/./)
    expect(await hears(lan, lan.says('trợ giúp'))).toMatch(/./)
    await app.zalo.webhook.redeliver(2)
    await app.answer()
    expect(app.zalo.texts(lan.id)).toHaveLength(2)
  })

  test('P-03: what was not stored comes again by the ladder, the same body with num_retry', async () => {
    const lan = someone()
    app.zalo.useWebhook({ url: 'x', secret: '', fetch: async () => new Response(null, { status: 503 }) })
    expect(await lan.says('menu')).toBe(503)
    app.zalo.useWebhook({ url: '/webhooks/zalo-oa', secret: '', fetch: (url, init) => server.request(url, init, app.deps) })
    await app.zalo.elapse(31_000)
    expect(app.zalo.webhook.deliveries.at(-1)).toMatchObject({ status: 200, numRetry: 1 })
    await app.answer()
    expect(app.zalo.texts(lan.id)).toHaveLength(1)
  })

  test('P-13: a press cannot be typed, nor passed on to another', async () => {
    const [lan, minh] = [someone(), someone()]
    await hears(lan, lan.says('menu'))
    const payload = String(app.zalo.ledger(lan.id).at(-1)?.buttons[0]?.payload)
    expect(payload.length).toBeLessThanOrEqual(1000)
    await hears(minh, minh.says('w:registration'))
    await hears(minh, minh.says(payload))
    await hears(minh, minh.says(payload.replace(/^#oa1\..{43}/, `#oa1.${'A'.repeat(43)}`)))
    const pressed = await app.deps.db.selectFrom('session').selectAll().execute()
    expect(pressed.length).toBeGreaterThan(0)
    expect(app.zalo.texts(minh.id).join()).not.toContain('đăng ký OCOP, cần giữ')
    expect(await hears(lan, lan.says(payload))).toContain('đăng ký OCOP, cần giữ')
  })
})

describe('who may be written to', () => {
  const write = async (person: Person, text: string) => {
    const { db, vault } = app.deps
    const known = await people.find(db, vault, 'zalo-oa', person.id)
    const limits = app.deps.channels.get('zalo-oa')?.limits
    if (!known || !limits) throw new Error('The person has not written yet.')
    const [id = ''] = await db
      .transaction()
      .execute((tx) => outbox.enqueue(tx, vault, { personId: known.id, message: { type: 'message', text }, limits }))
    await app.answer()
    return db.selectFrom('outbox').select(['state', 'reason']).where('id', '=', id).executeTakeFirstOrThrow()
  }

  test('free for 48 hours after the last word, paid for 7 days, then nothing is sent and it says why', async () => {
    const lan = someone()
    await hears(lan, lan.says('menu'))
    const steps = [
      [47 * HOUR_MS, 'sent'],
      [2 * HOUR_MS, 'sent'],
      [118 * HOUR_MS, 'sent'],
      [2 * HOUR_MS, 'failed'],
    ] as const
    for (const [ms, state] of steps) {
      await app.elapse(ms)
      expect(await write(lan, 'Đã tiếp nhận.'), `after ${ms}`).toMatchObject({ state })
    }
    expect(await write(lan, 'Đã xong.')).toEqual({ state: 'failed', reason: 'closed: window over' })
    expect(app.zalo.ledger(lan.id).map(({ price }) => price)).toEqual(['free', 'free', 'paid', 'paid'])
    expect(
      app.zalo.refused.filter(({ userId }) => userId === lan.id),
      'not even tried',
    ).toEqual([])
    const metrics = await (await server.request('/metrics', {}, app.deps)).text()
    expect(metrics).toMatch(/ocop_channel_paid_messages\{channel="zalo-oa",month="\d{4}-\d\d"\} 2\n/)
    expect(metrics).toMatch(/ocop_send_errors\{channel="zalo-oa",kind="closed"\} 2\n/)
    expect(await hears(lan, lan.says('menu'))).toMatch(/./)
  })

  test('a press, a follow, a photo open the window anew; a receipt does not', async () => {
    const lan = someone()
    await hears(lan, lan.follows())
    await app.elapse(6 * DAY_MS)
    await hears(lan, lan.presses('Gửi phản ánh'))
    await app.elapse(6 * DAY_MS)
    expect(await write(lan, 'Dạ')).toMatchObject({ state: 'sent' })
    await app.zalo.webhook.deliver(lan.events.seen(['c0ffee']))
    await app.elapse(2 * DAY_MS)
    expect(await write(lan, 'Dạ')).toMatchObject({ state: 'failed', reason: 'closed: window over' })
  })

  test('the platform’s word that the window is over counts, until the person writes again', async () => {
    const lan = someone()
    await hears(lan, lan.says('menu'))
    lan.wasSilentFor(8 * DAY_MS)
    expect(await write(lan, 'Dạ')).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^closed: -230/) })
    const calls = app.zalo.calls.length
    expect(await write(lan, 'Dạ')).toEqual({ state: 'failed', reason: 'closed: window over' })
    expect(app.zalo.calls.length).toBe(calls)
    expect(await hears(lan, lan.says('menu'))).toMatch(/./)
  })

  test('P-16: who blocks us or unfollows is inactive at once, and welcome back with the next message', async () => {
    for (const part of ['blocks', 'unfollows'] as const) {
      const lan = someone()
      await hears(lan, lan.says('menu'))
      await lan[part]()
      if (part === 'unfollows') await app.answer()
      const { reason } = await write(lan, 'Dạ')
      expect(reason, part).toMatch(part === 'blocks' ? /^blocked: -217/ : /^blocked: inactive/)
      expect(await write(lan, 'Dạ')).toEqual({ state: 'failed', reason: 'blocked: inactive' })
      lan.unblocks()
      expect(await hears(lan, lan.says('menu'))).toMatch(/./)
    }
  })

  test('while one of us writes by hand in OA Manager the bot is silent for half an hour, but "dừng" still works', async () => {
    const lan = someone()
    await hears(lan, lan.says('menu'))
    expect(await lan.hearsStaff('Chào anh, để tôi xem giúp.')).toBe(200)
    expect(await hears(lan, lan.says('ocop la gi'))).toBe('')
    expect(await hears(lan, lan.says('dừng'))).toContain('sẽ không gửi tin thông báo chung')
    await app.elapse(31 * 60_000)
    expect(await hears(lan, lan.says('ocop la gi'))).toContain('Nguồn: ')
  })

  test('who was written to by hand first, and then writes, is not answered by the bot', async () => {
    const lan = someone()
    await lan.hearsStaff('Chào chị, hồ sơ của chị đã xong.')
    expect(await hears(lan, lan.says('ocop la gi'))).toBe('')
  })

  test('the echo of our own words never silences the bot, although a person be named in it', async () => {
    const lan = someone()
    await hears(lan, lan.says('menu'))
    const ours = app.zalo.ledger(lan.id)[0]
    await app.zalo.webhook.deliver(lan.events.echo(ours?.messageId ?? '', ours?.text ?? '', '8000000000000000001'))
    expect(await hears(lan, lan.says('ocop la gi'))).toContain('Nguồn: ')
  })

  test('P-12: too many in a minute: the channel rests until the next one begins, and the queue is kept', async () => {
    const lan = someone()
    await hears(lan, lan.says('menu'))
    app.zalo.next({ kind: '429' }, 1, 'cs')
    expect(await write(lan, 'Dạ')).toMatchObject({ state: 'queued', reason: expect.stringMatching(/^busy: -32/) })
    const [state] = (await channelStates.list(app.deps.db)).filter(({ channel }) => channel === 'zalo-oa')
    expect(state).toMatchObject({ isPaused: true, pausedReason: 'busy' })
    await app.elapse(65_000)
    await app.answer()
    expect(app.zalo.texts(lan.id).at(-1)).toBe('Dạ')
  })

  test('P-15: a long text goes in parts of at most 2,000 letters that join to the whole', async () => {
    const lan = someone()
    await hears(lan, lan.says('menu'))
    const text = Array.from({ length: 400 }, (_, i) => `Mắm nêm Huế ${i} 👩‍👩‍👧`).join(' ')
    const before = app.zalo.texts(lan.id).length
    await write(lan, text)
    await app.answer()
    await app.answer()
    const parts = app.zalo.texts(lan.id).slice(before)
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.every((part) => part.length <= 2000)).toBe(true)
    expect(parts.join('')).toBe(text)
  })
})

describe('what a message looks like', () => {
  const shown = async (message: Extract<Outbound, { type: 'message' }>) => {
    const lan = someone()
    lan.known()
    const channel = app.deps.channels.get('zalo-oa')
    expect(await channel?.send(lan.id, message, new AbortController().signal)).toMatchObject({ outcome: 'sent' })
    return app.zalo.ledger(lan.id).at(-1)
  }
  const choices = (count: number) => Array.from({ length: count }, (_, i) => ({ label: `Mục ${i + 1}`, payload: `k:a${i}` }))

  test('five choices are buttons, those beyond stand in the text with the numbers that count', async () => {
    const seen = await shown({ type: 'message', text: 'Chọn', choices: choices(7) })
    expect(seen?.buttons.map(({ title }) => title)).toEqual(['Mục 1', 'Mục 2', 'Mục 3', 'Mục 4', 'Mục 5'])
    expect(seen?.text).toBe('Chọn\n\n6. Mục 6\n7. Mục 7')
  })

  test('a link is a button that opens it, or a line where the buttons are taken', async () => {
    const links = [{ label: 'Biểu mẫu', url: 'https://hue.gov.vn/bm' }]
    const few = await shown({ type: 'message', text: 'Chọn', choices: choices(2), links })
    expect(few?.buttons.at(-1)).toEqual({ title: 'Biểu mẫu', type: 'oa.open.url', payload: { url: 'https://hue.gov.vn/bm' } })
    const many = await shown({ type: 'message', text: 'Chọn', choices: choices(5), links })
    expect(many?.text).toBe('Chọn\n\nBiểu mẫu: https://hue.gov.vn/bm')
  })

  test('a picture goes by its address, with the choices as a numbered list', async () => {
    const image = { url: 'https://chat.example/a.jpg', alt: 'Bản đồ' }
    const seen = await shown({ type: 'message', text: 'Bản đồ', image, choices: choices(2) })
    expect(seen).toMatchObject({ image: 'https://chat.example/a.jpg', text: 'Bản đồ\n\n1. Mục 1\n2. Mục 2', buttons: [] })
  })
})

test('P-12: each code of a refusal says what to do next', async () => {
  const lan = someone()
  lan.known()
  const send = async (code: number) => {
    app.zalo.refuseNext(code)
    const signal = new AbortController().signal
    return app.deps.channels.get('zalo-oa')?.send(lan.id, { type: 'message', text: 'Dạ' }, signal)
  }
  const expected: readonly (readonly [number, object])[] = [
    [-32, { reason: 'busy', retryAfterMs: expect.any(Number) }],
    [-217, { reason: 'blocked' }],
    [-218, { reason: 'closed' }],
    [-227, { reason: 'closed' }],
    [-230, { reason: 'closed' }],
    [-232, { reason: 'closed' }],
    [-244, { reason: 'closed' }],
    [-201, { reason: 'invalid' }],
    [-210, { reason: 'invalid' }],
    [-213, { reason: 'invalid' }],
    [-224, { reason: 'unauthorized', detail: expect.any(String) }],
    [-211, { reason: 'quota' }],
    [-144, { reason: 'quota' }],
    [-100, { reason: 'busy' }],
    [-234, { reason: 'busy', waitMs: expect.any(Number) }],
  ]
  for (const [code, result] of expected) expect(await send(code), String(code)).toMatchObject({ outcome: 'not_sent', ...result })
})
