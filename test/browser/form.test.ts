/** The page of a draft in a real browser: on a phone and a desk, light and dark, by keyboard, with script and without. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { jpeg } from '../fakes/photo.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { linkOf, NEEDED, type Talker, talkTo } from '../web/form/filler.ts'

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const
const SHADES = ['light', 'dark'] as const

let browser: Browser
let server: TestServer
let talk: Talker
/** what the browser complained of: refused code, dialogs, errors of scripts */
let complaints: string[]
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await startTestServer()
  talk = await talkTo(server, NEEDED)
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
  readonly shade?: (typeof SHADES)[number]
  readonly scripts?: boolean
}

async function open({ size = 'phone', shade = 'light', scripts = true }: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: shade,
    javaScriptEnabled: scripts,
    permissions: ['geolocation'],
    geolocation: { latitude: 16.4637, longitude: 107.5909 },
  })
  const page = await context.newPage()
  page.on(
    'console',
    (line) => line.type() === 'error' && !/Failed to load resource/.test(line.text()) && complaints.push(line.text()),
  )
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) complaints.push(`a request to elsewhere: ${request.url()}`)
  })
  await page.goto(await linkOf(talk))
  return page
}

const picture = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from(jpeg({ width: 640, height: 480 })) })

/** A violation a line; axe comes in from outside, past the page's policy. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  return page.evaluate(async (values) => {
    const run = (
      globalThis as unknown as {
        axe: { run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
      }
    ).axe
    // What lies under a bar that stays is reached by scrolling; axe takes it for covered for good.
    for (const bar of document.querySelectorAll<HTMLElement>('.bar, .top')) bar.style.position = 'static'
    const { violations: found } = await run.run({ runOnly: { type: 'tag', values } })
    for (const bar of document.querySelectorAll<HTMLElement>('.bar, .top')) bar.style.position = ''
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  }, tags)
}

test.each(Object.keys(SIZES).flatMap((size) => SHADES.map((shade) => [size as keyof typeof SIZES, shade] as const)))(
  'at %s in %s: nothing is too wide, no target too small, axe finds nothing, with errors and files too',
  async (size, shade) => {
    const page = await open({ size, shade })
    await shot(page, `${size}-${shade}-1`)
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Số điện thoại').fill('0905')
    await page.locator('#f-photos').setInputFiles([picture('ruoc.jpg'), picture('nhan.jpg')])
    await page.getByText('Chọn trên bản đồ').click()
    await page.locator('.map path').nth(39).waitFor()
    await shot(page, `${size}-${shade}-2`)
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Lưu' }).click()
    await page.locator('.errors').waitFor()
    await page.locator('.held img').nth(1).waitFor()
    await shot(page, `${size}-${shade}-3`)
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    const small = await page.evaluate(() =>
      Array.from(document.querySelectorAll('button, a.button, select, textarea, summary, input:not([type=hidden]), label.choice'))
        .filter(
          (one) =>
            !one.matches('label.choice input') && one.getClientRects().length > 0 && one.getBoundingClientRect().height < 44,
        )
        .map((one) => one.outerHTML.slice(0, 100)),
    )
    expect(small).toEqual([])
    expect(complaints).toEqual([])
  },
)

test('the whole of it by the keyboard alone: to the story, to the button, and what came of it takes the focus', async () => {
  const page = await open()
  const at = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent)
  for (let i = 0; i < 60 && (await at()) !== 'f-story'; i++) await page.keyboard.press('Tab')
  expect(await at()).toBe('f-story')
  await page.keyboard.type('Nghề mắm của bà nội tôi')
  await page.getByText('23 chữ cái').waitFor()
  for (let i = 0; i < 20 && (await at()) !== 'Lưu'; i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Đã lưu.').waitFor()
  expect(await at()).toBe('said')
  expect((await talk.last()).text).toContain('Đã nhận từ trang web: Câu chuyện.')
  expect(complaints).toEqual([])
})

test('without script it does the same: files, a select, an error that comes back with what was typed', async () => {
  const page = await open({ scripts: false })
  expect(await page.getByText('Dùng vị trí của tôi').isVisible()).toBe(false)
  await page.locator('#f-photos').setInputFiles([picture('ruoc.jpg'), picture('nhan.jpg')])
  await page.getByLabel('Xã, phường', { exact: true }).selectOption({ label: 'Phường Thuận Hóa' })
  await page.getByLabel('Số điện thoại').fill('0905')
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Anh/chị xem lại giúp các mục sau').waitFor()
  expect(await page.getByLabel('Số điện thoại').inputValue()).toBe('0905')
  await page.getByLabel('Số điện thoại').fill('0912 345 678')
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Đã lưu.').waitFor()
  expect(await page.locator('.held img').count()).toBe(2)
  expect(await page.locator('#f-commune').inputValue()).toBe('19789')
})

test('of the chosen files each can be removed before it is sent', async () => {
  const page = await open()
  await page.locator('#f-papers').setInputFiles([picture('nhan hieu.jpg'), picture('nham.jpg')])
  await page.getByRole('button', { name: 'Bỏ nham.jpg' }).click()
  expect(await page.locator('.chosen li').allInnerTexts()).toEqual([expect.stringContaining('nhan hieu.jpg')])
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Đã có 1/10').waitFor()
  expect(await page.locator('.held .about select').inputValue()).toBe('trademark')
})

test('L-07: the position is asked for only when it is tapped, after it was said what for; the map chooses too', async () => {
  const page = await open()
  expect(await page.getByText('Vị trí chỉ dùng một lần để tìm xã, phường, không được giữ lại.').isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Dùng vị trí của tôi' }).click()
  await page.getByText('Đã chọn: Phường Thuận Hóa.').waitFor()
  await page.getByText('Chọn trên bản đồ').click()
  await page.locator('.map path[data-code="20101"]').click()
  await page.getByText('Đã chọn: Xã A Lưới 4.').waitFor()
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Đã lưu.').waitFor()
  expect(await page.locator('#f-commune').inputValue()).toBe('20101')
  expect(complaints).toEqual([])
})

test('P-13: who comes back to an untouched page sees what the chat has got meanwhile; a touched page keeps what is typed', async () => {
  const page = await open()
  const leaveAndReturn = async (during: () => Promise<unknown>) => {
    const look = (state: string) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await look('hidden')
    await during()
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await look('visible')
  }
  await leaveAndReturn(async () => {
    for (const line of ['để sau', '12', '0912 345 678']) await talk.say(line)
  })
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#f-phone')?.value === '0912 345 678')
  await page.getByLabel('Câu chuyện').fill('đang viết dở')
  await leaveAndReturn(() => talk.say('điền trên web'))
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(await page.getByLabel('Câu chuyện').inputValue()).toBe('đang viết dở')
})

test('P-02: a double tap saves once; without network nothing typed is lost, and the next tap saves it', async () => {
  const page = await open()
  await page.getByLabel('Sản lượng').fill('200 hũ một tháng')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Chưa gửi được, có lẽ do mạng').waitFor()
  expect(await page.getByLabel('Sản lượng').inputValue()).toBe('200 hũ một tháng')
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Lưu' }).dblclick()
  await page.getByText('Đã lưu.').waitFor()
  const rows = await server.deps.db.selectFrom('inbox').select('id').where('kind', '=', 'form').execute()
  expect(rows).toHaveLength(1)
})

test('a link that ended while a story was being written: the page stays with every word, and says what to do', async () => {
  const page = await open()
  await page.getByLabel('Câu chuyện').fill('Nghề mắm của bà nội tôi')
  for (const line of ['để sau', 'gửi hồ sơ']) await talk.say(line)
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Hồ sơ này đã được gửi, hoặc bản nháp đã bỏ.').waitFor()
  expect(await page.getByLabel('Câu chuyện').inputValue()).toBe('Nghề mắm của bà nội tôi')
})

test('both sides changed the same: the page shows both, and takes what is chosen', async () => {
  const page = await open()
  for (const line of ['để sau', '12', '0912 345 678']) await talk.say(line)
  await page.getByLabel('Số điện thoại').fill('0987 654 321')
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Từ trò chuyện: 0912 345 678').waitFor()
  expect(await violations(page)).toEqual([])
  await page.locator('.meant').scrollIntoViewIfNeeded()
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, 'both.png') })
  await page.getByLabel('Từ trang này: 0987 654 321').check()
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Đã lưu.').waitFor()
  expect(await page.getByLabel('Số điện thoại').inputValue()).toBe('0987 654 321')
})

test('P-21: what is typed into any field runs nowhere, saved or refused', async () => {
  const page = await open()
  const evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
  page.on('dialog', async (dialog) => {
    complaints.push(dialog.message())
    await dialog.dismiss()
  })
  for (const field of await page.locator('input[type=text], input[type=tel], input[type=email], textarea').all())
    if (await field.isVisible()) await field.fill(evil)
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.locator('.errors').waitFor()
  expect(await page.locator('img[src=x]').count()).toBe(0)
  const again = await open()
  expect(await again.getByLabel('Sản phẩm', { exact: true }).inputValue()).toBe(evil)
  expect(await again.locator('img[src=x]').count()).toBe(0)
  expect(complaints).toEqual([])
})

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true })
}
