import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CentreFake, startCentre } from '../fakes/centre.ts'
import { aReport } from './contract.ts'
import { answer, NEVER, open311At, startStub } from './stub.ts'

const NOON = new Date('2026-11-23T05:00:00Z')
const HOUR = 3600_000
let centre: CentreFake
let clock = NOON

beforeAll(async () => {
  centre = await startCentre({ now: () => clock })
})
beforeEach(() => {
  clock = NOON
})
afterEach(() => centre.behave())
afterAll(() => centre.close())

const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR)
const WINDOW = { from: NOON, to: later(10) }
const statuses = (ids: readonly string[], window = WINDOW) => open311At(centre).statuses(ids, window, NEVER)
async function accepted(): Promise<string> {
  const report = aReport()
  await open311At(centre).submit(report, NEVER)
  return centre.report(report.reference)?.id ?? ''
}

test('a report without news comes with its present state, which says no more than open', async () => {
  const id = await accepted()
  expect(await statuses([id])).toEqual([
    { externalId: id, updateId: null, state: 'received', isCoarse: true, raw: 'open', reason: null, at: NOON },
  ])
})

test('what happened comes with its words, and the present state adds nothing to it', async () => {
  const id = await accepted()
  centre.move(id, 'duplicate', { reason: 'Trùng với phản ánh trước; “&<b>” 😀', at: later(1), updateId: 'u-1' })
  expect(await statuses([id])).toEqual([
    {
      externalId: id,
      updateId: 'u-1',
      state: 'duplicate',
      isCoarse: false,
      raw: 'duplicate',
      reason: 'Trùng với phản ánh trước; “&<b>” 😀',
      at: later(1),
    },
  ])
})

const WORDS = [
  ['open', 'received', true],
  ['OPEN', 'received', true],
  ['for_triage', 'received', false],
  ['investigating', 'in_progress', false],
  ['In Progress', 'in_progress', false],
  ['planned', 'planned', false],
  ['action_scheduled', 'planned', false],
  ['internal_referral', 'referred', false],
  ['fixed', 'resolved', false],
  ['closed', 'resolved', true],
  ['duplicate', 'duplicate', false],
  ['not_councils_responsibility', 'not_ours', false],
  ['no_further_action', 'rejected', false],
  ['cancelled', 'cancelled', false],
  ['reopen', 'reopened', false],
  ['unchanged', null, false],
  ['đã chuyển Sở', 'unknown', false],
  ['constructor', 'unknown', false],
] as const
test.each(WORDS)('“%s” means %s', async (raw, state, isCoarse) => {
  const id = await accepted()
  centre.move(id, raw, { reason: 'Đang xem.', at: later(1) })
  expect((await statuses([id]))[0]).toMatchObject({ state, isCoarse, raw, reason: 'Đang xem.' })
})

test('a wish for more information is one, unless the report is closed', async () => {
  const id = await accepted()
  centre.move(id, 'investigating', { reason: 'Xin thêm ảnh.', at: later(1), externalStatusCode: 'need-info' })
  centre.move(id, 'no_further_action', { reason: 'Không có thêm.', at: later(2), externalStatusCode: 'need-info' })
  expect((await statuses([id])).map(({ state }) => state)).toEqual(['need_info', 'rejected'])
})

describe('P-10: each change once, never backwards', () => {
  test('out of order and twice, updates come once and oldest first, of several reports too', async () => {
    const [one, two] = [await accepted(), await accepted()]
    centre.move(one, 'investigating', { at: later(1), reason: 'a' })
    centre.move(two, 'investigating', { at: later(2), reason: 'b' })
    centre.move(one, 'action_scheduled', { at: later(3), reason: 'c' })
    centre.move(one, 'fixed', { at: later(4), reason: 'd' })
    for (const newsOrder of ['oldest first', 'newest first', 'shuffled, all twice'] as const) {
      centre.quirks.newsOrder = newsOrder
      expect(
        (await statuses([two, one])).map(({ reason }) => reason),
        newsOrder,
      ).toEqual(['a', 'b', 'c', 'd'])
    }
  })

  test('asked again it gives the same ids, so that what is known can be told from what is new', async () => {
    const id = await accepted()
    centre.move(id, 'investigating', { at: later(1) })
    const first = await statuses([id])
    expect(await statuses([id])).toEqual(first)
    expect(first[0]?.updateId).toMatch(/./)
  })

  test('two in the same second keep the order of the list', async () => {
    const id = await accepted()
    for (const [status, hour] of [
      ['for_triage', 0],
      ['investigating', 1],
      ['fixed', 1],
    ] as const)
      centre.move(id, status, { at: later(hour) })
    for (const newsOrder of ['oldest first', 'newest first'] as const) {
      centre.quirks.newsOrder = newsOrder
      expect(
        (await statuses([id])).map(({ state }) => state),
        newsOrder,
      ).toEqual(['received', 'in_progress', 'resolved'])
    }
  })

  test('an unknown word is never taken for an end, and is kept', async () => {
    const id = await accepted()
    centre.move(id, 'CLOSED_PENDING', { at: later(1), reason: 'x' })
    expect(await statuses([id])).toMatchObject([
      { state: 'unknown', raw: 'CLOSED_PENDING', updateId: expect.stringMatching(/./), reason: 'x' },
      { state: 'received', isCoarse: true, updateId: null },
    ])
  })

  test('closed without a word among the updates, it comes as the present state', async () => {
    const id = await accepted()
    centre.move(id, 'investigating', { at: later(1) })
    Object.assign(centre.report(id) ?? {}, { status: 'closed', notes: 'Đã vá.', updatedAt: later(3) })
    expect(await statuses([id])).toMatchObject([
      { state: 'in_progress', updateId: expect.stringMatching(/./) },
      { state: 'resolved', isCoarse: true, updateId: null, reason: 'Đã vá.', at: later(3) },
    ])
    Object.assign(centre.report(id) ?? {}, { updatedAt: later(0) })
    expect(await statuses([id]), 'older than what is known').toHaveLength(1)
  })

  test('news of others, of no report, without id or time are not news', async () => {
    const [mine, other] = [await accepted(), await accepted()]
    centre.move(other, 'fixed', { at: later(1) })
    expect(await statuses([mine])).toMatchObject([{ externalId: mine, state: 'received' }])
    centre.move(mine, 'fixed', { at: later(1), reason: 'Xong.' })
    for (const forgets of [['update_id'], ['updated_datetime'], ['service_request_id']]) {
      centre.quirks.forgets = forgets
      const seen = await statuses([mine])
      if (forgets[0] === 'service_request_id') expect(seen).toEqual([])
      else expect(seen, forgets[0]).toMatchObject([{ updateId: null, state: 'resolved', isCoarse: true, reason: 'Xong.' }])
    }
    centre.quirks.forgets = ['status', 'description']
    expect(await statuses([mine])).toEqual([])
  })

  test('news from before the window are left alone, and clocks that differ lose none', async () => {
    const id = await accepted()
    centre.move(id, 'investigating', { at: later(-200) })
    centre.move(id, 'fixed', { at: later(17) })
    expect((await statuses([id])).map(({ state }) => state)).toEqual(['resolved'])
  })
})

describe('servers of all kinds', () => {
  test('one without updates gives the present state only, with its notes', async () => {
    centre.quirks.hasUpdates = false
    const id = await accepted()
    centre.move(id, 'not_councils_responsibility', { reason: 'Thuộc phường.', at: later(1) })
    expect(await statuses([id])).toMatchObject([
      { state: 'resolved', isCoarse: true, raw: 'closed', reason: 'Thuộc phường.', updateId: null },
    ])
  })

  test('any dress, ids as numbers above 2^53, parameters of the specification only', async () => {
    const id = await accepted()
    centre.move(id, 'fixed', { at: later(1), reason: 'Xong.' })
    for (const dress of ['spark', 'root', 'inner', 'single'] as const) {
      Object.assign(centre.quirks, { dress, numericIds: true, isStrict: true })
      expect(await statuses([id]), dress).toMatchObject([{ externalId: id, state: 'resolved', reason: 'Xong.' }])
    }
  })

  test('120 reports are asked for in lists of 50', async () => {
    const ids: string[] = []
    for (let i = 0; i < 120; i++) ids.push(await accepted())
    const before = centre.calls.length
    expect(new Set((await statuses(ids)).map(({ externalId }) => externalId))).toEqual(new Set(ids))
    expect(centre.calls.slice(before).map(({ method }) => method)).toEqual(['search', 'search', 'search', 'updates'])
  })

  test('P-09: one id that a server does not know costs that one only', async () => {
    centre.quirks.failsWhole = true
    const ids = [await accepted(), 'gone', await accepted(), await accepted()]
    expect((await statuses(ids)).map(({ externalId }) => externalId)).toEqual(ids.filter((id) => id !== 'gone'))
    expect(await statuses(['gone'])).toEqual([])
  })

  test('a server that answers XML only could not be asked', async () => {
    centre.quirks.isXmlOnly = true
    expect(await open311At(centre).submit(aReport(), NEVER)).toMatchObject({ outcome: 'unknown' })
    await expect(open311At(centre).find('PA-2026-000001', WINDOW, NEVER)).rejects.toMatchObject({ kind: 'unreadable' })
  })

  test('where the updates cannot be read nothing was seen: the present state alone could hide why', async () => {
    const id = await accepted()
    centre.move(id, 'duplicate', { at: later(1) })
    const ends = [
      ['500', 'busy'],
      ['403', 'unauthorized'],
      ['400', 'unreadable'],
      ['garbage', 'unreadable'],
      ['html', 'unreadable'],
    ] as const
    for (const [fault, kind] of ends) {
      centre.next(fault, 1, 'updates')
      await expect(statuses([id]), fault).rejects.toMatchObject({ kind })
    }
  })

  const times = [
    ['2026-11-23T12:00:00+07:00', NOON],
    ['2026-11-23T12:00:00.123+0700', NOON],
    ['2026-11-23 05:00:00Z', NOON],
    ['2026-11-23T12:00:00', NOON],
    ['23/11/2026', null],
    ['2026-13-45T99:00:00Z', null],
    ['', null],
  ] as const
  test.each(times)('a time written as “%s”', async (text, at) => {
    const stub = await startStub((path) =>
      answer(path === 'requests' ? [{ service_request_id: '1', status: 'open', updated_datetime: text }] : []),
    )
    try {
      expect(await stub.destination.statuses(['1'], WINDOW, NEVER)).toMatchObject([{ at }])
    } finally {
      await stub.close()
    }
  })

  test('P-14: words of any length and kind are cleaned and bounded', async () => {
    const status_notes = `Xong\u0000\u202e ${'ộ'.repeat(9000)}`
    const row = { service_request_id: 1, status: 'x'.repeat(500), status_notes, updated_datetime: 5 }
    const stub = await startStub((path) => answer(path === 'requests' ? row : []))
    try {
      const [change] = await stub.destination.statuses(['1'], WINDOW, NEVER)
      expect(change).toMatchObject({ state: 'unknown', at: null })
      expect(change?.reason?.startsWith('Xong ộ')).toBe(true)
      expect([change?.reason?.length, change?.raw.length]).toEqual([4000, 100])
    } finally {
      await stub.close()
    }
  })
})
