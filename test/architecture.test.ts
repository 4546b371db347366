/** The floors of the house (docs/decisions/0001): imports go down, no two rooms of one floor import each other, no circles. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const FLOORS: readonly (readonly string[])[] = [
  ['message'],
  ['lib'],
  ['texts', 'city'],
  ['config', 'db'],
  ['models', 'knowledge', 'channels', 'destinations', 'storage', 'papers'],
  ['conversations', 'deps'],
  ['jobs', 'web'],
  ['open', 'open-node', 'open-edge'],
  ['node', 'cli', 'worker'],
]
/** The seams that rooms above the adapters may name; all else of these rooms is known to `open` only. */
const SEAMS = ['channels/channel.ts', 'destinations/destination.ts', 'storage/storage.ts']

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path))
const imports = new Map(files.map((file) => [file, importsOf(file)]))

test('each file belongs to a room with a floor', () => {
  expect(files.filter((file) => floorOf(file) === -1)).toEqual([])
})

test('imports go down, and not across', () => {
  const wrong = edges().filter(([from, to]) => {
    if (roomOf(from) === roomOf(to)) return false
    if (roomOf(from).startsWith('open-') && roomOf(to) === 'open') return false
    return floorOf(to) >= floorOf(from)
  })
  expect(wrong).toEqual([])
})

test('jobs and pages know no adapter by name', () => {
  const wrong = edges().filter(
    ([from, to]) =>
      ['jobs', 'web', 'conversations', 'deps', 'models'].includes(roomOf(from)) &&
      ['channels', 'destinations', 'storage'].includes(roomOf(to)) &&
      !SEAMS.includes(to),
  )
  expect(wrong).toEqual([])
})

test('there are no circles', () => {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' > '))
    if (path.includes(file) || done.has(file)) return
    for (const next of imports.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})

test('the environment is read by the entries only, and the file system by the adapters of plain Node only', () => {
  const mentions = (pattern: RegExp) => files.filter((file) => pattern.test(readFileSync(join('src', file), 'utf8'))).sort()
  expect(mentions(/process\.env/)).toEqual(['cli.ts', 'node.ts'])
  expect(mentions(/from 'node:fs/)).toEqual(['db/embedded.ts', 'open-node.ts', 'storage/disk.ts'])
})

function edges(): (readonly [string, string])[] {
  return [...imports].flatMap(([from, targets]) => targets.map((to) => [from, to] as const))
}

/** Also type imports; packages and JSON are not ours to order. */
function importsOf(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8')
  const found = [...source.matchAll(/(?:from|import)\s*\(?'(\.[^']+\.tsx?)'/g)]
  return found.map(([, target = '']) => normalize(join(dirname(file), target))).filter((target) => !target.startsWith('..'))
}

function roomOf(file: string): string {
  return (file.split('/')[0] ?? '').replace(/\.tsx?$/, '')
}

function floorOf(file: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)))
}
