import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TimeWindow } from '../../src/destinations/destination.ts'
import { type CentreFake, startCentre } from '../fakes/centre.ts'
import { aReport } from './contract.ts'
import { answer, NEVER, open311At, startStub } from './stub.ts'

const NOON = new Date('2026-11-23T05:00:00Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
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

const later = (ms: number) => new Date(NOON.getTime() + ms)
const WINDOW: TimeWindow = { from: NOON, to: later(5 * MINUTE) }
const find = (reference: string, window = WINDOW) => open311At(centre).find(reference, window, NEVER)
async function accepted(changes = {}) {
  const report = aReport(changes)
  await open311At(centre).submit(report, NEVER)
  return { ...report, id: centre.report(report.reference)?.id ?? '' }
}

describe('P-08: a report is found by its reference', () => {
  test('in the attributes, however they are written, and without them on the first line', async () => {
    const { reference, id } = await accepted()
    for (const attributes of ['list', 'map', 'no'] as const) {
      centre.quirks.attributes = attributes
      expect(await find(reference), attributes).toEqual({ id })
    }
    centre.quirks.attributes = 'list'
    centre.quirks.forgets = ['description']
    expect(await find(reference)).toEqual({ id })
  })

  test('whatever the dress of the list, with ids above 2^53', async () => {
    const { reference, id } = await accepted()
    for (const dress of ['spark', 'root', 'inner', 'single'] as const) {
      Object.assign(centre.quirks, { dress, numericIds: true })
      expect(await find(reference), dress).toEqual({ id })
    }
  })

  test('where a server refuses what goes beyond the specification', async () => {
    const { reference, id } = await accepted()
    centre.quirks.isStrict = true
    expect(await find(reference)).toEqual({ id })
    expect([...(centre.calls.at(-1)?.params.keys() ?? [])]).toEqual(['jurisdiction_id', 'start_date', 'end_date'])
    expect(await find('PA-1999-000001')).toBeNull()
  })

  test('where a server shows it to the holder of the key only', async () => {
    const { reference, id } = await accepted()
    Object.assign(centre.report(id) ?? {}, { isPublic: false })
    centre.quirks.isShy = true
    expect(await find(reference)).toEqual({ id })
  })

  test('where their clock is off by hours, and long after', async () => {
    for (const ms of [-7 * 60 * MINUTE, 7 * 60 * MINUTE]) {
      clock = later(ms)
      const { reference, id } = await accepted()
      expect(await find(reference), String(ms)).toEqual({ id })
    }
    clock = later(150 * DAY)
    const { reference, id } = await accepted()
    expect(await find(reference, { from: NOON, to: later(200 * DAY) })).toEqual({ id })
    expect(await find('PA-1999-000001', { from: NOON, to: later(200 * DAY) })).toBeNull()
  })

  test('among hundreds, page by page, also where a server knows no pages', async () => {
    const { reference, id } = await accepted()
    for (let i = 0; i < 250; i++) {
      clock = later(i)
      await accepted()
    }
    const before = centre.calls.length
    expect(await find(reference)).toEqual({ id })
    expect(centre.calls.length - before).toBe(3)
    expect(await find('PA-1999-000001')).toBeNull()
    expect(centre.calls.length - before, 'bounded').toBeLessThanOrEqual(9)
    centre.quirks.paging = false
    expect(await find(reference)).toEqual({ id })
    expect(await find('PA-1999-000001')).toBeNull()
  })
})

describe('P-08: what only speaks of it is not it', () => {
  test('a citizen’s words, a longer number, another sender’s own reference', async () => {
    centre.quirks.attributes = 'no'
    const reference = 'PA-2026-777777'
    await accepted({ description: `${reference} vẫn chưa ai làm` })
    await accepted({ reference: `${reference}7` })
    await accepted({ reference: 'DN-1', notice: reference })
    expect(await find(reference)).toBeNull()
  })

  test('an attribute that says otherwise goes before the first line', async () => {
    const row = { service_request_id: '1', description: 'PA-2026-777777\nỔ gà', attributes: { client_ref: 'DN-1' } }
    const stub = await startStub(() => answer([row]))
    expect(await stub.destination.find('PA-2026-777777', WINDOW, NEVER)).toBeNull()
    await stub.close()
  })
})

describe('P-08: “not there” is said only where it is certain', () => {
  const REFERENCE = 'PA-2026-777777'
  const ours = { service_request_id: '1', description: `${REFERENCE}\n` }
  const stranger = (id: number) => ({ service_request_id: String(id), description: 'Ổ gà' })
  const many = (count: number, from = 2) => Array.from({ length: count }, (_, at) => stranger(at + from))
  type Pages = (page: number) => ReturnType<typeof answer>
  const cases: readonly (readonly [string, Pages, { id: string } | null | 'unreadable', number])[] = [
    ['an empty list', () => answer([]), null, 1],
    ['an empty list with its root', () => answer({ service_requests: [], count: 0 }), null, 1],
    ['an empty element', () => answer({ service_requests: null }), null, 1],
    ['pages of the server’s own size', (page) => answer(page === 3 ? [ours] : many(7, page * 10)), { id: '1' }, 3],
    ['no page behind the last', (page) => (page === 1 ? answer(many(100)) : answer('', 404)), null, 2],
    ['999 without pages', () => answer(many(999)), null, 2],
    ['1,000 without pages: perhaps cut off', () => answer(many(1000)), 'unreadable', 2],
    ['no end of pages', (page) => answer(many(100, page * 1000)), 'unreadable', 20],
    ['rows without description and attributes', () => answer([{ service_request_id: '5' }]), 'unreadable', 2],
    ['a message in place of a list', () => answer({ message: 'maintenance' }), 'unreadable', 2],
    ['a word in place of a list', () => answer('"ok"'), 'unreadable', 1],
    ['ours, but without its id', () => answer([{ ...ours, service_request_id: '' }]), 'unreadable', 1],
    ['no such list', () => answer('', 404), 'unreadable', 1],
    ['a description that is empty', () => answer([{ service_request_id: '5', description: '' }]), null, 2],
    ['a description that is null', () => answer([{ service_request_id: '5', description: null }]), null, 2],
  ]
  test.each(cases)('%s', async (_name, pages, expected, calls) => {
    const stub = await startStub((_path, query) => pages(Number(query.get('page') ?? 1)))
    try {
      const found = stub.destination.find(REFERENCE, WINDOW, NEVER)
      if (expected === 'unreadable') await expect(found).rejects.toMatchObject({ name: 'DestinationError', kind: expected })
      else expect(await found).toEqual(expected)
      expect(stub.paths).toHaveLength(calls)
    } finally {
      await stub.close()
    }
  })
})
