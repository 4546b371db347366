import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type CentreFake, startCentre } from '../fakes/centre.ts'
import { aReport, CANARY } from './contract.ts'
import { answer, KEY, NEVER, open311At, startStub } from './stub.ts'

let centre: CentreFake
beforeAll(async () => {
  centre = await startCentre()
})
afterEach(() => centre.behave())
afterAll(() => centre.close())

const lastForm = () => [...(centre.calls.at(-1)?.params ?? [])]
const lastField = (name: string) => centre.calls.at(-1)?.params.getAll(name)
const submit = (report: ReturnType<typeof aReport>, changes = {}) => open311At(centre, changes).submit(report, NEVER)

describe('the form of a report', () => {
  test('is GeoReport’s own and nothing else, but for our reference', async () => {
    const report = aReport({
      mediaUrls: ['https://chat.example/media/1?sig=a&exp=1', 'https://chat.example/media/2?sig=b&exp=1'],
    })
    expect(await submit(report)).toEqual({ outcome: 'sent', id: centre.report(report.reference)?.id })
    expect(lastForm()).toEqual([
      ['api_key', KEY],
      ['jurisdiction_id', 'hue.gov.vn'],
      ['service_code', 'duong-hu-hong'],
      ['attribute[client_ref]', report.reference],
      ['description', `${report.reference}\n14:05 23/11/2026\n\nỔ gà lớn giữa đường, xe máy dễ ngã.`],
      ['lat', '16.463700'],
      ['long', '107.590900'],
      ['address_string', '12 Hùng Vương, Phường Thuận Hóa'],
      ['media_url', 'https://chat.example/media/1?sig=a&exp=1'],
      ['media_url', 'https://chat.example/media/2?sig=b&exp=1'],
    ])
  })

  test('the place: the commune is added where the words leave it out, and alone where there are none', async () => {
    await submit(aReport({ place: 'kiệt 12, phuong thuan hoa' }))
    expect(lastField('address_string')).toEqual(['kiệt 12, phuong thuan hoa'])
    await submit(aReport({ place: null, position: null }))
    expect(lastField('address_string')).toEqual(['Phường Thuận Hóa'])
    expect(lastField('lat')).toEqual([])
    await submit(aReport({ place: null, communeName: null }))
    expect(lastField('address_string')).toEqual([])
  })

  test('P-08: the reference stands alone on the first line, words of doubt after it', async () => {
    const report = aReport({ notice: 'Có thể trùng', description: 'Ngập.' })
    await submit(report)
    expect(lastField('description')).toEqual([`${report.reference}\n14:05 23/11/2026\nCó thể trùng\n\nNgập.`])
  })

  test('P-15: a description longer than 4,000 characters is cut between graphemes, and says so', async () => {
    for (const unit of ['ộ', '😀', '👩‍👩‍👧‍👦', 'từ ']) {
      expect(await submit(aReport({ description: unit.repeat(4000) }))).toMatchObject({ outcome: 'sent' })
      const [text = ''] = lastField('description') ?? []
      expect(text.length).toBeLessThanOrEqual(4000)
      expect(text.length).toBeGreaterThan(3950)
      expect(text.endsWith(`${unit.trim()}…`)).toBe(true)
    }
  })

  test('L-08: name and phone go where the list of fields says so, the name whole', async () => {
    await submit(aReport({ name: CANARY, phone: '0912345678' }))
    expect(lastForm().map(([name]) => name)).not.toContain('first_name')
    await submit(aReport({ name: CANARY, phone: '0912345678' }), { personalFields: ['name', 'phone'] })
    expect([lastField('first_name'), lastField('last_name'), lastField('phone')]).toEqual([[CANARY], ['-'], ['0912345678']])
    await submit(aReport(), { personalFields: ['name', 'phone'] })
    expect(lastForm().map(([name]) => name)).not.toContain('phone')
  })

  test('the centre’s own codes stand in for ours, and a single-city server needs no name of the place', async () => {
    await submit(aReport(), { serviceCodes: { 'duong-hu-hong': 'den-duong' }, jurisdiction: null })
    expect(lastField('service_code')).toEqual(['den-duong'])
    expect(lastField('jurisdiction_id')).toEqual([])
  })
})

describe('how a report ends', () => {
  test('P-08: what the centre finds wrong is told in its words, all of it', async () => {
    expect(await submit(aReport({ category: 'khong-co' }))).toEqual({
      outcome: 'not_sent',
      reason: 'invalid',
      detail: '404 Không có loại này.',
    })
    expect(await submit(aReport({ place: null, position: null, communeName: null, category: '' }))).toEqual({
      outcome: 'not_sent',
      reason: 'invalid',
      detail: '400 Thiếu service_code.; Thiếu địa điểm.',
    })
    const wrongKey = await submit(aReport(), { apiKey: 'another-key' })
    expect(wrongKey).toEqual({ outcome: 'not_sent', reason: 'unauthorized', detail: '403 Khóa api_key thiếu hoặc sai.' })
    expect(await submit(aReport(), { jurisdiction: 'danang.gov.vn' })).toMatchObject({ outcome: 'not_sent', reason: 'invalid' })
  })

  const UNKNOWN = { outcome: 'unknown' }
  const error = (description: string, code = '400') => [{ code, description }]
  const ends: readonly (readonly [string, ReturnType<typeof answer>, object])[] = [
    ['a bare list', answer([{ service_request_id: 'a-1' }]), { outcome: 'sent', id: 'a-1' }],
    ['root kept', answer({ service_requests: [{ service_request_id: 'a-1' }] }), { outcome: 'sent', id: 'a-1' }],
    ['inner names', answer({ service_requests: { request: { service_request_id: 'a-1' } } }), { outcome: 'sent', id: 'a-1' }],
    ['one object', answer({ service_request_id: 'a-1', errors: null }), { outcome: 'sent', id: 'a-1' }],
    ['201', answer([{ service_request_id: 'a-1' }], 201), { outcome: 'sent', id: 'a-1' }],
    ['a small number', answer('[{"service_request_id":638344}]'), { outcome: 'sent', id: '638344' }],
    ['P-14: above 2^53', answer('[{"service_request_id":9007199254740993}]'), { outcome: 'sent', id: '9007199254740993' }],
    ['blanks around it', answer([{ service_request_id: ' a-1\n' }]), { outcome: 'sent', id: 'a-1' }],
    ['a BOM before it', answer('\ufeff[{"service_request_id":"a-1"}]'), { outcome: 'sent', id: 'a-1' }],
    ['an empty id', answer([{ service_request_id: '' }]), UNKNOWN],
    ['an empty element', answer([{ service_request_id: {} }]), UNKNOWN],
    ['null', answer([{ service_request_id: null, token: null }]), UNKNOWN],
    ['no entry', answer([]), UNKNOWN],
    ['true', answer(true), UNKNOWN],
    ['nothing', answer(''), UNKNOWN],
    ['200 with an error', answer(error('Lỗi.')), UNKNOWN],
    ['an id longer than any', answer([{ service_request_id: 'a'.repeat(300) }]), UNKNOWN],
    ['XML', answer('<?xml version="1.0"?><service_requests/>'), UNKNOWN],
    ['nested without end', answer('['.repeat(100_000)), UNKNOWN],
    ['400, root kept', answer({ errors: error('Thiếu.') }, 400), { outcome: 'not_sent', reason: 'invalid' }],
    ['400, one object', answer({ code: 400, description: 'Thiếu.' }, 400), { outcome: 'not_sent', reason: 'invalid' }],
    ['400 in HTML', answer('<h1>Bad Request</h1>', 400), UNKNOWN],
    ['403 in HTML: a wall in front of them', answer('<h1>Blocked</h1>', 403), UNKNOWN],
    ['404 in HTML: a wrong address', answer('<h1>Not Found</h1>', 404), UNKNOWN],
    ['401 in any form', answer('', 401), { outcome: 'not_sent', reason: 'unauthorized' }],
    ['408', answer(error('Chậm.', '408'), 408), UNKNOWN],
    ['409', answer(error('Trùng.', '409'), 409), UNKNOWN],
    ['it is there already', answer(error('client_ref already exists'), 400), UNKNOWN],
    ['a gateway’s JSON', answer({ message: 'Internal server error' }, 500), UNKNOWN],
    ['500 in their words', answer(error('Lỗi.', '500'), 500), { outcome: 'not_sent', reason: 'busy' }],
    ['429 without a word', answer('', 429), { outcome: 'not_sent', reason: 'busy' }],
    [
      'P-12: 503 with a time',
      answer(error('Bảo trì.'), 503, { 'retry-after': '120' }),
      { reason: 'busy', retryAfterMs: 120_000 },
    ],
    [
      'P-12: a time that is none',
      answer('', 429, { 'retry-after': 'soon' }),
      { reason: 'busy', detail: '429 unreadable answer' },
    ],
    ['P-12: a time without end', answer('', 429, { 'retry-after': '9'.repeat(30) }), { retryAfterMs: 259_200_000 }],
    [
      'P-12: a date, by their own clock',
      answer('', 429, { date: 'Mon, 23 Nov 2026 07:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 07:01:30 GMT' }),
      { reason: 'busy', retryAfterMs: 90_000 },
    ],
  ]
  test.each(ends)('%s', async (_name, given, expected) => {
    const stub = await startStub(() => given)
    try {
      expect(await stub.destination.submit(aReport(), NEVER)).toMatchObject(expected)
      expect(stub.paths, 'no second try').toEqual(['requests'])
    } finally {
      await stub.close()
    }
  })

  test('P-29: their words come without what we sent, and without key, address, quote and number', async () => {
    const report = aReport({ description: 'Nhà bà Canary bị ngập, gọi giúp', name: 'Canary', phone: '0912345678' })
    const words = [
      `Sai: ${report.description}. Khóa ${KEY}, xem https://centre.example/x?key=1`,
      'gọi giúp bà CANARY; Canary 0912345678 "kiệt 12" lan@example.com',
      'Loại này đã ngừng nhận',
    ]
    const stub = await startStub(() =>
      answer(
        words.map((description) => ({ code: '400', description })),
        400,
      ),
    )
    try {
      const result = await stub.destination.submit(report, NEVER)
      expect(result).toMatchObject({ outcome: 'not_sent', reason: 'invalid' })
      const detail = result.outcome === 'not_sent' ? (result.detail ?? '') : ''
      expect(detail).not.toMatch(/canary|ngập|giúp|fake|https|0912|kiệt|@/i)
      expect(detail).toContain('Loại này đã ngừng nhận')
      expect(detail.length).toBeLessThanOrEqual(170)
    } finally {
      await stub.close()
    }
  })
})

describe('a batch service gives a token', () => {
  const window = () => ({ from: new Date(), to: new Date() })

  test('whose id is asked for at once', async () => {
    centre.quirks.readyAfter = 3
    const report = aReport()
    expect(await submit(report)).toEqual({ outcome: 'sent', id: centre.report(report.reference)?.id })
    expect(centre.calls.slice(-4).map(({ method }) => method)).toEqual(['submit', 'token', 'token', 'token'])
  })

  test('P-08: never ready, it is a receipt: the report is theirs and does not go again', async () => {
    centre.quirks.readyAfter = 0
    const report = aReport()
    const result = await submit(report)
    expect(result).toEqual({ outcome: 'sent', id: `token:${centre.report(report.reference)?.token}` })
    const id = result.outcome === 'sent' ? result.id : ''
    expect(await open311At(centre).statuses([id], window(), NEVER)).toEqual([])
    const update = { updateId: 'u-1', text: 'Ảnh', mediaUrls: [], isClosed: false, at: new Date() }
    expect(await open311At(centre).addUpdate(id, update, NEVER)).toMatchObject({ outcome: 'not_sent', reason: 'busy' })

    centre.quirks.readyAfter = 1
    const real = centre.report(report.reference)?.id
    expect(await open311At(centre).statuses([id], window(), NEVER)).toMatchObject([
      { externalId: id, newId: real, state: 'received', isCoarse: true },
    ])
    expect(await open311At(centre).addUpdate(id, update, NEVER)).toMatchObject({ outcome: 'sent' })
    expect(centre.additions().at(-1)?.reportId).toBe(real)
  })

  test('P-08: cut off while it waits for the id, it still has the receipt', async () => {
    centre.quirks.readyAfter = 0
    const report = aReport()
    const destination = open311At(centre, { tokenWaitMs: 60_000 })
    expect(await destination.submit(report, AbortSignal.timeout(200))).toMatchObject({
      outcome: 'sent',
      id: expect.stringMatching(/^token:/),
    })
    expect(centre.countOf(report.reference)).toBe(1)
  })

  test('P-09: one token that fails does not hold up the news of others', async () => {
    const report = aReport()
    const sent = await submit(report)
    centre.next('500', 1, 'token')
    const ids = ['token:gone', sent.outcome === 'sent' ? sent.id : '']
    expect(await open311At(centre).statuses(ids, window(), NEVER)).toMatchObject([{ externalId: ids[1] }])
  })
})

describe('photos that come late', () => {
  const late = (updateId: string, isClosed = false) => ({
    updateId,
    text: 'Ảnh gửi thêm',
    mediaUrls: ['https://chat.example/media/1', 'https://chat.example/media/2'],
    isClosed,
    at: new Date('2026-11-23T08:00:00.123Z'),
  })
  const accepted = async () => {
    const sent = await submit(aReport())
    return sent.outcome === 'sent' ? sent.id : ''
  }

  test('go as an update of the report', async () => {
    const id = await accepted()
    expect(await open311At(centre).addUpdate(id, late('PA-2026-000001-photos-1'), NEVER)).toMatchObject({ outcome: 'sent' })
    expect(lastForm()).toEqual([
      ['api_key', KEY],
      ['jurisdiction_id', 'hue.gov.vn'],
      ['service_request_id', id],
      ['update_id', 'PA-2026-000001-photos-1'],
      ['status', 'OPEN'],
      ['updated_datetime', '2026-11-23T08:00:00Z'],
      ['description', 'Ảnh gửi thêm'],
      ['media_url', 'https://chat.example/media/1'],
      ['media_url', 'https://chat.example/media/2'],
    ])
    await open311At(centre).addUpdate(id, late('closed-1', true), NEVER)
    expect(lastField('status')).toEqual(['CLOSED'])
  })

  test('P-08: after a lost answer they may go again, and are there once', async () => {
    const id = await accepted()
    centre.next('cut-after', 1, 'update')
    expect(await open311At(centre).addUpdate(id, late('again-1'), NEVER)).toMatchObject({ outcome: 'unknown' })
    expect(await open311At(centre).addUpdate(id, late('again-1'), NEVER)).toEqual({ outcome: 'sent', id: 'again-1' })
    expect(centre.additions().filter(({ updateId }) => updateId === 'again-1')).toHaveLength(1)
  })

  test('are refused by a server that knows no updates, or not this report', async () => {
    const id = await accepted()
    centre.quirks.hasUpdates = false
    const result = await open311At(centre).addUpdate(id, late('no-1'), NEVER)
    expect(result).toEqual({ outcome: 'not_sent', reason: 'invalid', detail: '404 no updates' })
    const stub = await startStub(() => answer([{ code: '404', description: 'Không có phản ánh này.' }], 404))
    const words = { outcome: 'not_sent', reason: 'invalid', detail: '404 Không có phản ánh này.' }
    expect(await stub.destination.addUpdate(id, late('no-1'), NEVER)).toEqual(words)
    await stub.close()
    centre.behave()
    const stranger = await open311At(centre).addUpdate('1', late('no-2'), NEVER)
    expect(stranger).toMatchObject({ outcome: 'not_sent', reason: 'invalid', detail: '400 Bad request: no such report' })
  })

  test('fail as a report does', async () => {
    const id = await accepted()
    const ends = [
      ['500', { outcome: 'not_sent', reason: 'busy' }],
      ['403', { outcome: 'not_sent', reason: 'unauthorized' }],
      ['html', { outcome: 'unknown' }],
      ['502html', { outcome: 'unknown' }],
    ] as const
    for (const [fault, expected] of ends) {
      centre.next(fault, 1, 'update')
      expect(await open311At(centre).addUpdate(id, late(`fail-${fault}`), NEVER), fault).toMatchObject(expected)
    }
  })
})

test('P-08, P-09: a centre that is down all day has each report once when it is back', async () => {
  const reports = Array.from({ length: 5 }, () => aReport())
  const window = { from: new Date(), to: new Date() }
  await centre.down()
  const results = await Promise.all(reports.map((report) => submit(report)))
  for (const { outcome } of results) expect(outcome).not.toBe('sent')
  await expect(open311At(centre).find('PA-2026-000001', window, NEVER)).rejects.toMatchObject({ kind: 'busy' })
  await centre.up()
  for (const report of reports) {
    const found = await open311At(centre).find(report.reference, window, NEVER)
    if (found === null) expect(await submit(report)).toMatchObject({ outcome: 'sent' })
  }
  expect(reports.map(({ reference }) => centre.countOf(reference))).toEqual([1, 1, 1, 1, 1])
})
