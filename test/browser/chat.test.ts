/** The chat in a real browser: by keyboard, without network, without script, in every size and shade. */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Outbound } from '../../src/message.ts'
import * as outbox from '../../src/models/outbox.ts'
import { jpeg } from '../fakes/photo.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const
const EVIL = '<img src=x onerror=alert(1)><script>alert(2)</script>'
const LONG = 'Đèn đường trước số nhà 12 kiệt 34 đường Nguyễn Sinh Cung tắt đã ba đêm liền, bà con đi lại khó khăn lắm.'
const API = '**/api/chat/messages*'

let browser: Browser
let server: TestServer
/** what the browser complained of: refused code, dialogs, errors of scripts */
let complaints: string[]
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await startTestServer()
  complaints = []
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await server.close()
})

/** The machine's own Chromium: playwright-core brings none. */
function chromiumPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
  if (!found) throw new Error('No Chromium on the PATH; install it (apt-get install chromium).')
  return found
}

interface Look {
  readonly size?: keyof typeof SIZES
  readonly shade?: 'light' | 'dark'
  readonly scripts?: boolean
}

async function newContext({ size = 'phone', shade = 'light', scripts = true }: Look = {}): Promise<BrowserContext> {
  return browser.newContext({
    viewport: SIZES[size],
    colorScheme: shade,
    javaScriptEnabled: scripts,
    permissions: ['geolocation'],
    geolocation: { latitude: 16.4637, longitude: 107.5909 },
  })
}

async function open(look: Look = {}, path = '/chat'): Promise<Page> {
  const page = await (await newContext(look)).newPage()
  listen(page)
  await page.goto(server.url + path)
  return page
}

/** Networks that are cut on purpose make the browser complain too; those lines are not meant. */
function listen(page: Page): void {
  page.on(
    'console',
    (line) => line.type() === 'error' && !/Failed to load resource/.test(line.text()) && complaints.push(line.text()),
  )
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
}

/** Until the browser's database is open nothing is taken: the words stay in the field, and Enter is pressed again. */
async function say(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('Tin nhắn')
  await field.fill(text)
  do await page.keyboard.press('Enter')
  while ((await field.inputValue()) !== '')
}

const ours = (page: Page) => page.locator('.ours .bubble')
const theirs = (page: Page) => page.locator('.theirs')
const lastOfOurs = (page: Page) => ours(page).last()

/** Waits for words in the last bubble of ours. */
async function hears(page: Page, words: string | RegExp): Promise<void> {
  await lastOfOurs(page).filter({ hasText: words }).waitFor()
}

async function inboxTexts(): Promise<number> {
  const { n } = await server.deps.db
    .selectFrom('inbox')
    .select((q) => q.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** News of an official to the only person there is. */
async function tell(text: string): Promise<void> {
  const { db, vault, channels } = server.deps
  const limits = channels.get('web')?.limits
  const person = await db.selectFrom('person').select('id').executeTakeFirstOrThrow()
  const message: Outbound = { type: 'message', text }
  if (limits) await db.transaction().execute((tx) => outbox.enqueue(tx, vault, { personId: person.id, message, limits }))
}

test('a whole registration by the keyboard alone', async () => {
  const page = await open()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Đến ô nhập tin')
  await page.keyboard.press('Enter')
  await type('đăng ký')
  await hears(page, 'đồng ý không')
  await toButton('Đồng ý')
  await hears(page, 'thuộc loại nào')
  // The focus has gone on to the field by itself.
  await type('5')
  await hears(page, 'giấy đăng ký kinh doanh chưa')
  await toButton('Có rồi')
  await hears(page, 'ở bước nào')
  await type('đang bán')
  await hears(page, 'Nguyên liệu chính')
  await toButton('Trong xã, phường')
  await hears(page, 'Sản phẩm tên là gì')
  await type('Mắm nêm Bà Hoa')
  await hears(page, 'Họ tên người đại diện')
  await type('Nguyễn Thị Hoa')
  await hears(page, 'Địa chỉ cơ sở')
  await type('vỹ dạ')
  await hears(page, 'Số điện thoại')
  await type('0905 123 456')
  await hears(page, 'Mã số thuế')
  await toButton('Bỏ qua')
  await hears(page, 'Phần bắt buộc đã đủ')
  await toButton('Để sau')
  await hears(page, 'xem lại giúp')
  await toButton('Gửi hồ sơ')
  await hears(page, 'Còn làm trên giấy')
  expect(await page.locator('.ours .bubble').allInnerTexts()).toContainEqual(expect.stringMatching(/DK-\d{4}-\d{6}/))
  expect(complaints).toEqual([])

  async function type(text: string) {
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }
  async function toButton(name: string) {
    await page.getByRole('button', { name, exact: true }).waitFor()
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Shift+Tab')
      if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return page.keyboard.press('Enter')
    }
    throw new Error(`The keyboard does not reach "${name}".`)
  }
})

test('a Vietnamese keyboard that composes a word does not send with its Enter; Shift and Enter make a new line', async () => {
  const page = await open()
  const field = page.getByLabel('Tin nhắn')
  await field.fill('mắ')
  await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
  await field.press('Shift+Enter')
  await page.keyboard.type('m')
  expect(await field.inputValue()).toBe('mắ\nm')
  expect(await theirs(page).count()).toBe(0)
})

test('P-02: typed without network, kept through a reload, and sent once when the network is back', async () => {
  const page = await open()
  await say(page, 'menu')
  await hears(page, 'xin chào')
  await page.context().setOffline(true)
  await say(page, 'phản ánh')
  await say(page, LONG)
  expect(await theirs(page).last().textContent()).toContain('Chờ mạng')
  await page.getByText('Đang mất mạng').waitFor()
  // The page comes back before its data does.
  await page.route(API, (route) => route.abort())
  await page.context().setOffline(false)
  await page.reload()
  await theirs(page).nth(2).waitFor()
  expect(await theirs(page).allTextContents()).toEqual([
    expect.stringContaining('menu'),
    expect.stringContaining('phản ánh'),
    expect.stringContaining(LONG),
  ])
  await page.unroute(API)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await hears(page, 'Ở chỗ nào')
  expect(await theirs(page).last().textContent()).toContain('Đã gửi')
  expect(await inboxTexts()).toBe(3)
  await page.reload()
  expect(await theirs(page).count()).toBe(3)
})

test('P-02: an answer that was lost on the way: sent again by itself, and nothing is there twice', async () => {
  const page = await open()
  await say(page, 'menu')
  await hears(page, 'xin chào')
  let lost = 0
  await page.route(API, async (route) => {
    if (route.request().method() !== 'POST' || lost++ > 0) return route.continue()
    await route.fetch()
    await route.abort()
  })
  await say(page, 'phản ánh')
  await hears(page, 'Anh/chị thấy việc gì')
  await theirs(page).filter({ hasText: 'phản ánh' }).filter({ hasText: 'Đã gửi' }).waitFor()
  expect(await ours(page).filter({ hasText: 'Anh/chị thấy việc gì' }).count()).toBe(1)
  expect([lost > 1, await inboxTexts()]).toEqual([true, 2])
})

test('what the server will not take is told, stays, and can be sent again or dropped', async () => {
  const page = await open()
  await page.route(API, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 400, body: '{}' }) : route.continue(),
  )
  await say(page, 'một')
  await say(page, 'hai')
  await theirs(page).last().filter({ hasText: 'không gửi được' }).waitFor()
  await theirs(page).last().getByRole('button', { name: 'Bỏ' }).click()
  expect(await theirs(page).count()).toBe(1)
  await page.reload()
  await theirs(page).filter({ hasText: 'không gửi được' }).waitFor()
  await page.unroute(API)
  await page.getByRole('button', { name: 'Gửi lại' }).click()
  await theirs(page).filter({ hasText: 'Đã gửi' }).waitFor()
  expect(await inboxTexts()).toBe(1)
})

test('a busy server is tried again; after some tries the person is told, and may hurry it', async () => {
  const page = await open()
  let isBusy = true
  await page.route(API, (route) =>
    isBusy && route.request().method() === 'POST' ? route.fulfill({ status: 503, body: '{}' }) : route.continue(),
  )
  await say(page, 'menu')
  await theirs(page).filter({ hasText: 'Chưa gửi được, vẫn giữ ở đây' }).waitFor()
  isBusy = false
  await page.getByRole('button', { name: 'Gửi lại' }).click()
  await hears(page, 'xin chào')
})

test('P-23: a photo shows at once, tells how far it is, arrives without its place, and is there after a reload', async () => {
  const page = await open()
  await say(page, 'phản ánh')
  await hears(page, 'việc gì')
  await say(page, LONG)
  await hears(page, 'Ở chỗ nào')
  await page.getByRole('button', { name: 'Gửi vị trí' }).click()
  await hears(page, 'ảnh hiện trường')
  const photo = Buffer.from(jpeg({ width: 640, height: 480, gps: { lat: 16.46, lng: 107.59 } }))
  const release = await held(page)
  await page.getByLabel('Gửi ảnh').setInputFiles({ name: 'den.jpg', mimeType: 'image/jpeg', buffer: photo })
  const thumbnail = theirs(page).last().locator('img')
  await thumbnail.waitFor()
  expect(await thumbnail.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(640)
  expect(await theirs(page).last().textContent()).toMatch(/Đang (gửi|tải ảnh)/)
  release()
  await hears(page, 'Đã có 1 ảnh')
  await page.reload()
  const kept = theirs(page).last().locator('img')
  expect(await kept.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(640)
  const bytes = await page.request.get(new URL((await kept.getAttribute('src')) ?? '', server.url).href)
  expect((await bytes.body()).includes('Exif')).toBe(false)
  await page.getByRole('button', { name: 'Xong ảnh' }).click()
  await hears(page, 'xem lại giúp')
  await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
  await hears(page, /PA-\d{4}-\d{6}/)
  expect(complaints).toEqual([])
})

/** Posts wait until the returned function is called. */
async function held(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(API, async (route) => {
    if (route.request().method() === 'POST') await promise
    await route.continue()
  })
  return resolve
}

test('a large photo is made smaller before it goes over the line', async () => {
  const page = await open()
  const file = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 3000
    const pixels = canvas.getContext('2d')
    if (!pixels) return ''
    const noise = pixels.createImageData(3000, 3000)
    for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : (i * 2654435761) >>> 24
    pixels.putImageData(noise, 0, 0)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? ''
  })
  const buffer = Buffer.from(file, 'base64')
  expect(buffer.length).toBeGreaterThan(1_500_000)
  await page.getByLabel('Gửi ảnh').setInputFiles({ name: 'lon.jpg', mimeType: 'image/jpeg', buffer })
  await hears(page, 'Đã nhận 1 ảnh')
  const row = await server.deps.db.selectFrom('attachment').select(['width', 'bytes']).executeTakeFirstOrThrow()
  expect(row.width).toBe(2000)
  expect(row.bytes).toBeLessThan(buffer.length)
})

test('what is too large for the server is not even sent: told at once, and dropped by the person', async () => {
  const page = await open()
  let posts = 0
  page.on('request', (request) => request.method() === 'POST' && posts++)
  const buffer = Buffer.concat([Buffer.from(jpeg()), Buffer.alloc(21 * 1024 * 1024)])
  await page.getByLabel('Gửi ảnh').setInputFiles({ name: 'lon.png', mimeType: 'image/png', buffer })
  await theirs(page).last().filter({ hasText: 'nặng quá 20 MB' }).waitFor()
  await page.getByRole('button', { name: 'Bỏ' }).click()
  expect([await theirs(page).count(), posts]).toEqual([0, 0])
})

test('the page without script: talk, chips and photo by plain forms', async () => {
  const page = await open({ scripts: false })
  await page.getByLabel('Tin nhắn').fill('phản ánh')
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  await hears(page, 'việc gì')
  await page.getByLabel('Tin nhắn').fill(LONG)
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  await page.getByLabel('Tin nhắn').fill('12 Lê Lợi, phường Thuận Hóa')
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  await hears(page, 'ảnh hiện trường')
  await page.getByLabel('Gửi ảnh').setInputFiles({ name: 'den.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(jpeg()) })
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  await hears(page, 'Đã có 1 ảnh')
  await page.getByRole('button', { name: 'Xong ảnh' }).click()
  await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
  await hears(page, /PA-\d{4}-\d{6}/)
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('From now on this channel answers in English').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})

test('news arrive by themselves; who reads further up is not moved, and is shown the way down', async () => {
  const page = await open()
  for (let i = 0; i < 6; i++) {
    await say(page, 'menu')
    await page.locator('.theirs').nth(i).filter({ hasText: 'Đã gửi' }).waitFor()
  }
  await page.evaluate(() => window.scrollTo(0, 0))
  await tell('Phản ánh của anh/chị đang được xử lý.')
  const way = page.getByRole('button', { name: 'Tin mới' })
  await way.waitFor()
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
  await way.click()
  await way.waitFor({ state: 'hidden' })
  expect(await lastOfOurs(page).textContent()).toContain('đang được xử lý')
  await tell('Phản ánh đã xử lý xong.')
  await hears(page, 'đã xử lý xong')
  expect(await isAtEnd(page)).toBe(true)
})

const isAtEnd = (page: Page) =>
  page.evaluate(() => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2)

test('what was said in another tab appears, both sides and in order', async () => {
  const page = await open()
  await say(page, 'menu')
  await hears(page, 'xin chào')
  const other = await page.context().newPage()
  await other.goto(`${server.url}/chat`)
  await say(other, 'phản ánh')
  await hears(page, 'việc gì')
  const order = await page.locator('#list > li:not(.day)').evaluateAll((items) => items.map((item) => item.className))
  expect(order).toEqual(['ours', 'theirs', 'ours', 'theirs', 'ours'])
})

test('the one-time link of another chat opens the page, which asks before it joins both, once', async () => {
  const phone = await open()
  await phone.keyboard.press('Tab')
  await phone.keyboard.press('Enter')
  await phone.keyboard.type('liên kết')
  await phone.keyboard.press('Enter')
  await hears(phone, /liên kết [0-9A-Z]{4}-[0-9A-Z]{4}/)
  const code = (await phone.getByRole('main').textContent())?.match(/liên kết ([0-9A-Z]{4}-[0-9A-Z]{4})/)?.[1]
  const desk = await open({ size: 'desk' }, `/chat#lien-ket=${code}`)
  await hears(desk, 'Có phải chính anh/chị')
  await desk.getByRole('button', { name: 'Phải, nối lại' }).click()
  await hears(desk, 'Đã nối')
  expect(desk.url()).not.toContain('lien-ket')
  await hears(phone, 'vừa được nối với trang chat')
  expect(complaints).toEqual([])
})

test('L-01: what one browser fills in is seen, agreed to and sent from another by a link with a code, at 360 px too', async () => {
  const helper = await open({ size: 'desk' })
  const needed = ['5', 'có rồi', 'đang bán', 'trong xã', 'Mắm nêm', 'Nguyễn Thị Hoa', 'thôn 3, xã Quảng Lợi', '0905123456']
  for (const word of ['đăng ký hộ', 'đồng ý', 'Chị Lan, cán bộ phường Vỹ Dạ', ...needed, '046085001234', 'để sau']) {
    const before = await helper.locator('#list > li.ours').count()
    await say(helper, word)
    await expect.poll(() => helper.locator('#list > li.ours').count()).toBeGreaterThan(before)
  }
  await helper.getByRole('button', { name: 'Gửi bà con xem' }).click()
  await hears(helper, 'Mã dùng một lần')
  await lookAt(helper, 'on-behalf-helper')
  const code = (await helper.getByRole('main').textContent())?.match(/#xac-nhan=([0-9A-Z-]{21})/)?.[1]
  const producer = await open({}, `/chat#xac-nhan=${code}`)
  await hears(producer, 'Các mục trên đã đúng chưa')
  expect(producer.url()).not.toContain('xac-nhan')
  expect(await producer.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await lookAt(producer, 'on-behalf-consent')
  await ours(producer).filter({ hasText: 'đã điền giúp anh/chị' }).scrollIntoViewIfNeeded()
  await lookAt(producer, 'on-behalf-summary')
  await producer.getByRole('button', { name: 'Đúng, gửi hồ sơ' }).click()
  await hears(producer, 'Còn làm trên giấy')
  await hears(helper, 'Bà con đã xác nhận hồ sơ')
  await lookAt(producer, 'on-behalf-sent')
  expect(complaints).toEqual([])
})

test('a page that nobody looks at asks for nothing; looked at again, it asks at once', async () => {
  const page = await open()
  await say(page, 'menu')
  await hears(page, 'xin chào')
  let asked = 0
  page.on('request', (request) => request.method() === 'GET' && request.url().includes('/api/') && asked++)
  await look(true)
  await page.waitForTimeout(4000)
  expect(asked).toBe(0)
  await tell('Có tin cho anh/chị.')
  await look(false)
  await hears(page, 'Có tin cho anh/chị.')

  function look(isHidden: boolean) {
    return page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }, isHidden)
  }
})

test('the typing sign is there only while an answer is awaited', async () => {
  const page = await open()
  const sign = page.locator('#typing')
  expect(await sign.isVisible()).toBe(false)
  const release = await held(page)
  await say(page, 'menu')
  await sign.waitFor()
  release()
  await hears(page, 'xin chào')
  await sign.waitFor({ state: 'hidden' })
  await page.context().setOffline(true)
  await say(page, 'menu')
  await page.waitForTimeout(600)
  expect(await sign.isVisible()).toBe(false)
})

test('chips are gone when one is used; a second tap finds none', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'Gửi phản ánh' }).dblclick()
  await hears(page, 'việc gì')
  expect(await theirs(page).count()).toBe(1)
  expect(await page.locator('#chips button:visible').count()).toBe(0)
  expect(await inboxTexts()).toBe(1)
})

test('a device that does not give its position: said, and the place can be typed', async () => {
  const page = await open()
  await page.context().clearPermissions()
  await say(page, 'phản ánh')
  await hears(page, 'việc gì')
  await say(page, LONG)
  await page.getByRole('button', { name: 'Gửi vị trí' }).click()
  await page.getByText('Máy không cho lấy vị trí').waitFor()
  await say(page, '12 Lê Lợi, phường Thuận Hóa')
  await hears(page, 'ảnh hiện trường')
  expect(await page.getByText('Máy không cho lấy vị trí').count()).toBe(0)
})

test('P-21: what a person types is text, at once and after a reload', async () => {
  const page = await open()
  await say(page, 'phản ánh')
  await hears(page, 'việc gì')
  await say(page, EVIL)
  await hears(page, 'Ở chỗ nào')
  await say(page, `trước ${EVIL}, phường Thuận Hóa`)
  await hears(page, 'ảnh hiện trường')
  await say(page, 'bỏ qua')
  await hears(page, EVIL)
  await tell(EVIL)
  await hears(page, EVIL)
  await page.reload()
  await hears(page, EVIL)
  expect(await page.locator('#list img, #list script').count()).toBe(0)
  expect(complaints).toEqual([])
})

test('a browser that keeps no cookie is told so, with a way out', async () => {
  const page = await (await newContext()).newPage()
  await page.route('**/chat.js*', async (route) => {
    await page.context().clearCookies()
    await route.continue()
  })
  await page.goto(`${server.url}/chat`)
  await page.getByText('Trình duyệt không cho giữ cuộc trò chuyện').waitFor()
  expect(await page.getByRole('link', { name: 'Mở trang trò chuyện riêng' }).getAttribute('target')).toBe('_blank')
})

test('P-30: a portal of the setting may embed the chat and talk in it; any other page may not', async () => {
  const portal = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(
      `<!doctype html><title>Cổng</title><iframe title="Chat" src="${server.url}/chat" width="360" height="600"></iframe>`,
    )
  })
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`
  const page = await (await newContext()).newPage()
  await page.goto(origin)
  const frame = page.frameLocator('iframe')
  expect(await frame.locator('#text').count()).toBe(0)

  await server.close()
  server = await startTestServer({ env: { EMBED_ORIGINS: origin } })
  await page.goto(origin)
  await frame.getByLabel('Tin nhắn').fill('menu')
  await frame.getByLabel('Tin nhắn').press('Enter')
  await frame.locator('.ours').nth(1).waitFor()
  portal.close()
})

/** WCAG 2.2 AA, and what is good beside it. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

for (const [size, shade] of [
  ['phone', 'light'],
  ['phone', 'dark'],
  ['desk', 'light'],
  ['desk', 'dark'],
] as const) {
  test(`every state on a ${size}, ${shade}: no axe violation, nothing sticks out, all in reach of a thumb`, async () => {
    const page = await open({ size, shade })
    const see = (name: string) => lookAt(page, `${name}-${size}-${shade}`)
    await see('empty')
    await say(page, 'phản ánh')
    await hears(page, 'việc gì')
    await say(page, `${LONG}\n\n${'Xinđừngcắtchữdàinày'.repeat(5)}`)
    await page.getByRole('button', { name: 'Gửi vị trí' }).waitFor()
    await see('talk')
    await page.getByRole('button', { name: 'Gửi vị trí' }).click()
    await hears(page, 'ảnh hiện trường')
    const buffer = Buffer.from(jpeg({ width: 640, height: 480, shade: 20 }))
    await page.getByLabel('Gửi ảnh').setInputFiles({ name: 'den.jpg', mimeType: 'image/jpeg', buffer })
    await hears(page, 'Đã có 1 ảnh')
    await see('photo')
    const release = await held(page)
    await say(page, 'xong')
    await page.locator('#typing').waitFor()
    await see('typing')
    release()
    await hears(page, 'xem lại giúp')
    await page.unroute(API)
    await page.context().setOffline(true)
    await say(page, 'gửi phản ánh')
    await page.getByText('Đang mất mạng').waitFor()
    await see('offline')
    await page.route(API, (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 400, body: '{}' }) : route.continue(),
    )
    await page.context().setOffline(false)
    await theirs(page).last().filter({ hasText: 'không gửi được' }).waitFor()
    await see('refused')
    await page.reload()
    await see('reloaded')
    for (const [name, path] of Object.entries({ privacy: '/privacy', english: '/privacy?lang=en', missing: '/khong-co' })) {
      await page.goto(server.url + path)
      await see(name)
    }
    expect(complaints).toEqual([])
  })
}

test('L-22: the privacy notice is one screen of a phone', async () => {
  for (const path of ['/privacy', '/privacy?lang=en']) {
    const page = await open({}, path)
    expect(await page.evaluate(() => document.documentElement.scrollHeight), path).toBeLessThanOrEqual(SIZES.phone.height)
  }
})

async function lookAt(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/chat-${name}.png` })
  // Through the debugger, which the page's policy does not stop: the policy itself stays as it is.
  const violations = await page.evaluate(
    `${axe.source}; axe.run({ runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) => violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' | ')))`,
  )
  expect(violations, name).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow, `${name} sticks out`).toBeLessThanOrEqual(0)
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, .button, textarea, summary, .attach')]
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
      .map(({ text }) => text),
  )
  expect(small, `${name}: too small for a thumb`).toEqual([])
  const tiny = await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.textContent?.trim() && Number.parseFloat(getComputedStyle(element).fontSize) < 16)
      .map((element) => element.className),
  )
  expect(tiny, `${name}: smaller than 16 px`).toEqual([])
}
