/** Objects are checked, not only routes (P-26): two communes, the city, and each way to a dossier. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as attachments from '../../../src/models/attachment.ts'
import * as deliveries from '../../../src/models/delivery.ts'
import * as registrations from '../../../src/models/registration.ts'
import { SEEN_STATES } from '../../../src/models/registration-state.ts'
import * as reports from '../../../src/models/report.ts'
import { readXlsx } from '../../support/office.ts'
import {
  type Browser,
  type Desk,
  newHandover,
  newPerson,
  newRegistration,
  newReport,
  openDesk,
  signedIn,
  toldTo,
} from './desk.ts'

const OURS = '19789' // Phường Thuận Hóa
const THEIRS = '19753' // Phường Phú Xuân

interface Filed {
  readonly id: string
  readonly reference: string
}

let desk: Desk
let person: string
/** of OURS */
let commune: Browser
let city: Browser
let own: Filed
let foreign: Filed
let ownReport: Filed
let foreignReport: Filed
let strayReport: Filed
beforeEach(async () => {
  desk = await openDesk()
  const { deps } = desk
  person = await newPerson(deps, 'hoa')
  commune = await signedIn(deps, 'thuanhoa@hue.example', { role: 'commune', communeCode: OURS })
  city = await signedIn(deps, 'city@hue.example', { role: 'city', communeCode: null })
  foreign = await newRegistration(deps, person, 'Trà rau má', THEIRS)
  own = await newRegistration(deps, person, 'Mắm ruốc', OURS)
  foreignReport = await newReport(deps, person, 'Cống nghẹt', THEIRS)
  ownReport = await newReport(deps, person, 'Đèn tắt', OURS)
  strayReport = await newReport(deps, person, 'Cây ngã', null)
})
afterEach(() => desk.close())

async function photoOf(subject: { reportId: string } | { registrationId: string } | { handoverId: string }): Promise<string> {
  const { db, vault, storage } = desk.deps
  const media = { from: 'storage', kind: 'photo', key: 'photos/x', contentType: 'image/jpeg', bytes: 3 } as const
  await storage.put(media.key, new Uint8Array([0xff, 0xd8, 0xff]), media.contentType)
  return db.transaction().execute(async (tx) => {
    const id = await attachments.add(tx, vault, person, media)
    await attachments.claimFor(tx, person, [id], subject)
    return id
  })
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await registrations.find(desk.deps.db, desk.deps.vault, id))?.state
}

const htmlOf = async (browser: Browser, path: string) => (await browser.get(path)).text()
const references = (html: string) => new Set(html.match(/\b(?:DK|PA)-\d{4}-\d{6}\b/g))

describe('P-26: a dossier of another commune answers as one that does not exist', () => {
  test.each([
    ['page', '/console/registrations/:id'],
    ['report page', '/console/reports/:report'],
    ['report of no commune', '/console/reports/:stray'],
    ['form', '/console/registrations/:id/papers/form-01.docx'],
    ['archive', '/console/registrations/:id/papers/dossier.zip'],
    ['deletion of its photo', '/console/attachments/:photo/deletion'],
    ['deletion of a report’s photo', '/console/attachments/:reportPhoto/deletion'],
    ['deletion of a photo in a talk', '/console/attachments/:talkPhoto/deletion'],
  ])('%s', async (_, path) => {
    const ids: Readonly<Record<string, string>> = {
      id: foreign.id,
      report: foreignReport.id,
      stray: strayReport.id,
      photo: await photoOf({ registrationId: foreign.id }),
      reportPhoto: await photoOf({ reportId: foreignReport.id }),
      talkPhoto: await photoOf({ handoverId: await newHandover(desk.deps, person, 'Chào') }),
    }
    const at = path.replace(/:(\w+)/, (_all, name: string) => ids[name] ?? '')
    const nowhere = path.replace(/:\w+/, '999999')
    const answer = await commune.get(at)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe(await htmlOf(commune, nowhere))
    expect((await city.get(at)).status).toBe(200)
    expect((await desk.get(at)).status).toBe(200)
  })

  test.each([
    ['state', '/console/registrations/:id/state', { from: 'submitted', to: 'accepted' }],
    ['message', '/console/registrations/:id/messages', { seen: '1', words: 'Chào' }],
    ['report’s state', '/console/reports/:report/state', { from: 'received', to: 'in_progress' }],
    ['report’s message', '/console/reports/:report/messages', { seen: '1', words: 'Chào' }],
    ['message to who sent a report of no commune', '/console/reports/:stray/messages', { seen: '1', words: 'Chào' }],
    ['deletion of its photo', '/console/attachments/:photo/deletion', {}],
  ])('a forged %s is refused and changes nothing', async (_, path, fields) => {
    const photo = await photoOf({ registrationId: foreign.id })
    const ids: Readonly<Record<string, string>> = { id: foreign.id, report: foreignReport.id, stray: strayReport.id, photo }
    const answer = await commune.post(
      path.replace(/:(\w+)/, (_all, name: string) => ids[name] ?? ''),
      fields,
    )
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe(await (await commune.post(path.replace(/:\w+/, '999999'), fields)).text())
    expect(await stateOf(foreign.id)).toBe('submitted')
    expect((await reports.find(desk.deps.db, desk.deps.vault, foreignReport.id))?.state).toBe('received')
    expect((await attachments.find(desk.deps.db, photo))?.state).toBe('stored')
    expect(await toldTo(desk.deps, person)).toEqual([])
  })

  test('a delivery is decided by who works for the city', async () => {
    await desk.deps.db.transaction().execute((tx) => deliveries.create(tx, ownReport.id, 'open311'))
    await desk.deps.db.updateTable('delivery').set({ state: 'dead', reason: 'busy' }).execute()
    const { id } = await desk.deps.db.selectFrom('delivery').select('id').executeTakeFirstOrThrow()
    const page = await htmlOf(commune, `/console/reports/${ownReport.id}`)
    expect(page).not.toContain('/console/deliveries/')
    expect(page).not.toContain('rút phản ánh về đây')
    expect((await commune.post(`/console/deliveries/${id}/decision`, { decision: 'again' })).status).toBe(404)
    expect((await commune.post(`/console/deliveries/${id}/return`, { words: 'Nhầm' })).status).toBe(404)
    expect(await desk.deps.db.selectFrom('delivery').select('state').execute()).toEqual([{ state: 'dead' }])
    expect(await htmlOf(city, `/console/reports/${ownReport.id}`)).toContain(`/console/deliveries/${id}/decision`)
  })
})

describe('P-26: lists, counts and ways on hold what is theirs', () => {
  test('lists and tabs', async () => {
    expect(references(await htmlOf(commune, '/console/registrations'))).toEqual(new Set(['DK-2026-000045', own.reference]))
    const page = await htmlOf(commune, '/console/reports')
    expect(references(page)).toEqual(new Set(['PA-2026-000123', ownReport.reference]))
    expect(page).toMatch(/Mới nhận <span class="count">1</)
    const all = await htmlOf(city, '/console/reports')
    expect(all).toMatch(/Mới nhận <span class="count">3</)
    expect(await htmlOf(city, '/console/registrations?state=submitted')).toContain(foreign.reference)
    expect(
      references(await htmlOf(commune, `/console/reports?state=received&after=${Number(foreignReport.id) - 1}`)),
    ).not.toContain(foreignReport.reference)
  })

  test('the desk', async () => {
    const page = await htmlOf(commune, '/console')
    expect(page).toMatch(/<span class="number">1<\/span><span>Phản ánh mới/)
    expect(page).toMatch(/<span class="number">1<\/span><span>Đăng ký mới</)
    for (const hidden of ['Câu hỏi chưa có lời đáp', 'Thông báo chờ duyệt', 'đang đánh giá']) expect(page).not.toContain(hidden)
    const ofCity = await htmlOf(city, '/console')
    expect(ofCity).toMatch(/<span class="number">3<\/span><span>Phản ánh mới/)
    expect(ofCity).toContain('Đăng ký đang đánh giá')
    expect(ofCity).not.toContain('<span>Đăng ký mới<')
  })

  test('the search by reference', async () => {
    const missing = await commune.get('/console/registrations?q=DK-2026-999999')
    const hidden = await commune.get(`/console/registrations?q=${foreign.reference}`)
    expect([missing.status, hidden.status]).toEqual([200, 200])
    expect((await hidden.text()).replaceAll(foreign.reference, 'X')).toBe(
      (await missing.text()).replaceAll('DK-2026-999999', 'X'),
    )
    const found = await commune.get(`/console/registrations?q=${own.reference}`)
    expect(found.headers.get('location')).toBe(`/console/registrations/${own.id}`)
    expect((await city.get(`/console/registrations?q=${foreign.reference}`)).status).toBe(302)
  })

  test('what was just saved, and the next one', async () => {
    for (const path of ['/console/registrations', `/console/registrations/${own.id}`])
      expect(await htmlOf(commune, `${path}?saved=${foreign.id}`)).not.toContain(foreign.reference)
    const path = `/console/registrations/${own.id}/state`
    const moved = await commune.post(path, { from: 'submitted', to: 'accepted', after: 'next' })
    expect(moved.headers.get('location')).toBe(`/console/registrations?saved=${own.id}`)
  })

  test.each(['csv', 'xlsx'])('the list as %s', async (format) => {
    const textOf = async (browser: Browser) => {
      const bytes = new Uint8Array(
        await (await browser.get(`/console/registrations/list/${format}?state=submitted`)).arrayBuffer(),
      )
      return format === 'csv' ? Buffer.from(bytes).toString() : [...readXlsx(bytes).values()].map(({ value }) => value).join('\n')
    }
    const ours = await textOf(commune)
    expect(ours).toContain(own.reference)
    expect(ours).not.toContain(foreign.reference)
    const all = await textOf(city)
    for (const { reference } of [own, foreign]) expect(all).toContain(reference)
  })

  test('their own: page, photo by its signed link, papers', async () => {
    const photo = await photoOf({ registrationId: own.id })
    const page = await htmlOf(commune, `/console/registrations/${own.id}`)
    const src = /<img src="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(src).toContain(photo)
    expect((await commune.get(src)).status).toBe(200)
    expect((await commune.get(`/console/registrations/${own.id}/papers/form-02.pdf`)).status).toBe(200)
    expect((await commune.post(`/console/attachments/${photo}/deletion`, {})).status).toBe(303)
    expect((await attachments.find(desk.deps.db, photo))?.state).toBe('deleted')
  })
})

/** From each state, where each role may take it; written out once more, so that the table of moves is not its own judge. */
const MAY: Readonly<Record<string, { readonly commune?: readonly string[]; readonly city?: readonly string[] }>> = {
  submitted: { commune: ['needs_more', 'accepted'] },
  needs_more: { commune: ['accepted'] },
  accepted: { commune: ['needs_more', 'forwarded'] },
  forwarded: { commune: ['accepted'], city: ['needs_more', 'assessing'] },
  assessing: { city: ['needs_more', 'recognised', 'not_recognised'] },
  recognised: { city: ['assessing'] },
  not_recognised: { city: ['assessing'] },
}
const DETAILS = { stars: '4', decision: 'Quyết định 12/QĐ-UBND', valid_until: '20/6/2030' }

describe.each(SEEN_STATES)('P-26: moves from %s', (from) => {
  test('each role is offered its own, and a forged one changes nothing', async () => {
    const path = `/console/registrations/${own.id}`
    const put = () =>
      desk.deps.db
        .updateTable('registration')
        .set({ state: from, stars: 4, decision: 'x', valid_until: '2030-06-20' })
        .where('id', '=', own.id)
        .execute()
    const { commune: ofCommune = [], city: ofCity = [] } = MAY[from] ?? {}
    const both = SEEN_STATES.filter((state) => [...ofCommune, ...ofCity].includes(state))
    for (const [browser, allowed] of [
      [commune, ofCommune],
      [city, ofCity],
      [desk, both],
    ] as const) {
      await put()
      const html = await htmlOf(browser, path)
      const offered = [...html.matchAll(/name="to" value="(\w+)"/g)].map(([, state]) => state)
      expect(offered).toEqual(allowed)
      for (const to of SEEN_STATES.filter((state) => !allowed.includes(state))) {
        const told = (await toldTo(desk.deps, person)).length
        expect((await browser.post(`${path}/state`, { from, to, words: 'Vì thế.', ...DETAILS })).status, to).toBe(409)
        expect(await stateOf(own.id)).toBe(from)
        expect(await toldTo(desk.deps, person)).toHaveLength(told)
      }
      for (const to of allowed) {
        await put()
        expect((await browser.post(`${path}/state`, { from, to, words: 'Vì thế.', ...DETAILS })).status, to).toBe(303)
        expect(await stateOf(own.id)).toBe(to)
      }
    }
  })
})

test('the page says who has it now, and why nothing can be done here', async () => {
  const path = `/console/registrations/${own.id}`
  expect(await htmlOf(commune, path)).toContain('đang ở Phường Thuận Hóa')
  const ofCity = await htmlOf(city, path)
  expect(ofCity).toContain('đang ở Phường Thuận Hóa')
  expect(ofCity).toContain('bước tiếp theo không làm ở đây')
  const put = (state: 'needs_more' | 'assessing' | 'withdrawn') =>
    desk.deps.db.updateTable('registration').set({ state }).where('id', '=', own.id).execute()
  await put('needs_more')
  expect(await htmlOf(commune, path)).toContain('đang ở Phường Thuận Hóa, chờ người gửi bổ sung')
  await put('assessing')
  expect(await htmlOf(commune, path)).toContain('đang ở thành phố')
  await put('withdrawn')
  const over = await htmlOf(commune, path)
  expect(over).not.toContain('đang ở ')
  expect(over).toContain('Hồ sơ đã khép')
})
