/**
 * What a person and the bot said to each other lately, for the official who is to answer.
 *
 * Only questions and what was answered to them: a turn is shown when its reply came from the articles. What people type
 * inside a guided conversation (name, phone, place, a report against someone, L-08, L-18) belongs to that matter and its
 * own page; here only its number is told.
 */

import type { Deps, Library } from '../../deps.ts'
import { utf8 } from '../../lib/bytes.ts'
import { errorFields } from '../../lib/log.ts'
import { showTime } from '../../lib/time.ts'
import type { InboundContent } from '../../message.ts'
import * as inbox from '../../models/inbox.ts'
import * as outbox from '../../models/outbox.ts'
import * as people from '../../models/person.ts'
import { t } from './words.ts'

const MOST_TURNS = 20
const DAY_MS = 86_400_000
/** Messages of one turn, and those that are no turn. */
const MOST_ROWS = 60

export interface Turn {
  readonly at: Date
  /** as typed, or the label of the button; null: neither */
  readonly asked: string | null
  readonly answers: readonly string[]
}

export interface Recent {
  readonly turns: readonly Turn[]
  /** what is not shown */
  readonly others: number
  readonly isBroken?: boolean
}

const UNREAD: Recent = { turns: [], others: 0, isBroken: true }

/** The last twenty messages of one person within a day, oldest first. */
export function recentTalk(deps: Deps, person: people.Person): Promise<Recent> {
  return read(deps, person).catch((error: unknown) => {
    // A row that cannot be opened must not keep an official from answering; it is a help, not the matter itself.
    deps.log.warn('talk_not_read', errorFields(error))
    return UNREAD
  })
}

async function read(deps: Deps, person: people.Person): Promise<Recent> {
  const since = deps.now().getTime() - DAY_MS
  const key = await people.keyOf(deps.vault, person.channel, person.address)
  const arrivals = (await inbox.sentBy(deps.db, deps.vault, key, MOST_TURNS)).filter(({ at }) => at.getTime() >= since)
  const replies = await outbox.listFor(deps.db, deps.vault, { personId: person.id, limit: MOST_ROWS })
  const library = await deps.library()
  const turns = await Promise.all(
    arrivals.map(async ({ id, raw, at }): Promise<Turn | null> => {
      const answers = replies.filter((reply) => reply.inboxId === id)
      if (!answers.some(({ message }) => message.answer)) return null
      const [inbound] = (await deps.channels.get(person.channel)?.parse(utf8(raw))) ?? []
      return {
        at,
        asked: inbound ? askedIn(inbound.content, library) : null,
        answers: answers.map(({ message }) => message.text),
      }
    }),
  )
  const shown = turns.filter((turn) => turn !== null)
  return { turns: shown, others: turns.length - shown.length }
}

/** The last words of the person; empty: there are none. */
export function lastAsked({ turns }: Recent): string {
  return turns.findLast(({ asked }) => asked !== null)?.asked ?? ''
}

function askedIn(content: InboundContent, { articles }: Library): string | null {
  if (content.type === 'text' || content.type === 'edited') return content.text
  if (content.type !== 'button') return null
  const [, id] = /^k:(.+)$/.exec(content.payload) ?? []
  return articles.find((article) => article.id === id)?.question ?? null
}

export function RecentTalk({ recent: { turns, others, isBroken } }: { recent: Recent }) {
  return (
    <details class="card" open={turns.length > 0}>
      <summary>{t('recent.title')}</summary>
      {turns.length === 0 && <p>{t(isBroken ? 'recent.broken' : 'recent.none')}</p>}
      <ol class="thread">
        {turns.map(({ at, asked, answers }) => (
          <>
            <li class="theirs">
              <p class="hint">
                {t('history.person')} · <time datetime={at.toISOString()}>{showTime(at)}</time>
              </p>
              <p class="words">{asked ?? t('recent.unreadable')}</p>
            </li>
            {answers.map((text) => (
              <li class="ours">
                <p class="hint">{t('recent.bot')}</p>
                <p class="words">{text}</p>
              </li>
            ))}
          </>
        ))}
      </ol>
      {others > 0 && <p class="hint">{t('recent.others', { count: others })}</p>}
    </details>
  )
}
