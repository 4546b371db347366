import { afterEach, beforeEach, expect, test } from 'vitest'
import { tick } from '../../../src/jobs/tick.ts'
import * as handovers from '../../../src/models/handover.ts'
import * as officials from '../../../src/models/official.ts'
import * as people from '../../../src/models/person.ts'
import * as questions from '../../../src/models/question.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import { server } from '../../../src/web/server.ts'
import { type Platforms, startPlatforms } from '../../support/platforms.ts'
import { newQuestion, origin, toldTo } from './desk.ts'

let app: Platforms
let session: { csrf: string; cookie: string }
let personId: string
beforeEach(async () => {
  app = await startPlatforms()
  const official = await officials.create(app.deps.db, 'lan@hue.example')
  const { token, csrf } = await signIns.openSession(app.deps.db, official.id)
  session = { csrf, cookie: `console=${token}` }
})
afterEach(() => app.close())

async function talk(...lines: readonly string[]): Promise<void> {
  const person = app.telegram.person('4711', { firstName: 'Hoa' })
  for (const line of lines) {
    await person.says(line)
    await tick(app.deps, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })
  }
  const found = await people.find(app.deps.db, app.deps.vault, 'telegram', '4711')
  personId = found?.id ?? ''
}

const get = async (path: string) => (await server.request(path, { headers: { cookie: session.cookie } }, app.deps)).text()
const post = (path: string, fields: Record<string, string>) =>
  Promise.resolve(
    server.request(
      path,
      {
        method: 'POST',
        body: new URLSearchParams({ csrf: session.csrf, ...fields }),
        headers: { ...origin(app.deps), cookie: session.cookie },
      },
      app.deps,
    ),
  )

test('L-08, L-18: beside the reply stand the person’s questions and the answers, and nothing of a guided conversation', async () => {
  await talk('hồ sơ OCOP gồm những gì?', 'thuê gian hàng chợ nổi <b>mấy tiền</b>?')
  await talk('phản ánh', 'cán bộ phường nhận tiền của tôi, số 0905 000 777', 'hủy', 'gặp cán bộ')
  const id = await handovers.findOpen(app.deps.db, personId)
  const html = await get(`/console/handovers/${id}`)
  expect(html).toContain('hồ sơ OCOP gồm những gì?')
  expect(html).toContain('Hồ sơ lần đầu có hai tài liệu chính')
  expect(html).toContain('thuê gian hàng chợ nổi &lt;b&gt;mấy tiền')
  expect(html).not.toContain('nhận tiền của tôi')
  expect(html).not.toContain('0905 000 777')
  expect(html).toMatch(/Còn \d tin khác/)
})

test('P-25: an article’s words come into the reply behind what was typed; nothing is sent until it is sent', async () => {
  await talk('gặp cán bộ', 'hồ sơ OCOP gồm những gì vậy?')
  const id = await handovers.findOpen(app.deps.db, personId)
  const before = (await toldTo(app.deps, personId)).length
  const page = await get(`/console/handovers/${id}`)
  expect(page).toContain('value="insert:hoso-thanh-phan"')
  const path = `/console/handovers/${id}/messages`
  const filled = await post(path, { seen: '0', words: 'Chào chị Hoa <b>.', do: 'insert:hoso-thanh-phan' })
  expect(filled.status).toBe(200)
  const words = /<textarea id="reply"[^>]*>([\s\S]*?)<\/textarea>/.exec(await filled.text())?.[1] ?? ''
  expect(words).toMatch(/^Chào chị Hoa &lt;b&gt;\.\n\nHồ sơ lần đầu có hai tài liệu chính[\s\S]+Nguồn: /)
  expect(await toldTo(app.deps, personId)).toHaveLength(before)
  expect((await post(path, { seen: '0', words: 'Chào chị Hoa.', do: '' })).status).toBe(303)
  expect(await toldTo(app.deps, personId)).toHaveLength(before + 1)
})

test('the page of one question has the same beside it, and a way to answer all who asked alike', async () => {
  await talk('hồ sơ OCOP gồm những gì?')
  const id = await newQuestion(app.deps, personId, 'thuê gian hàng OCOP ở chợ nổi mấy tiền một tháng?')
  const html = await get(`/console/questions/${id}`)
  expect(html).toContain('hồ sơ OCOP gồm những gì?')
  expect(html).toContain(`/console/questions/${id}/group`)
  const insert = /value="(insert:[^"]+)"/.exec(html)?.[1] ?? ''
  const filled = await post(`/console/questions/${id}/answer`, { words: 'Xin trả lời:', do: insert })
  expect(filled.status).toBe(200)
  expect(await filled.text()).toMatch(/<textarea id="answer"[^>]*>Xin trả lời:\n\n[\s\S]+Nguồn: /)
  expect((await questions.find(app.deps.db, app.deps.vault, id))?.state).toBe('open')
})
