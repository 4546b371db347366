import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { articles as shipped } from '../src/knowledge/articles/index.ts'
import * as articles from '../src/models/article.ts'
import * as officials from '../src/models/official.ts'
import { startZaloOa, type ZaloOaFake } from './fakes/zalo-oa.ts'
import { run } from './support/process.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocop-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function cli(args: readonly string[], settings: Readonly<Record<string, string>> = {}, input?: string) {
  const program = run('cli', args, { DATA_DIR: folder, ...settings }, input)
  return { code: await program.over, output: program.output() }
}

test('--help lists the commands, and each command has help of its own', async () => {
  const { code, output } = await cli(['--help'])
  expect(code).toBe(0)
  for (const name of [
    'config check',
    'db migrate',
    'channel set-webhook',
    'channel info',
    'channel renew',
    'outbox list',
    'outbox redrive',
    'official create',
    'official role',
    'official list',
    'knowledge check',
    'export articles',
    'export questions',
    'ask',
  ]) {
    expect(output).toContain(name)
  }
  expect((await cli(['ask', '--help'])).output).toContain('--json')
})

test('what is not understood: exit code 2, with what to do', async () => {
  expect(await cli(['make', 'coffee'])).toMatchObject({ code: 2, output: expect.stringContaining('no command "make coffee"') })
  expect(await cli(['official', 'create'])).toMatchObject({ code: 2, output: expect.stringContaining('Usage: ') })
  expect((await cli(['ask', '--jsno'])).code).toBe(2)
})

test('ask --json gives one line a question, in order, in the shape of the contract', async () => {
  const questions = ['ocop là gì', 'xo so hom nay', 'đăng ký ocop ở đâu?']
  const { code, output } = await cli(['ask', '--json'], {}, `${questions.join('\n')}\n`)
  expect(code).toBe(0)
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map((line) => line.question)).toEqual(questions)
  for (const line of lines) {
    expect(line).toMatchObject({ intent: expect.any(String), text: expect.any(String), us: expect.any(Number) })
    expect(['answer', 'choices', 'refusal']).toContain(line.zone)
    expect(line.confidence).toBeGreaterThanOrEqual(0)
    expect(line.confidence).toBeLessThanOrEqual(1)
    expect(line.articles.length).toBeLessThanOrEqual(10)
  }
  expect(lines[1]).toMatchObject({ zone: 'refusal' })
})

test('knowledge check and config check', async () => {
  expect(await cli(['knowledge', 'check'])).toMatchObject({ code: 0, output: expect.stringContaining('in order') })
  const { code, output } = await cli(['config', 'check'], {
    TELEGRAM_BOT_TOKEN: 'canary-secret',
    TELEGRAM_WEBHOOK_SECRET: 'canary',
  })
  expect(code).toBe(0)
  expect(output).toMatch(/TELEGRAM_BOT_TOKEN +\(set\)/)
  expect(output).not.toContain('canary')
})

test('official create prints a one-time link; db migrate has nothing to do then', async () => {
  expect(await cli(['official', 'create', 'lan@example.org'])).toMatchObject({
    code: 0,
    output: expect.stringMatching(/\/console\/sign-in\/\S{20,}/),
  })
  expect(await cli(['db', 'migrate'])).toMatchObject({ code: 0, output: expect.stringContaining('Nothing to do') })
})

test('P-26: official create and role take a role and a commune as people type it, and say what is wrong', async () => {
  const mine = (...args: string[]) => cli(['official', ...args], { DATA_DIR: join(folder, 'roles') })
  expect(await mine('create', 'hoa@example.org', '--role', 'commune', '--commune', 'p. vy da')).toMatchObject({ code: 0 })
  expect(await mine('create', 'minh@example.org')).toMatchObject({ code: 0 })
  expect(await mine('create', 'lan@example.org', '--role', 'admin')).toMatchObject({ code: 0 })
  expect((await mine('list')).output).toBe(
    [
      'lan@example.org  admin  (has not signed in yet)',
      'minh@example.org  city  (has not signed in yet)',
      'hoa@example.org  commune Phường Vỹ Dạ (19777)  (has not signed in yet)\n',
    ].join('\n'),
  )
  // Let in again as what she is; another role is not given by the way.
  expect((await mine('create', 'hoa@example.org')).output).toMatch(/\/console\/sign-in\/\S{20,}/)
  expect(await mine('create', 'hoa@example.org', '--role', 'admin')).toMatchObject({
    code: 1,
    output: expect.stringContaining('is there already, commune Phường Vỹ Dạ (19777). To change that: official role'),
  })
  expect(await mine('role', 'minh@example.org', '--role', 'commune', '--commune', '19753')).toMatchObject({
    code: 0,
    output: expect.stringContaining('commune Phường Phú Xuân (19753) now, and signed out'),
  })
  expect(await mine('role', 'lan@example.org', '--role', 'city')).toMatchObject({
    code: 1,
    output: expect.stringContaining('the only administrator'),
  })
  expect(await mine('role', 'nobody@example.org', '--role', 'city')).toMatchObject({
    code: 1,
    output: expect.stringContaining('There is no official nobody@example.org'),
  })
}, 120_000)

test.each([
  [['create', 'a@example.org', '--role', 'king'], 'There is no role "king"'],
  [['create', 'a@example.org', '--role', 'commune'], 'Say which commune'],
  [['create', 'a@example.org', '--commune', 'Vỹ Dạ'], 'goes with --role commune only'],
  [['create', 'a@example.org', '--role', 'commune', '--commune', 'thuan hoa'], 'Give the code'],
  [['create', 'a@example.org', '--role', 'commune', '--commune', 'vi da'], 'Did you mean: Phường Vỹ Dạ (19777)?'],
  [['role', 'a@example.org'], 'Say which role'],
  [['role'], 'Give the e-mail'],
])('official %j is not understood, with what to type instead', async (words, said) => {
  const { code, output } = await cli(['official', ...words])
  expect(code).toBe(2)
  expect(output).toContain(said)
  expect(output).toContain('Usage: ')
})

test('channel commands say what is missing', async () => {
  expect(await cli(['channel', 'set-webhook', 'telegram'], { PUBLIC_URL: 'https://chat.example' })).toMatchObject({
    code: 1,
    output: expect.stringContaining('token is not set'),
  })
  expect(await cli(['channel', 'set-webhook', 'telegram'])).toMatchObject({
    code: 1,
    output: expect.stringContaining('PUBLIC_URL'),
  })
})

/** A database of its own with one of each kind that is stuck, and one that an official must decide. */
async function stuck(settings: Readonly<Record<string, string>>): Promise<void> {
  await cli(['db', 'migrate'], settings)
  const { db, close } = await openEmbedded(settings.DATA_DIR ?? '', () => {})
  await sql`insert into person (channel, address, address_hash) values ('telegram', 'sealed', 'hash')`.execute(db)
  await sql`insert into inbox (channel, update_id, person_key, kind, raw, state, done_at, error)
    values ('telegram', '1', 'key', 'text', 'sealed', 'dead', now(), '{"error":"TypeError"}')`.execute(db)
  await sql`insert into outbox (person_id, channel, payload, state, reason, settled_at)
    values (1, 'telegram', 'sealed', 'failed', 'busy: 502', now())`.execute(db)
  await sql`insert into report (reference, code_hash, person_id, description)
    select 'PA-2026-00000' || n, 'hash' || n, 1, 'sealed' from generate_series(1, 2) n`.execute(db)
  await sql`insert into delivery (report_id, destination, state, reason, settled_at) values
    (1, 'open311', 'dead', 'invalid: 400 Thiếu địa điểm.', now()), (2, 'open311', 'undecided', 'unknown', now())`.execute(db)
  await close()
}

test('P-32: outbox list shows what is stuck, and outbox redrive tries one or all again', async () => {
  const settings = { DATA_DIR: join(folder, 'stuck') }
  expect(await cli(['outbox', 'list'], settings)).toEqual({ code: 0, output: 'Nothing is stuck.\n' })
  await stuck(settings)
  const listed = await cli(['outbox', 'list'], settings)
  expect(listed.code).toBe(0)
  expect(listed.output).toMatch(/^delivery:1 +PA-2026-000001 +open311 +\S+Z +invalid: 400 Thiếu địa điểm\.$/m)
  expect(listed.output.trim().split('\n')).toHaveLength(4)
  expect(listed.output).not.toContain('sealed')

  const lines = (await cli(['outbox', 'list', '--json'], settings)).output.trim().split('\n')
  const letters = lines.map((line) => JSON.parse(line))
  expect(letters.map(({ kind, id }) => `${kind}:${id}`)).toEqual(['update:1', 'message:1', 'delivery:1', 'delivery:2'])
  expect(letters[3]).toMatchObject({ where: 'open311', reference: 'PA-2026-000002', isUndecided: true })

  expect(await cli(['outbox', 'redrive', 'delivery:1'], settings)).toEqual({ code: 0, output: 'delivery:1 is tried again.\n' })
  for (const name of ['delivery:1', 'delivery:2', 'message:99', `update:${'9'.repeat(30)}`]) {
    const refused = await cli(['outbox', 'redrive', name], settings)
    expect(refused, name).toEqual({
      code: 1,
      output: expect.stringContaining(`${name} is not stuck, or an official must decide`),
    })
  }
  expect(await cli(['outbox', 'redrive', 'all'], settings)).toEqual({ code: 0, output: 'Tried again: 2.\n' })
  expect(await cli(['outbox', 'redrive', 'all'], settings)).toEqual({ code: 0, output: 'Tried again: 0.\n' })
  expect((await cli(['outbox', 'list'], settings)).output).toMatch(/^delivery:2 .*\n$/)
}, 120_000)

test('outbox redrive of what is not understood: exit code 2, with an example, and nothing is driven', async () => {
  for (const words of [
    [],
    ['delivery'],
    ['delivery:'],
    ['delivery:x'],
    ['sms:1'],
    ['ALL'],
    ['delivery:1 or 1=1'],
    ['delivery:1', 'delivery:2'],
  ]) {
    const { code, output } = await cli(['outbox', 'redrive', ...words])
    expect(code, words.join()).toBe(2)
    expect(output).toContain('outbox redrive delivery:12')
    expect(output).toContain('Usage: ')
  }
  expect((await cli(['outbox', 'list', '--jsno'])).code).toBe(2)
  expect((await cli(['outbox', 'redrive', '--help'])).output).toContain('all')
}, 60_000)

describe('the Official Account', () => {
  let zalo: ZaloOaFake
  let settings: Readonly<Record<string, string>>
  beforeAll(async () => {
    zalo = await startZaloOa()
    settings = { ...zalo.settings(), ALLOW_LOOPBACK_UPSTREAMS: '1' }
  })
  afterAll(() => zalo.close())

  test('channel renew takes a refresh token from standard input, tries it, and tells nothing of it', async () => {
    const given = zalo.oauth.consent()
    const renewed = await cli(['channel', 'renew', 'zalo-oa'], settings, `${given}\n`)
    expect(renewed).toMatchObject({ code: 0, output: expect.stringContaining('token: good') })
    expect(zalo.oauth.books.rotations).toBe(1)
    const { code, output } = await cli(['channel', 'info', 'zalo-oa'], settings)
    expect([code, output]).toEqual([0, expect.stringContaining('name: Kênh OCOP Huế')])
    expect(renewed.output + output).not.toContain('fake-')
  }, 120_000)

  test('channel renew says when the platform does not take it, and refuses a token among the arguments', async () => {
    expect(await cli(['channel', 'renew', 'zalo-oa'], settings, 'fake-refresh-of-old\n')).toMatchObject({
      code: 1,
      output: expect.stringContaining('The platform did not take it'),
    })
    expect((await cli(['channel', 'renew', 'zalo-oa'], settings, '')).code).toBe(2)
    expect((await cli(['channel', 'renew', 'telegram'], settings, 'x'.repeat(20))).output).toContain('is off')
  }, 120_000)
})

test('knowledge check looks at the articles of officials too; export hands them and their questions out, to the letter', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ocop-cli-articles-'))
  const mine = (args: readonly string[]) =>
    cli(args, { DATA_DIR: folder, ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') })

  const evil = '=1+1"<b>%_\\ chợ nổi'
  const [first] = shipped
  if (!first) throw new Error('There are no articles.')
  const { id: _id, ...content } = {
    ...first,
    question: 'Thuê gian hàng chợ nổi mấy tiền?',
    aliases: [evil],
    text: ['777 nghìn.'],
    covers: [],
  }
  const { db, close } = await openEmbedded(folder, () => {})
  await migrate(db)
  const { id: officialId } = await officials.create(db, 'lan@example.org')
  const save = { seen: null, action: 'saved', officialId } as const
  await db.transaction().execute(async (tx) => {
    await articles.save(tx, { ...save, articleId: 'cb-cho-noi', content })
    await articles.save(tx, { ...save, articleId: 'cb-sai', action: 'withdrawn', content, isWithdrawn: true })
    await articles.keepQuestions(tx, 'cb-cho-noi', [evil], officialId)
  })
  const meanwhile = await mine(['knowledge', 'check'])
  expect(meanwhile).toMatchObject({ code: 0, output: expect.stringContaining('NOT checked') })
  await close()

  expect(await mine(['knowledge', 'check'])).toMatchObject({
    code: 0,
    output: expect.stringContaining('2 articles changed by officials, 1 questions kept'),
  })
  const exported = await mine(['export', 'articles'])
  expect(exported.output).toContain('cb-sai is withdrawn')
  const [article, ...more] = JSON.parse(exported.output.replace(/^cb-sai.*\n/m, ''))
  expect(more).toEqual([])
  expect(article).toEqual({ ...content, id: 'cb-cho-noi' })
  expect(Object.keys(article)).toEqual(Object.keys(first))
  const lines = (await mine(['export', 'questions'])).output.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { id: 'o1', q: evil, style: 'people', expect: ['cb-cho-noi'], half: 'own' },
  ])
  expect((await mine(['ask', '--live', 'thuê gian hàng chợ nổi mấy tiền'])).output).toContain('777 nghìn.')

  const again = await openEmbedded(folder, () => {})
  await again.db.transaction().execute((tx) => articles.keepQuestions(tx, 'cb-cho-noi', ['nộp hồ sơ ở đâu'], officialId))
  await again.close()
  const bad = await mine(['knowledge', 'check'])
  expect(bad).toMatchObject({
    code: 1,
    output: expect.stringContaining('"nộp hồ sơ ở đâu" finds hoso-nop-o-dau, not cb-cho-noi'),
  })
  await rm(folder, { recursive: true, force: true })
}, 180_000)
