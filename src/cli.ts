/** Operator commands: one table of name, help and function. Exit codes: 0 done, 1 failed, 2 not understood. */
import { createInterface } from 'node:readline'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Channel } from './channels/channel.ts'
import type { Operated } from './channels/operated.ts'
import { communeByCode } from './city/units.ts'
import { type Config, faultLines, parseConfig, SETTINGS } from './config.ts'
import { layOver } from './conversations/library.ts'
import { DataFolderInUse } from './db/embedded.ts'
import { migrate, pendingMigrations } from './db/migrate.ts'
import type { Db } from './db/schema.ts'
import type { Deps } from './deps.ts'
import { refreshTokens } from './jobs/refresh-tokens.ts'
import { type Answer, createKnowledge, type Knowledge } from './knowledge/answer.ts'
import { articles as shipped } from './knowledge/articles/index.ts'
import { checkArticles } from './knowledge/check.ts'
import { createLog } from './lib/log.ts'
import { localDay } from './lib/time.ts'
import type { ChannelName } from './message.ts'
import * as articles from './models/article.ts'
import * as channelStates from './models/channel-state.ts'
import * as deadLetters from './models/dead-letter.ts'
import * as inbox from './models/inbox.ts'
import * as officials from './models/official.ts'
import { isSamePost, OF_THE_CITY, type Post, readPost } from './models/official-post.ts'
import * as officialRoles from './models/official-role.ts'
import * as signIns from './models/sign-in.ts'
import * as tokens from './models/token.ts'
import { type Keeper, platforms } from './open.ts'
import { hasDatabase, openNode } from './open-node.ts'
import { astray, failing } from './web/console/article-check.ts'

interface Command {
  /** what stands after the name */
  readonly usage: string
  readonly help: string
  readonly options?: NonNullable<ParseArgsConfig['options']>
  run(words: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void>
}

/** What was asked cannot be done as asked; the message says what to do. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}
class Failure extends Error {
  override readonly name = 'Failure'
}

const CALL_MS = 20_000
const MOST_LISTED = 1000

const POST_USAGE = '[--role admin|city|commune] [--commune <name or code>]'
const POST_OPTIONS = { role: { type: 'string' }, commune: { type: 'string' } } as const

const COMMANDS: Readonly<Record<string, Command>> = {
  'config check': {
    usage: '',
    help: 'checks all settings and shows them, secrets hidden',
    async run() {
      settings()
      for (const setting of SETTINGS) {
        const given = process.env[setting.name]?.trim()
        const shown =
          given === undefined || given === '' ? `(${setting.byDefault || 'unset'})` : 'secret' in setting ? '(set)' : given
        say(`${setting.name.padEnd(26)} ${shown}`)
      }
    },
  },
  'db migrate': {
    usage: '',
    help: 'brings the database to the newest schema',
    run: () =>
      withDeps(async ({ db }) => {
        const pending = await pendingMigrations(db)
        await migrate(db)
        say(pending.length === 0 ? 'Nothing to do: the schema is the newest.' : `Done: ${pending.join(', ')}.`)
      }),
  },
  'channel set-webhook': {
    usage: 'telegram|zalo',
    help: 'points the platform to PUBLIC_URL/webhooks/…',
    async run([name = '']) {
      const config = settings()
      if (!config.publicUrl.startsWith('https://'))
        throw new Failure('PUBLIC_URL must be an https address that the platform can reach.')
      await withPlatforms(config, name, async ([channel]) =>
        show((await channel?.setWebhook(`${config.publicUrl}/webhooks/${name}`, AbortSignal.timeout(CALL_MS))) ?? {}),
      )
    },
  },
  'channel info': {
    usage: '[telegram|zalo|zalo-oa]',
    help: 'asks the platforms who we are and how the webhook does',
    async run([name]) {
      await withPlatforms(settings(), name, async (chosen, keeper) => {
        if (chosen.length === 0) say('No platform is on: set TELEGRAM_BOT_TOKEN or ZALO_BOT_TOKEN. The web chat needs no token.')
        for (const each of chosen) {
          say(`${each.name}:`)
          if (keeper && each.grant) await showAccess(keeper.db, each.name)
          show(await each.info(AbortSignal.timeout(CALL_MS)))
        }
      })
    },
  },
  'channel renew': {
    usage: 'zalo-oa < file-with-the-refresh-token',
    help: 'takes a new refresh token from standard input, after a consent by hand, and tries it',
    async run([name = '']) {
      const config = settings()
      if (switchedOn(config, name) !== 'zalo-oa') throw new UsageError(`${name} has no token that ends: only zalo-oa does.`)
      const given = await typed()
      if (!/^[\x21-\x7e]{8,4096}$/.test(given))
        throw new UsageError('Give the refresh token on standard input, one line, never as an argument: other users see those.')
      await withDeps((deps) => renew(deps, 'zalo-oa', given))
    },
  },
  'channel resume': {
    usage: 'telegram|zalo|zalo-oa',
    help: 'lets a channel send again that was stopped by a bad token or a spent quota',
    async run([name = '']) {
      const channel = switchedOn(settings(), name)
      await withDeps(({ db }) => channelStates.resume(db, channel))
      say(`${channel} sends again.`)
    },
  },
  'outbox list': {
    usage: '[--json]',
    help: 'what was given up: updates, messages, reports on their way',
    options: { json: { type: 'boolean' } },
    async run(_words, { json }) {
      await withDeps(async ({ db }) => {
        const letters = await deadLetters.list(db, MOST_LISTED)
        if (json) for (const letter of letters) say(JSON.stringify(letter))
        else if (letters.length === 0) say('Nothing is stuck.')
        else for (const letter of letters) say(letterLine(letter))
        if (letters.length === MOST_LISTED) process.stderr.write(`These are the oldest ${MOST_LISTED}; there may be more.\n`)
      })
    },
  },
  'outbox redrive': {
    usage: '<kind>:<id>|all',
    help: 'tries one of them again (as `outbox list` names it), or all',
    async run([name = '', ...more]) {
      const [, kind, id] = /^(update|message|delivery):(\d+)$/.exec(name) ?? []
      if ((name !== 'all' && !id) || more.length > 0)
        throw new UsageError('Name what to try again, for example: outbox redrive delivery:12')
      await withDeps(async ({ db }) => {
        if (!id) return say(`Tried again: ${await deadLetters.redriveAll(db)}.`)
        if (!(await deadLetters.redrive(db, kind as deadLetters.Kind, id)))
          throw new Failure(`${name} is not stuck, or an official must decide it in the console.`)
        say(`${name} is tried again.`)
      })
    },
  },
  'official create': {
    usage: `<e-mail> ${POST_USAGE}`,
    help: 'adds an official (of the city, unless said), or lets one in again: prints a one-time sign-in link',
    options: POST_OPTIONS,
    async run([email = ''], options) {
      checkEmail(email, 'create lan@hue.gov.vn')
      const post = postOf(options)
      await withDeps(async ({ db, config }) => {
        const { id, isNew } = await officials.create(db, email, post ?? OF_THE_CITY)
        const known = await officials.find(db, id)
        // Let in again as what they are: a role is changed on purpose, or not at all.
        if (!isNew && post && known && !isSamePost(known, post))
          throw new Failure(`${email} is there already, ${postWords(known)}. To change that: official role ${email} --role …`)
        const { token } = await signIns.createLink(db, id)
        say(`${config.publicUrl}/console/sign-in/${token}`)
      })
    },
  },
  'official role': {
    usage: `<e-mail> ${POST_USAGE}`,
    help: 'changes what an official is; signs them out everywhere',
    options: POST_OPTIONS,
    async run([email = ''], options) {
      const example = 'role lan@hue.gov.vn --role commune --commune "Vỹ Dạ"'
      checkEmail(email, example)
      const post = postOf(options)
      if (!post) throw new UsageError(`Say which role, for example: official ${example}`)
      await withDeps(({ db }) => changeRole(db, email, post))
    },
  },
  'official list': {
    usage: '',
    help: 'who may sign in to the console, and as what',
    run: () =>
      withDeps(async ({ db }) => {
        for (const one of await officials.list(db))
          say([one.email, postWords(one), one.isReady ? '' : '(has not signed in yet)'].filter(Boolean).join('  '))
      }),
  },
  'knowledge check': {
    usage: '',
    help: 'checks the shipped articles and, where there is a database, those of officials and their questions',
    async run() {
      const faults = checkArticles(shipped)
      if (faults.length > 0) throw new Failure(faults.join('\n'))
      say(`${shipped.length} shipped articles are in order.`)
      const config = settings()
      if (!hasDatabase(config)) return say('There is no database here, so there are no articles of officials.')
      await withDeps(checkLive).catch((error: unknown) => {
        if (!(error instanceof DataFolderInUse)) throw error
        process.stderr.write(`The articles of officials were NOT checked: ${error.message}\n`)
      })
    },
  },
  'export articles': {
    usage: '',
    help: 'writes the articles of officials as JSON, in the shape of src/knowledge/articles',
    run: () => withDeps(exportArticles),
  },
  'export questions': {
    usage: '',
    help: 'writes the questions that must find their article, as test/knowledge/own-questions.jsonl has them',
    run: () =>
      withDeps(async ({ db }) => {
        for (const { id, text, articleId } of await articles.questions(db))
          say(JSON.stringify({ id: `o${id}`, q: text, style: 'people', expect: [articleId], half: 'own' }))
      }),
  },
  ask: {
    usage: '[--json] [--live] [question]',
    help: 'answers as the chat would: the words given, else one question a line from standard input; --live: with the articles of officials',
    options: { json: { type: 'boolean' }, live: { type: 'boolean' } },
    async run(words, { json, live }) {
      const knowledge = live ? await liveKnowledge() : createKnowledge(shipped)
      const today = localDay(new Date())
      // As a server that has run for a while: the first questions of a process pay for its compiler.
      for (const { question } of shipped) knowledge.ask(question, { language: 'vi', today })
      for await (const question of words.length > 0 ? [words.join(' ')] : createInterface({ input: process.stdin })) {
        const { answer, us } = timed(knowledge, question, today)
        if (json) say(jsonLine(question, answer, us))
        else say([answer.text, ...answer.choices.map(({ label }, i) => `${i + 1}. ${label}`)].join('\n'))
      }
    },
  },
}

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const found = findCommand(args)
  if (!found) {
    const isHelp = args.length === 0 || args.includes('--help') || args.includes('-h')
    if (!isHelp)
      process.stderr.write(
        `There is no command "${args
          .filter((arg) => !arg.startsWith('-'))
          .slice(0, 2)
          .join(' ')}".\n`,
      )
    ;(isHelp ? process.stdout : process.stderr).write(overview())
    return isHelp ? 0 : 2
  }
  const [name, command, rest] = found
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: true })
    if (values.help) say(`npm run cli -- ${name} ${command.usage}\n  ${command.help}`)
    else await command.run(positionals, values)
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    const isUsage = error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
    if (isUsage) process.stderr.write(`Usage: npm run cli -- ${name} ${command.usage}\n`)
    return isUsage ? 2 : 1
  }
}

function findCommand(args: readonly string[]): readonly [string, Command, readonly string[]] | null {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ')
    const command = COMMANDS[name]
    if (command && Object.hasOwn(COMMANDS, name)) return [name, command, args.slice(length)]
  }
  return null
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { usage, help }]) => `  ${`${name} ${usage}`.padEnd(36)} ${help}`)
  return `npm run cli -- <command>\n${lines.join('\n')}\nEach takes --help.\n`
}

function letterLine({ kind, id, where, reference, reason, at }: deadLetters.DeadLetter): string {
  return [`${kind}:${id}`, reference ?? '', where, at.toISOString(), reason].filter((part) => part !== '').join('  ')
}

function settings(): Config {
  const parsed = parseConfig(process.env)
  if ('faults' in parsed) throw new Failure(faultLines(parsed.faults))
  return parsed.config
}

async function withDeps(work: (deps: Deps) => Promise<void>): Promise<void> {
  const log = createLog(
    'warn',
    (line) => process.stderr.write(`${line}\n`),
    () => new Date(),
  )
  const { deps, close } = await openNode(settings(), log, async () => {})
  try {
    await migrate(deps.db)
    await work(deps)
  } finally {
    await close()
  }
}

function checkEmail(email: string, example: string): void {
  if (!officials.isEmail(email)) throw new UsageError(`Give the e-mail, for example: official ${example}`)
}

/** What was asked for; null: nothing was. @throws UsageError with what to type instead */
function postOf({ role, commune }: Readonly<Record<string, unknown>>): Post | null {
  if (role === undefined && commune === undefined) return null
  const typed = String(commune ?? '').trim()
  const read = readPost(String(role ?? 'city'), typed)
  if ('post' in read) return read.post
  const named = 'communes' in read ? read.communes.map((one) => `${one.fullName} (${one.code})`).join(', ') : ''
  throw new UsageError(
    {
      no_role: `There is no role "${role}". Roles: admin, city, commune.`,
      no_commune: 'Say which commune, for example: --role commune --commune "Vỹ Dạ"',
      needless_commune: 'A commune goes with --role commune only.',
      unclear: `"${typed}" may be: ${named}. Give the code.`,
      unknown: `There is no commune "${typed}".${named && ` Did you mean: ${named}?`}`,
    }[read.fault],
  )
}

/** @throws Failure where nobody has this e-mail, or the role is needed where it is */
async function changeRole(db: Deps['db'], email: string, post: Post): Promise<void> {
  const one = await officials.findByEmail(db, email)
  if (!one) throw new Failure(`There is no official ${email}. To add one: official create ${email} --role …`)
  const done = await db.transaction().execute((tx) => officialRoles.change(tx, one.id, post))
  if (done === 'last_admin')
    throw new Failure(`${email} is the only administrator who can sign in. Make another one first, and let them sign in.`)
  say(done === 'same' ? `Nothing to do: ${email} is ${postWords(post)}.` : `${email} is ${postWords(post)} now, and signed out.`)
}

function postWords({ role, communeCode }: Pick<officials.Official, 'role' | 'communeCode'>): string {
  return communeCode === null ? role : `commune ${communeByCode(communeCode)?.fullName ?? communeCode} (${communeCode})`
}

/** @throws UsageError for another name, Failure where the channel is off */
function switchedOn(config: Config, name: string): ChannelName {
  const switches = { telegram: config.telegram, zalo: config.zalo, 'zalo-oa': config.zaloOa } as const
  if (!Object.hasOwn(switches, name)) throw new UsageError('Name the channel: telegram, zalo or zalo-oa.')
  if (switches[name as keyof typeof switches] === null) throw new Failure(`The channel ${name} is off: its token is not set.`)
  return name as keyof typeof switches
}

/** The platform of this name, or all that are on; a database is opened only for one that keeps its tokens there. */
async function withPlatforms(
  config: Config,
  name: string | undefined,
  work: (chosen: readonly (Channel & Operated)[], keeper: Keeper | null) => Promise<void>,
): Promise<void> {
  const only = name === undefined ? null : switchedOn(config, name)
  const chosen = (keeper: Keeper | null) => platforms(config, keeper).filter((channel) => only === null || channel.name === only)
  if (config.zaloOa && (only === null || only === 'zalo-oa')) await withDeps((deps) => work(chosen(deps), deps))
  else await work(chosen(null), null)
}

/** Puts the token in and uses it at once: only then is it known to be good. */
async function renew(deps: Deps, channel: ChannelName, refreshToken: string): Promise<void> {
  const given = deps.channels.get(channel)?.grant?.given ?? null
  await deps.db.transaction().execute((tx) => tokens.renewByHand(tx, deps.vault, channel, refreshToken, given))
  await refreshTokens.run(deps, { endsAt: Date.now() + CALL_MS, signal: new AbortController().signal })
  await showAccess(deps.db, channel)
  const now = (await tokens.list(deps.db)).find((one) => one.channel === channel)
  if (now?.state === 'lost') throw new Failure('The platform did not take it. Let the account consent once more (docs/zalo.md).')
}

async function showAccess(db: Db, channel: ChannelName): Promise<void> {
  const kept = (await tokens.list(db)).find((one) => one.channel === channel)
  const hours = (seconds: number) => `${Math.max(0, Math.round(seconds / 3600))} h`
  show({
    token: kept ? `${kept.state}${kept.reason === null ? '' : ` (${kept.reason})`}` : 'none yet',
    ...(kept && {
      accessEndsIn: hours(kept.accessSeconds),
      nextRenewal: kept.nextAt.toISOString(),
      consentedAt: kept.consentedAt.toISOString(),
    }),
    ...Object.fromEntries(
      (await inbox.signatures(db)).filter((one) => one.channel === channel).map(({ way, count }) => [`signed ${way}`, count]),
    ),
  })
}

/** All of standard input, without the line's end. */
async function typed(): Promise<string> {
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin })) lines.push(line.trim())
  return lines.filter((line) => line !== '').join('\n')
}

/** @throws Failure with a line for each way of asking and each kept question that goes astray */
async function checkLive({ db }: Deps): Promise<void> {
  const rows = await articles.current(db)
  const all = layOver(shipped, rows)
  const questions = await articles.questions(db)
  const faults = [
    ...astray(all).map(({ text, owner, finds }) => `${owner.id}: "${text}" finds ${finds?.id ?? 'nothing'} first.`),
    ...failing(all, questions).map(
      ({ question, finds }) =>
        `question ${question.id}: "${question.text}" finds ${finds?.id ?? 'nothing'}, not ${question.articleId}.`,
    ),
  ]
  if (faults.length > 0) throw new Failure(faults.join('\n'))
  say(`With the database: ${rows.length} articles changed by officials, ${questions.length} questions kept; all are in order.`)
}

/** What is withdrawn is told beside, so that nobody takes it for kept. */
async function exportArticles({ db }: Deps): Promise<void> {
  const rows = await articles.current(db)
  const changed = rows.filter(({ content, isWithdrawn }) => content !== null && !isWithdrawn)
  say(JSON.stringify(changed.map(inShippedShape), null, 2))
  for (const { articleId } of rows.filter(({ isWithdrawn }) => isWithdrawn))
    process.stderr.write(`${articleId} is withdrawn: it is not given to anyone.\n`)
}

function inShippedShape({ articleId: id, content }: articles.Version) {
  if (!content) return { id }
  const { question, aliases, text, covers, source, validFrom, validTo, certainty, checkedOn } = content
  const { document, article, date, url } = source
  return {
    id,
    question,
    aliases,
    text,
    covers,
    source: { document, article, date, url },
    validFrom,
    validTo,
    certainty,
    checkedOn,
  }
}

async function liveKnowledge(): Promise<Knowledge> {
  let knowledge = createKnowledge(shipped)
  await withDeps(async ({ library }) => {
    knowledge = (await library()).knowledge
  })
  return knowledge
}

function timed(knowledge: Knowledge, question: string, today: string): { answer: Answer; us: number } {
  const before = process.cpuUsage()
  const answer = knowledge.ask(question, { language: 'vi', today })
  const { user, system } = process.cpuUsage(before)
  return { answer, us: user + system }
}

/** The shape of `contract.md`. */
function jsonLine(question: string, { intent, zone, confidence, articles: found, text }: Answer, us: number): string {
  return JSON.stringify({ question, intent, zone, confidence, articles: found, text, us })
}

function show(facts: Readonly<Record<string, string | number | boolean>>): void {
  for (const [name, value] of Object.entries(facts)) say(`  ${name}: ${value}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
