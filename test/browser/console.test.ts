/** The console in a real browser: a whole morning's work without any script, in every size and shade. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { sql } from 'kysely'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import * as articles from '../../src/models/article.ts'
import * as attachments from '../../src/models/attachment.ts'
import * as broadcasts from '../../src/models/broadcast.ts'
import * as deliveries from '../../src/models/delivery.ts'
import * as officials from '../../src/models/official.ts'
import * as officialPeople from '../../src/models/official-person.ts'
import * as reports from '../../src/models/report.ts'
import * as signIns from '../../src/models/sign-in.ts'
import { AT_ANY_HOUR, follower, WORDS } from '../support/broadcasts.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { ADMIN, newHandover, newPerson, newQuestion, newRegistration, newReport, PASSWORD, toldTo } from '../web/console/desk.ts'

const EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>'
const LONG = 'Đèn đường trước số nhà 12 kiệt 34 đường Nguyễn Sinh Cung tắt đã ba đêm liền, bà con đi lại khó khăn lắm. '
const THUAN_HOA = { role: 'commune', communeCode: '19789' } as const
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const

let browser: Browser
let server: TestServer
/** what the browser complained of: refused code, dialogs, errors of scripts */
let complaints: string[]
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await startTestServer({ env: AT_ANY_HOUR })
  complaints = []
})
afterEach(() => server.close())

async function open(options: { size?: keyof typeof SIZES; shade?: 'light' | 'dark'; scripts?: boolean } = {}): Promise<Page> {
  const { size = 'desk', shade = 'light', scripts = true } = options
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: shade,
    javaScriptEnabled: scripts,
    bypassCSP: false,
  })
  const page = await context.newPage()
  page.on('console', (line) => line.type() === 'error' && !isIcon(line.location().url) && complaints.push(line.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  return page
}

/** The machine's own Chromium: playwright-core brings none. */
function chromiumPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
  if (!found) throw new Error('No Chromium on the PATH; install it (apt-get install chromium).')
  return found
}

/** Browsers ask for it by themselves. */
function isIcon(url: string): boolean {
  return url.endsWith('/favicon.ico')
}

async function signInByLink(page: Page): Promise<string> {
  const { id } = await officials.create(server.deps.db, 'lan.nguyen@hue.example', ADMIN)
  const { token } = await signIns.createLink(server.deps.db, id)
  await page.goto(`${server.url}/console/sign-in/${token}`)
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Gõ lại mật khẩu mới').fill(PASSWORD)
  await page.getByRole('button', { name: 'Đặt mật khẩu và đăng nhập' }).click()
  await page.getByRole('heading', { name: 'Việc đang chờ' }).waitFor()
  return id
}

async function seed(): Promise<{ person: string; reportIds: readonly string[]; handoverId: string }> {
  const { deps } = server
  const person = await newPerson(deps, 'hoa')
  const reportIds = []
  for (const text of [LONG.repeat(4), EVIL, 'Cống nghẹt', 'Ổ gà trên đường Lê Lợi'])
    reportIds.push((await newReport(deps, person, text)).id)
  await newRegistration(deps, person, 'Mắm nêm Huế loại đặc biệt ủ chượp sáu tháng')
  const assessed = await newRegistration(deps, person, 'Nước mắm')
  await deps.db.updateTable('registration').set({ state: 'assessing' }).where('id', '=', assessed.id).execute()
  await newQuestion(deps, person, `Lệ phí bao nhiêu vậy ạ? ${EVIL}`)
  const handoverId = await newHandover(deps, person, 'Cho tôi gặp cán bộ với, hồ sơ của tôi gửi tuần trước rồi.')
  return { person, reportIds, handoverId }
}

/** Reports that went elsewhere, one in each plight, and messages and updates that are stuck; ids of the reports. */
async function seedStuck(person: string): Promise<Readonly<Record<'refused' | 'undecided' | 'arrived' | 'waiting', string>>> {
  const { deps } = server
  const away = async (description: string, journey: string) => {
    const { id } = await newReport(deps, person, description)
    await deps.db.transaction().execute((tx) => deliveries.create(tx, id, 'open311'))
    await sql`update delivery set ${sql.raw(journey)} where report_id = ${id}`.execute(deps.db)
    return id
  }
  const ids = {
    refused: await away(
      LONG,
      `state = 'dead', attempts = 1, settled_at = now() - interval '3 hours',
      reason = 'invalid: 400 Thiếu địa điểm cụ thể, xin ghi rõ số nhà, tên đường và phường hoặc xã nơi xảy ra sự việc; loại này'`,
    ),
    undecided: await away(
      EVIL,
      `state = 'undecided', attempts = 12, unknowns = 3, settled_at = now(), reason = 'unknown: timeout'`,
    ),
    arrived: await away(LONG, `state = 'delivered', attempts = 1, external_id = '9007199254740993', settled_at = now()`),
    waiting: await away('Ổ gà', `state = 'waiting', attempts = 3, reason = 'busy: 503', due_at = now() + interval '1 hour'`),
  }
  await sql`insert into delivery_news (delivery_id, update_id, state, happened_at, effect)
    select id, '1', 'awaiting_materials_from_supplier', now(), 'unknown' from delivery where state = 'delivered'`.execute(deps.db)
  await sql`insert into inbox (channel, update_id, person_key, kind, raw, state, done_at, error)
    values ('telegram', '1', 'key', 'text', 'sealed', 'dead', now() - interval '2 days',
      '{"error":"TypeError","code":"ERR_INVALID_ARG_TYPE","source":"engine.ts:12"}')`.execute(deps.db)
  await sql`insert into outbox (person_id, channel, payload, state, reason, settled_at)
    values (${person}, 'telegram', 'sealed', 'failed', 'busy: 502 Bad Gateway', now())`.execute(deps.db)
  return ids
}

test('by the one-time link in, a state set, on to the next, and out, without any script', async () => {
  const { person, reportIds } = await seed()
  const page = await open({ scripts: false })
  await signInByLink(page)
  await page.getByRole('link', { name: 'Phản ánh mới' }).click()
  await page.getByRole('link', { name: /^PA-/ }).first().click()
  await page.getByLabel('Đang xử lý').check()
  await page.getByLabel('Lời nhắn kèm theo').fill('Đội điện đang ra.')
  await page.getByRole('button', { name: 'Lưu, sang việc tiếp theo' }).click()
  await page.getByRole('status').getByText('Đã lưu PA-').waitFor()
  expect(page.url()).toBe(`${server.url}/console/reports/${reportIds[1]}?saved=${reportIds[0]}`)
  expect((await reports.find(server.deps.db, server.deps.vault, reportIds[0] ?? ''))?.state).toBe('in_progress')
  expect((await toldTo(server.deps, person)).join()).toContain('Đội điện đang ra.')

  await page.getByRole('button', { name: 'Đăng xuất' }).click()
  await page.goto(`${server.url}/console/reports`)
  await page.getByLabel('Thư điện tử').fill('lan.nguyen@hue.example')
  await page.getByLabel('Mật khẩu').fill(PASSWORD)
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await page.getByRole('heading', { name: 'Phản ánh' }).waitFor()
  expect(page.url()).toBe(`${server.url}/console/reports`)
  expect(complaints).toEqual([])
})

/** One of each state: what was never sent, what is under way and what is over. */
async function seedBroadcasts(officialId: string): Promise<readonly string[]> {
  const { deps } = server
  for (const address of ['an', 'ba']) await follower(deps, null, { address, channel: 'web' })
  await officials.create(deps.db, 'minh@hue.example')
  const words = { ...WORDS, titleVi: LONG.slice(0, 110), textVi: `${LONG.repeat(6)}\n\n${EVIL}` }
  return deps.db.transaction().execute(async (tx) => {
    const ids: string[] = []
    for (const state of ['draft', 'waiting_approval', 'paused', 'done', 'stopped'] as const) {
      const id = await broadcasts.create(tx, { ...words, kind: 'emergency', reason: 'Nước sông lên nhanh.' }, officialId)
      const isBegun = ['paused', 'done', 'stopped'].includes(state)
      const begun = isBegun && { started_at: sql<Date>`now()`, fanned_out_at: sql<Date>`now()`, ended_at: sql<Date>`now()` }
      await tx
        .updateTable('broadcast')
        .set({ state, ...begun })
        .where('id', '=', id)
        .execute()
      ids.push(id)
    }
    return ids
  })
}

/** A place that is one tap further away. */
async function goToOther(page: Page, name: string): Promise<void> {
  await page.locator('summary', { hasText: 'Việc khác' }).click()
  await page.getByRole('link', { name }).click()
}

test('an announcement is written, tried on oneself and sent, without any script', async () => {
  const { deps } = server
  const follows = await follower(deps, null, { address: 'an', channel: 'web' })
  const page = await open({ scripts: false, size: 'phone' })
  const officialId = await signInByLink(page)
  await goToOther(page, 'Tài khoản')
  await page.getByRole('button', { name: 'Lấy mã nối' }).click()
  const code = /liên kết (\S+)/.exec((await page.getByRole('status').textContent()) ?? '')?.[1] ?? ''
  const mine = await newPerson(deps, 'lan')
  await deps.db.transaction().execute((tx) => officialPeople.link(tx, deps.vault, code, mine))
  expect(await officialPeople.listOf(deps.db, deps.vault, officialId)).toHaveLength(1)
  await page.getByRole('link', { name: 'Thông báo', exact: true }).click()
  await page.getByRole('link', { name: 'Viết thông báo mới' }).click()
  await page.getByLabel('Chủ đề').selectOption('ocop')
  await page.getByLabel('Tiêu đề tiếng Việt').fill('Nhận hồ sơ OCOP')
  await page.getByLabel('Nội dung tiếng Việt').fill('Hạn 15/12/2026.')
  await page.getByRole('button', { name: 'Lưu bản nháp' }).click()
  await page.getByText('1 người nhận được').waitFor()
  await page.getByRole('button', { name: 'Gửi cho tôi xem thử' }).click()
  while ((await page.getByText('đã nhận tin xem thử').count()) === 0) await page.reload()
  expect((await toldTo(deps, mine)).at(-1)).toContain('Hạn 15/12/2026.')
  await page.getByRole('button', { name: 'Gửi cho 1 người' }).click()
  while ((await page.getByText('1 trên 1 người').count()) === 0) await page.reload()
  expect((await toldTo(deps, follows)).at(-1)).toContain('Hạn 15/12/2026.')
  await page.getByRole('link', { name: 'Trang công khai' }).click()
  await page.getByRole('heading', { name: 'Nhận hồ sơ OCOP' }).waitFor()
  expect(complaints).toEqual([])
})

test('P-26: an official of a commune is added, gets in by the link, sees theirs alone and passes a dossier on', async () => {
  await seed()
  const { deps } = server
  await newRegistration(deps, await newPerson(deps, 'be'), 'Trà rau má', '19753')
  const page = await open({ size: 'phone' })
  await signInByLink(page)
  await goToOther(page, 'Cán bộ')
  await page.getByRole('link', { name: 'Thêm cán bộ' }).click()
  await page.getByLabel('Thư điện tử').fill('yen@hue.example')
  await page.getByRole('radio', { name: /^Xã, phường/ }).check()
  await page.getByRole('button', { name: 'Thêm và lấy liên kết' }).click()
  await page.getByRole('alert').getByText('Anh/chị chọn xã, phường').waitFor()
  await lookAt(page, 'phone', 'light', 'official-wrong')
  // The browser counts the 422 among its errors.
  complaints = []
  await page.locator('select').selectOption({ label: 'Phường Thuận Hóa' })
  await page.getByRole('button', { name: 'Thêm và lấy liên kết' }).click()
  const link = (await page.getByLabel('Liên kết').inputValue()).trim()
  await lookAt(page, 'phone', 'light', 'official-made')

  const theirs = await open()
  await theirs.goto(link)
  await theirs.getByLabel('Mật khẩu mới', { exact: true }).fill(PASSWORD)
  await theirs.getByLabel('Gõ lại mật khẩu mới').fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Đặt mật khẩu và đăng nhập' }).click()
  await theirs.getByText('Phường Thuận Hóa').waitFor()
  await lookAt(theirs, 'desk', 'light', 'commune-desk')
  await theirs.getByRole('link', { name: 'Đăng ký', exact: true }).click()
  expect(await theirs.getByText('Trà rau má').count()).toBe(0)
  await lookAt(theirs, 'desk', 'light', 'commune-registrations')
  await theirs.getByRole('link', { name: 'DK-2026-000001' }).click()
  await theirs.getByLabel('Đã tiếp nhận').check()
  await theirs.getByRole('button', { name: 'Lưu và ở lại' }).click()
  await theirs.getByLabel('Đã chuyển thành phố').check()
  await theirs.getByRole('button', { name: 'Lưu và ở lại' }).click()
  await theirs.getByText('đang ở thành phố').waitFor()
  expect(await theirs.getByLabel('Đang đánh giá').count()).toBe(0)
  await lookAt(theirs, 'desk', 'light', 'commune-forwarded')
  await theirs.setViewportSize(SIZES.phone)
  await lookAt(theirs, 'phone', 'light', 'commune-forwarded')
  await theirs.goto(`${server.url}/console`)
  await lookAt(theirs, 'phone', 'light', 'commune-desk')
  expect(complaints).toEqual([])
}, 90_000)

test('a mistake is named at its field, takes the focus, and nothing typed is lost', async () => {
  const { reportIds } = await seed()
  const page = await open()
  await signInByLink(page)
  await page.goto(`${server.url}/console/reports/${reportIds[0]}`)
  await page.getByLabel('Không xử lý').check()
  await page.getByRole('button', { name: 'Lưu và ở lại' }).click()
  const summary = page.getByRole('alert')
  await summary.waitFor()
  expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await page.getByLabel('Không xử lý').isChecked()).toBe(true)
  await summary.getByRole('link').click()
  expect(page.url()).toContain('#state_words')
})

test('an article’s words come into the reply without any script, behind what was typed, and the page stays there', async () => {
  const { handoverId, person } = await seed()
  const page = await open({ scripts: false })
  await signInByLink(page)
  await page.goto(`${server.url}/console/handovers/${handoverId}`)
  await page.getByLabel('Trả lời', { exact: true }).fill('Chào chị, tôi xem rồi.')
  await page
    .getByRole('button', { name: /^Chép vào ô trả lời/ })
    .first()
    .click()
  expect(page.url()).toContain('#reply')
  expect(await page.getByLabel('Trả lời', { exact: true }).inputValue()).toMatch(/^Chào chị, tôi xem rồi\.\n\n[\s\S]+Nguồn: /)
  expect(await toldTo(server.deps, person)).toEqual([])
  await page.getByRole('button', { name: 'Gửi lời nhắn' }).click()
  await page.getByText('Đã gửi lời nhắn.').waitFor()
  expect((await toldTo(server.deps, person)).join()).toMatch(/Chào chị, tôi xem rồi[\s\S]+Nguồn: /)
})

test('the keyboard alone does a report', async () => {
  const { reportIds } = await seed()
  const page = await open()
  await signInByLink(page)
  await page.goto(`${server.url}/console/reports/${reportIds[2]}`)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Đến nội dung chính')
  await page.keyboard.press('Enter')
  for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement?.matches('input[type=radio]'))); i++) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Đang làm.')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Đã lưu PA-').waitFor()
  expect((await reports.find(server.deps.db, server.deps.vault, reportIds[2] ?? ''))?.state).toBe('in_progress')
})

for (const [size, shade] of [
  ['phone', 'light'],
  ['phone', 'dark'],
  ['desk', 'light'],
  ['desk', 'dark'],
] as const) {
  test(`P-21, P-30: every page on a ${size}, ${shade}: no refused code, no dialog, no axe violation, nothing sticks out`, async () => {
    const { reportIds, handoverId, person } = await seed()
    const page = await open({ size, shade })
    await page.goto(`${server.url}/console/sign-in`)
    await lookAt(page, size, shade, 'sign-in')
    const official = await signInByLink(page)
    const { id: colleague } = await officials.create(server.deps.db, 'nguyen.thi.hoang.yen@thuanhoa.hue.example', THUAN_HOA)
    const [draft, waiting, paused, done, stopped] = await seedBroadcasts(official)
    await seedArticle(official)
    const photo = await addPhoto(person, reportIds[0] ?? '')
    await markHelped('1')
    await page.goto(`${server.url}/console/dead-letters`)
    await lookAt(page, size, shade, 'nothing-stuck')
    const away = await seedStuck(person)
    await addPhoto(person, away.arrived)
    const paths = {
      desk: '/console',
      reports: '/console/reports',
      none: '/console/reports?state=rejected',
      report: `/console/reports/${reportIds[0]}`,
      evil: `/console/reports/${reportIds[1]}`,
      deletion: `/console/attachments/${photo}/deletion`,
      registrations: '/console/registrations',
      registration: '/console/registrations/1',
      assessed: '/console/registrations/2',
      questions: '/console/questions',
      question: '/console/questions/1',
      'question-group': '/console/questions/1/group',
      articles: '/console/articles',
      'articles-found': '/console/articles?q=ho+so+gom+nhung+gi',
      'articles-stale': '/console/articles?state=stale',
      'article-new': '/console/articles/new',
      article: '/console/articles/hoso-thanh-phan',
      'article-edit': '/console/articles/hoso-thanh-phan/text',
      'article-retirement': '/console/articles/hoso-thanh-phan/retirement',
      'article-restoration': '/console/articles/hoso-thanh-phan/restoration?version=shipped',
      handovers: '/console/handovers',
      handover: `/console/handovers/${handoverId}`,
      account: '/console/account',
      officials: '/console/officials',
      'official-new': '/console/officials/new',
      'official-role': `/console/officials/${colleague}/role`,
      'official-sure': `/console/officials/${colleague}/role?ask=1&role=commune&commune=19777`,
      'official-link': `/console/officials/${colleague}/link`,
      'dead-letters': '/console/dead-letters',
      refused: `/console/reports/${away.refused}`,
      undecided: `/console/reports/${away.undecided}`,
      arrived: `/console/reports/${away.arrived}`,
      waiting: `/console/reports/${away.waiting}`,
      return: '/console/deliveries/3/return',
      broadcasts: '/console/broadcasts',
      'broadcast-new': '/console/broadcasts/new',
      'broadcast-draft': `/console/broadcasts/${draft}`,
      'broadcast-waiting': `/console/broadcasts/${waiting}`,
      'broadcast-paused': `/console/broadcasts/${paused}`,
      'broadcast-done': `/console/broadcasts/${done}`,
      'broadcast-edit': `/console/broadcasts/${draft}/text`,
      'broadcast-deletion': `/console/broadcasts/${draft}/deletion`,
      'broadcast-stop': `/console/broadcasts/${paused}/stop`,
      'broadcast-people': `/console/broadcasts/${done}/people`,
      announcements: '/thong-bao',
      announcement: `/thong-bao/${done}?lang=en`,
    }
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(`${server.url}${path}`)
      await lookAt(page, size, shade, name)
    }
    expect(complaints).toEqual([])
    // Its status is told as an error, which is why it comes last.
    await page.goto(`${server.url}/thong-bao/${stopped}`)
    await lookAt(page, size, shade, 'withdrawn')
  }, 90_000)
}

/** A shipped article that an official changed, with a question that it must be found by, and questions alike. */
async function seedArticle(officialId: string): Promise<void> {
  const { deps } = server
  const one = (await deps.library()).articles.find(({ id }) => id === 'hoso-thanh-phan')
  if (!one) throw new Error('The article is gone.')
  const { id: articleId, ...content } = one
  await deps.db.transaction().execute(async (tx) => {
    await articles.save(tx, { articleId, seen: null, action: 'saved', content, officialId })
    await articles.keepQuestions(tx, articleId, ['hồ sơ ocop cần chi rứa', `không ra bài nào ${EVIL}`], officialId)
  })
  for (const [name, text] of [
    ['be', `Lệ phí bao nhiêu rứa? ${EVIL}`],
    ['ti', 'le phi bao nhieu'],
  ] as const) {
    await newQuestion(deps, await newPerson(deps, name), text)
  }
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function lookAt(page: Page, size: string, shade: string, name: string): Promise<void> {
  // Through the debugger, which the page's policy does not stop: the policy itself stays as it is.
  const violations = await page.evaluate(
    `${axe}; axe.run().then(({ violations }) => violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' | ')))`,
  )
  expect(violations, name).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow, `${name} sticks out`).toBeLessThanOrEqual(0)
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'button, .button, nav a, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea',
      ),
    ]
      .map((element) => ({ text: element.textContent, height: element.getBoundingClientRect().height }))
      .filter(({ height }) => height < 44),
  )
  expect(small, `${name}: too small for a thumb`).toEqual([])
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/console-${name}-${size}-${shade}.png`, fullPage: true })
}

/** As if somebody had filled it in for the producer, who confirmed it. */
async function markHelped(id: string): Promise<void> {
  const { db, vault } = server.deps
  const helper_name = await vault.seal('Chị Lan, cán bộ phường Vỹ Dạ', 'registration.helper_name')
  const { person_id: helper_id } = await db.selectFrom('registration').select('person_id').executeTakeFirstOrThrow()
  await db.updateTable('registration').set({ helper_id, helper_name, confirmed_at: new Date() }).where('id', '=', id).execute()
}

/** A real picture, so that a thumbnail shows. */
async function addPhoto(person: string, reportId: string): Promise<string> {
  const { db, vault, storage } = server.deps
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  )
  await storage.put('photos/dot', png, 'image/png')
  return db.transaction().execute(async (tx) => {
    const media = { from: 'storage', kind: 'photo', key: 'photos/dot', contentType: 'image/png', bytes: png.length } as const
    const id = await attachments.add(tx, vault, person, media)
    await attachments.claimFor(tx, person, [id], { reportId })
    return id
  })
}
