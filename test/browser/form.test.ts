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
    const { violations: found } = await run.run({ runOnly: { type: 'tag', values } })
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

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true })
}
