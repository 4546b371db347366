/** The index of an archive, as a page that opens anywhere and as a list for a spreadsheet. */
import { utf8 } from '../lib/bytes.ts'
import type { List } from './list.ts'
import { escapeXml } from './words.ts'

export interface Contents {
  readonly title: string
  /** shown under the title, in order */
  readonly facts: readonly (readonly [label: string, value: string])[]
  /** titles of the three columns: number, what it is, note */
  readonly columns: readonly [string, string, string]
  readonly entries: readonly ContentsEntry[]
  readonly madeAt: Date
}

export interface ContentsEntry {
  readonly what: string
  /** its name in the archive; null: it is not in it, the note says why */
  readonly file: string | null
  readonly note: string
}

/** Without a script, and with a policy that lets none run: what people typed is text here too (P-21). */
export function contentsHtml({ title, facts, columns, entries }: Contents): Uint8Array {
  const rows = entries.map(({ what, file, note }, at) => {
    const name = file === null ? escapeXml(what) : `<a href="${escapeXml(file)}">${escapeXml(what)}</a>`
    return `<tr><td>${at + 1}</td><td>${name}</td><td>${escapeXml(note)}</td></tr>`
  })
  const html = `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.4rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem }
dd { margin: 0 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #999; padding: .4rem .6rem; text-align: left; vertical-align: top }
</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<dl>${facts.map(([label, value]) => `<dt>${escapeXml(label)}</dt><dd>${escapeXml(value)}</dd>`).join('')}</dl>
<table>
<thead><tr>${columns.map((column) => `<th scope="col">${escapeXml(column)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`
  return utf8(html)
}

/** @param fileTitle title of the column of names */
export function contentsList({ title, columns: [number, what, note], entries, madeAt }: Contents, fileTitle: string): List {
  return {
    name: title,
    columns: [
      { title: number, width: 6 },
      { title: what, width: 40 },
      { title: fileTitle, width: 40 },
      { title: note, width: 30 },
    ],
    rows: entries.map((entry, at) => [at + 1, entry.what, entry.file, entry.note]),
    madeAt,
  }
}
