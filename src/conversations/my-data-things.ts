import { showDate } from '../lib/time.ts'
import * as assessments from '../models/assessment.ts'
import { type Holding, holdingsOf } from '../models/holding.ts'
import type { ConversationName } from './conversation.ts'
import type { Talk } from './talk.ts'

/** Something that a person can erase alone. */
export interface Thing {
  /** kind and id, e.g. `assessment:5`; of a draft its conversation. */
  readonly what: string
  /** stands alone in a button */
  readonly label: string
  /** of reports and registrations */
  readonly holding?: Holding
}

/** Drafts first, then the rest, newest first. */
export async function thingsOf(talk: Talk): Promise<readonly Thing[]> {
  const { t, tx, vault, person, session } = talk
  const drafts = [...(session.draft ? [session.draft.conversation] : []), ...(Object.keys(session.kept) as ConversationName[])]
  const held = (await holdingsOf(tx, person.id)).map((holding) => ({
    what: `${holding.kind}:${holding.id}`,
    label: t(`my-data:thing.${holding.kind}`, { reference: holding.reference, date: showDate(holding.createdAt) }),
    holding,
    at: holding.createdAt,
  }))
  const scored = (await assessments.listOf(tx, vault, person.id)).map(({ id, product, createdAt }) => ({
    what: `assessment:${id}`,
    label: t('my-data:thing.assessment', { product, date: showDate(createdAt) }),
    at: createdAt,
  }))
  const dated = [...held, ...scored].toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return [...drafts.map((name) => ({ what: `draft:${name}`, label: t(`my-data:draft.${name}`) })), ...dated]
}
