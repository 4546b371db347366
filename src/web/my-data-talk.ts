/** What was said in the talk, by both sides, and the drafts in it, for the person's own archive. */
import type { Deps } from '../deps.ts'
import { utf8 } from '../lib/bytes.ts'
import type { InboundContent } from '../message.ts'
import { idsOf } from '../models/account-link.ts'
import * as inbox from '../models/inbox.ts'
import * as outbox from '../models/outbox.ts'
import type { OwnRow } from '../models/own-data.ts'
import * as people from '../models/person.ts'
import * as sessions from '../models/session.ts'

/** Of each account and side, the newest: opening each line costs. */
const MOST_MESSAGES = 1000

export async function myTalk(
  deps: Deps,
  personId: string,
): Promise<{ readonly drafts: readonly OwnRow[]; readonly messages: readonly OwnRow[] }> {
  const { db, vault } = deps
  const accounts = await idsOf(db, personId).execute()
  const drafts: OwnRow[] = []
  const messages: OwnRow[] = []
  for (const { id } of accounts) {
    const stored = await sessions.load(db, vault, id)
    for (const { conversation, touchedAt, answers } of sessions.draftsIn(stored?.state ?? {}))
      drafts.push({ conversation, touched_at: touchedAt, answers })
    messages.push(...(await messagesOf(deps, await people.load(db, vault, id))))
  }
  return { drafts, messages: messages.toSorted((a, b) => Number(a.at) - Number(b.at)) }
}

async function messagesOf(deps: Deps, person: people.Person): Promise<readonly OwnRow[]> {
  const { db, vault, channels } = deps
  const key = await people.keyOf(vault, person.channel, person.address)
  const said = await inbox.sentBy(db, vault, key, MOST_MESSAGES)
  const told = await outbox.listFor(db, vault, { personId: person.id, limit: MOST_MESSAGES })
  const yours = await Promise.all(
    said.map(async ({ raw, at }) => {
      const inbounds = (await channels.get(person.channel)?.parse(utf8(raw))) ?? []
      return inbounds.map(({ content }) => ({ at, is_yours: true, channel: person.channel, text: wordsIn(content) }))
    }),
  )
  const ours = told.map(({ at, message }) => ({ at, is_yours: false, channel: person.channel, text: message.text }))
  return [...yours.flat().filter(({ text }) => text !== null), ...ours]
}

function wordsIn(content: InboundContent): string | null {
  switch (content.type) {
    case 'text':
    case 'edited':
      return content.text
    case 'media':
      return content.caption ?? null
    case 'location':
      return `${content.lat}, ${content.lng}`
    case 'contact':
      return content.phone
    default:
      return null
  }
}
