import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
    'official create',
    'knowledge check',
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
