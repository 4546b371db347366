/** The papers say what the code does: settings, commands, promises. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SETTINGS } from '../src/config.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const documents = [
  'README.md',
  'README.vi.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/data-sources.md',
  'docs/zalo.md',
  'docs/runbook.md',
]

test('the README names every setting, and .env.example holds every setting', () => {
  for (const { name } of SETTINGS) {
    if (name === 'NODE_ENV') continue
    expect(read('README.md'), name).toContain(`\`${name}\``)
    expect(read('.env.example'), name).toMatch(new RegExp(`^#?${name}=`, 'm'))
  }
})

test('.env.example holds nothing that is not a setting', () => {
  const known = SETTINGS.map(({ name }) => name as string)
  const given = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name)
  expect(given.filter((name) => !known.includes(name ?? ''))).toEqual([])
})

test('the README names every npm script that people run', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  for (const script of Object.keys(scripts)) expect(read('README.md') + read('CONTRIBUTING.md'), script).toContain(script)
})

test('links between the papers lead somewhere', () => {
  for (const document of documents) {
    for (const [, target = ''] of read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)) {
      expect(existsSync(join(document, '..', target)), `${document}: ${target}`).toBe(true)
    }
  }
})

test('each promise of this version is named by a test', () => {
  const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.tsx?$|contract\.ts$/.test(path) && path !== 'documents.test.ts')
    .map((path) => read(join('test', path)))
    .join('\n')
  const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
  const numbers = [...from(1, 27), 29, 30, 32, 35]
  const promises = [
    ...numbers.map((number) => `P-${String(number).padStart(2, '0')}`),
    'L-01',
    'L-02',
    'L-05',
    'L-07',
    'L-08',
    'L-09',
    'L-16',
    'L-18',
    'L-22',
  ]
  expect(promises.filter((promise) => !tests.includes(promise))).toEqual([])
})

test('the runbook names metrics and log lines that exist', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => read(join('src', path)))
    .join('\n')
  const runbook = read('docs/runbook.md')
  const metrics = [...runbook.matchAll(/`ocop_(\w+)/g)].map(([, name = '']) => `gauge('${name}'`)
  const flat = sources.replace(/gauge\(\s+/g, 'gauge(')
  const events = [...runbook.matchAll(/log `(\w+)`/g)].map(([, name = '']) => `'${name}'`)
  expect(metrics.length).toBeGreaterThan(5)
  expect([...metrics, ...events].filter((name) => !flat.includes(name))).toEqual([])
})

test('the lock file names every package that it refers to, so that npm ci installs it wherever it runs', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockEntry> }
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => !isFound(packages, path, name))
      .map((name) => `${path} -> ${name}`),
  )
  expect(missing).toEqual([])
  expect(read('package-lock.json')).not.toContain('"resolved"')
})

interface LockEntry {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** As Node looks for it: beside the package, then beside each of those that hold it. */
function isFound(packages: Readonly<Record<string, LockEntry>>, path: string, name: string): boolean {
  if (packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]) return true
  return path !== '' && isFound(packages, path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name)
}
