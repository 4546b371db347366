/**
 * Makes what the server carries in itself, since the edge has no files: `src/web/assets.generated.ts`, the browser's scripts
 * and styles, bundled and small, and `src/papers/fonts.generated.ts`, the fonts of the papers, deflated as a PDF holds them.
 * `--check` writes nothing and fails when a file is stale.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { zlibSync } from 'fflate'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const client = join(root, 'src', 'web', 'client')
const fonts = join(root, 'src', 'papers', 'fonts')

/** Colours and type come first in every style sheet. */
const STYLES = {
  chat: ['base', 'chat'],
  page: ['base', 'page'],
  form: ['base', 'form'],
  noscript: ['noscript'],
  console: ['console'],
}

const assets = `${[
  '// Made by scripts/generate.mjs from src/web/client: change it there, then `npm run generate`.',
  'export interface Asset {',
  '  readonly body: string',
  '  readonly contentType: string',
  '  readonly etag: string',
  '  /** the body is base64 of bytes */',
  '  readonly isBytes?: true',
  '}',
  '',
  `export const assets: Readonly<Record<string, Asset>> = ${JSON.stringify(await everything(), null, 2)}`,
].join('\n')}\n`

keep(join('src', 'web', 'assets.generated.ts'), assets)
keep(
  join('src', 'papers', 'fonts.generated.ts'),
  `${[
    '// Made by scripts/generate.mjs from src/papers/fonts: change it there, then `npm run generate`.',
    '/** TrueType files, deflated, in base64. */',
    `export const FONTS = ${JSON.stringify(Object.fromEntries(['regular', 'bold', 'italic'].map(font)), null, 2)} as const`,
  ].join('\n')}\n`,
)

function keep(path, text) {
  const target = join(root, path)
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error(`${path} is stale. Run: npm run generate`)
    process.exitCode = 1
  }
}

/** By a library in JavaScript: the same bytes on every Node. */
function font(name) {
  const deflated = zlibSync(readFileSync(join(fonts, `${name}.ttf`)), { level: 9 })
  return [name, Buffer.from(deflated).toString('base64')]
}

async function everything() {
  const styles = await Promise.all(
    Object.entries(STYLES).map(async ([name, parts]) => [
      `/assets/${name}.css`,
      asset(await style(name === 'noscript' ? parts : ['tokens', ...parts]), 'text/css; charset=utf-8'),
    ]),
  )
  const icon = readFileSync(join(client, 'icon.svg'), 'utf8').trim()
  return {
    '/assets/chat.js': asset(await script('chat.ts'), 'text/javascript; charset=utf-8'),
    '/assets/form.js': asset(await script('form.ts'), 'text/javascript; charset=utf-8'),
    ...Object.fromEntries(styles),
    '/assets/icon.svg': asset(icon, 'image/svg+xml'),
    '/assets/icon.png': { ...asset(readFileSync(join(client, 'icon.png')).toString('base64'), 'image/png'), isBytes: true },
  }
}

async function script(name) {
  const options = { entryPoints: [join(client, name)], bundle: true, format: 'iife', target: 'es2019' }
  return output(options)
}

async function style(names) {
  const contents = names.map((name) => `@import "./${name}.css";`).join('\n')
  return output({ stdin: { contents, loader: 'css', resolveDir: client }, bundle: true, target: ['chrome80', 'safari13'] })
}

async function output(options) {
  const { outputFiles } = await build({ ...options, absWorkingDir: root, minify: true, write: false, logLevel: 'error' })
  return outputFiles[0].text
}

function asset(body, contentType) {
  return { body, contentType, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"` }
}
