/**
 * Makes `src/web/assets.generated.ts`: the browser's scripts and styles, bundled and small, as texts that the server (and
 * the edge, which has no files) carries in itself. `--check` writes nothing and fails when the file is stale.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const client = join(root, 'src', 'web', 'client')
const target = join(root, 'src', 'web', 'assets.generated.ts')

/** Colours and type come first in every style sheet. */
const STYLES = { chat: ['base', 'chat'], page: ['base', 'page'], noscript: ['noscript'], console: ['console'] }

const text = `${[
  '// Made by scripts/generate.mjs from src/web/client: change it there, then `npm run generate`.',
  'export interface Asset {',
  '  readonly body: string',
  '  readonly contentType: string',
  '  readonly etag: string',
  '}',
  '',
  `export const assets: Readonly<Record<string, Asset>> = ${JSON.stringify(await everything(), null, 2)}`,
].join('\n')}\n`

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('src/web/assets.generated.ts is stale. Run: npm run generate')
  process.exitCode = 1
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
    ...Object.fromEntries(styles),
    '/assets/icon.svg': asset(icon, 'image/svg+xml'),
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
