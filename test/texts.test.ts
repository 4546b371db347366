/** Every word that a person reads is in both languages, is used, and has the same gaps to fill. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { translator } from '../src/texts.ts'

/** Namespaces of which there is only Vietnamese: officials read Vietnamese. */
const VIETNAMESE_ONLY = ['console']

const vi = textsOf('vi')
const en = textsOf('en')
/** Sources by the name space that a bare key in them belongs to; the console has a short hand for its own. */
const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path))
const read = (chosen: readonly string[]) => chosen.map((path) => readFileSync(join('src', path), 'utf8')).join('\n')
const sources = read(files)
const consoleSources = read(files.filter((path) => path.startsWith('web/console/')))

describe('texts', () => {
  test('English and Vietnamese have the same keys', () => {
    const both = [...vi.keys()].filter((key) => !VIETNAMESE_ONLY.includes(namespaceOf(key)))
    expect([...en.keys()].sort()).toEqual(both.sort())
  })

  test('no text is empty, and both languages fill the same gaps', () => {
    for (const [key, text] of [...vi, ...en]) expect(text.trim(), key).not.toBe('')
    for (const [key, text] of en) expect(gapsOf(text), key).toEqual(gapsOf(vi.get(key) ?? ''))
  })

  test('Vietnamese is written with composed letters', () => {
    for (const [key, text] of vi) expect(text, key).toBe(text.normalize('NFC'))
  })

  test('each key that the code names exists', () => {
    const named = [...sources.matchAll(/['"`]([a-z-]+:[A-Za-z0-9_.-]+)['"`]/g)]
      .map(([, key = '']) => key)
      .filter((key) => readdirSync('locales/vi').includes(`${namespaceOf(key)}.json`))
    const short = [...consoleSources.matchAll(/\b(t|news)\('([a-z_.-]+)'/g)].map(
      ([, shorthand, path]) => `${shorthand === 't' ? 'console' : 'news'}:${path}`,
    )
    expect([...named, ...short].filter((key) => !vi.has(key))).toEqual([])
  })

  test('each text is used', () => {
    const unused = [...vi.keys()].filter((key) => !isUsed(key))
    expect(unused).toEqual([])
  })

  test('a key that no language has is an error, never shown to a person', () => {
    expect(() => translator('vi')('common:no-such-key')).toThrow('No text')
  })
})

/** Named whole, or made from a head in a template (`t(`state.${state}`)`), or by a step's name (`product.ask`). */
function isUsed(key: string): boolean {
  const [namespace, path] = [namespaceOf(key), key.slice(key.indexOf(':') + 1)]
  const isNamed = (name: string, where: string) =>
    [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => where.includes(quoted))
  const parts = path.split('.')
  const heads = parts.slice(0, -1).map((_, i) => `${parts.slice(0, i + 1).join('.')}.\${`)
  if (isNamed(key, sources) || heads.some((head) => sources.includes(`\`${namespace}:${head}`))) return true
  if (namespace === 'console' || namespace === 'news') {
    if (isNamed(path, consoleSources) || heads.some((head) => consoleSources.includes(`\`${head}`))) return true
    if (/^(report|registration)\./.test(path))
      return consoleSources.includes(`.kind}.${parts[1]}`) || consoleSources.includes('.kind}.${')
  }
  // `${conversation.name}:done`, and `common:<kind of step>.<why>` by the words that a step's parse gives.
  if (sources.includes(`}:${path}\``)) return true
  if (namespace === 'common' && parts.length === 2 && /`common:\$\{step\.kind\}\./.test(sources))
    return isNamed(parts[1] ?? '', sources)
  return isStepText(key)
}

/** `registration:product.ask`: made by the engine from a conversation's name and a step's. */
function isStepText(key: string): boolean {
  const [step = ''] = key.slice(key.indexOf(':') + 1).split('.')
  const file = `src/conversations/${namespaceOf(key)}.ts`
  return readdirSync('src/conversations').includes(basename(file)) && new RegExp(`\\b${step}\\b`).test(readFileSync(file, 'utf8'))
}

function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf(':'))
}

function gapsOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = '']) => name))].sort()
}

function textsOf(language: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const file of readdirSync(join('locales', language))) {
    const namespace = basename(file, '.json')
    const walk = (value: unknown, path: readonly string[]) => {
      if (typeof value === 'string') found.set(`${namespace}:${path.join('.')}`, value)
      else for (const [name, inner] of Object.entries(value as object)) walk(inner, [...path, name])
    }
    walk(JSON.parse(readFileSync(join('locales', language, file), 'utf8')), [])
  }
  return found
}
