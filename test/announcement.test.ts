/** An announcement as all of its people live it: followers on Telegram, Zalo and the web, an official at the desk. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fanOutBroadcasts } from '../src/jobs/fan-out-broadcasts.ts'
import { tick } from '../src/jobs/tick.ts'
import * as officials from '../src/models/official.ts'
import * as signIns from '../src/models/sign-in.ts'
import { server } from '../src/web/server.ts'
import { AT_ANY_HOUR } from './support/broadcasts.ts'
import { type Platforms, startPlatforms } from './support/platforms.ts'
import { origin } from './web/console/desk.ts'

let app: Platforms
let cookie = ''
let csrf = ''
beforeAll(async () => {
  app = await startPlatforms({ env: AT_ANY_HOUR })
  const { id } = await officials.create(app.deps.db, 'lan@hue.example')
  const session = await signIns.openSession(app.deps.db, id)
  cookie = `console=${session.token}`
  csrf = session.csrf
})
afterAll(() => app.close())

const work = () => tick(app.deps, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })
const page = async (path: string) => (await server.request(path, { headers: { cookie } }, app.deps)).text()

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ csrf, ...fields })
  return server.request(path, { method: 'POST', body, headers: { cookie, ...origin(app.deps) } }, app.deps)
}

test('L-01, L-16, P-07, P-27: from "đăng ký nhận tin" to the message in each chat, and "dừng"', async () => {
  const [hoa, ba, be] = [app.telegram.person(11, { firstName: 'Hoa' }), app.zalo.person('zalo-ba'), app.telegram.person(12)]
  const lan = app.telegram.person(99, { firstName: 'Lan' })
  const says = async (person: { says(text: string): Promise<number> }, words: string) => {
    await person.says(words)
    await work()
  }
  for (const person of [hoa, ba, be]) await says(person, 'đăng ký nhận tin')
  await hoa.press('Nhận: chương trình OCOP')
  await be.press('Nhận: chương trình OCOP')
  await ba.says('1')
  await work()

  const code = /liên kết \w{4}-\w{4}/.exec(await (await post('/console/account/chat-code', {})).text())?.[0] ?? ''
  await says(lan, code)
  expect(app.telegram.texts(99).at(-1)).toContain('lan@hue.example')

  const fields = {
    topic: 'ocop',
    title_vi: 'Nhận hồ sơ OCOP',
    text_vi: 'Hạn 15/12/2026.',
    title_en: '',
    text_en: '',
    kind: 'ordinary',
  }
  const path = (await post('/console/broadcasts', fields)).headers.get('location')?.replace(/\?.*/, '') ?? ''
  await post(`${path}/preview`, { version: '1' })
  await work()
  expect(app.telegram.texts(99).at(-1)).toMatch(/^Nhận hồ sơ OCOP\n\nHạn 15\/12\/2026\./)
  expect(await page(path)).toContain('3 người nhận được')
  await post(`${path}/request`, { version: '1', when: 'now' })
  await says(be, 'dung')
  await work()
  await work()

  const link = `${app.deps.config.publicUrl}/thong-bao/${path.split('/').at(-1)}`
  expect(app.telegram.texts(11).at(-1)).toMatch(/^Nhận hồ sơ OCOP\n\nHạn 15\/12\/2026\.\n\nGõ “dừng” để thôi nhận tin\.$/)
  expect(app.telegram.ledger(11).at(-1)?.replyMarkup?.inline_keyboard?.flat()).toEqual([{ text: 'Xem trên trang', url: link }])
  expect(app.zalo.texts('zalo-ba').at(-1)).toBe(
    `Nhận hồ sơ OCOP\n\nHạn 15/12/2026.\n\nGõ “dừng” để thôi nhận tin.\n\nXem trên trang: ${link}`,
  )
  expect(app.telegram.texts(12).at(-1)).toContain('sẽ không gửi tin thông báo chung')
  const shown = await page(path)
  expect(shown).toContain('Đã gửi xong')
  expect(shown).toContain('2 trên 2 người')

  await says(be, 'thông báo tuần ni có chi')
  expect(app.telegram.ledger(12).at(-1)?.replyMarkup?.inline_keyboard?.flat()).toContainEqual(
    expect.objectContaining({ text: expect.stringMatching(/^\d\d\/\d\d\/\d{4} · Nhận hồ sơ OCOP$/), url: link }),
  )
  expect((await server.request(new URL(link).pathname, {}, app.deps)).status).toBe(200)
})

test('P-07: on the web chat it shows after what was said meanwhile, and not before it was sent', async () => {
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await server.request(
      `/api/chat/messages${path}`,
      { ...init, headers: { ...init.headers, cookie: web } },
      app.deps,
    )
    web ||= response.headers.get('set-cookie')?.split(';')[0] ?? ''
    return ((await response.json()) as { messages: { id: string; text: string }[] }).messages
  }
  const say = async (text: string) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) }
    let isAnswered = false
    const said = call('', init).finally(() => {
      isAnswered = true
    })
    while (!isAnswered) await Promise.all([work(), sleep(20)])
    return said
  }
  let web = ''
  await say('tin tức')
  await say('2')
  const fields = {
    topic: 'training',
    title_vi: 'Lớp tập huấn',
    text_vi: 'Thứ bảy này.',
    title_en: '',
    text_en: '',
    kind: 'ordinary',
  }
  const path = (await post('/console/broadcasts', fields)).headers.get('location')?.replace(/\?.*/, '') ?? ''
  await post(`${path}/preview`, { version: '1' })
  await work()
  await post(`${path}/request`, { version: '1', when: 'now' })
  await fanOutBroadcasts.run(app.deps, { endsAt: Date.now() + 5000, signal: new AbortController().signal })
  await post(`${path}/pause`, {})
  await work()
  expect((await call('')).map(({ text }) => text).join()).not.toContain('Lớp tập huấn')
  await say('menu')
  const last = (await call('')).at(-1)?.id ?? ''
  await post(`${path}/resumption`, {})
  await work()
  await work()
  expect((await call(`?after=${last}`)).map(({ text }) => text.split('\n')[0])).toEqual(['Lớp tập huấn'])
})
