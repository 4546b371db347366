/**
 * `npm run dev:worker`: the Worker in local workerd, with a PostgreSQL of its own; both end with Ctrl-C.
 *
 * The database is made anew each time unless DATABASE_URL names one. Crons do not fire by themselves in local workerd, so
 * they are called here each minute as Cloudflare would.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { connect } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import * as officials from '../src/models/official.ts'
import * as signIns from '../src/models/sign-in.ts'
import { startPostgres } from '../test/support/postgres-server.ts'

const PORT = process.env.PORT ?? '8787'
const URL_HERE = `http://127.0.0.1:${PORT}`
const BEAT_MS = 60_000

const own = process.env.DATABASE_URL ? null : await startPostgres()
const databaseUrl = process.env.DATABASE_URL ?? (await own?.createDatabase('ocop')) ?? ''
const key = process.env.ENCRYPTION_KEY ?? Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')
console.log(await signInLine())

const wrangler = spawn(process.execPath, [wranglerPath(), ...wranglerWords()], {
  stdio: 'inherit',
  env: {
    ...process.env,
    CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: databaseUrl,
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
  },
})
const beat = setInterval(() => {
  // Not there yet, or busy: the next beat does the same.
  fetch(`${URL_HERE}/cdn-cgi/handler/scheduled`).catch(() => {})
}, BEAT_MS)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => wrangler.kill(signal))
wrangler.once('exit', async (code) => {
  clearInterval(beat)
  await own?.stop()
  process.exit(code ?? 0)
})

function wranglerPath(): string {
  return join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin', 'wrangler.js')
}

function wranglerWords(): string[] {
  const settings = {
    ENCRYPTION_KEY: key,
    PUBLIC_URL: process.env.PUBLIC_URL ?? URL_HERE,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
  }
  const vars = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  return ['dev', '--local', '--ip', '127.0.0.1', '--port', PORT, '--inspector-port', '0', '--test-scheduled', ...vars]
}

async function signInLine(): Promise<string> {
  const db = connect(databaseUrl, { max: 1, onError: () => {} })
  try {
    await migrate(db)
    const email = process.env.CONSOLE_FIRST_ADMIN ?? 'admin@localhost'
    const official = await officials.ensureFirst(db, email)
    if (!official) return `Console  ${URL_HERE}/console`
    const { token } = await signIns.createLink(db, official.id)
    return `Sign in  ${URL_HERE}/console/sign-in/${token}  (once, for ${email}, 24 hours)`
  } finally {
    await db.destroy()
  }
}
