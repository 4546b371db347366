import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Destination } from '../../src/destinations/destination.ts'
import { deliverReports } from '../../src/jobs/deliver-reports.ts'
import { tick } from '../../src/jobs/tick.ts'
import * as deadLetters from '../../src/models/dead-letter.ts'
import * as deliveries from '../../src/models/delivery.ts'
import * as decisions from '../../src/models/delivery-decision.ts'
import * as reports from '../../src/models/report.ts'
import { SERVICES } from '../fakes/centre-api.ts'
import type { Fault } from '../fakes/faulty-server.ts'
import { budget, type Forwarding, startForwarding } from '../support/forwarding.ts'

const DAY = 24 * 3600
const LADDER = [60, 300, 900, 3600, 21_600]

let app: Forwarding
const start = async (options: Parameters<typeof startForwarding>[0] = {}) => {
  app = await startForwarding(options)
}
afterEach(() => app.close())

const transfers = () => app.deps.db.selectFrom('transfer').select(['destination', 'fields', 'outcome']).orderBy('id').execute()

/** Lets the due ones go, and waits until the next are, as often as that. */
async function climb(times: number, seconds = 6 * 3600): Promise<void> {
  for (let i = 0; i < times; i++) {
    await app.deliver()
    await app.wait(seconds * 1.2)
  }
}

/** An official lets a report go again. */
async function again(reportId: string): Promise<boolean> {
  const { id } = await app.journeyOf(reportId)
  return app.deps.db.transaction().execute((tx) => decisions.decide(tx, id, 'again'))
}

describe('on the way to the centre', () => {
  beforeEach(() => start())

  test('P-08: a report filed in a talk reaches the centre once, as typed; till then its sender reads that it is on its way', async () => {
    const lan = app.telegram.person(41)
    const say = async (words: string) => {
      await lan.says(words)
      await tick(app.deps, budget())
      return app.telegram.texts(41).at(-1) ?? ''
    }
    await app.centre.down()
    for (const words of ['phản ánh', 'Đèn đường <b>tắt</b> đã ba hôm', '12 Lê Lợi, phường Thuận Hóa', 'bỏ qua']) await say(words)
    const done = await say('gửi phản ánh')
    const [reference = '', code = ''] = [/PA-\d{4}-\d{6}/.exec(done)?.[0], /([0-9A-Z]{4}-){4}[0-9A-Z]/.exec(done)?.[0]]
    expect(await say(`tra cứu ${code}`)).toContain('đã nhận, đang chuyển đến nơi xử lý')

    await app.centre.up()
    await app.wait(70)
    for (let i = 0; i < 3; i++) await tick(app.deps, budget())
    expect(app.centre.countOf(reference)).toBe(1)
    const { form } = app.centre.report(reference) ?? {}
    expect(form?.get('service_code')).toBe('den-duong')
    expect(form?.get('description')).toMatch(new RegExp(`^${reference}\\n.*\\n\\nĐèn đường <b>tắt</b> đã ba hôm$`))
    expect(form?.get('address_string')).toContain('12 Lê Lợi')
    expect(await say(`tra cứu ${code}`)).toMatch(/đã nhận\n/)
    expect(app.called('submit')).toBe(1)
  })

  test('P-08: the answer to an accepted report is lost: it is found by its reference and never sent twice', async () => {
    const lost: readonly Fault[] = ['cut-after', 'garbage', 'html', 'huge', '500-after']
    for (const fault of lost) {
      const { id, reference } = await app.file()
      app.centre.next(fault, 1, 'submit')
      await app.deliver()
      expect((await app.journeyOf(id)).state, String(fault)).toBe('waiting')
      await app.wait(70)
      const before = app.called('submit')
      await app.deliver()
      const journey = await app.journeyOf(id)
      expect(journey, String(fault)).toMatchObject({ state: 'delivered', external_id: app.centre.report(reference)?.id })
      expect(app.called('submit'), String(fault)).toBe(before)
      expect(app.centre.countOf(reference), String(fault)).toBe(1)
    }
  })

  test('P-08: what was lost on the way is asked for, is not there, and goes again', async () => {
    const lost: readonly Fault[] = ['cut-before', '502html', '503empty', 'redirect', '500']
    for (const fault of lost) {
      const { id, reference } = await app.file()
      app.centre.next(fault, 1, 'submit')
      await app.deliver()
      await app.wait(70)
      await app.deliver()
      expect(await app.journeyOf(id), String(fault)).toMatchObject({ state: 'delivered', attempts: 2 })
      expect(app.centre.countOf(reference), String(fault)).toBe(1)
    }
    expect(app.centre.trapped(), 'P-22: no redirect is followed').toBe(0)
  })

  test('P-08: the answer is lost and the centre cannot be asked for a while: nothing is sent until it can', async () => {
    const { id, reference } = await app.file()
    app.centre.next('cut-after', 1, 'submit')
    await app.deliver()
    for (const fault of ['500', '502html', 'cut-before', 'garbage', '401'] as const) {
      app.centre.next(fault, 2, 'search')
      await app.wait(6.6 * 3600)
      await app.deliver()
      expect((await app.journeyOf(id)).state, fault).toBe('waiting')
      // What is left of the script.
      await fetch(`${app.centre.url}/requests.json`).catch(() => null)
    }
    expect(app.called('submit')).toBe(1)
    await app.wait(6.6 * 3600)
    await app.deliver()
    expect((await app.journeyOf(id)).state).toBe('delivered')
    expect(app.centre.countOf(reference)).toBe(1)
  })

  test('P-06, P-08: a worker died in the middle: where it had arrived it is found, where it had not it goes again', async () => {
    const [arrived, lost] = [await app.file({ chatId: 41 }), await app.file({ chatId: 42 })]
    const claimed = await deliveries.claim(app.deps.db, { destinations: ['open311'], leaseSeconds: 60, limit: 2 })
    for (const one of claimed) {
      const attempt = { leaseSeconds: 60, photoIds: [] }
      await app.deps.db.transaction().execute((tx) => deliveries.begin(tx, one, attempt))
    }
    await fetch(`${app.centre.url}/requests.json`, {
      method: 'POST',
      body: new URLSearchParams({
        api_key: app.centre.apiKey,
        service_code: 'khac',
        address_string: 'Huế',
        'attribute[client_ref]': arrived.reference,
        description: `${arrived.reference}\n\nỔ gà`,
      }),
    })
    await app.deliver()
    expect(app.called('submit'), 'the lease is not over').toBe(1)
    await app.wait(61)
    await app.deliver()
    for (const { id, reference } of [arrived, lost]) {
      expect((await app.journeyOf(id)).state).toBe('delivered')
      expect(app.centre.countOf(reference)).toBe(1)
    }
    expect(app.called('submit')).toBe(2)
    expect(await transfers(), 'L-08: noted though its worker died').toHaveLength(2)
  })

  test('section 3: the centre is down a whole day: all wait on the ladder, and all arrive once when it is back', async () => {
    const filed = []
    for (let i = 0; i < 12; i++) filed.push(await app.file({ chatId: 50 + i }))
    await app.centre.down()
    let passed = 0
    for (const seconds of [...LADDER, 21_600, 21_600, 21_600]) {
      await app.deliver()
      const journey = await app.journeyOf(filed[0]?.id ?? '')
      expect(journey.state).toBe('waiting')
      expect((journey.due_at.getTime() - Date.now()) / 1000).toBeGreaterThan(seconds * 0.89)
      expect((journey.due_at.getTime() - Date.now()) / 1000).toBeLessThan(seconds * 1.11)
      await app.wait(seconds * 1.12)
      passed += seconds * 1.12
    }
    expect(passed).toBeGreaterThan(DAY)
    expect(app.centre.reports()).toEqual([])
    await app.centre.up()
    await app.deliver()
    for (const { id, reference } of filed) {
      expect((await app.journeyOf(id)).state).toBe('delivered')
      expect(app.centre.countOf(reference)).toBe(1)
    }
  })

  test('P-12: told to slow down, nothing at all goes to the centre until then: no report, no photo, no question', async () => {
    const [first, second] = [await app.file(), await app.file({ chatId: 42 })]
    await app.deliver()
    const third = await app.file({ chatId: 43, photos: ['p-1'] })
    app.centre.next({ kind: '429', retryAfter: 120 }, 1, 'submit')
    await app.deliver()
    const after = app.centre.calls.length
    await app.wait(70)
    await app.file({ chatId: 44 })
    const late = { person_id: first.personId, kind: 'photo', source: 'x', state: 'stored', report_id: first.id } as const
    await app.deps.db
      .insertInto('attachment')
      .values({ id: 'late', ...late })
      .execute()
    await app.deliver()
    await app.sendPhotos()
    await app.poll()
    expect(app.centre.calls.length).toBe(after)
    await app.wait(70)
    await app.deliver()
    await app.sendPhotos()
    await app.poll()
    expect(app.centre.reports()).toHaveLength(4)
    expect(app.centre.additions()).toHaveLength(1)
    expect(app.called('updates')).toBe(1)
    for (const { reference } of [first, second, third]) expect(app.centre.countOf(reference)).toBe(1)
  })

  test('P-08, P-12: three days without an answer: dead where it surely did not arrive, for an official where nobody knows', async () => {
    const cut = await app.file()
    app.centre.next('cut-after', 1, 'submit')
    await app.deliver()
    const other = await app.file({ chatId: 43 })
    await app.centre.down()
    await climb(16)
    expect(await app.journeyOf(cut.id)).toMatchObject({ state: 'undecided' })
    expect(await app.journeyOf(other.id)).toMatchObject({ state: 'dead', reason: expect.stringContaining('busy') })
    expect(app.logs.filter((line) => line.includes('"level":"error"') && line.includes('"delivery"'))).toHaveLength(2)

    await app.centre.up()
    await app.deliver()
    expect(app.centre.countOf(other.reference), 'over is over').toBe(0)
    expect(await deadLetters.redriveAll(app.deps.db), 'the undecided one is not driven blindly').toBe(1)
    expect(await again(cut.id)).toBe(true)
    await app.deliver()
    for (const { id, reference } of [cut, other]) {
      expect((await app.journeyOf(id)).state).toBe('delivered')
      expect(app.centre.countOf(reference)).toBe(1)
    }
  })

  test('P-08: many workers at once bring twenty reports there once each', async () => {
    const filed = []
    for (let i = 0; i < 20; i++) filed.push(await app.file({ chatId: 50 + i }))
    app.centre.next('cut-after', 3, 'submit')
    await Promise.all(Array.from({ length: 4 }, () => app.deliver()))
    await app.wait(70)
    await Promise.all(Array.from({ length: 4 }, () => app.deliver()))
    for (const { reference } of filed) expect(app.centre.countOf(reference)).toBe(1)
    expect(app.centre.reports()).toHaveLength(20)
  })

  test('P-35: a stopping worker begins nothing new and gives its leases back', async () => {
    const { id } = await app.file()
    const stopped = new AbortController()
    stopped.abort()
    expect(await deliverReports.run(app.deps, { endsAt: Date.now() + 1000, signal: stopped.signal })).toBe(0)
    expect((await app.journeyOf(id)).state).toBe('waiting')
    expect(app.centre.calls).toEqual([])
  })

  test('a report that was taken back does not go', async () => {
    const { id } = await app.file()
    const journey = await app.journeyOf(id)
    await app.deps.db.transaction().execute((tx) => decisions.decide(tx, journey.id, 'take_back'))
    await app.deliver()
    expect(app.centre.calls).toEqual([])
  })
})

describe('the centre refuses one', () => {
  test('it is a dead letter with the centre’s own words; with another kind it goes again, and arrives', async () => {
    await start({ centre: { services: SERVICES.filter(({ code }) => code !== 'duong-hu-hong') } })
    const [bad, good] = [await app.file(), await app.file({ category: 'den-duong', chatId: 42 })]
    await app.deliver()
    expect(await app.journeyOf(bad.id)).toMatchObject({ state: 'dead', attempts: 1, reason: 'invalid: 404 Không có loại này.' })
    expect((await app.journeyOf(good.id)).state).toBe('delivered')
    const [letter] = await deadLetters.list(app.deps.db, 10)
    expect(letter).toMatchObject({ kind: 'delivery', where: 'open311', reference: bad.reference, isUndecided: false })

    await app.deps.db.transaction().execute(async (tx) => {
      expect(await decisions.decide(tx, letter?.id ?? '', 'again')).toBe(true)
      await reports.setCategory(tx, bad.id, 'khac')
    })
    await app.deliver()
    expect((await app.journeyOf(bad.id)).state).toBe('delivered')
    expect(app.centre.report(bad.reference)?.form.get('service_code')).toBe('khac')
    expect(app.centre.report(bad.reference)?.form.get('description')).not.toContain('có thể trùng')
  })

  test('P-12: a wrong key is tried on the ladder, and ends as a dead letter', async () => {
    await start({ env: { OPEN311_API_KEY: 'wrong-key' } })
    const { id } = await app.file()
    await climb(16)
    expect(await app.journeyOf(id)).toMatchObject({ state: 'dead', reason: 'unauthorized: 403 Khóa api_key thiếu hoặc sai.' })
  })
})

describe('where nobody can be asked', () => {
  let blind: Forwarding['deps']
  beforeEach(async () => {
    await start()
    const known = app.deps.destinations.get('open311')
    if (!known) throw new Error('The centre is off.')
    const { find: _, ...rest } = known
    blind = { ...app.deps, destinations: new Map<string, Destination>([['open311', rest]]) }
  })
  const deliver = () => deliverReports.run(blind, budget())

  test('P-08: an unknown end goes to an official at once; sent again it carries the same reference and “có thể trùng”', async () => {
    const { id, reference } = await app.file()
    app.centre.next('cut-before', 1, 'submit')
    await deliver()
    expect((await app.journeyOf(id)).state).toBe('undecided')
    await app.wait(DAY)
    await deliver()
    expect(app.called('submit'), 'not by itself').toBe(1)
    expect(await again(id)).toBe(true)
    await deliver()
    expect((await app.journeyOf(id)).state).toBe('delivered')
    expect(app.centre.report(reference)?.form.get('description')).toMatch(/^PA-.*\n.*\nPhản ánh này có thể trùng/)
  })

  test('P-08: a worker that died in a doubtful attempt is no leave for another', async () => {
    const { id } = await app.file()
    app.centre.next('cut-before', 1, 'submit')
    await deliver()
    await again(id)
    const [claimed] = await deliveries.claim(app.deps.db, { destinations: ['open311'], leaseSeconds: 60, limit: 1 })
    if (!claimed) throw new Error('Nothing was claimed.')
    const attempt = { leaseSeconds: 60, photoIds: [] }
    await app.deps.db.transaction().execute((tx) => deliveries.begin(tx, claimed, attempt))
    await app.wait(61)
    await deliver()
    expect((await app.journeyOf(id)).state).toBe('undecided')
    expect(app.called('submit')).toBe(1)
  })

  test('a plain refusal is tried again without asking', async () => {
    const { id, reference } = await app.file()
    app.centre.next('500', 1, 'submit')
    await deliver()
    await app.wait(70)
    await deliver()
    expect(await app.journeyOf(id)).toMatchObject({ state: 'delivered', is_doubtful: false })
    expect(app.centre.countOf(reference)).toBe(1)
  })
})

describe('one bad report', () => {
  test('P-09, P-12: reports that cannot even be read do not hold up the others, and end as dead letters', async () => {
    await start()
    const bad = []
    for (let i = 0; i < 6; i++) bad.push(await app.file({ chatId: 50 + i }))
    await app.deps.db.updateTable('report').set({ description: 'not sealed' }).execute()
    const good = await app.file()
    await app.deliver()
    expect(app.centre.countOf(good.reference)).toBe(1)
    const journey = await app.journeyOf(bad[0]?.id ?? '')
    expect(journey).toMatchObject({ state: 'waiting', attempts: 0, rung: 1 })
    expect(journey.due_at.getTime()).toBeGreaterThan(Date.now() + 50_000)
    await climb(16)
    for (const { id } of bad) expect((await app.journeyOf(id)).state).toBe('dead')
    expect(app.centre.reports()).toHaveLength(1)
  })

  test('P-09: one that hangs does not delay the others', async () => {
    await start({ env: { LEASE_SECONDS: '4' } })
    app.centre.next('hang', 1, 'submit')
    const filed = []
    for (let i = 0; i < 4; i++) filed.push(await app.file({ chatId: 50 + i }))
    const run = app.deliver()
    const arrived = () => app.centre.reports().length
    for (let i = 0; i < 100 && arrived() < 3; i++) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(arrived(), 'while the first one hangs').toBe(3)
    await run
    await app.wait(70)
    await app.deliver()
    for (const { reference } of filed) expect(app.centre.countOf(reference)).toBe(1)
  })
})

describe('what leaves the house', () => {
  const CANARIES = ['Tôn Nữ Canary', '424242424242', 'canary_name']

  async function talk(person: ReturnType<Forwarding['telegram']['person']>, words: readonly string[]): Promise<string> {
    for (const each of words) {
      await person.says(each)
      await tick(app.deps, budget())
    }
    return app.telegram.texts(person.id).at(-1) ?? ''
  }

  test('L-08: no name, phone, chat id or code in anything that the centre ever got; what did leave is noted, with the time', async () => {
    await start()
    const lan = app.telegram.person('424242424242', { firstName: 'Tôn Nữ Canary', lastName: 'canary_name' })
    await talk(lan, ['đăng ký', 'đồng ý', 'Tôn Nữ Canary', 'hủy'])
    await lan.contact('+84905000777')
    app.centre.next('cut-after', 1, 'submit')
    const done = await talk(lan, ['phản ánh', 'Đèn đường tắt', '12 Lê Lợi, phường Thuận Hóa', 'bỏ qua', 'gửi phản ánh'])
    const code = /([0-9A-Z]{4}-){4}[0-9A-Z]/.exec(done)?.[0] ?? 'none'
    expect(code).not.toBe('none')
    await app.wait(70)
    await app.deliver()
    await app.poll()
    expect(app.centre.reports()).toHaveLength(1)
    expect(app.called('submit')).toBe(1)
    const got = app.centre.calls.map(({ params }) => decodeURIComponent(params.toString().replaceAll('+', ' '))).join('\n')
    expect(got).toContain('Đèn đường tắt')
    for (const canary of [...CANARIES, '905000777', code, code.replaceAll('-', '')]) expect(got).not.toContain(canary)
    const noted = await transfers()
    expect(noted.length).toBeGreaterThan(0)
    for (const { destination, fields } of noted) {
      expect(destination).toBe('open311')
      expect(fields.split(',').toSorted()).toEqual([
        'category',
        'communeName',
        'description',
        'place',
        'reference',
        'requestedAt',
      ])
    }
    expect(app.logs.join('\n'), 'P-29').not.toMatch(/Canary|canary|Đèn đường|fake-centre-key|424242/)
  })

  test('L-08: nothing is noted of what was refused', async () => {
    await start()
    await app.file()
    app.centre.next('500', 1, 'submit')
    await app.deliver()
    expect(await transfers()).toEqual([])
  })

  test('L-18: words against an official stay here, whatever else they speak of', async () => {
    await start()
    const said = [
      'Thái độ cán bộ phường hách dịch lắm',
      'Cán bộ vòi vĩnh, đường hư ổ gà đầy mà đòi tiền mới sửa mặt đường',
      'Tôi muốn tố cáo ông tổ trưởng đổ rác bừa bãi',
      'can bo nhung nhieu dan, khong chiu nhan ho so',
    ]
    for (const [at, description] of said.entries()) {
      const done = await talk(app.telegram.person(60 + at), [
        'phản ánh',
        description,
        '12 Lê Lợi, phường Thuận Hóa',
        'bỏ qua',
        'gửi phản ánh',
      ])
      expect(done, description).toContain('PA-')
    }
    await app.deliver()
    const { rows } = await sql<{ reports: number; journeys: number }>`select (select count(*)::int from report) as reports,
      (select count(*)::int from delivery) as journeys`.execute(app.deps.db)
    expect(rows).toEqual([{ reports: 4, journeys: 0 }])
    expect(app.centre.calls).toEqual([])
  })

  test('kept by officials here, a report has no journey', async () => {
    await start({ env: { REPORTING_CHANNEL: 'console' } })
    const done = await talk(app.telegram.person(41), [
      'phản ánh',
      'Đèn đường tắt',
      '12 Lê Lợi, phường Thuận Hóa',
      'bỏ qua',
      'gửi phản ánh',
    ])
    expect(done).toContain('PA-')
    await app.deliver()
    expect(await app.deps.db.selectFrom('delivery').selectAll().execute()).toEqual([])
    expect(app.centre.calls).toEqual([])
  })
})

test('P-08: where the database takes as long as the lease to begin an attempt, nothing is sent: another may have the row by now', async () => {
  await start({ env: { LEASE_SECONDS: '1' } })
  const { id, reference } = await app.file()
  await sql`create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(1); return new; end'`.execute(
    app.deps.db,
  )
  await sql`create trigger dawdle before update on delivery for each row when (new.state = 'sending') execute function dawdle()`.execute(
    app.deps.db,
  )
  try {
    await app.deliver()
    expect(app.called('submit')).toBe(0)
  } finally {
    await sql`drop function dawdle cascade`.execute(app.deps.db)
  }
  await app.wait(70)
  await app.deliver()
  expect([app.centre.countOf(reference), (await app.journeyOf(id)).state]).toEqual([1, 'delivered'])
})
