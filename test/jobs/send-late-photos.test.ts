import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveAttachments } from '../../src/jobs/save-attachments.ts'
import { tick } from '../../src/jobs/tick.ts'
import * as decisions from '../../src/models/delivery-decision.ts'
import * as latePhotos from '../../src/models/late-photo.ts'
import type { Fault } from '../fakes/faulty-server.ts'
import { jpeg } from '../fakes/photo.ts'
import { budget, type Filed, type Forwarding, startForwarding } from '../support/forwarding.ts'

let app: Forwarding
beforeEach(async () => {
  app = await startForwarding()
})
afterEach(() => app.close())

const urlsOf = (reference: string) => app.centre.report(reference)?.form.getAll('media_url') ?? []
const photoIds = async () => (await app.deps.db.selectFrom('attachment').select('id').orderBy('id').execute()).map(({ id }) => id)
const transfers = () => app.deps.db.selectFrom('transfer').select(['fields', 'outcome']).orderBy('id').execute()

/** A report that is at the centre, and photos that came to us after it had left. */
async function filedThen(photos: readonly string[], options: Parameters<Forwarding['file']>[0] = {}): Promise<Filed> {
  const filed = await app.file(options)
  await app.deliver()
  for (const id of photos) {
    const values = { id, person_id: filed.personId, report_id: filed.id, kind: 'photo', source: 'x', state: 'stored' } as const
    await app.deps.db.insertInto('attachment').values(values).execute()
  }
  return filed
}

test('photos that are here go with the report, as signed links, and not again after it', async () => {
  const { reference } = await app.file({ photos: ['a', 'b'] })
  await app.deliver()
  await app.sendPhotos()
  const ids = await photoIds()
  expect(
    urlsOf(reference)
      .map((url) => new URL(url).pathname)
      .toSorted(),
  ).toEqual(ids.map((id) => `/media/${id}`))
  for (const url of urlsOf(reference)) expect(url).toMatch(/\?sig=[\w-]+&exp=\d+$/)
  expect(app.centre.additions()).toEqual([])
})

test('a report waits ten minutes for photos of its talk; then it goes without, and they follow once each', async () => {
  const lan = app.telegram.person(41)
  const say = async (words: string) => {
    await lan.says(words)
    await tick(app.deps, budget())
  }
  app.telegram.next('500', 2, 'file')
  for (const words of ['phản ánh', 'Đèn đường tắt', '12 Lê Lợi, phường Thuận Hóa']) await say(words)
  for (const shade of [1, 2]) {
    await lan.photo(jpeg({ shade }))
    await tick(app.deps, budget())
  }
  await say('xong')
  await say('gửi phản ánh')
  const { id } = await app.deps.db.selectFrom('report').select('id').executeTakeFirstOrThrow()
  const wanted = app.deps.db.selectFrom('attachment').select('id').where('state', '=', 'wanted')
  expect(await wanted.execute()).toHaveLength(2)
  await app.deps.db
    .updateTable('attachment')
    .set({ due_at: new Date(Date.now() + 3_600_000) })
    .execute()
  await app.wait(9 * 60)
  await app.deliver()
  expect(app.centre.reports(), 'after nine minutes').toEqual([])
  await app.wait(90)
  await app.deliver()
  const [report] = app.centre.reports()
  expect(report?.form.has('media_url')).toBe(false)

  await app.wait(3600)
  await app.run(saveAttachments)
  expect(await wanted.execute()).toEqual([])
  for (let i = 0; i < 3; i++) await app.sendPhotos()
  const added = app.centre.additions()
  expect(added.map(({ updateId }) => updateId).toSorted()).toEqual((await photoIds()).map((photo) => `photo-${photo}`))
  for (const { reportId, form } of added) {
    expect(reportId).toBe(report?.id)
    expect(form.get('status')).toBe('OPEN')
    expect(form.get('description')).toBe('Ảnh người dân gửi bổ sung cho phản ánh này.')
    expect(form.getAll('media_url')).toHaveLength(1)
  }
  expect((await app.journeyOf(id)).state).toBe('delivered')
  expect(await transfers(), 'L-08').toEqual([
    { fields: expect.not.stringContaining('mediaUrls'), outcome: 'sent' },
    { fields: 'mediaUrls', outcome: 'sent' },
    { fields: 'mediaUrls', outcome: 'sent' },
  ])
})

test('photos of a report whose answer was lost are there with it: they do not go again', async () => {
  const { reference } = await app.file({ photos: ['a'] })
  app.centre.next('cut-after', 1, 'submit')
  await app.deliver()
  await app.wait(70)
  await app.deliver()
  await app.sendPhotos()
  expect(urlsOf(reference)).toHaveLength(1)
  expect(app.centre.additions()).toEqual([])
})

test('what may have arrived goes again under the same name, and counts once there', async () => {
  const faults: readonly Fault[] = ['cut-after', 'garbage', '500-after', 'cut-before', '502html']
  for (const fault of faults) {
    const photo = `photo${faults.indexOf(fault)}`
    await filedThen([photo], { chatId: 50 + faults.indexOf(fault) })
    app.centre.next(fault, 1, 'update')
    await app.sendPhotos()
    await app.wait(70)
    await app.sendPhotos()
    await app.sendPhotos()
    expect(
      app.centre.additions().filter(({ updateId }) => updateId === `photo-${photo}`),
      String(fault),
    ).toHaveLength(1)
  }
})

test('P-12: a centre that is away is asked after longer and longer waits, and after a week no more; officials see what did not go', async () => {
  const { id } = await filedThen(['a', 'b'])
  await app.centre.down()
  const waits: number[] = []
  for (let i = 0; i < 5; i++) {
    await app.sendPhotos()
    waits.push(((await app.journeyOf(id)).due_at.getTime() - Date.now()) / 1000)
    await app.wait(6.6 * 3600)
  }
  for (const [at, seconds] of [60, 300, 900, 3600, 21_600].entries()) {
    expect(waits[at]).toBeGreaterThan(seconds * 0.89)
    expect(waits[at]).toBeLessThan(seconds * 1.11)
  }
  await app.wait(7 * 24 * 3600)
  await app.centre.up()
  await app.sendPhotos()
  expect(app.centre.additions()).toEqual([])
  expect(await latePhotos.count(app.deps.db, id)).toBe(2)
})

test('what the centre refuses, or a centre that knows no updates: noted once, loudly, and not again', async () => {
  await filedThen(['a'])
  app.centre.next('400', 1, 'update')
  await app.sendPhotos()
  app.centre.quirks.hasUpdates = false
  await filedThen(['b'], { chatId: 42 })
  for (let i = 0; i < 3; i++) await app.sendPhotos()
  expect(app.called('update')).toBe(2)
  expect(app.logs.filter((line) => line.includes('late_photo_refused'))).toHaveLength(2)
})

test('an update does not open a report again that is closed', async () => {
  const { id } = await filedThen(['a'])
  await app.deps.db.updateTable('report').set({ state: 'resolved' }).where('id', '=', id).execute()
  await app.sendPhotos()
  expect(app.centre.additions()[0]?.form.get('status')).toBe('CLOSED')
})

test('P-09: one report’s photo that hangs or fails does not hold up another’s', async () => {
  await filedThen(['a'])
  await filedThen(['b'], { chatId: 42 })
  app.centre.next('cut-before', 1, 'update')
  await app.sendPhotos()
  expect(app.centre.additions()).toHaveLength(1)
})

test('P-06: two workers at once, or one that died, send each photo once', async () => {
  for (let i = 0; i < 6; i++) await filedThen([`p${i}`], { chatId: 50 + i })
  await Promise.all(Array.from({ length: 4 }, () => app.sendPhotos()))
  expect(app.called('update')).toBe(6)
  const { id } = await filedThen(['q'], { chatId: 60 })
  await app.deps.db
    .updateTable('delivery')
    .set({ leased_until: new Date(Date.now() + 60_000) })
    .where('report_id', '=', id)
    .execute()
  await app.sendPhotos()
  expect(app.centre.additions()).toHaveLength(6)
  await app.wait(61)
  await app.sendPhotos()
  expect(app.centre.additions()).toHaveLength(7)
})

test('of a report that was taken back, or is not there yet, no photo goes', async () => {
  const { id } = await filedThen(['a'])
  const journey = await app.journeyOf(id)
  await app.deps.db.transaction().execute((tx) => decisions.decide(tx, journey.id, 'take_back'))
  await app.file({ chatId: 42, photos: ['b'] })
  await app.sendPhotos()
  expect(app.called('update')).toBe(0)
})
