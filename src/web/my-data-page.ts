/** A person's own data as a page that opens anywhere; the same rows stand whole in `du-lieu.json`. */
import { showTime } from '../lib/time.ts'
import { type OwnRow, PARTS } from '../models/own-data.ts'
import { escapeXml } from '../papers/words.ts'
import { type T, translator } from '../texts.ts'
import { wordsFor } from './my-data-values.ts'

/** What people want to read, in order; keys and hashes are for machines. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  accounts: ['channel', 'name', 'address', 'language', 'created_at', 'seen_at'],
  drafts: ['conversation', 'touched_at', 'answers'],
  registrations: [
    ...['reference', 'state', 'created_at', 'updated_at', 'name', 'phone', 'commune_code', 'product', 'product_group'],
    ...['criteria_set', 'fields', 'stars', 'decision', 'valid_until', 'helper_name'],
  ],
  reports: ['reference', 'state', 'created_at', 'updated_at', 'category', 'description', 'place', 'position', 'commune_code'],
  steps: ['at', 'state', 'words'],
  transfers: ['at', 'destination', 'fields_sent', 'outcome'],
  assessments: ['created_at', 'product', 'criteria_set', 'total', 'stars', 'marks'],
  files: ['created_at', 'kind', 'paper', 'state', 'file', 'link'],
  consents: ['at', 'purpose', 'topic', 'given', 'channel', 'text_version'],
  subscriptions: ['at', 'topic', 'commune_code'],
  reminders: ['due_at', 'told_at'],
  questions: ['created_at', 'text', 'reason'],
  votes: ['at', 'article_id', 'is_up'],
  talks: ['at', 'is_yours', 'text'],
  requests: [
    ...['created_at', 'kind', 'state', 'subjects', 'words', 'answer_due', 'answer', 'do_due', 'extended_at'],
    ...['extension_reason', 'settled_at', 'outcome'],
  ],
  messages: ['at', 'channel', 'is_yours', 'text'],
}

/** Without a script, and with a policy that lets none run: what people typed is text here too (P-21). */
export function myDataPage(data: Readonly<Record<string, readonly OwnRow[]>>, language: string, madeAt: Date): string {
  const lang = language === 'en' ? 'en' : 'vi'
  const t = translator(lang)
  const parts = [...PARTS, 'drafts', 'messages'].map((part) => partHtml(part, data[part] ?? [], t))
  const title = escapeXml(t('my-data:page.title'))
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin-top: 2rem }
section section { border-top: 1px solid #999; padding: .6rem 0 }
dl { display: grid; grid-template-columns: minmax(7rem, 12rem) 1fr; gap: .1rem 1rem; margin: 0 }
dd { margin: 0; white-space: pre-line }
</style>
</head>
<body>
<h1>${title}</h1>
<p>${escapeXml(t('my-data:page.made', { at: showTime(madeAt) }))}</p>
${parts.join('\n')}
</body>
</html>
`
}

function partHtml(part: string, rows: readonly OwnRow[], t: T): string {
  const shown = rows.map((row) => rowHtml(part, row, t)).join('\n')
  const none = `<p>${escapeXml(t('my-data:page.none'))}</p>`
  return `<section><h2>${escapeXml(t(`my-data:part.${part}`))}</h2>\n${rows.length === 0 ? none : shown}</section>`
}

function rowHtml(part: string, row: OwnRow, t: T): string {
  // A transfer's `fields` are names, a registration's are answers.
  const read = part === 'transfers' ? { ...row, fields_sent: row.fields } : row
  const lines = (COLUMNS[part] ?? [])
    .map((name) => ({ name, text: wordsFor(name, read, t) }))
    .filter(({ text }) => text !== '')
    .map(({ name, text }) => `<dt>${escapeXml(t(`my-data:column.${name}`))}</dt><dd>${valueHtml(name, text)}</dd>`)
  return `<section><dl>${lines.join('')}</dl></section>`
}

/** Names in the archive and links are ours. */
function valueHtml(name: string, text: string): string {
  const shown = escapeXml(text)
  return name === 'file' || name === 'link' ? `<a href="${shown}">${shown}</a>` : shown
}
