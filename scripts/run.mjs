/**
 * Every npm script goes through here, on whatever Node is there (20 or newer), before anything is installed:
 * 1. installs what is missing, 2. finds a Node that the tools accept, 3. runs the task with it.
 *
 * Plain JavaScript with nothing but Node's own modules, since it must run on a bare machine.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** vitest, wrangler and Kysely ask for this or newer. */
const WANTED_NODE = [22, 12]

const bin = (name) => join(root, 'node_modules', '.bin', name)
const vitest = (...args) => [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args]

const TASKS = {
  start: { dev: false, run: async (args) => runNode([await bundled('node'), ...args], {}, 'ipc') },
  cli: { dev: false, run: async (args) => runNode([await bundled('cli'), ...args]) },
  test: { dev: true, run: (args) => runNode(vitest(...args)) },
  'test:postgres': { dev: true, run: (args) => runNode(vitest(...args), { TEST_DATABASE: 'postgres' }) },
  'test:worker': { dev: true, run: (args) => runNode(vitest(...args), { TEST_KIND: 'worker', TEST_DATABASE: 'postgres' }) },
  'test:browser': { dev: true, run: (args) => runNode(vitest(...args), { TEST_KIND: 'browser' }) },
  'dev:worker': { dev: true, run: async (args) => runNode([await bundledTool('scripts/dev-worker.ts'), ...args]) },
  'dev:oa': { dev: true, run: async (args) => runNode([await bundledTool('scripts/dev-oa.ts'), ...args]) },
  check: { dev: true, run: check },
  generate: { dev: false, run: (args) => runNode([join(root, 'scripts', 'generate.mjs'), ...args]) },
  fit: { dev: true, run: async (args) => runNode([await bundledTool('scripts/fit-answers.ts'), ...args]) },
  bench: { dev: true, run: bench },
  faults: { dev: true, run: async (args) => runNode([await bundledTool('scripts/faults.ts'), ...args]) },
}

const [name = '', ...args] = process.argv.slice(2)
const task = TASKS[name]
if (!task) {
  console.error(`There is no task "${name}". Tasks: ${Object.keys(TASKS).join(', ')}.`)
  process.exit(2)
}
try {
  await install(task.dev)
  process.exitCode = await task.run(args)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

/** Nothing to do where the installed packages are those of the lock file; npm writes their list after the last of them. */
async function install(withDev) {
  const wanted = lockOf(join(root, 'package-lock.json'))
  const present = existsSync(join(root, 'node_modules', '.package-lock.json'))
    ? lockOf(join(root, 'node_modules', '.package-lock.json'))
    : {}
  const isMissing = ([path, entry]) =>
    path !== '' &&
    !entry.optional &&
    !entry.devOptional &&
    (withDev || !entry.dev) &&
    present[path]?.integrity !== entry.integrity
  if (!Object.entries(wanted).some(isMissing)) return
  console.error('Installing what is missing (once, under a minute)…')
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(withDev ? [] : ['--omit=dev'])]
  // What npm says goes to standard error: the output of a command (`cli ask --json`) stays clean.
  const code = await run(npm[0], [...npm.slice(1), ...options], { stdio: ['ignore', 2, 2] })
  if (code !== 0)
    throw new Error('The packages could not be installed; the reason stands above. Check the network, then try again.')
}

function lockOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {}
}

/** A program of `src` as one file. */
function bundled(entry) {
  return bundle(join('src', `${entry}.ts`), `${entry}.mjs`)
}

/** A tool outside of `src` as one file. */
function bundledTool(path) {
  return bundle(path, path.replace(/\.ts$/, '.mjs'))
}

/** Packages stay outside: a tenth of a second, so it is made anew each time. */
async function bundle(entry, output) {
  const { build } = await import('esbuild')
  const outfile = join(root, '.cache', output)
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    sourcemap: 'linked',
    logLevel: 'error',
  })
  return outfile
}

function findNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > WANTED_NODE[0] || (major === WANTED_NODE[0] && minor >= WANTED_NODE[1])) return process.execPath
  const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(packaged)) return packaged
  throw new Error(`Node ${process.versions.node} is too old here. Install Node 24 (https://nodejs.org), then try again.`)
}

function runNode(args, env = {}, channel = 'ignore') {
  const settings = existsSync(join(root, '.env')) ? [`--env-file=${join(root, '.env')}`] : []
  const flags = ['--enable-source-maps', '--disable-warning=ExperimentalWarning', ...settings]
  return run(findNode(), [...flags, ...args], {
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit', channel],
  })
}

/** Every check, also after a failed one; the reasons last. */
async function check() {
  const steps = {
    types: [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root],
    'format and lint': [bin('biome'), 'check', '--error-on-warnings', root],
    'unused code': [join(root, 'node_modules', 'knip', 'bin', 'knip.js')],
    'generated files': [join(root, 'scripts', 'generate.mjs'), '--check'],
    'texts and documents': vitest('test/texts.test.ts', 'test/architecture.test.ts', 'test/documents.test.ts'),
  }
  const failed = []
  for (const [what, args] of Object.entries(steps)) {
    if ((await runNode(args)) !== 0) failed.push(what)
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`)
  return failed.length === 0 ? 0 : 1
}

async function bench(names) {
  const all = ['answers', 'updates', 'talks', 'worker', 'broadcasts', 'tokens', 'papers']
  const chosen = names.length > 0 ? names : all
  for (const each of chosen) {
    if (!all.includes(each)) throw new Error(`There is no benchmark "${each}". Benchmarks: ${all.join(', ')}.`)
    const code = await runNode([await bundledTool(`bench/${each}.ts`)])
    if (code !== 0) return code
  }
  return 0
}

/** Signals reach the child; when we die without a word, it notices the broken channel and stops too. */
function run(command, commandArgs, options) {
  const child = spawn(command, commandArgs, { cwd: root, ...options, shell: process.platform === 'win32' && command === 'npm' })
  const forward = (signal) => child.kill(signal)
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('SIGINT', forward)
      process.off('SIGTERM', forward)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
}
