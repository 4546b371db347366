/** What every destination must do, whatever stands behind it: run unchanged on each (`contract.test.ts`). */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Destination, DestinationError, type OutgoingReport, sentFields } from '../../src/destinations/destination.ts'
import { createHttp, type Http } from '../../src/lib/http.ts'
import { clean } from '../../src/lib/text.ts'
import type { Fault } from '../fakes/faulty-server.ts'

/** The system behind a destination, as its fake shows it. */
interface Behind {
  readonly host: string
  next(fault: Fault, times?: number, method?: string): void
  readonly calls: readonly unknown[]
  /** How often it accepted this reference. */
  countOf(reference: string): number
  /** The description as it lies there. */
  description(reference: string): string
  trapped(): number
  close(): Promise<void>
}

export interface Subject {
  readonly name: string
  /** null: nothing stands behind it */
  readonly start: (() => Promise<Behind>) | null
  /** @param host reached by plain http */
  make(http: Http, host: string): Destination
}

const NEVER = new AbortController().signal
export const CANARY = 'Nguyễn Thị Canary'

let last = 0
export function aReport(changes: Partial<OutgoingReport> = {}): OutgoingReport {
  return {
    reference: `PA-2026-${String(++last).padStart(6, '0')}`,
    category: 'duong-hu-hong',
    description: 'Ổ gà lớn giữa đường, xe máy dễ ngã.',
    place: '12 Hùng Vương',
    position: { lat: 16.4637, lng: 107.5909 },
    communeName: 'Phường Thuận Hóa',
    mediaUrls: [],
    requestedAt: new Date('2026-11-23T07:05:00Z'),
    ...changes,
  }
}

export function destinationContract(subject: Subject): void {
  describe(`${subject.name} keeps the destination contract`, () => {
    takes(subject)
    if (subject.start) fails(subject, subject.start)
  })
}

function takes(subject: Subject): void {
  let behind: Behind | null = null
  let destination: Destination
  beforeAll(async () => {
    behind = (await subject.start?.()) ?? null
    destination = make(subject, behind)
  })
  afterAll(() => behind?.close())

  test('a report is taken, and has an id', async () => {
    const report = aReport()
    expect(await destination.submit(report, NEVER)).toEqual({ outcome: 'sent', id: expect.stringMatching(/^\S+$/) })
    if (behind) expect(behind.countOf(report.reference)).toBe(1)
  })

  test('P-14: any text is taken as typed, up to the longest that we take ourselves', async () => {
    const texts = [
      'Bể ống <b>&amp;</b> "nước" \'ở\' đây;\r\n\tdòng hai\n\n😀👩‍👩‍👧‍👦 %20+&=',
      'ộ'.repeat(2000),
      '😀'.repeat(1000),
    ]
    const any = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), 30)
    for (const description of [...texts, ...any].map(clean)) {
      const report = aReport({ description })
      expect(await destination.submit(report, NEVER)).toMatchObject({ outcome: 'sent' })
      if (behind) expect(behind.description(report.reference).endsWith(description)).toBe(true)
    }
  })

  test('a report without position, without words for the place, or without a commune is a report', async () => {
    for (const changes of [{ position: null }, { place: null }, { communeName: null }, { place: null, position: null }]) {
      expect(await destination.submit(aReport(changes), NEVER)).toMatchObject({ outcome: 'sent' })
    }
  })

  test('L-08: name and phone are not among what leaves, and the log of transfers says what does', async () => {
    expect(destination.fields).not.toContain('name')
    expect(destination.fields).not.toContain('phone')
    const report = aReport({ place: null, name: CANARY, phone: '0912345678' })
    const sent = sentFields(destination, report)
    for (const field of sent) expect(destination.fields).toContain(field)
    for (const empty of ['place', 'mediaUrls', 'notice'] as const) expect(sent).not.toContain(empty)
    const before = behind?.calls.length ?? 0
    await destination.submit(report, NEVER)
    expect(JSON.stringify((behind?.calls ?? []).slice(before).map(textOf))).not.toMatch(/Canary|0912345678/)
  })
}

function fails(subject: Subject, start: () => Promise<Behind>): void {
  let behind: Behind
  let destination: Destination
  beforeAll(async () => {
    behind = await start()
    destination = make(subject, behind)
  })
  afterAll(() => behind.close())

  const during = async (fault: Fault, report = aReport(), signal?: AbortSignal) => {
    const before = behind.calls.length
    behind.next(fault)
    const result = await destination.submit(report, signal ?? (isSilent(fault) ? AbortSignal.timeout(150) : NEVER))
    expect(behind.calls.length - before, 'no second try').toBeLessThanOrEqual(1)
    expect(JSON.stringify(result), 'P-29').not.toMatch(/fake-|127\.0\.0\.1|Canary|Ổ gà/)
    return result
  }
  const now = () => new Date()
  const around = { from: now(), to: now() }

  test('P-08: a refusal in their own words is not sent, and says what to do next', async () => {
    expect(await during('400')).toMatchObject({ outcome: 'not_sent', reason: 'invalid' })
    expect(await during('401')).toMatchObject({ outcome: 'not_sent', reason: 'unauthorized' })
    expect(await during('403')).toMatchObject({ outcome: 'not_sent', reason: 'unauthorized' })
    expect(await during('500')).toMatchObject({ outcome: 'not_sent', reason: 'busy' })
  })

  test('P-12: being told to slow down is passed on', async () => {
    expect(await during({ kind: '429', retryAfter: 7 })).toMatchObject({
      outcome: 'not_sent',
      reason: 'busy',
      retryAfterMs: 7000,
    })
  })

  test('P-08: what may have arrived is unknown; it is found if it did, and goes again if it did not: exactly one in the end', async () => {
    const arrived: readonly Fault[] = ['cut-after', 'hang-after', 'garbage', 'html', 'huge']
    const lost: readonly Fault[] = ['cut-before', 'hang', 'redirect', '502html', '503empty']
    for (const fault of [...arrived, ...lost]) {
      const report = aReport()
      expect(await during(fault, report), String(fault)).toMatchObject({ outcome: 'unknown' })
      const found = await destination.find?.(report.reference, { ...around, to: now() }, NEVER)
      if (arrived.includes(fault)) expect(found, String(fault)).toEqual({ id: expect.stringMatching(/^\S+$/) })
      else expect(found, String(fault)).toBeNull()
      if (found === null) expect(await destination.submit(report, NEVER)).toMatchObject({ outcome: 'sent' })
      expect(behind.countOf(report.reference), String(fault)).toBe(1)
    }
    expect(behind.trapped(), 'P-22: no redirect is followed').toBe(0)
  })

  test('a slow answer is still an answer', async () => {
    expect(await during({ kind: 'slow', ms: 100 })).toMatchObject({ outcome: 'sent' })
  })

  test('P-08: what never left is not sent, and may go again', async () => {
    const before = behind.calls.length
    expect(await destination.submit(aReport(), AbortSignal.abort())).toMatchObject({ outcome: 'not_sent', reason: 'busy' })
    const elsewhere = subject.make(createHttp({ allowedHosts: ['centre.example'], allowLoopback: true }), behind.host)
    expect(await elsewhere.submit(aReport(), NEVER), 'P-22').toMatchObject({ outcome: 'not_sent', reason: 'busy' })
    expect(behind.calls.length).toBe(before)
    const closed = await start()
    await closed.close()
    expect(await make(subject, closed).submit(aReport(), NEVER)).toMatchObject({ outcome: 'not_sent', reason: 'busy' })
  })

  test('P-08: who cannot be asked has not said no: a failed question throws, and tells nothing of us', async () => {
    const faults: readonly Fault[] = [
      '400',
      '401',
      '403',
      '500',
      '502html',
      '503empty',
      'hang',
      'cut-before',
      'garbage',
      'html',
      'redirect',
      'huge',
    ]
    for (const fault of faults) {
      for (const ask of questions(destination, around)) {
        behind.next(fault, 2)
        const error = await ask(isSilent(fault) ? AbortSignal.timeout(150) : NEVER).then(
          () => 'no error',
          (thrown: unknown) => thrown,
        )
        expect(error, String(fault)).toBeInstanceOf(DestinationError)
        expect(`${error} ${(error as Error).stack}`, 'P-29').not.toMatch(/fake-|127\.0\.0\.1:|PA-2026/)
        await forget(behind, destination)
      }
    }
    expect(behind.trapped(), 'P-22').toBe(0)
  })

  test('P-12: a question, too, is told to slow down', async () => {
    for (const ask of questions(destination, around)) {
      behind.next({ kind: '429', retryAfter: 9 })
      await expect(ask(NEVER)).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 9000 })
    }
  })

  test('an unknown reference is not found, and nobody asked for is nothing said', async () => {
    expect(await destination.find?.('PA-1999-000001', around, NEVER)).toBeNull()
    expect(await destination.statuses?.([], around, NEVER)).toEqual([])
  })
}

type Question = (signal: AbortSignal) => Promise<unknown>

function questions({ find, statuses }: Destination, around: { readonly from: Date; readonly to: Date }): readonly Question[] {
  const asks: readonly (Question | false)[] = [
    find !== undefined && ((signal) => find('PA-2026-999999', around, signal)),
    statuses !== undefined && ((signal) => statuses(['9007199254740993'], around, signal)),
  ]
  return asks.filter((ask) => ask !== false)
}

/** Uses up what is left of a script. */
async function forget(behind: Behind, destination: Destination): Promise<void> {
  const isOver = async () => (await destination.submit(aReport(), AbortSignal.timeout(150))).outcome === 'sent'
  for (let i = 0; i < 4; i++) if (await isOver()) return
  throw new Error(`The script of ${behind.host} does not end.`)
}

function isSilent(fault: Fault): boolean {
  return fault === 'hang' || fault === 'hang-after'
}

function make(subject: Subject, behind: Behind | null): Destination {
  const host = behind?.host ?? 'nobody.invalid'
  return subject.make(createHttp({ allowedHosts: [host], allowLoopback: true }), host)
}

function textOf(call: unknown): string {
  const { params } = call as { readonly params?: URLSearchParams }
  return decodeURIComponent(String(params).replaceAll('+', ' '))
}
