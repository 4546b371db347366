/** What no request waits for is done by the cron's beat, in workerd. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { visitor } from '../entry/visitor.ts'
import { type CentreFake, startCentre } from '../fakes/centre.ts'
import { startWorker, type WorkerUnderTest } from './harness.ts'

let centre: CentreFake
let worker: WorkerUnderTest
beforeAll(async () => {
  centre = await startCentre()
  worker = await startWorker({
    ALLOW_LOOPBACK_UPSTREAMS: '1',
    REPORTING_CHANNEL: 'open311',
    OPEN311_URL: centre.url,
    OPEN311_API_KEY: centre.apiKey,
    OPEN311_JURISDICTION: centre.jurisdiction,
    DELIVERY_RETRY_SECONDS: '1',
    STATUS_POLL_SECONDS: '1',
  })
}, 60_000)
afterAll(async () => {
  await worker?.close()
  await centre?.close()
})

test('P-08, P-10: a report goes on to the centre at a beat, once, and its news come back at another', async () => {
  const chat = visitor(worker.url)
  for (const text of ['phản ánh', 'Đèn đường trước nhà hư đã ba hôm', '12 Lê Lợi, phường Thuận Hóa', 'bỏ qua', 'gửi phản ánh'])
    await chat.send({ text })
  const reference = /PA-\d{4}-\d{6}/.exec(JSON.stringify(await chat.all()))?.[0] ?? 'none'
  centre.next('cut-after', 1, 'submit')
  await worker.beat()
  await sleep(1500)
  await worker.beat()
  expect(centre.countOf(reference)).toBe(1)
  const before = (await chat.all()).at(-1)?.id ?? ''
  centre.move(reference, 'fixed', { reason: 'Đã thay bóng mới.' })
  await sleep(1100)
  await worker.beat()
  await worker.beat()
  const told = await chat.all(before)
  expect(told.map(({ text }) => text).join('\n')).toContain('Đã thay bóng mới.')
  expect(told).toHaveLength(1)
})
