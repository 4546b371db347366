/**
 * The environment, read once into a frozen typed object; the only reader of the environment.
 *
 * Each setting is one entry of SETTINGS: how it is read, its default, a line of help and an example. All faults are told
 * at once, one line each. Secrets are never printed. Never runs at import: the edge has no environment then.
 */

import type { Level } from './lib/log.ts'
import { fromBase64Url } from './lib/seal.ts'
import type { Hours } from './lib/time.ts'

export interface Config {
  readonly production: boolean
  readonly host: string
  readonly port: number
  /** no slash at the end */
  readonly publicUrl: string
  readonly databaseUrl: string | null
  readonly dataDir: string
  readonly logLevel: Level
  readonly telegram: ChannelConfig | null
  readonly zalo: ChannelConfig | null
  readonly zaloOa: ZaloOaConfig | null
  /** null: the embedded mode makes one in DATA_DIR */
  readonly encryptionKey: Uint8Array | null
  readonly firstAdmin: string
  readonly mediaHosts: readonly string[]
  readonly embedOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  /** who handles a report whose category names no destination of its own */
  readonly reportingChannel: 'console' | 'open311'
  /** null: no centre is known */
  readonly open311: Open311Config | null
  /** waits before each further try at the centre, the last repeated */
  readonly deliveryRetrySeconds: readonly number[]
  readonly statusPollSeconds: number
  readonly leaseSeconds: number
  readonly albumWaitSeconds: number
  /** broadcast messages a second and channel */
  readonly bulkRate: number
  /** when ordinary broadcasts may be sent, Asia/Ho_Chi_Minh */
  readonly bulkHours: Hours
  /** texts may be sorted by a machine: answered, taken for a report, given a category (L-21) */
  readonly machineSorting: boolean
  readonly allowLoopbackUpstreams: boolean
}

export interface ChannelConfig {
  readonly token: string
  readonly secret: string
  readonly apiRoot: URL
}

/** A Zalo Official Account and the app that speaks for it. */
export interface ZaloOaConfig {
  readonly appId: string
  readonly oaId: string
  readonly appSecret: string
  /** "OA Secret Key" of the app's webhook page */
  readonly secret: string
  /** null: it is given by `channel renew`, or in the console */
  readonly refreshToken: string | null
  /** null: no template is approved */
  readonly templateId: string | null
  /** null: not known */
  readonly prices: { readonly paidVnd: number | null; readonly templateVnd: number | null }
  readonly apiRoot: URL
  readonly oauthRoot: URL
}

export interface Open311Config {
  /** GeoReport v2 root */
  readonly url: URL
  readonly apiKey: string
  /** null: the centre serves one city only */
  readonly jurisdiction: string | null
}

export interface Setting {
  readonly name: string
  readonly help: string
  readonly byDefault: string
  readonly example: string
  readonly secret?: boolean
}

/** Names and words of every setting, for the README, `.env.example`, `config check` and error lines. */
export const SETTINGS = [
  { name: 'HOST', help: 'where the server listens', byDefault: '127.0.0.1', example: '0.0.0.0' },
  { name: 'PORT', help: 'port of the server', byDefault: '8787', example: '8080' },
  {
    name: 'PUBLIC_URL',
    help: 'outside address, for links and webhooks',
    byDefault: 'http://HOST:PORT',
    example: 'https://chat.hue.gov.vn',
  },
  {
    name: 'DATABASE_URL',
    help: 'PostgreSQL; unset: embedded database in DATA_DIR',
    byDefault: '',
    example: 'postgres://ocop:secret@db.internal:5432/ocop',
    secret: true,
  },
  { name: 'DATA_DIR', help: 'embedded database, uploaded files', byDefault: '.data', example: '/var/lib/ocop' },
  { name: 'LOG_LEVEL', help: 'debug, info, warn or error', byDefault: 'info', example: 'warn' },
  { name: 'TELEGRAM_BOT_TOKEN', help: 'Telegram bot; unset: off', byDefault: '', example: '123456:AbC…', secret: true },
  {
    name: 'TELEGRAM_WEBHOOK_SECRET',
    help: '1 to 256 of A-Z a-z 0-9 _ -',
    byDefault: '',
    example: 'a-long-random-word',
    secret: true,
  },
  { name: 'TELEGRAM_API_ROOT', help: 'Telegram API', byDefault: 'https://api.telegram.org', example: 'https://api.telegram.org' },
  { name: 'ZALO_BOT_TOKEN', help: 'Zalo bot; unset: off', byDefault: '', example: '123456:AbC…', secret: true },
  { name: 'ZALO_WEBHOOK_SECRET', help: '8 to 256 characters', byDefault: '', example: 'a-long-random-word', secret: true },
  {
    name: 'ZALO_API_ROOT',
    help: 'Zalo Bot Platform API',
    byDefault: 'https://bot-api.zaloplatforms.com',
    example: 'https://bot-api.zaloplatforms.com',
  },
  { name: 'ZALO_OA_APP_ID', help: 'app of the Zalo Official Account; unset: off', byDefault: '', example: '3000000000000000001' },
  { name: 'ZALO_OA_ID', help: 'id of the Official Account', byDefault: '', example: '9000000000000000001' },
  { name: 'ZALO_OA_APP_SECRET', help: 'secret key of the app', byDefault: '', example: 'a-long-random-word', secret: true },
  {
    name: 'ZALO_OA_WEBHOOK_SECRET',
    help: "OA secret key of the app's webhook page",
    byDefault: '',
    example: 'a-long-random-word',
    secret: true,
  },
  {
    name: 'ZALO_OA_REFRESH_TOKEN',
    help: 'first refresh token, taken once; later ones are kept in the database',
    byDefault: '',
    example: 'a-long-random-word',
    secret: true,
  },
  {
    name: 'ZALO_OA_TEMPLATE_ID',
    help: 'approved template for announcements to whom nothing else reaches; unset: none',
    byDefault: '',
    example: '123456',
  },
  {
    name: 'ZALO_OA_PRICES',
    help: 'VND of a message after 48 hours, and of the template; empty: not known (not a price list: ask Zalo)',
    byDefault: '55,',
    example: '55,560',
  },
  {
    name: 'ZALO_OA_API_ROOT',
    help: 'Zalo OA API',
    byDefault: 'https://openapi.zalo.me',
    example: 'https://openapi.zalo.me',
  },
  {
    name: 'ZALO_OA_OAUTH_ROOT',
    help: 'where Zalo OA tokens are renewed',
    byDefault: 'https://oauth.zaloapp.com',
    example: 'https://oauth.zaloapp.com',
  },
  {
    name: 'ENCRYPTION_KEY',
    help: '32 bytes base64 for personal columns; required with DATABASE_URL',
    byDefault: 'made in DATA_DIR',
    example: 'openssl rand -base64 32',
    secret: true,
  },
  {
    name: 'CONSOLE_FIRST_ADMIN',
    help: 'e-mail of the first official; the sign-in link is printed while no one exists',
    byDefault: 'admin@localhost',
    example: 'ocop@hue.gov.vn',
  },
  {
    name: 'MEDIA_HOSTS',
    help: 'hosts of platform media, beside the API roots',
    byDefault: '*.zdn.vn',
    example: '*.zdn.vn,photos.example',
  },
  { name: 'EMBED_ORIGINS', help: 'pages that may embed /chat', byDefault: '', example: 'https://hue.gov.vn' },
  { name: 'TRUSTED_PROXIES', help: 'addresses whose X-Forwarded-For is believed', byDefault: '', example: '10.0.0.2' },
  {
    name: 'REPORTING_CHANNEL',
    help: 'console: officials here handle reports; open311: they go on to the centre',
    byDefault: 'console',
    example: 'open311',
  },
  { name: 'OPEN311_URL', help: "the centre's GeoReport v2 root", byDefault: '', example: 'https://centre.example/open311/v2' },
  { name: 'OPEN311_API_KEY', help: 'key that the centre gave us', byDefault: '', example: 'a-long-random-word', secret: true },
  { name: 'OPEN311_JURISDICTION', help: 'jurisdiction_id, where the centre wants one', byDefault: '', example: 'hue.gov.vn' },
  {
    name: 'DELIVERY_RETRY_SECONDS',
    help: 'waits before each further try at the centre, the last repeated for 3 days',
    byDefault: '60,300,900,3600,21600',
    example: '60,300,900,3600,21600',
  },
  { name: 'STATUS_POLL_SECONDS', help: 'how often the centre is asked for news, seconds', byDefault: '300', example: '300' },
  { name: 'LEASE_SECONDS', help: 'lease of a claimed row, seconds', byDefault: '60', example: '60' },
  { name: 'ALBUM_WAIT_SECONDS', help: 'wait for the rest of an album, seconds', byDefault: '3', example: '3' },
  {
    name: 'BULK_RATE',
    help: "announcement messages a second and channel, below the platform's limit",
    byDefault: '25',
    example: '25',
  },
  {
    name: 'BULK_HOURS',
    help: 'when ordinary announcements may be sent, time of Huế',
    byDefault: '07:00-22:00',
    example: '07:00-22:00',
  },
  {
    name: 'MACHINE_SORTING',
    help: 'off: no text is answered or sorted by a machine; people choose and ask officials',
    byDefault: 'on',
    example: 'off',
  },
  {
    name: 'ALLOW_LOOPBACK_UPSTREAMS',
    help: '1: API roots and media may be plain http on loopback (tests)',
    byDefault: '',
    example: '1',
  },
  { name: 'NODE_ENV', help: 'production refuses what is only for tests', byDefault: '', example: 'production' },
] as const satisfies readonly Setting[]

export type SettingName = (typeof SETTINGS)[number]['name']
export type Environment = Readonly<Record<string, string | undefined>>

export interface Fault {
  readonly name: string
  readonly what: string
  readonly example: string
}

/** Names that begin like ours but are none of ours are faults too: a typo must not turn a channel off in silence. */
const OUR_PREFIXES = [
  'TELEGRAM_',
  'ZALO_',
  'OPEN311_',
  'CONSOLE_',
  'MEDIA_',
  'EMBED_',
  'TRUSTED_',
  'REPORTING_',
  'LEASE_',
  'ALBUM_',
  'BULK_',
  'ALLOW_LOOPBACK',
  'DELIVERY_',
  'STATUS_POLL',
  'MACHINE_',
]

export function parseConfig(env: Environment): { config: Config } | { faults: readonly Fault[] } {
  const faults: Fault[] = []
  const read = reader(env, faults)
  refuseUnknown(env, read.fault)

  const production = read.text('NODE_ENV') === 'production'
  const loopback = read.flag('ALLOW_LOOPBACK_UPSTREAMS')
  if (loopback && production) read.fault('ALLOW_LOOPBACK_UPSTREAMS', 'is for tests only; unset it when NODE_ENV=production')
  const host = read.text('HOST')
  const port = read.number('PORT', 1, 65535)
  const databaseUrl = read.text('DATABASE_URL') || null
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) read.fault('DATABASE_URL', 'must begin with postgres://')
  const encryptionKey = read.key('ENCRYPTION_KEY')
  if (databaseUrl && !read.text('ENCRYPTION_KEY')) read.fault('ENCRYPTION_KEY', 'is required with DATABASE_URL')

  const reportingChannel = read.oneOf('REPORTING_CHANNEL', ['console', 'open311'] as const)
  const open311 = read.open311(loopback)
  if (reportingChannel === 'open311' && !open311) read.fault('OPEN311_URL', 'is required with REPORTING_CHANNEL=open311')
  const config: Config = Object.freeze({
    production,
    host,
    port,
    publicUrl: read.publicUrl(host, port),
    databaseUrl,
    dataDir: read.text('DATA_DIR'),
    logLevel: read.oneOf('LOG_LEVEL', ['debug', 'info', 'warn', 'error'] as const),
    telegram: read.channel('TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_API_ROOT', /^[\w-]{1,256}$/, loopback),
    zalo: read.channel('ZALO_BOT_TOKEN', 'ZALO_WEBHOOK_SECRET', 'ZALO_API_ROOT', /^.{8,256}$/, loopback),
    zaloOa: read.zaloOa(loopback),
    encryptionKey,
    firstAdmin: read.email('CONSOLE_FIRST_ADMIN'),
    mediaHosts: read.list('MEDIA_HOSTS', /^(\*\.)?[a-z0-9.-]+(:\d+)?$/i, 'must be host names, with commas between'),
    embedOrigins: read.list('EMBED_ORIGINS', /^https?:\/\/[^/\s]+$/, 'must be origins without a path, with commas between'),
    trustedProxies: read.list('TRUSTED_PROXIES', /^[0-9a-f.:]+$/i, 'must be IP addresses, with commas between'),
    reportingChannel,
    open311,
    deliveryRetrySeconds: read.numbers('DELIVERY_RETRY_SECONDS', 1, 86_400),
    statusPollSeconds: read.number('STATUS_POLL_SECONDS', 1, 86_400),
    leaseSeconds: read.number('LEASE_SECONDS', 1, 3600),
    albumWaitSeconds: read.number('ALBUM_WAIT_SECONDS', 0, 60),
    bulkRate: read.number('BULK_RATE', 1, 1000),
    bulkHours: read.hours('BULK_HOURS'),
    machineSorting: read.oneOf('MACHINE_SORTING', ['on', 'off'] as const) === 'on',
    allowLoopbackUpstreams: loopback,
  })
  return faults.length > 0 ? { faults } : { config }
}

/** One line per fault, for standard error. The value itself is never repeated: it may be a secret. */
export function faultLines(faults: readonly Fault[]): string {
  return faults.map((fault) => `${fault.name} ${fault.what}. Example: ${fault.name}=${fault.example}`).join('\n')
}

function refuseUnknown(env: Environment, fault: (name: SettingName, what: string) => void): void {
  const known = new Set<string>(SETTINGS.map((setting) => setting.name))
  for (const name of Object.keys(env)) {
    if (!known.has(name) && OUR_PREFIXES.some((prefix) => name.startsWith(prefix)))
      fault(name as SettingName, 'is not a setting of this system; look for a typing slip')
  }
}

function reader(env: Environment, faults: Fault[]) {
  const setting = (name: SettingName): Setting | undefined => SETTINGS.find((candidate) => candidate.name === name)
  const fault = (name: SettingName, what: string) => {
    faults.push({ name, what, example: setting(name)?.example ?? '(unset it)' })
  }
  const text = (name: SettingName): string => env[name]?.trim() || textDefault(name)
  const textDefault = (name: SettingName): string => {
    const value = setting(name)?.byDefault ?? ''
    return name === 'PUBLIC_URL' || name === 'ENCRYPTION_KEY' ? '' : value
  }
  const url = (name: SettingName, loopback: boolean): URL => {
    const parsed = URL.canParse(text(name)) ? new URL(text(name)) : null
    if (!parsed || !isAllowed(parsed, loopback)) fault(name, 'must be an https address')
    return parsed ?? new URL('https://invalid.example')
  }
  const prices = () => {
    const [paid = '', template = '', ...more] = text('ZALO_OA_PRICES').split(',')
    if (more.length > 0 || ![paid, template].every((price) => /^\d{0,6}$/.test(price.trim())))
      fault('ZALO_OA_PRICES', 'must be two whole numbers with a comma between; either may be empty')
    const priceOf = (typed: string) => (typed.trim() === '' ? null : Number(typed))
    return { paidVnd: priceOf(paid), templateVnd: priceOf(template) }
  }
  return {
    fault,
    text,
    flag(name: SettingName): boolean {
      if (!['', '0', '1'].includes(text(name))) fault(name, 'must be 1 or unset')
      return text(name) === '1'
    },
    number(name: SettingName, min: number, max: number): number {
      const value = Number(text(name))
      if (!Number.isInteger(value) || value < min || value > max) fault(name, `must be a whole number from ${min} to ${max}`)
      return value
    },
    numbers(name: SettingName, min: number, max: number): readonly number[] {
      const values = text(name).split(',').map(Number)
      if (values.some((value) => !Number.isInteger(value) || value < min || value > max))
        fault(name, `must be whole numbers from ${min} to ${max}, with commas between`)
      return values
    },
    zaloOa(loopback: boolean): ZaloOaConfig | null {
      const roots = { apiRoot: url('ZALO_OA_API_ROOT', loopback), oauthRoot: url('ZALO_OA_OAUTH_ROOT', loopback) }
      const needed = ['ZALO_OA_APP_ID', 'ZALO_OA_ID', 'ZALO_OA_APP_SECRET', 'ZALO_OA_WEBHOOK_SECRET'] as const
      const given = [...needed, 'ZALO_OA_REFRESH_TOKEN' as const].find((name) => text(name) !== '')
      if (given === undefined) return null
      for (const name of needed) if (text(name) === '') fault(name, `is required with ${given}`)
      return {
        appId: text('ZALO_OA_APP_ID'),
        oaId: text('ZALO_OA_ID'),
        appSecret: text('ZALO_OA_APP_SECRET'),
        secret: text('ZALO_OA_WEBHOOK_SECRET'),
        refreshToken: text('ZALO_OA_REFRESH_TOKEN') || null,
        templateId: text('ZALO_OA_TEMPLATE_ID') || null,
        prices: prices(),
        ...roots,
      }
    },
    open311(loopback: boolean): Open311Config | null {
      if (text('OPEN311_URL') === '') return null
      if (text('OPEN311_API_KEY') === '') fault('OPEN311_API_KEY', 'is required with OPEN311_URL')
      const jurisdiction = text('OPEN311_JURISDICTION') || null
      return { url: url('OPEN311_URL', loopback), apiKey: text('OPEN311_API_KEY'), jurisdiction }
    },
    oneOf<Value extends string>(name: SettingName, values: readonly Value[]): Value {
      const found = values.find((value) => value === text(name))
      if (!found) fault(name, `must be one of ${values.join(', ')}`)
      return found ?? (values[0] as Value)
    },
    list(name: SettingName, shape: RegExp, what: string): readonly string[] {
      const items = text(name)
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
      if (items.some((item) => !shape.test(item))) fault(name, what)
      return items
    },
    hours(name: SettingName): Hours {
      const [, ...parts] = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text(name)) ?? []
      const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts.map(Number)
      const hours = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute }
      if (hours.from >= hours.to || hours.to > 24 * 60) fault(name, 'must be two times of one day')
      return hours
    },
    email(name: SettingName): string {
      const value = text(name).toLowerCase()
      if (!/^[^\s@]+@[^\s@]+$/.test(value)) fault(name, 'must be an e-mail address')
      return value
    },
    key(name: SettingName): Uint8Array | null {
      if (text(name) === '') return null
      const bytes = /^[\w+/-]{43}=?$/.test(text(name)) ? fromBase64Url(text(name)) : null
      if (bytes?.length !== 32) fault(name, 'must be 32 bytes in base64')
      return bytes
    },
    publicUrl(host: string, port: number): string {
      const value = text('PUBLIC_URL') || `http://${host.includes(':') ? `[${host}]` : host}:${port}`
      if (!/^https?:\/\//.test(value) || !URL.canParse(value)) fault('PUBLIC_URL', 'must be an http or https address')
      return value.replace(/\/+$/, '')
    },
    channel(token: SettingName, secret: SettingName, root: SettingName, shape: RegExp, loopback: boolean): ChannelConfig | null {
      const apiRoot = url(root, loopback)
      if (text(token) === '') return null
      if (!shape.test(text(secret)))
        fault(secret, text(secret) === '' ? `is required with ${token}` : `must be ${setting(secret)?.help}`)
      return { token: text(token), secret: text(secret), apiRoot }
    },
  }
}

function isAllowed(url: URL, loopback: boolean): boolean {
  if (url.protocol === 'https:') return true
  return loopback && url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
}
