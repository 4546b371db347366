/** One talk of the web chat as it was said, from the rows of inbox and outbox. */

import type { Deps } from '../deps.ts'
import { utf8 } from '../lib/bytes.ts'
import type { Inbound, InboundContent } from '../message.ts'
import * as inbox from '../models/inbox.ts'
import { mediaLink } from '../models/media-link.ts'
import * as outbox from '../models/outbox.ts'
import * as people from '../models/person.ts'
import type { T } from '../texts.ts'
import { pageButtons } from './chat-buttons.ts'
import { isOpen } from './chat-intake.ts'
import type { Own, Said } from './client/said.ts'

/** "All of this talk": more than anyone says in it. */
const ALL = 1000
/** What a page shows at once; opening each line costs. */
export const SCREENS = 300
/** Own words between two questions of a page for news. */
const SINCE = 50
/** For as long as a page stays open. */
const LINK_MS = 12 * 3600 * 1000

/** All replies to one message, in order. */
export async function repliesTo(deps: Deps, address: string, inboxId: string): Promise<readonly Said[]> {
  const person = await people.find(deps.db, deps.vault, 'web', address)
  if (!person) return []
  const rows = await outbox.listFor(deps.db, deps.vault, { personId: person.id, inboxId, limit: SINCE })
  return rows.map((row) => saidOf(deps, row))
}

export interface Talk {
  readonly said: readonly Said[]
  readonly own: readonly Own[]
}

export interface Part {
  /** id of a message of ours: only what came later, and of the person's own words only what is answered there */
  readonly after?: string | undefined
  /** the last so many of each side */
  readonly limit?: number
}

/** What was said, by both sides. @param t for what has no words of its own */
export async function talkOf(deps: Deps, address: string, t: T, { after, limit = ALL }: Part = {}): Promise<Talk> {
  const person = await people.find(deps.db, deps.vault, 'web', address)
  const filter = { limit, ...(after !== undefined && { after }) }
  const rows = person ? await outbox.listFor(deps.db, deps.vault, { personId: person.id, ...filter }) : []
  const said = rows.map((row) => saidOf(deps, row))
  if (after !== undefined && rows.every((row) => row.inboxId === null)) return { said, own: [] }
  const arrivals = await arrivalsOf(deps, address, after === undefined ? limit : SINCE)
  const answered = new Set(rows.map((row) => row.inboxId))
  const shown = after === undefined ? arrivals : arrivals.filter(({ id }) => answered.has(id))
  const links = person ? await photoLinks(deps, person.id, shown) : new Map<string, string>()
  const buttons = [...pageButtons(t), ...said.flatMap((one) => one.buttons)]
  const labels = new Map(buttons.map(({ payload, label }) => [payload, label] as const))
  return { said, own: shown.map((arrival) => ownOf(arrival, { t, links, labels })) }
}

/** Whether the person's last words are still to be answered. */
export async function isWaiting(deps: Deps, address: string, { said, own }: Talk): Promise<boolean> {
  const last = own.at(-1)
  if (!last || last.at < (said.at(-1)?.at ?? '')) return false
  return isOpen(await inbox.find(deps.db, 'web', `${await people.keyOf(deps.vault, 'web', address)}:${last.id}`))
}

interface Arrived {
  readonly id: string
  readonly at: Date
  readonly inbound: Inbound
}

async function arrivalsOf(deps: Deps, address: string, limit: number): Promise<readonly Arrived[]> {
  const personKey = await people.keyOf(deps.vault, 'web', address)
  const rows = await inbox.sentBy(deps.db, deps.vault, personKey, limit)
  const read = await Promise.all(
    rows.map(async ({ id, at, raw }) => {
      const [inbound] = (await deps.channels.get('web')?.parse(utf8(raw))) ?? []
      return inbound ? [{ id, at, inbound }] : []
    }),
  )
  return read.flat()
}

/** Links to the photos that the talk kept, by storage key; as paths, since the page shows pictures from its own site only. */
async function photoLinks(deps: Deps, personId: string, arrivals: readonly Arrived[]): Promise<ReadonlyMap<string, string>> {
  const keys = arrivals.flatMap(({ inbound }) => keysOf(inbound.content))
  if (keys.length === 0) return new Map()
  const rows = await deps.db
    .selectFrom('attachment')
    .select(['id', 'storage_key'])
    .where('person_id', '=', personId)
    .where('storage_key', 'in', keys)
    .where('kind', '=', 'photo')
    .where('state', '=', 'stored')
    .execute()
  const until = new Date(deps.now().getTime() + LINK_MS)
  return new Map(
    await Promise.all(
      rows.map(async ({ id, storage_key: key }) => {
        const url = new URL(await mediaLink(deps.vault, deps.config.publicUrl, id, until))
        return [key ?? '', `${url.pathname}${url.search}`] as const
      }),
    ),
  )
}

function keysOf(content: InboundContent): readonly string[] {
  if (content.type !== 'media') return []
  return content.media.flatMap((media) => (media.from === 'storage' && media.kind === 'photo' ? [media.key] : []))
}

interface Showing {
  readonly t: T
  readonly links: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
}

function ownOf({ at, inbound }: Arrived, showing: Showing): Own {
  return {
    id: inbound.updateId.slice(inbound.updateId.indexOf(':') + 1),
    at: at.toISOString(),
    text: wordsOf(inbound.content, showing),
    photos: keysOf(inbound.content).flatMap((key) => showing.links.get(key) ?? []),
  }
}

function wordsOf(content: InboundContent, { t, labels, links }: Showing): string {
  if (content.type === 'text') return content.text
  if (content.type === 'button') return labels.get(content.payload) ?? t('chat:pressed')
  if (content.type === 'location') return t('chat:position')
  if (content.type !== 'media') return ''
  const isShown = keysOf(content).some((key) => links.has(key))
  return content.caption ?? (isShown ? '' : t('chat:sent_files', { count: content.media.length }))
}

function saidOf({ config }: Deps, { id, message, at }: outbox.Shown): Said {
  const { text, choices = [], links = [], image, answer, askLocation } = message
  return {
    id,
    text,
    buttons: choices,
    links,
    ...(image && { image: { ...image, url: image.url.replace(`${config.publicUrl}/`, '/') } }),
    ...(answer && { answer }),
    ...(askLocation && { askLocation }),
    at: at.toISOString(),
  }
}
