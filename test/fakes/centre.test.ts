/** The fake keeps its own rules: what it lets through must be what a real GeoReport server would. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type CentreFake, startCentre } from './centre.ts'
import { SERVICES } from './centre-api.ts'

const NOON = new Date('2026-11-23T05:00:00.000Z')
const DAY = 24 * 3600_000
let centre: CentreFake
let clock = NOON

beforeAll(async () => {
  const services = [...SERVICES, { code: 'cay-nga', name: 'Cây ngã', needs: ['chieu-cao'] }]
  centre = await startCentre({ now: () => clock, services })
})
afterEach(() => {
  centre.behave()
  clock = NOON
})
afterAll(() => centre.close())

interface Row {
  readonly [name: string]: unknown
}

async function get(path: string) {
  const response = await fetch(`${centre.url}/${path}`)
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() }
}

async function rows(path: string): Promise<readonly Row[]> {
  return JSON.parse((await get(path)).body) as Row[]
}

async function post(path: string, fields: Record<string, string>, key = centre.apiKey) {
  const response = await fetch(`${centre.url}/${path}.json`, {
    method: 'POST',
    body: new URLSearchParams({ api_key: key, ...fields }),
  })
  return { status: response.status, body: await response.text() }
}

const GOOD = { service_code: 'duong-hu-hong', lat: '16.46', long: '107.59', description: 'Ổ gà' }
async function accepted(fields: Record<string, string> = {}): Promise<string> {
  const { body } = await post('requests', { ...GOOD, ...fields })
  return String((JSON.parse(body) as Row[])[0]?.service_request_id)
}

describe('what it takes', () => {
  const faults = [
    [{ service_code: '' }, 400, ['service_code']],
    [{ service_code: 'khong-co' }, 404, ['loại']],
    [{ lat: '' }, 400, ['lat']],
    [{ lat: '', long: '' }, 400, ['địa điểm']],
    [{ description: 'ộ'.repeat(4001) }, 400, ['4000']],
    [{ service_code: 'cay-nga' }, 400, ['chieu-cao']],
    [{ service_code: '', lat: '', description: 'a'.repeat(4001) }, 400, ['service_code', 'lat', '4000']],
    [{ jurisdiction_id: 'danang.gov.vn' }, 404, ['địa phương']],
  ] as const
  test.each(faults)('not %j: %i', async (fields, status, words) => {
    const before = centre.reports().length
    const answer = await post('requests', { ...GOOD, ...fields })
    expect(answer.status).toBe(status)
    const errors = JSON.parse(answer.body) as { code: string; description: string }[]
    for (const { code } of errors) expect(code).toBe(String(status))
    for (const word of words) expect(errors.map(({ description }) => description).join()).toContain(word)
    expect(centre.reports().length).toBe(before)
  })

  test('not without the right key, nor in another form', async () => {
    expect((await post('requests', GOOD, 'wrong')).status).toBe(403)
    const json = await fetch(`${centre.url}/requests.json`, { method: 'POST', body: JSON.stringify(GOOD) })
    expect(json.status).toBe(400)
  })

  test('text of 4,000 characters, Vietnamese, emoji, signs and lines, as it came', async () => {
    for (const description of ['ộ'.repeat(4000), '& < > "\' 😀👩‍👩‍👧‍👦 + % =\r\ndòng hai', 'Trụ điện nghiêng trước số 5']) {
      const id = await accepted({ description, 'attribute[client_ref]': 'PA-1', 'attribute[chieu-cao]': '5 m' })
      expect(centre.report(id)?.form.get('description')).toBe(description)
      expect((await rows(`requests/${id}.json`))[0]?.description).toBe(description)
    }
  })

  test('an address alone is a place, several photos are several, and an id is text above 2^53', async () => {
    const body = new URLSearchParams({ api_key: centre.apiKey, service_code: 'khac', address_string: '12 Hùng Vương' })
    for (const url of ['https://a.example/1', 'https://a.example/2']) body.append('media_url', url)
    const response = await fetch(`${centre.url}/requests.json`, { method: 'POST', body })
    const [row] = (await response.json()) as Row[]
    expect(row?.service_request_id).toMatch(/^9007199254740\d{3}$/)
    expect(centre.report(String(row?.service_request_id))?.form.getAll('media_url')).toHaveLength(2)
    expect(centre.report(String(row?.service_request_id))?.form.has('api_key')).toBe(false)
  })

  test('the same reference twice is two reports, as with real servers; where it is a key, 50 at once are one', async () => {
    await accepted({ 'attribute[client_ref]': 'PA-2' })
    await accepted({ 'attribute[client_ref]': 'PA-2' })
    expect(centre.countOf('PA-2')).toBe(2)
    centre.quirks.isOnce = true
    const ids = await Promise.all(Array.from({ length: 50 }, () => accepted({ 'attribute[client_ref]': 'PA-3' })))
    expect(new Set(ids).size).toBe(1)
    expect(centre.counts().get('PA-3')).toBe(1)
  })
})

describe('what it tells', () => {
  test('where it is and what it takes', async () => {
    const discovery = JSON.parse((await get('discovery.json')).body) as { endpoints: Row[] }
    expect(discovery.endpoints.map(({ type, url }) => [type, url])).toEqual([
      ['production', centre.url],
      ['test', centre.url],
    ])
    const services = await rows('services.json')
    expect(services).toHaveLength(SERVICES.length + 1)
    expect(services.find(({ service_code }) => service_code === 'cay-nga')).toMatchObject({ metadata: true, type: 'realtime' })
    expect(JSON.parse((await get('services/cay-nga.json')).body)).toMatchObject({
      service_code: 'cay-nga',
      attributes: [{ code: 'chieu-cao', required: true, order: 1 }],
    })
    expect((await get('services/khong-co.json')).status).toBe(404)
  })

  test('a report with all fields that strict readers want', async () => {
    const id = await accepted({ address_string: '12 Hùng Vương', media_url: 'https://a.example/1' })
    expect((await rows(`requests/${id}.json`))[0]).toMatchObject({
      service_request_id: id,
      status: 'open',
      service_name: 'Đường hư hỏng, ổ gà, sụt lún',
      requested_datetime: '2026-11-23T05:00:00Z',
      updated_datetime: '2026-11-23T05:00:00Z',
      address: '12 Hùng Vương',
      address_id: '',
      zipcode: '',
      lat: 16.46,
      long: 107.59,
      media_url: 'https://a.example/1',
    })
    expect((await get('requests/1.json')).status).toBe(404)
  })

  test('within a time: the start belongs to it, the end does not, 90 days are the most', async () => {
    clock = new Date(NOON.getTime() + 1000 * DAY)
    const id = await accepted()
    const at = (ms: number) => new Date(clock.getTime() + ms).toISOString().replace('.000', '')
    const ids = async (from: number, to: number) =>
      (await rows(`requests.json?start_date=${at(from)}&end_date=${at(to)}`)).map((row) => row.service_request_id)
    expect(await ids(0, 1000)).toEqual([id])
    expect(await ids(-1000, 0)).toEqual([])
    expect((await get(`requests.json?start_date=${at(0)}&end_date=${at(90 * DAY)}`)).status).toBe(200)
    expect((await get(`requests.json?start_date=${at(0)}&end_date=${at(90 * DAY + 1000)}`)).status).toBe(400)
    expect((await get('requests.json?start_date=2026-11-23T05:00:00')).status).toBe(400)
    expect((await get('requests.json?start_date=2026-11-23T05:00:00.000Z')).status).toBe(400)
  })

  test('by ids, which override all else, by kind, by state, and page by page, newest first', async () => {
    clock = new Date(NOON.getTime() + 2000 * DAY)
    const first = await accepted({ service_code: 'den-duong' })
    clock = new Date(clock.getTime() + 1000)
    const second = await accepted()
    centre.move(first, 'fixed')
    const ids = async (query: string) => (await rows(`requests.json?${query}`)).map((row) => row.service_request_id)
    expect(await ids('')).toEqual([second, first])
    expect(await ids('status=closed')).toEqual([first])
    expect(await ids('status=&service_code=den-duong,khac')).toEqual([first])
    expect(await ids(`service_request_id=${second},1&status=closed`)).toEqual([second])
    expect(await ids('page_size=1&page=2')).toEqual([first])
    expect(await ids('page=3')).toEqual([])
    expect((await get('requests.json?status=half')).status).toBe(400)
    expect((await get(`requests.json?service_request_id=${Array(51).fill('1').join()}`)).status).toBe(400)
  })

  test('never more than 1,000', async () => {
    const crowded = await startCentre()
    for (let i = 0; i < 1001; i++)
      await fetch(`${crowded.url}/requests.json`, {
        method: 'POST',
        body: new URLSearchParams({ ...GOOD, api_key: crowded.apiKey }),
      })
    expect(await (await fetch(`${crowded.url}/requests.json`)).json()).toHaveLength(1000)
    expect(await (await fetch(`${crowded.url}/requests.json?page=2`)).json()).toHaveLength(1)
    await crowded.close()
  })

  test('what happened, within a time, and what it was told later, each once', async () => {
    const id = await accepted()
    centre.move(id, 'in_progress', {
      reason: 'Đã giao đội “3” <&> 😀',
      at: new Date(NOON.getTime() + 1000),
      externalStatusCode: 'x1',
    })
    const news = await rows('servicerequestupdates.json?start_date=2026-11-23T05:00:01Z&end_date=2026-11-23T05:00:02Z')
    expect(news).toEqual([
      {
        update_id: expect.stringMatching(/^\d+$/),
        service_request_id: id,
        status: 'in_progress',
        updated_datetime: '2026-11-23T05:00:01Z',
        description: 'Đã giao đội “3” <&> 😀',
        media_url: '',
        external_status_code: 'x1',
      },
    ])
    expect(await rows('servicerequestupdates.json?end_date=2026-11-23T05:00:01Z')).not.toContainEqual(news[0])
    const update = {
      service_request_id: id,
      update_id: 'u-1',
      status: 'OPEN',
      updated_datetime: '2026-11-23T05:00:00Z',
      description: 'Ảnh',
    }
    expect((await post('servicerequestupdates', update)).status).toBe(200)
    expect(await post('servicerequestupdates', update)).toMatchObject({
      status: 400,
      body: expect.stringContaining('already exists'),
    })
    for (const [name, value] of [
      ['status', 'UNCHANGED'],
      ['updated_datetime', '2026'],
      ['description', ''],
      ['service_request_id', '1'],
    ] as const)
      expect((await post('servicerequestupdates', { ...update, update_id: 'u-2', [name]: value })).status, name).toBe(400)
    expect((await post('servicerequestupdates', update, 'wrong')).status).toBe(403)
    expect(centre.additions().filter(({ reportId }) => reportId === id)).toHaveLength(1)
  })

  test('in the format of the path only', async () => {
    expect(await get('requests.json')).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' })
    expect(await get('requests.txt')).toMatchObject({ status: 404, type: 'text/xml; charset=utf-8' })
    expect((await get('nothing.json')).status).toBe(404)
    expect((await fetch(centre.url.replace('/open311/v2', '/elsewhere.json'))).status).toBe(404)
  })
})

describe('how it goes wrong', () => {
  test('each fault strikes once, before or after it has written the report down', async () => {
    const strikes = [
      ['cut-before', 0],
      ['hang', 0],
      ['502html', 0],
      ['503empty', 0],
      ['redirect', 0],
      ['500', 0],
      ['cut-after', 1],
      ['hang-after', 1],
      ['garbage', 1],
      ['html', 1],
      ['slow', 1],
    ] as const
    for (const [fault, count] of strikes) {
      centre.next(fault, 1, 'submit')
      const body = new URLSearchParams({ ...GOOD, api_key: centre.apiKey, 'attribute[client_ref]': `fault-${fault}` })
      const signal = AbortSignal.timeout(fault === 'slow' ? 5000 : 150)
      await fetch(`${centre.url}/requests.json`, { method: 'POST', body, signal, redirect: 'manual' }).catch(() => undefined)
      expect(centre.countOf(`fault-${fault}`), fault).toBe(count)
      expect((await get('services.json')).status, 'others are not struck').toBe(200)
    }
  })

  test('down, nobody listens; up again, it is the same with the same books', async () => {
    const id = await accepted()
    await centre.down()
    await expect(fetch(`${centre.url}/services.json`)).rejects.toThrow()
    await centre.up()
    expect((await rows(`requests/${id}.json`))[0]?.service_request_id).toBe(id)
  })
})
