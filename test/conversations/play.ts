/** Plays a written talk (`transcripts.test.ts` says how one is written), and gives it with what was said to each line. */
import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import type { InboundContent } from '../../src/message.ts'
import { createTalker, type Message, type Talker } from './talker.ts'

const CODE = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]/
const GIVEN = new RegExp(`(?:Mã tra cứu|Tracking code): (${CODE.source})`)

/** The script's own lines, with what was said to each. */
export async function play(db: Database, script: string, options: { readonly machineSorting?: boolean } = {}): Promise<string> {
  const lines: string[] = []
  const channel = script.includes('# channel: zalo') ? 'zalo' : 'web'
  const people = new Map<string, Talker>()
  let who = 'person-1'
  let code = ''
  for (const line of script.split('\n')) {
    if (line.startsWith('< ') || line.startsWith('  ')) continue
    lines.push(line.startsWith('= ') ? await counted(db, line) : line)
    if (line.startsWith('@ ')) who = line.slice(2)
    const talker = people.get(who) ?? createTalker(db, { ...options, channel, address: who })
    people.set(who, talker)
    if (line.startsWith('~ ')) talker.wait(Number.parseInt(line.slice(2), 10))
    if (!line.startsWith('> ')) continue
    const typed = line.slice(2).replace('<code>', code)
    const label = typed.match(/^\[(.+)\]$/)?.[1]
    const messages = await (label ? talker.press(label) : talker.send(contentOf(typed)))
    code = messages.map(({ text }) => text.match(GIVEN)?.[1]).find((found) => found) ?? code
    lines.push(...messages.flatMap(shown))
  }
  return lines.join('\n')
}

/** Ids and signatures differ from run to run. */
function unsigned(url: string): string {
  return url.replace(/\/form\/.*$/, '/form/<signed>').replace(/\/\d+\?sig=.*$/, '/<id>?<signed>')
}

function shown({ text, choices = [], links = [], askLocation }: Message): readonly string[] {
  const buttons = [...choices.map(({ label }) => `[${label}]`), ...links.map(({ url }) => `(${unsigned(url)})`)]
  if (askLocation) buttons.push(`(📍 ${askLocation.label})`)
  const masked = text
    .replace(GIVEN, (line, code: string) => line.replace(code, '<code>'))
    .replace(/\d\d:\d\d \d\d\/\d\d\/\d{4}/g, '<time>')
    .replace(/(?<=Gửi ngày |Sent |-\d{6} · )[\d/]+/g, '<day>')
  const lines = [...masked.split('\n'), ...(buttons.length > 0 ? [buttons.join(' ')] : [])].filter((line) => line !== '')
  return lines.map((line, at) => (at === 0 ? `< ${line}` : `  ${line}`))
}

async function counted(db: Database, line: string): Promise<string> {
  const table = line.split(' ')[1] ?? ''
  const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(db)
  return `= ${table} ${rows[0]?.n}`
}

function contentOf(typed: string): InboundContent {
  const [, kind, rest = ''] = typed.match(/^\((\w+)(?:: (.+))?\)$/) ?? []
  const platform = { from: 'platform', ref: 'abc' } as const
  switch (kind) {
    case 'photo':
      return { type: 'media', media: [{ ...platform, kind: 'photo' }], ...(rest && { caption: rest }) }
    case 'photos':
      return { type: 'media', media: Array.from({ length: Number(rest) }, () => ({ ...platform, kind: 'photo' as const })) }
    case 'file':
      return { type: 'media', media: [{ ...platform, kind: 'file', fileName: rest }] }
    case 'refused':
      return { type: 'media', media: [{ from: 'refused', kind: 'photo', why: 'too_large' }] }
    case 'position': {
      const [lat = 0, lng = 0] = rest.split(',').map(Number)
      return { type: 'location', lat, lng }
    }
    case 'contact':
      return { type: 'contact', phone: rest, own: true }
    case 'edited':
      return { type: 'edited', text: rest }
    case 'sticker':
    case 'voice':
    case 'withheld':
      return { type: 'unsupported', why: kind }
    default:
      return { type: 'text', text: typed }
  }
}
