/** What a link to the page of a draft leads to: checked before a byte of a body is read. */
import type { Context } from 'hono'
import type { Conversation } from '../../conversations/conversation.ts'
import { draftNamed, isOnPage } from '../../conversations/form.ts'
import { CONVERSATIONS } from '../../conversations/index.ts'
import { type Draft, readSession } from '../../conversations/session.ts'
import { judgeLink } from '../../models/form-link.ts'
import * as people from '../../models/person.ts'
import * as sessions from '../../models/session.ts'
import { type T, translator } from '../../texts.ts'
import type { Env } from '../env.ts'

export interface Opened {
  readonly person: people.Person
  readonly draft: Draft
  readonly conversation: Conversation
  readonly t: T
  /** the page's own path, with its signature */
  readonly path: string
  readonly endsAt: Date
}

/** `unknown`: no link of ours. `gone`: the draft was sent or dropped. `waiting`: the chat has to be answered first. */
export type Shut = { readonly why: 'unknown' | 'ended' | 'gone' | 'waiting'; readonly person?: people.Person }

export async function opened(c: Context<Env>): Promise<{ readonly page: Opened } | { readonly shut: Shut }> {
  const { db, vault, now } = c.env
  const { nonce = '', person: personId = '' } = c.req.param() as Record<string, string>
  const { sig = '', exp = '' } = c.req.query()
  const judged = await judgeLink(vault, { personId, nonce, exp, sig }, now())
  if (judged !== 'good') return { shut: { why: judged } }
  const person = await people.loadIfThere(db, vault, personId)
  if (!person) return { shut: { why: 'gone' } }
  const stored = await sessions.load(db, vault, person.homeId)
  const draft = draftNamed(readSession(stored?.state ?? null), nonce)
  if (!draft) return { shut: { why: 'gone', person } }
  if (!isOnPage(draft)) return { shut: { why: 'waiting', person } }
  return {
    page: {
      person,
      draft,
      conversation: CONVERSATIONS[draft.conversation],
      t: translator(person.language),
      path: `${c.req.path}?sig=${sig}&exp=${exp}`,
      endsAt: new Date(Number(exp) * 1000),
    },
  }
}
