/** An announcement from the first word to the last person, as officials do it in the console. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fanOutBroadcasts } from '../../../src/jobs/fan-out-broadcasts.ts'
import { tick } from '../../../src/jobs/tick.ts'
import { toLocalInput } from '../../../src/lib/time.ts'
import * as broadcasts from '../../../src/models/broadcast.ts'
import { messageOf } from '../../../src/models/broadcast-message.ts'
import * as contacts from '../../../src/models/contact.ts'
import * as officials from '../../../src/models/official.ts'
import * as officialPeople from '../../../src/models/official-person.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import { server } from '../../../src/web/server.ts'
import { startTelegram, type TelegramFake } from '../../fakes/telegram.ts'
import { startZaloOa } from '../../fakes/zalo-oa.ts'
import { AT_ANY_HOUR, counts, crowd, follower, runAll, WORDS } from '../../support/broadcasts.ts'
import { type Desk, newPerson, openDesk, origin, toldTo } from './desk.ts'

const PATH = '/console/broadcasts'
const FIELDS = {
  topic: 'ocop',
  commune: '',
  title_vi: 'Nhận hồ sơ OCOP đợt 2',
  text_vi: 'Bà con nộp hồ sơ tại xã, phường\r\ntrước ngày 15/12/2026.',
  title_en: '',
  text_en: '',
  kind: 'ordinary',
  reason: '',
}

const LANGUAGES = ['vi', 'en'] as const

let telegram: TelegramFake
let desk: Desk
beforeEach(async () => {
  telegram = await startTelegram()
  desk = await openDesk({
    env: {
      ...AT_ANY_HOUR,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_WEBHOOK_SECRET: 'secret-of-the-webhook',
      TELEGRAM_API_ROOT: telegram.baseUrl,
    },
  })
})
afterEach(async () => {
  await telegram.close()
  await desk.close()
})

const work = () => tick(desk.deps, { endsAt: Date.now() + 20_000, signal: new AbortController().signal })
const html = async (path: string) => (await desk.get(path)).text()
const idOf = (answer: Response) => /\/console\/broadcasts\/(\d+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? ''
const stateOf = async (id: string) => (await broadcasts.find(desk.deps.db, id))?.state
const versionOf = async (id: string) => String((await broadcasts.find(desk.deps.db, id))?.version)

async function draft(change: Record<string, string> = {}): Promise<string> {
  const answer = await desk.post(PATH, { ...FIELDS, ...change })
  expect(answer.status).toBe(303)
  return idOf(answer)
}

/** The chat account of the one who is signed in. */
async function linkAccount(as: { readonly post: Desk['post'] } = desk, address = 'lan'): Promise<string> {
  const person = await newPerson(desk.deps, address)
  const page = await (await as.post('/console/account/chat-code', {})).text()
  const code = /liên kết (\w{4}-\w{4})/.exec(page)?.[1] ?? 'none'
  await desk.deps.db.transaction().execute((tx) => officialPeople.link(tx, desk.deps.vault, code, person))
  return person
}

async function previewed(change: Record<string, string> = {}): Promise<string> {
  const id = await draft(change)
  expect((await desk.post(`${PATH}/${id}/preview`, { version: '1' })).status).toBe(303)
  await work()
  return id
}

const request = async (id: string, fields: Record<string, string> = { when: 'now' }) =>
  desk.post(`${PATH}/${id}/request`, { version: await versionOf(id), ...fields })

/** Another official in another browser. */
async function colleague(email: string) {
  const { id } = await officials.create(desk.deps.db, email)
  const { token, csrf } = await signIns.openSession(desk.deps.db, id)
  const headers = { cookie: `console=${token}` }
  return {
    id,
    get: async (path: string) => server.request(path, { headers }, desk.deps),
    post: async (path: string, fields: Record<string, string>) =>
      server.request(
        path,
        { method: 'POST', body: new URLSearchParams({ csrf, ...fields }), headers: { ...headers, ...origin(desk.deps) } },
        desk.deps,
      ),
  }
}

test('written, seen on each channel, tried on oneself, sent, and the result of each person', async () => {
  await linkAccount()
  await follower(desk.deps, telegram, { address: 5 })
  await follower(desk.deps, telegram, { address: 'trang', channel: 'web' })
  await follower(desk.deps, telegram, { address: 'z', channel: 'zalo' })
  await follower(desk.deps, telegram, { address: 6, topic: 'weather' })
  const id = await draft()
  const page = await html(`${PATH}/${id}`)
  for (const said of [
    'Bản nháp',
    '2 người nhận được',
    '<td>Telegram</td><td>1</td><td>nhận tin, không mất phí</td>',
    '<td>trang web</td><td>1</td><td>nhận tin, không mất phí</td>',
    'Không nhận: kênh đang tắt',
    // the official's own account and the one who follows the weather
    '2 người khác',
    'Trên Telegram, tiếng Việt',
    'trước ngày 15/12/2026.',
    'Xem trên trang',
    'Gõ “dừng”',
  ])
    expect(page).toContain(said)
  await desk.post(`${PATH}/${id}/preview`, { version: '1' })
  await work()
  expect((await request(id)).headers.get('location')).toContain('done=scheduled')
  expect((await server.request(`/thong-bao/${id}`, {}, desk.deps)).status).toBe(404)
  await runAll(desk)
  expect(await counts(desk, id)).toEqual({ sent: 2, 'skipped channel_off': 1 })
  expect(telegram.texts(5)[0]).toContain('Nhận hồ sơ OCOP đợt 2')
  const after = await html(`${PATH}/${id}`)
  for (const said of ['Đã gửi xong', '3 trên 3 người', 'Đã gửi', 'kênh đang tắt', 'Cho gửi', 'lan@hue.example'])
    expect(after).toContain(said)
  const people = await html(`${PATH}/${id}/people`)
  expect(people.match(/<tr>/g)).toHaveLength(4)
  const skipped = await html(`${PATH}/${id}/people?outcome=skipped`)
  expect(skipped).toContain('kênh đang tắt')
  expect(skipped.match(/<tr>/g)).toHaveLength(2)
  const open = await (await server.request(`/thong-bao/${id}`, {}, desk.deps)).text()
  expect(open).toContain('trước ngày 15/12/2026.')
  expect(await (await server.request('/thong-bao', {}, desk.deps)).text()).toContain(`/thong-bao/${id}`)
})

test('what is missing or too long is named at its field, and nothing typed is lost', async () => {
  const answer = await desk.post(PATH, {
    ...FIELDS,
    topic: 'commune',
    title_vi: 'T'.repeat(121),
    text_vi: 'đ'.repeat(1500),
    title_en: 'Only a title',
    kind: 'emergency',
  })
  expect(answer.status).toBe(422)
  const page = await answer.text()
  for (const field of ['commune', 'title_vi', 'text_vi', 'text_en', 'reason']) expect(page).toContain(`href="#${field}"`)
  expect(page).toContain('đ'.repeat(1500))
  expect(await broadcasts.list(desk.deps.db, { limit: 9 })).toEqual([])
})

test('the longest text that is taken is one message on every channel and in both languages', async () => {
  const { publicUrl } = desk.deps.config
  const words = { ...WORDS, titleVi: 'T', textVi: '', titleEn: null, textEn: null, id: '1' }
  const frame = Math.max(...LANGUAGES.map((language) => messageOf(words, language, publicUrl).text.length))
  const id = await draft({ title_vi: 'T', text_vi: 'đ'.repeat(1500 - frame) })
  const one = await broadcasts.find(desk.deps.db, id)
  if (!one) throw new Error('It was not saved.')
  for (const language of LANGUAGES) {
    const { text } = messageOf(one, language, publicUrl)
    for (const channel of desk.deps.channels.values()) expect(text.length).toBeLessThanOrEqual(channel.limits.maxText)
  }
  const over = await desk.post(PATH, { ...FIELDS, title_vi: 'T', text_vi: 'đ'.repeat(1500 - frame + 1) })
  expect([over.status, await over.text()]).toEqual([422, expect.stringContaining('href="#text_vi"')])
})

test('P-27: nothing is asked for before these very words came to the official’s own chat', async () => {
  await follower(desk.deps, telegram, { address: 5 })
  const id = await draft()
  expect(await html(`${PATH}/${id}`)).toContain('chưa nối cuộc trò chuyện')
  expect((await desk.post(`${PATH}/${id}/preview`, { version: '1' })).status).toBe(422)
  const me = await linkAccount()
  expect((await request(id)).status).toBe(422)
  await desk.post(`${PATH}/${id}/preview`, { version: '1' })
  // On its way is not there.
  expect((await request(id)).status).toBe(422)
  await work()
  expect((await toldTo(desk.deps, me)).at(-1)).toContain('Nhận hồ sơ OCOP đợt 2')
  await desk.post(`${PATH}/${id}/text`, { ...FIELDS, title_vi: 'Tiêu đề khác', version: '1' })
  expect((await request(id)).status).toBe(422)
  expect(await stateOf(id)).toBe('draft')
  await desk.post(`${PATH}/${id}/preview`, { version: '2' })
  await work()
  expect((await request(id)).status).toBe(303)
  expect(await stateOf(id)).toBe('scheduled')
})

test('P-27: the preview of a colleague does not count as one’s own', async () => {
  await linkAccount()
  const id = await previewed()
  const minh = await colleague('minh@hue.example')
  await linkAccount(minh, 'minh')
  expect((await minh.post(`${PATH}/${id}/request`, { version: '1', when: 'now' })).status).toBe(422)
  expect(await stateOf(id)).toBe('draft')
})

test('P-27: to a hundred people one official may send, to one more only with the yes of another', async () => {
  await linkAccount()
  await crowd(desk.deps, null, 100)
  const few = await previewed()
  expect((await request(few)).headers.get('location')).toContain('done=scheduled')
  await desk.post(`${PATH}/${few}/withdrawal`, {})
  await crowd(desk.deps, null, 1, 200_000)
  const many = await previewed()
  expect((await request(many)).headers.get('location')).toContain('done=waiting_approval')
  await runAll(desk)
  expect(await counts(desk, many)).toEqual({})

  expect(await html(`${PATH}/${many}`)).not.toContain('Duyệt, cho gửi')
  expect((await desk.post(`${PATH}/${many}/approval`, { version: '1' })).status).toBe(422)
  expect(await stateOf(many)).toBe('waiting_approval')

  const minh = await colleague('minh@hue.example')
  expect(await (await minh.get(`${PATH}/${many}`)).text()).toContain('Duyệt, cho gửi 101 người')
  expect(await (await minh.get('/console')).text()).toContain('Thông báo chờ duyệt')
  expect((await minh.post(`${PATH}/${many}/approval`, { version: '0' })).status).toBe(409)
  expect((await minh.post(`${PATH}/${many}/approval`, { version: '1' })).status).toBe(303)
  // Pressed twice.
  expect((await minh.post(`${PATH}/${many}/approval`, { version: '1' })).headers.get('location')).toContain('done=approved')
  expect(await stateOf(many)).toBe('scheduled')
  expect((await broadcasts.history(desk.deps.db, many)).map(({ action, by }) => `${action} ${by}`)).toEqual([
    'created lan@hue.example',
    'previewed lan@hue.example',
    'requested lan@hue.example',
    'approved minh@hue.example',
  ])
})

test('P-27: who changed the words cannot approve them, and a change ends an approval that was asked for', async () => {
  await linkAccount()
  await crowd(desk.deps, null, 101)
  const id = await previewed()
  await request(id)
  const minh = await colleague('minh@hue.example')
  expect((await minh.post(`${PATH}/${id}/text`, { ...FIELDS, title_vi: 'Của Minh', version: '1' })).status).toBe(303)
  expect(await stateOf(id)).toBe('draft')
  expect((await minh.post(`${PATH}/${id}/approval`, { version: '2' })).status).toBe(409)
  await desk.post(`${PATH}/${id}/preview`, { version: '2' })
  await work()
  await request(id)
  expect(await stateOf(id)).toBe('waiting_approval')
  expect((await minh.post(`${PATH}/${id}/approval`, { version: '2' })).status).toBe(422)
  const hoa = await colleague('hoa@hue.example')
  expect((await hoa.post(`${PATH}/${id}/approval`, { version: '2' })).status).toBe(303)
})

test('P-27: the database itself refuses an approval by the one who wrote or asked', async () => {
  const id = await draft()
  const forge = desk.deps.db.updateTable('broadcast').set({ approved_by: desk.officialId }).where('id', '=', id).execute()
  await expect(forge).rejects.toThrow('broadcast_approved_by_another')
})

test('P-27: more followers at the hour of sending than when it was asked for: the second official is asked for after all', async () => {
  await linkAccount()
  await crowd(desk.deps, null, 100)
  const id = await previewed()
  await request(id)
  await crowd(desk.deps, null, 50, 300_000)
  await runAll(desk)
  expect(await stateOf(id)).toBe('waiting_approval')
  expect(await counts(desk, id)).toEqual({})
})

test('P-27: an emergency needs a reason, and so leaves at any hour; an ordinary one waits for the morning', async () => {
  await desk.close()
  const local = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(11, 16)
  const isMorning = local < '12:00'
  const hours = isMorning ? '20:00-21:00' : '01:00-02:00'
  desk = await openDesk({ env: { BULK_HOURS: hours, BULK_RATE: '1000' } })
  await linkAccount()
  await follower(desk.deps, null, { address: 'a', channel: 'web' })
  expect((await desk.post(PATH, { ...FIELDS, kind: 'emergency' })).status).toBe(422)
  const ordinary = await previewed()
  expect(await html(`${PATH}/${ordinary}`)).toContain('ngoài giờ gửi tin')
  const night = toLocalInput(new Date(Date.now() + 3_600_000))
  expect((await request(ordinary, { when: 'later', at: night })).status).toBe(422)
  await request(ordinary)
  await runAll(desk)
  expect(await stateOf(ordinary)).toBe('scheduled')
  const urgent = await previewed({ kind: 'emergency', reason: 'Nước sông lên nhanh.' })
  await request(urgent)
  await runAll(desk)
  expect(await counts(desk, urgent)).toEqual({ sent: 1 })
  expect(await html(`${PATH}/${urgent}`)).toContain('Nước sông lên nhanh.')
})

test('L-16: quiet hours reached in the middle: the rest waits, and goes on when it is day', async () => {
  await linkAccount()
  for (const address of ['a', 'b', 'c']) await follower(desk.deps, null, { address, channel: 'web' })
  const id = await previewed()
  await request(id)
  await fanOutBroadcasts.run(desk.deps, { endsAt: Date.now() + 5000, signal: new AbortController().signal })
  const minute = new Date(Date.now() + 7 * 3_600_000)
  const now = minute.getUTCHours() * 60 + minute.getUTCMinutes()
  const night = {
    ...desk.deps,
    config: { ...desk.deps.config, bulkHours: now < 720 ? { from: 1200, to: 1260 } : { from: 60, to: 120 } },
  }
  await runAll({ deps: night })
  expect(await counts(desk, id)).toEqual({ left: 3 })
  expect(await (await server.request(`${PATH}/${id}`, { headers: { cookie: desk.cookie } }, night)).text()).toContain(
    'Ngoài giờ gửi tin',
  )
  await runAll(desk)
  expect(await counts(desk, id)).toEqual({ sent: 3 })
})

test('L-16: what promotes products is labelled [QC], in the message as on the page', async () => {
  await linkAccount()
  await follower(desk.deps, telegram, { address: 5 })
  const id = await previewed({ is_promotion: '1' })
  await request(id)
  await runAll(desk)
  expect(telegram.texts(5)[0]).toMatch(/^\[QC\] Nhận hồ sơ/)
  expect(await (await server.request(`/thong-bao/${id}`, {}, desk.deps)).text()).toContain('[QC] ')
})

test('set for later it starts then and not before; a time that is over is refused', async () => {
  await linkAccount()
  await follower(desk.deps, telegram, { address: 5 })
  const id = await previewed()
  expect((await request(id, { when: 'later', at: 'soon' })).status).toBe(422)
  expect((await request(id, { when: 'later', at: '2020-01-01T08:00' })).status).toBe(422)
  const at = toLocalInput(new Date(Date.now() + 7_200_000))
  expect((await request(id, { when: 'later', at })).status).toBe(303)
  await runAll(desk)
  expect(await stateOf(id)).toBe('scheduled')
  expect(await html(`${PATH}/${id}`)).toContain(`${at.slice(11)} ${at.slice(0, 10).split('-').reverse().join('/')}`)
  await desk.deps.db.updateTable('broadcast').set({ scheduled_at: sql<Date>`now()` }).execute()
  await runAll(desk)
  expect(await counts(desk, id)).toEqual({ sent: 1 })
})

test('paused, resumed and stopped from the console; a stopped one is taken from the public page', async () => {
  await linkAccount()
  await crowd(desk.deps, telegram, 20)
  const id = await previewed()
  await request(id)
  await fanOutBroadcasts.run(desk.deps, { endsAt: Date.now() + 5000, signal: new AbortController().signal })
  expect((await desk.post(`${PATH}/${id}/pause`, {})).headers.get('location')).toContain('done=paused')
  await runAll(desk)
  expect(await counts(desk, id)).toEqual({ left: 20 })
  expect((await desk.post(`${PATH}/${id}/text`, { ...FIELDS, version: '1' })).status).toBe(409)
  expect((await desk.post(`${PATH}/${id}/resumption`, {})).status).toBe(303)
  expect(await html(`${PATH}/${id}`)).toMatch(/0 trên 20 người.*Dự kiến xong lúc/s)
  expect((await server.request(`/thong-bao/${id}`, {}, desk.deps)).status).toBe(200)
  expect(await html(`${PATH}/${id}/stop`)).toContain('không gửi tiếp lại được')
  expect((await desk.post(`${PATH}/${id}/stop`, {})).status).toBe(303)
  expect((await desk.post(`${PATH}/${id}/stop`, {})).status).toBe(303)
  expect((await desk.post(`${PATH}/${id}/resumption`, {})).status).toBe(409)
  await runAll(desk)
  expect(await counts(desk, id)).toEqual({ 'failed stopped': 20 })
  expect(telegram.ledger()).toEqual([])
  const gone = await server.request(`/thong-bao/${id}`, {}, desk.deps)
  expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining('đã được rút lại')])
})

test('two write at once: the second one is told, and what was typed stands in the form', async () => {
  const id = await draft()
  const minh = await colleague('minh@hue.example')
  expect((await minh.post(`${PATH}/${id}/text`, { ...FIELDS, title_vi: 'Của Minh', version: '1' })).status).toBe(303)
  const late = await desk.post(`${PATH}/${id}/text`, { ...FIELDS, title_vi: 'Của Lan', version: '1' })
  expect(late.status).toBe(409)
  expect(await late.text()).toContain('Của Lan')
  expect((await broadcasts.find(desk.deps.db, id))?.titleVi).toBe('Của Minh')
})

test('a draft can be thrown away, what was sent cannot', async () => {
  const id = await draft()
  expect((await desk.post(`${PATH}/${id}/deletion`, {})).headers.get('location')).toContain('deleted=1')
  expect((await desk.get(`${PATH}/${id}`)).status).toBe(404)
  const sent = await draft()
  await desk.deps.db
    .updateTable('broadcast')
    .set({ state: 'done', started_at: sql<Date>`now()` })
    .where('id', '=', sent)
    .execute()
  expect((await desk.post(`${PATH}/${sent}/deletion`, {})).status).toBe(409)
  expect((await desk.get(`${PATH}/${sent}/deletion`)).status).toBe(404)
})

test('P-21: what an official typed is never run, in the console or on the public page', async () => {
  const evil = '<img src=x onerror=alert(1)>{{title}}'
  const id = await draft({ title_vi: evil, text_vi: evil })
  await desk.deps.db.updateTable('broadcast').set({ state: 'done', started_at: sql<Date>`now()` }).where('id', '=', id).execute()
  for (const path of [PATH, `${PATH}/${id}`, `/thong-bao/${id}`, '/thong-bao']) {
    const page = await html(path)
    expect(page, path).not.toContain('<img src=x')
    expect(page, path).toContain('&lt;img src=x')
  }
})

test('a chat account is unlinked by its own official only', async () => {
  const me = await linkAccount()
  const minh = await colleague('minh@hue.example')
  await minh.post(`/console/account/chat-accounts/${me}/removal`, {})
  expect(await html('/console/account')).toContain('Nguyễn Thị Hoa')
  await desk.post(`/console/account/chat-accounts/${me}/removal`, {})
  expect(await html('/console/account')).not.toContain('Nguyễn Thị Hoa')
})

test('the forecast says what a message costs where the platform asks money, and what would reach the others', async () => {
  const zalo = await startZaloOa()
  const other = await openDesk({ env: { ...AT_ANY_HOUR, ...zalo.settings(), ZALO_OA_TEMPLATE_ID: '777', ZALO_OA_PRICES: '55,' } })
  const hoursAgo = async (hours: number, address: string) => {
    const id = await follower(other.deps, null, { channel: 'zalo-oa', address })
    await other.deps.db.transaction().execute((tx) => contacts.touch(tx, id, new Date(Date.now() - hours * 3_600_000)))
  }
  for (const [at, hours] of [1, 50, 60, 200].entries()) await hoursAgo(hours, `800000000000000000${at}`)
  expect(await (await other.get(`${PATH}/new`)).text()).toContain('Gửi bằng mẫu tin đã duyệt: chưa rõ giá')
  const saved = await other.post(PATH, { ...FIELDS, beyond: 'none' })
  const path = new URL(saved.headers.get('location') ?? '', 'http://here').pathname
  const page = await (await other.get(path)).text()
  for (const words of ['3 người nhận được', 'Ước phí: 110 đồng', 'mất phí: khoảng 55 đồng một tin', 'quá 7 ngày chưa nhắn lại'])
    expect(page).toContain(words)
  expect(page).toContain('chọn gửi bằng mẫu tin đã duyệt')
  await other.post(`${path}/text`, { ...FIELDS, beyond: 'template', version: '1' })
  const changed = await (await other.get(path)).text()
  expect(changed).toContain('4 người nhận được')
  expect(changed).toContain('Chưa kể phần chưa rõ giá')
  await other.close()
  await zalo.close()
})
