import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DataRequestKind } from '../../../src/db/schema.ts'
import * as dataRequests from '../../../src/models/data-request.ts'
import * as deliveries from '../../../src/models/delivery.ts'
import { asSubject, holdingsOf } from '../../../src/models/holding.ts'
import { correct } from '../../../src/models/registration-correction.ts'
import { type Desk, newPerson, newRegistration, newReport, openDesk, toldTo } from './desk.ts'

const PATH = '/console/data-requests'

let desk: Desk
let person: string
beforeEach(async () => {
  desk = await openDesk()
  person = await newPerson(desk.deps, 'hoa')
})
afterEach(() => desk.close())

function ask(kind: DataRequestKind, words: string | null, subjects: readonly dataRequests.Subject[] = []): Promise<string> {
  const { db, vault } = desk.deps
  return db
    .transaction()
    .execute(async (tx) => (await dataRequests.create(tx, vault, { personId: person, kind, words, subjects })).id)
}
const one = async (id: string) => (await dataRequests.find(desk.deps.db, desk.deps.vault, id)) as dataRequests.DataRequest
const html = async (path: string) => (await desk.get(path)).text()
const seenIn = (page: string) => /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? ''

async function act(id: string, what: string, words: string, seen?: string): Promise<Response> {
  return desk.post(`${PATH}/${id}/${what}`, { words, seen: seen ?? seenIn(await html(`${PATH}/${id}`)) })
}

async function deletionOf(ids: 'forwarded' | 'here'): Promise<{ id: string; report: string }> {
  const { db } = desk.deps
  const { id: report } = await newReport(desk.deps, person, 'Đèn đường')
  if (ids === 'forwarded') {
    await db.transaction().execute((tx) => deliveries.create(tx, report, 'open311'))
    await db.updateTable('delivery').set({ state: 'delivered', external_id: 'SR-9' }).execute()
  }
  return { id: await ask('delete', null, (await holdingsOf(db, person)).map(asSubject)), report }
}

describe('L-04: the list', () => {
  test('the nearest clock comes first, what is overdue says so in words, and the desk counts them', async () => {
    const later = await ask('delete', 'Xóa giúp <b>tôi</b>')
    const late = await ask('correct', 'Sửa địa chỉ')
    await desk.deps.db
      .updateTable('data_request')
      .set({ answer_due: new Date(Date.now() - 3 * 86_400_000) })
      .where('id', '=', late)
      .execute()
    const page = await html(PATH)
    expect(page.indexOf(`${PATH}/${late}"`)).toBeLessThan(page.indexOf(`${PATH}/${later}"`))
    expect(page).toContain('quá hạn trả lời')
    expect(page).toContain('quá 3 ngày')
    expect(page).toContain('Xóa giúp &lt;b&gt;tôi')
    expect(await html('/console')).toMatch(/<span class="number">2<\/span><span>Yêu cầu về dữ liệu cá nhân/)
    expect(await html(`${PATH}?state=settled`)).toContain('Chưa có yêu cầu nào đã xong')
  })

  test('with nothing that waits it says what will stand there', async () => {
    expect(await html(PATH)).toContain('Không có yêu cầu nào đang chờ')
  })
})

describe('L-04: one request', () => {
  test('answered, extended once with a reason, done: each step is told in the talk', async () => {
    const id = await ask('correct', 'Sửa địa chỉ')
    const { doDue } = await one(id)
    expect((await act(id, 'answer', '')).status).toBe(422)
    expect((await act(id, 'answer', 'Đã nhận, sẽ sửa.')).headers.get('location')).toBe(`${PATH}/${id}?saved=answered`)
    expect((await act(id, 'extension', '')).status).toBe(422)
    await act(id, 'extension', 'Chờ xã xác nhận.')
    expect((await one(id)).doDue.getTime() - doDue.getTime()).toBe(10 * 86_400_000)
    expect(await html(`${PATH}/${id}`)).not.toContain('/extension"')
    await act(id, 'completion', '')
    expect(await one(id)).toMatchObject({ state: 'done', answer: 'Đã nhận, sẽ sửa.', extensionReason: 'Chờ xã xác nhận.' })
    const told = await toldTo(desk.deps, person)
    expect(told).toHaveLength(3)
    expect(told[0]).toMatch(/Về yêu cầu sửa dữ liệu .*cán bộ trả lời\.\n\nCán bộ nhắn:\nĐã nhận, sẽ sửa\./s)
    expect(told[1]).toMatch(/cần thêm thời gian: làm xong chậm nhất ngày [\d/]+\.\n\nCán bộ nhắn:\nChờ xã xác nhận\./)
    expect(told[2]).toContain('đã làm xong')
    expect(await html(`${PATH}?state=settled`)).toContain(`${PATH}/${id}`)
  })

  test('refused only with a reason, which the person reads; after that nothing more can be done', async () => {
    const id = await ask('restrict', 'Đừng gọi điện')
    expect((await act(id, 'refusal', ' ')).status).toBe(422)
    await act(id, 'refusal', 'Cần số điện thoại để hẹn đánh giá.')
    expect((await toldTo(desk.deps, person))[0]).toContain('Cần số điện thoại để hẹn đánh giá.')
    const late = await act(id, 'answer', 'Thêm một lời', 'open-false-false')
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('Có đồng nghiệp vừa xử lý')
    expect(await toldTo(desk.deps, person)).toHaveLength(1)
  })

  test('P-13: the same button twice tells once; a colleague who was faster is not written over', async () => {
    const id = await ask('correct', 'Sửa địa chỉ')
    const seen = seenIn(await html(`${PATH}/${id}`))
    for (let i = 0; i < 2; i++) expect((await act(id, 'answer', 'Đã nhận.', seen)).status).toBe(303)
    expect((await act(id, 'answer', 'Lời khác', seen)).status).toBe(409)
    expect(await toldTo(desk.deps, person)).toHaveLength(1)
  })

  test('P-25: without the token or from elsewhere nothing is changed, and reading changes nothing', async () => {
    const { id } = await deletionOf('here')
    for (const what of ['answer', 'extension', 'refusal', 'erasure', 'third-party']) {
      expect((await desk.post(`${PATH}/${id}/${what}`, { words: 'x', csrf: 'wrong' })).status, what).toBe(403)
      const from = { Origin: 'https://evil.example' }
      expect((await desk.post(`${PATH}/${id}/${what}`, { words: 'x' }, from)).status, what).toBe(403)
    }
    await desk.get(`${PATH}/${id}/erasure`)
    expect((await one(id)).state).toBe('open')
  })

  test('P-26: what is not there is not found, and a request to delete is done by deleting only', async () => {
    const { id } = await deletionOf('here')
    const other = await ask('correct', 'Sửa')
    expect((await desk.get(`${PATH}/999`)).status).toBe(404)
    expect((await act(id, 'completion', '')).status).toBe(404)
    expect((await desk.get(`${PATH}/${other}/erasure`)).status).toBe(404)
    expect((await desk.post(`${PATH}/${other}/erasure`, {})).status).toBe(404)
  })
})

describe('L-06: an official erases', () => {
  test('asked twice; nobody else holds it: it is gone, done and told', async () => {
    const { id, report } = await deletionOf('here')
    expect(await html(`${PATH}/${id}/erasure`)).toContain('Xóa hẳn dữ liệu này?')
    await desk.post(`${PATH}/${id}/erasure`, {})
    expect((await desk.get(`/console/reports/${report}`)).status).toBe(404)
    expect((await one(id)).state).toBe('done')
    expect(await toldTo(desk.deps, person)).toEqual([expect.stringContaining('đã làm xong')])
    expect((await desk.post(`${PATH}/${id}/erasure`, {})).status).toBe(404)
  })

  test('the centre holds it too: the request stays open until an official says that the centre was asked', async () => {
    const { id } = await deletionOf('forwarded')
    const page = await html(`${PATH}/${id}`)
    expect(page).toContain('số bên đó SR-9')
    await desk.post(`${PATH}/${id}/erasure`, {})
    expect((await one(id)).state).toBe('open')
    expect(await html(`${PATH}/${id}`)).toContain('Ở đây đã xóa hết')
    expect(await html(`${PATH}/${id}`)).toContain('số bên đó SR-9')
    await desk.post(`${PATH}/${id}/third-party`, {})
    expect((await one(id)).state).toBe('done')
    const told = await toldTo(desk.deps, person)
    expect(told[0]).toMatch(/Đã xóa PA-.* ở đây/)
    expect(told[1]).toContain('đã làm xong')
  })

  test('P-08: a report that is on the wire at this moment is not erased under way', async () => {
    const { id, report } = await deletionOf('forwarded')
    await desk.deps.db.updateTable('delivery').set({ state: 'sending' }).execute()
    const answer = await desk.post(`${PATH}/${id}/erasure`, {})
    expect(answer.status).toBe(409)
    expect((await desk.get(`/console/reports/${report}`)).status).toBe(200)
  })
})

test('L-03: what a producer put right is shown beside the dossier, with the old value', async () => {
  const { db, vault } = desk.deps
  const { id, reference } = await newRegistration(desk.deps, person, 'Mắm nêm')
  await db.transaction().execute(async (tx) => {
    await correct(tx, vault, { id, personId: person }, { phone: '0905999888', fields: {} })
    await dataRequests.create(tx, vault, {
      personId: person,
      kind: 'correct',
      words: '• Số điện thoại: 0905 123 456 → 0905 999 888',
      subjects: [{ kind: 'registration', id, reference }],
      isDone: true,
    })
  })
  const page = await html(`/console/registrations/${id}`)
  expect(page).toContain('Người gửi tự sửa')
  expect(page).toContain('0905 123 456 → 0905 999 888')
})
