/**
 * What must hold of the whole program from outside, over real HTTP, whichever entry runs it: one suite for all of them.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jpeg } from '../fakes/photo.ts'
import { startTelegram, type TelegramFake } from '../fakes/telegram.ts'
import { startZalo, type ZaloFake } from '../fakes/zalo.ts'
import { startZaloOa, type ZaloOaFake } from '../fakes/zalo-oa.ts'
import { linkOf, NEEDED, openForm, talkTo } from '../web/form/filler.ts'
import { visitor } from './visitor.ts'

export interface Entry {
  /** no slash at the end */
  readonly url: string
  /** one-time link of the first official */
  readonly signInLink: string
  close(): Promise<void>
}

export type Settings = Readonly<Record<string, string>>

const SECRET = 'secret-of-the-webhook'

export function entrySuite(name: string, open: (settings: Settings) => Promise<Entry>): void {
  describe(name, () => {
    let entry: Entry
    let telegram: TelegramFake
    let zalo: ZaloFake
    let account: ZaloOaFake

    beforeAll(async () => {
      telegram = await startTelegram()
      zalo = await startZalo()
      account = await startZaloOa()
      entry = await open({
        ALLOW_LOOPBACK_UPSTREAMS: '1',
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_WEBHOOK_SECRET: SECRET,
        TELEGRAM_API_ROOT: telegram.baseUrl,
        ZALO_BOT_TOKEN: zalo.token,
        ZALO_WEBHOOK_SECRET: SECRET,
        ZALO_API_ROOT: zalo.baseUrl,
        ...account.settings(),
      })
      telegram.useWebhook({ url: `${entry.url}/webhooks/telegram`, secret: SECRET })
      zalo.useWebhook({ url: `${entry.url}/webhooks/zalo`, secret: SECRET })
      account.useWebhook({ url: `${entry.url}/webhooks/zalo-oa`, secret: '' })
    }, 120_000)
    afterAll(async () => {
      await entry?.close()
      await Promise.all([telegram.close(), zalo.close(), account.close()])
    })

    test('a draft of the chat is filled in on its page, with a photo, and the chat goes on with it', async () => {
      const talk = await talkTo(entry, NEEDED)
      const { pathname, search } = new URL(await linkOf(talk))
      const url = entry.url + pathname + search
      const page = await openForm(url)
      page.set('scale', '200 hũ một tháng')
      page.attach('photos', 'ruoc.jpg', jpeg())
      const saved = await page.save()
      expect([saved.status, saved.headers.get('location')]).toEqual([303, expect.stringMatching(/&saved=(?:yes|later)$/)])
      for (let tries = 0; tries < 40 && !(await talk.last()).text.includes('Đã nhận từ trang web'); tries++) await sleep(250)
      expect((await talk.last()).text).toContain('Đã nhận từ trang web: 1 ảnh, Sản lượng.')
      expect((await openForm(url)).form.get('f.scale')).toBe('200 hũ một tháng')
      expect((await fetch(`${entry.url}/form/map.svg`)).status).toBe(200)
    })

    test('the public pages are there, and what is not there is said kindly', async () => {
      for (const path of ['/chat', '/privacy', '/console/sign-in', '/health/live', '/health/ready', '/metrics']) {
        expect((await fetch(entry.url + path)).status, path).toBe(200)
      }
      const missing = await fetch(`${entry.url}/khong-co`)
      expect([missing.status, missing.headers.get('content-type')]).toEqual([404, expect.stringContaining('text/html')])
    })

    test('a question on the web chat is answered with its source; a repeat has no second effect', async () => {
      const chat = visitor(entry.url)
      const id = randomUUID()
      const first = await chat.send({ id, text: 'ocop là gì?' })
      expect(first[0]?.text).toContain('Nguồn: ')
      expect(first[0]?.answer?.zone).toBe('answer')
      expect(await chat.send({ id, text: 'ocop là gì?' })).toEqual(first)
      expect(await chat.all()).toEqual(first)
    })

    test('what goes in at the webhooks of Telegram and Zalo is answered there', async () => {
      await telegram.person(4101).says('ocop la gi')
      await zalo.person('zalo-4101').says('ocop la gi')
      await until(() => telegram.texts(4101).length > 0 && zalo.texts('zalo-4101').length > 0)
      expect(telegram.texts(4101)[0]).toContain('Nguồn: ')
      expect(zalo.texts('zalo-4101')[0]).toContain('Nguồn: ')
    })

    test('so is what goes in at that of the Official Account: signed, with a token that is got first', async () => {
      const lan = account.person('7000000000000004101')
      expect(await lan.follows()).toBe(200)
      await until(() => account.texts(lan.id).length > 0)
      expect(account.ledger(lan.id)[0]?.buttons.length).toBeGreaterThan(3)
      expect(await lan.presses('Gửi phản ánh')).toBe(200)
      await until(() => account.texts(lan.id).length > 1)
      expect(account.oauth.books).toMatchObject({ rotations: 1, refusals: 0 })
    })

    test('a report with a photo is filed, an official finds it and sets its state, and the citizen hears it', async () => {
      const chat = visitor(entry.url)
      await chat.send({ text: 'phản ánh' })
      await chat.send({ text: 'Đèn đường trước nhà hư đã ba hôm' })
      await chat.send({ text: '12 Lê Lợi, phường Thuận Hóa' })
      await chat.photo(jpeg({ gps: { lat: 16.46, lng: 107.59 } }))
      let last = (await chat.send({ text: 'xong' })).at(-1)
      for (let i = 0; i < 3 && !last?.text.includes('PA-'); i++) last = (await chat.send({ text: 'gửi phản ánh' })).at(-1)
      const told = (await chat.all()).map(({ text }) => text).join('\n')
      const reference = /PA-\d{4}-\d{6}/.exec(told)?.[0] ?? 'none'
      const code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-[0-9A-Z]/.exec(told)?.[0] ?? 'none'
      expect([reference, code]).not.toContain('none')

      const desk = await signIn(entry)
      const list = await desk.get('/console/reports')
      expect(list).toContain(reference)
      const path = /\/console\/reports\/\d+/.exec(list)?.[0] ?? ''
      const page = await desk.get(path)
      expect(page).toContain('Đèn đường trước nhà hư đã ba hôm')
      const photo = /src="([^"]*\/media\/[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const picture = await fetch(new URL(photo, entry.url))
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      expect(Buffer.from(await picture.arrayBuffer()).includes('Exif')).toBe(false)

      const before = (await chat.all()).at(-1)?.id ?? ''
      await desk.post(`${path}/state`, { csrf: csrfOf(page), from: 'received', to: 'in_progress', state_words: '' })
      await until(async () => (await chat.all(before)).length > 0)
      expect((await chat.all(before))[0]?.text).toContain(reference)

      const stranger = await visitor(entry.url).send({ text: `tra cứu ${code}` })
      expect(stranger[0]?.text).not.toContain('Đèn đường')
      expect(stranger[0]?.text).toContain('PA-')
    })

    test('P-18, P-19, P-14: strangers, large bodies and broken ones get the answers of the contract', async () => {
      const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
        fetch(entry.url + path, { method: 'POST', headers, body })
      const known = { 'X-Telegram-Bot-Api-Secret-Token': SECRET }
      for (const path of ['/webhooks/telegram', '/webhooks/zalo', '/webhooks/zalo-oa']) {
        const refused = await post(path, '{}')
        expect([refused.status, await refused.text()], path).toEqual([401, ''])
      }
      expect((await post('/webhooks/telegram', '', known)).status).toBe(200)
      expect((await post('/webhooks/telegram', 'no json', known)).status).toBe(400)
      expect((await post('/webhooks/telegram', '['.repeat(5000), known)).status).toBe(400)
      expect((await post('/webhooks/telegram', `"${'a'.repeat(1024 * 1024)}"`, known)).status).toBe(413)
      expect((await post('/webhooks/web', '{}')).status).toBe(404)
      const json = { 'content-type': 'application/json' }
      expect((await post('/api/chat/messages', '{"text":', json)).status).toBe(400)
      expect((await visitor(entry.url).send({ text: 'ocop\u0000 là gì?' }))[0]?.answer?.zone).toBe('answer')
    })

    test('P-24, P-30: the console is closed, and every answer carries the header set', async () => {
      for (const path of ['/console', '/console/reports', '/console/broadcasts', '/console/dead-letters']) {
        const answer = await fetch(entry.url + path, { redirect: 'manual' })
        expect([answer.status, answer.headers.get('location')], path).toEqual([302, expect.stringContaining('/sign-in')])
        expect(answer.headers.get('cache-control'), path).toBe('no-store')
      }
      for (const path of ['/chat', '/khong-co', '/console/sign-in', '/api/chat/messages', '/media/abc']) {
        const { headers } = await fetch(entry.url + path)
        expect(headers.get('content-security-policy'), path).toContain("script-src 'self'")
        expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      }
    })

    test('a producer registers by talking on Zalo, without marks', async () => {
      const id = 'zalo-5201'
      const talk = [
        'dang ky',
        'dong y',
        'ho gia dinh',
        'co roi',
        'dang ban',
        'trong xa',
        'mam nem',
        'Tran Thi Be',
        'xa Quang Loi',
      ]
      for (const [at, words] of [...talk, '0905 12a 456', '0905 123 456', 'chua co', 'de sau', 'gui ho so'].entries()) {
        await zalo.person(id).says(words)
        await until(() => zalo.texts(id).length > at)
      }
      await until(() => zalo.texts(id).at(-1)?.includes('UBND xã Đan Điền') === true)
      expect(zalo.texts(id).join('\n')).toMatch(/DK-\d{4}-\d{6}/)
    })

    test('who asks for an official is answered by one, in the same chat', async () => {
      const chat = visitor(entry.url)
      await chat.send({ text: 'gặp cán bộ' })
      await chat.send({ text: 'Cho hỏi hội chợ OCOP họp khi mô?' })
      const desk = await signIn(entry)
      const path = /\/console\/handovers\/\d+/.exec(await desk.get('/console/handovers'))?.[0] ?? ''
      const page = await desk.get(path)
      expect(page).toContain('hội chợ OCOP họp khi mô')
      const before = (await chat.all()).at(-1)?.id ?? ''
      await desk.post(`${path}/messages`, { ...hiddenOf(page), words: 'Dạ, ngày 5 tới, ở Trường Tiền.' })
      await until(async () => (await chat.all(before)).length > 0)
      expect((await chat.all(before))[0]?.text).toContain('ngày 5 tới')
    })
  })
}

const signedIn = new WeakMap<Entry, ReturnType<typeof openDesk>>()

/** The link works once, so the tests of an entry share what it opened. */
function signIn(entry: Entry) {
  const known = signedIn.get(entry) ?? openDesk(entry)
  signedIn.set(entry, known)
  return known
}

async function openDesk(entry: Entry) {
  const password = 'mật khẩu rất dài của cán bộ'
  const opened = await fetch(entry.signInLink, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: entry.url },
    body: new URLSearchParams({ new_password: password, repeated: password }),
  })
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  if (opened.status !== 303) throw new Error(`The sign-in link was answered with ${opened.status}.`)
  return {
    get: async (path: string) => (await fetch(entry.url + path, { headers: { cookie } })).text(),
    async post(path: string, fields: Readonly<Record<string, string>>) {
      const headers = { cookie, origin: entry.url }
      const response = await fetch(entry.url + path, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams(fields),
      })
      expect(response.status, path).toBe(303)
    },
  }
}

function csrfOf(page: string): string {
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

/** What the page's last form carries unseen. */
function hiddenOf(page: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const began = Date.now()
  while (!(await isSo())) {
    if (Date.now() - began > 20_000) throw new Error('It did not happen within 20 seconds.')
    await sleep(50)
  }
}
