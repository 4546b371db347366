import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DestinationError } from '../../src/destinations/destination.ts'
import { AT_ONCE, pollStatuses } from '../../src/jobs/poll-statuses.ts'
import * as decisions from '../../src/models/delivery-decision.ts'
import * as deliveryNews from '../../src/models/delivery-news.ts'
import * as stateChanges from '../../src/models/state-change.ts'
import type { Fault } from '../fakes/faulty-server.ts'
import { budget, type Filed, type Forwarding, startForwarding } from '../support/forwarding.ts'

let app: Forwarding
beforeEach(async () => {
  app = await startForwarding({ env: { STATUS_POLL_SECONDS: '60' } })
})
afterEach(() => app.close())

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const historyOf = async ({ id }: Filed) =>
  (await stateChanges.history(app.deps.db, app.deps.vault, { reportId: id })).map(({ state, words }) => [state, words])
const told = (chatId = 41) => app.telegram.texts(chatId)

/** A report that is at the centre. */
async function forwarded(options: Parameters<Forwarding['file']>[0] = {}): Promise<Filed> {
  const filed = await app.file(options)
  await app.deliver()
  return filed
}

/** The centre is asked, and what people are owed goes out; how many were told. */
async function hear(times = 1): Promise<number> {
  let count = 0
  for (let i = 0; i < times; i++) {
    await app.wait(61)
    count += await app.poll()
    await app.sendMessages()
  }
  return count
}

describe('P-10: one message a real change', () => {
  test('in plain words, with the centre’s own reason, and into the history', async () => {
    const filed = await forwarded()
    expect(await hear(), '“open” is no news').toBe(0)
    app.centre.move(filed.reference, 'investigating')
    expect(await hear(3)).toBe(1)
    app.centre.move(filed.reference, 'fixed', { reason: 'Đội cầu đường đã vá xong ổ gà.\nCảm ơn bà con <3' })
    expect(await hear(3)).toBe(1)
    expect(told()).toEqual([
      `Phản ánh ${filed.reference} của anh/chị đang được xử lý.`,
      `Phản ánh ${filed.reference} của anh/chị đã xử lý xong. Cảm ơn anh/chị đã báo tin.\n\nNơi xử lý trả lời:\nĐội cầu đường đã vá xong ổ gà.\nCảm ơn bà con <3`,
    ])
    expect(await app.stateOf(filed.id)).toBe('resolved')
    expect(await historyOf(filed)).toEqual([
      ['received', null],
      ['in_progress', null],
      ['resolved', 'Đội cầu đường đã vá xong ổ gà.\nCảm ơn bà con <3'],
    ])
  })

  test('each state of the centre in words of ours', async () => {
    const words = {
      planned: 'đã được lên kế hoạch',
      action_scheduled: 'đã được lên kế hoạch',
      internal_referral: 'đã được chuyển đến cơ quan có trách nhiệm',
      duplicate: 'trùng với một phản ánh đã có',
      not_councils_responsibility: 'không xử lý được ở đây',
      no_further_action: 'không xử lý được ở đây',
      cancelled: 'đã được rút lại',
    }
    for (const [at, [status, text]] of Object.entries(words).entries()) {
      const { reference } = await forwarded({ chatId: 50 + at })
      app.centre.move(reference, status)
      await hear()
      expect(told(50 + at), status).toEqual([expect.stringContaining(text)])
    }
    const { reference } = await forwarded({ chatId: 60 })
    app.centre.move(reference, '', { externalStatusCode: 'need_info', reason: 'Trụ số mấy?' })
    await hear()
    expect(told(60)).toEqual([`Phản ánh ${reference} của anh/chị cần thêm thông tin.\n\nNơi xử lý trả lời:\nTrụ số mấy?`])
  })

  test('in the person’s own language', async () => {
    const { reference } = await forwarded({ language: 'en' })
    app.centre.move(reference, 'fixed', { reason: 'Đã vá.' })
    await hear()
    expect(told()).toEqual([
      `Your report ${reference} has been dealt with. Thank you for telling us.\n\nThe agency in charge says:\nĐã vá.`,
    ])
  })

  test('however often it comes, in whatever order, and from newest first', async () => {
    for (const [at, newsOrder] of (['oldest first', 'newest first', 'shuffled, all twice'] as const).entries()) {
      const chatId = 50 + at
      app.centre.quirks.newsOrder = newsOrder
      const { reference } = await forwarded({ chatId })
      app.centre.move(reference, 'investigating', { at: minutesAgo(3) })
      app.centre.move(reference, 'planned', { at: minutesAgo(2) })
      app.centre.move(reference, 'fixed', { at: minutesAgo(1) })
      await hear(4)
      expect(
        told(chatId).map((text) => text.split(' của anh/chị ')[1]?.slice(0, 12)),
        newsOrder,
      ).toEqual(['đang được xử', 'đã được lên ', 'đã xử lý xon'])
    }
  })

  test('never backwards: what is older than the newest that was told changes nothing, and stays in the books', async () => {
    const filed = await forwarded()
    app.centre.move(filed.reference, 'fixed', { at: minutesAgo(1) })
    expect(await hear()).toBe(1)
    app.centre.move(filed.reference, 'investigating', { at: minutesAgo(30), reason: 'Đang xem.' })
    // The present state is still the newest.
    Object.assign(app.centre.report(filed.reference) ?? {}, { status: 'fixed', updatedAt: minutesAgo(1) })
    expect(await hear(2)).toBe(0)
    expect(await app.stateOf(filed.id)).toBe('resolved')
    expect(told()).toHaveLength(1)
    const notes = await app.deps.db.selectFrom('delivery_news').select(['state', 'effect']).orderBy('happened_at').execute()
    expect(notes).toEqual([
      { state: 'investigating', effect: 'late' },
      { state: 'fixed', effect: 'told' },
    ])
  })

  test('their clock runs ahead: the news counts from now, so that the next one is not taken for an old one', async () => {
    const filed = await forwarded()
    app.centre.move(filed.reference, 'investigating', { at: minutesAgo(-120) })
    expect(await hear(2)).toBe(1)
    app.centre.move(filed.reference, 'fixed', { at: new Date(Date.now() + 1500) })
    expect(await hear(2)).toBe(1)
    expect(await app.stateOf(filed.id)).toBe('resolved')
    expect(told()).toHaveLength(2)
  })

  test('a word that we do not know changes nothing, is kept as it came, and officials see it', async () => {
    const filed = await forwarded()
    app.centre.move(filed.reference, 'chờ_vật_tư <b>', { reason: 'Chờ xi măng' })
    expect(await hear(3)).toBe(0)
    expect(await app.stateOf(filed.id)).toBe('received')
    expect(told()).toEqual([])
    expect(await deliveryNews.unknownOf(app.deps.db, filed.id)).toEqual([{ state: 'chờ_vật_tư <b>', at: expect.any(Date) }])
  })

  test('words without a state are told as words; the state stays', async () => {
    const filed = await forwarded()
    app.centre.move(filed.reference, 'investigating')
    await hear()
    app.centre.move(filed.reference, '', { reason: 'Ngày mai đội sẽ đến.' })
    expect(await hear(2)).toBe(1)
    expect(told().at(-1)).toBe(`Có tin về phản ánh ${filed.reference} của anh/chị.\n\nNơi xử lý trả lời:\nNgày mai đội sẽ đến.`)
    expect(await app.stateOf(filed.id)).toBe('in_progress')
    app.centre.move(filed.reference, '')
    expect(await hear(), 'nothing is no news').toBe(0)
  })

  test('closed, opened again, closed again: each is told', async () => {
    const filed = await forwarded()
    for (const [at, status] of ['fixed', 'reopen', 'closed', 'open', 'fixed'].entries()) {
      app.centre.move(filed.reference, status, { at: minutesAgo(9 - at) })
      expect(await hear(2), status).toBe(1)
    }
    expect((await historyOf(filed)).map(([state]) => state)).toEqual([
      'received',
      'resolved',
      'in_progress',
      'resolved',
      'in_progress',
      'resolved',
    ])
  })

  test('a centre that says no more than open and closed: closing is told once, with its notes', async () => {
    app.centre.quirks.hasUpdates = false
    const filed = await forwarded()
    app.centre.move(filed.reference, 'investigating')
    expect(await hear(2)).toBe(0)
    app.centre.move(filed.reference, 'no_further_action', { reason: 'Đất tư.', at: new Date(Date.now() + 1000) })
    expect(await hear(3)).toBe(1)
    expect(told()).toEqual([expect.stringMatching(/đã xử lý xong.*Nơi xử lý trả lời:\nĐất tư\.$/s)])
  })

  test('the fine word of the updates is not overruled by the coarse one of the list', async () => {
    const filed = await forwarded()
    app.centre.move(filed.reference, 'duplicate', { reason: 'Đã có PA trước.' })
    await hear(3)
    expect(await app.stateOf(filed.id)).toBe('duplicate')
    expect(told()).toHaveLength(1)
  })

  test('of a report that was taken back, or of none of ours, nothing is told', async () => {
    const filed = await forwarded()
    const { id } = await app.journeyOf(filed.id)
    await app.deps.db.transaction().execute((tx) => decisions.decide(tx, id, 'take_back'))
    app.centre.move(filed.reference, 'fixed')
    await forwarded({ chatId: 42 })
    expect(await hear(2)).toBe(0)
    expect(await app.stateOf(filed.id)).toBe('received')
    const from = { destination: 'open311', externalId: 'none' }
    const news = { updateId: '1', state: 'resolved', isCoarse: false, raw: 'fixed', words: null, at: null } as const
    expect(await app.deps.db.transaction().execute((tx) => deliveryNews.apply(tx, app.deps.vault, from, news))).toBeNull()
  })

  test('a closed report is watched for a month', async () => {
    const filed = await forwarded()
    app.centre.move(filed.reference, 'fixed', { at: minutesAgo(2) })
    await hear()
    await app.deps.db.updateTable('report').set({ updated_at: sql<Date>`now() - interval '29 days'` }).execute()
    app.centre.move(filed.reference, 'reopen', { at: minutesAgo(1) })
    expect(await hear()).toBe(1)
    app.centre.move(filed.reference, 'fixed')
    await hear()
    await app.deps.db.updateTable('report').set({ updated_at: sql<Date>`now() - interval '31 days'` }).execute()
    const before = app.called('search')
    expect(await hear()).toBe(0)
    expect(app.called('search')).toBe(before)
  })

  test('a receipt becomes an id, and news comes by it', async () => {
    app.centre.quirks.readyAfter = 0
    const filed = await forwarded()
    expect((await app.journeyOf(filed.id)).external_id).toMatch(/^token:/)
    expect(await hear()).toBe(0)
    app.centre.quirks.readyAfter = 1
    app.centre.move(filed.reference, 'fixed')
    expect(await hear(2)).toBe(1)
    expect((await app.journeyOf(filed.id)).external_id).toBe(app.centre.report(filed.reference)?.id)
  })
})

describe('two pollers', () => {
  test('at once: one has the turn, and each citizen is told once', async () => {
    const filed = []
    for (let i = 0; i < 10; i++) filed.push(await forwarded({ chatId: 50 + i }))
    for (const { reference } of filed) app.centre.move(reference, 'fixed')
    await app.wait(61)
    const counts = await Promise.all(Array.from({ length: 4 }, () => pollStatuses.run(app.deps, budget())))
    expect(counts.toSorted()).toEqual([0, 0, 0, 10])
    expect(app.called('updates')).toBe(1)
  })

  test('P-10: a slow one and its successor apply the same news: it has one effect', async () => {
    const filed = await forwarded()
    const { external_id: externalId } = await app.journeyOf(filed.id)
    const from = { destination: 'open311', externalId: externalId ?? '' }
    const news = { updateId: '7', state: 'resolved', isCoarse: false, raw: 'fixed', words: 'Đã vá.', at: minutesAgo(1) } as const
    const apply = () => app.deps.db.transaction().execute((tx) => deliveryNews.apply(tx, app.deps.vault, from, news))
    const results = await Promise.all(Array.from({ length: 6 }, apply))
    expect(results.filter((result) => result !== null)).toHaveLength(1)
    expect(await historyOf(filed)).toHaveLength(2)
  })
})

describe('a centre that is away', () => {
  test('nothing is missed: what happened meanwhile is told when it is back, once', async () => {
    const filed = await forwarded()
    await hear()
    await app.centre.down()
    app.centre.move(filed.reference, 'investigating', { at: minutesAgo(2) })
    expect(await hear(2)).toBe(0)
    app.centre.move(filed.reference, 'fixed', { at: minutesAgo(1) })
    await app.centre.up()
    expect(await hear(3)).toBe(2)
    expect(told()).toHaveLength(2)
    expect(app.logs.filter((line) => line.includes('poll_failed'))).toHaveLength(2)
  })

  test('whatever else it does, the next turn asks from the same time', async () => {
    const filed = await forwarded()
    await hear()
    const seen = () => app.deps.db.selectFrom('poll').select('seen_until').where('of', '=', 'open311').executeTakeFirstOrThrow()
    const before = await seen()
    const faults: readonly Fault[] = [
      '500',
      '502html',
      'cut-before',
      'garbage',
      'html',
      '401',
      'redirect',
      { kind: '429', retryAfter: 1 },
    ]
    for (const fault of faults) {
      app.centre.next(fault, 1, 'updates')
      expect(await hear(), String(fault)).toBe(0)
      expect(await seen(), String(fault)).toEqual(before)
    }
    app.centre.move(filed.reference, 'fixed')
    expect(await hear()).toBe(1)
    expect(await seen()).not.toEqual(before)
  })

  test('P-12: told to slow down, it is not asked before', async () => {
    await forwarded()
    app.centre.next({ kind: '429', retryAfter: 600 }, 1, 'updates')
    await hear()
    const before = app.centre.calls.length
    await hear(3)
    expect(app.centre.calls.length).toBe(before)
    await app.wait(500)
    await hear()
    expect(app.centre.calls.length).toBeGreaterThan(before)
  })
})

describe('P-09: many reports', () => {
  /** Journeys of one person's reports that are at the centre under ids that it knows or not. */
  async function many(count: number): Promise<Filed> {
    const first = await forwarded()
    await sql`insert into report (reference, code_hash, person_id, description)
      select 'PA-2000-' || lpad(n::text, 6, '0'), 'hash' || n, ${first.personId}, 'x' from generate_series(1, ${count}::int) n`.execute(
      app.deps.db,
    )
    await sql`insert into delivery (report_id, destination, state, external_id, settled_at)
      select id, 'open311', 'delivered', 'known-' || id, now() from report where reference like 'PA-2000-%' order by id`.execute(
      app.deps.db,
    )
    return first
  }

  /** The centre, with something that happens at each question. */
  function through(happens: (ids: readonly string[]) => void): typeof app.deps {
    const known = app.deps.destinations.get('open311')
    if (!known?.statuses) throw new Error('The centre is off.')
    const { statuses } = known
    const watched: typeof known = {
      ...known,
      async statuses(ids, ...rest) {
        happens(ids)
        return statuses(ids, ...rest)
      },
    }
    return { ...app.deps, destinations: new Map([['open311', watched]]) }
  }

  const lastOne = async () => {
    const last = await forwarded({ chatId: 99 })
    app.centre.move(last.reference, 'fixed')
    return last
  }

  test('those behind a full page are asked about too', async () => {
    await many(AT_ONCE + 10)
    await lastOne()
    expect(await hear()).toBe(1)
    expect(told(99)).toHaveLength(1)
  })

  test('a worker whose time is up leaves off where it is, and the next goes on there at once', async () => {
    await many(AT_ONCE + 10)
    await lastOne()
    await app.wait(61)
    const stop = new AbortController()
    const stopping = through(() => stop.abort())
    expect(await pollStatuses.run(stopping, { ...budget(), signal: stop.signal })).toBe(0)
    const asked = await app.deps.db.selectFrom('poll').selectAll().where('of', '=', 'open311').executeTakeFirstOrThrow()
    expect(asked.asked_until).not.toBe('0')
    expect(asked.seen_until).toBeNull()
    const before = app.called('search')
    expect(await app.poll(), 'without waiting').toBe(1)
    expect(app.called('search') - before, 'only about the rest').toBe(1)
  })

  test('a page that always fails does not keep news from the others', async () => {
    await many(AT_ONCE + 10)
    await lastOne()
    const failing = through((ids) => {
      if (ids.includes('known-2')) throw new DestinationError('busy', 'status 500')
    })
    const hearAgain = async () => {
      await app.wait(61)
      return pollStatuses.run(failing, budget())
    }
    expect(await hearAgain()).toBe(0)
    expect(await hearAgain(), 'the next turn begins behind it').toBe(1)
    expect(await hearAgain()).toBe(0)
    const { seen_until } = await app.deps.db.selectFrom('poll').selectAll().where('of', '=', 'open311').executeTakeFirstOrThrow()
    expect(seen_until, 'what was missed is asked for again').toBeNull()
  })

  test('one person who cannot be told does not keep news from the others', async () => {
    const [bad, good] = [await forwarded({ chatId: 41 }), await forwarded({ chatId: 42 })]
    await app.deps.db.updateTable('person').set({ address: 'not sealed' }).where('id', '=', bad.personId).execute()
    app.centre.move(bad.reference, 'fixed', { at: minutesAgo(2) })
    app.centre.move(good.reference, 'fixed', { at: minutesAgo(1) })
    await app.wait(61)
    expect(await app.poll()).toBe(1)
    expect(await app.stateOf(good.id)).toBe('resolved')
    expect(await app.stateOf(bad.id), 'the state and its message stand or fall together').toBe('received')
    expect(app.logs.some((line) => line.includes('news_failed'))).toBe(true)
  })
})
