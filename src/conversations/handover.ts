import * as handovers from '../models/handover.ts'
import * as questions from '../models/question.ts'
import { asideText, putAside } from './drafts.ts'
import { joined } from './prompt.ts'
import { type Reply, say, type Talk, told } from './talk.ts'

/**
 * From now on the person's words go to an official; a draft is put aside. The questions that just came to nothing go
 * first, so that nobody types them again.
 *
 * @param words already meant for the official
 */
export async function open(talk: Talk, words?: string): Promise<Reply> {
  const { id, isNew } = await handovers.open(talk.tx, talk.person.id)
  const missed = await missedQuestions(talk)
  for (const one of [...missed, ...(words ? [words] : [])]) await handovers.say(talk.tx, talk.vault, id, null, one)
  const carried = missed.length > 0 ? talk.t('handover:carried', { count: missed.length }) : undefined
  const text = talk.t(isNew ? (words || carried ? 'handover:openedWith' : 'handover:opened') : 'handover:again')
  return told(putAside(talk), say(joined(carried, text, asideText(talk))), { withOfficial: true, missed: [] })
}

/** As the person wrote them, in order, each once. */
async function missedQuestions({ tx, vault, t, session }: Talk): Promise<readonly string[]> {
  const rows = await Promise.all([...new Set(session.missed)].map((id) => questions.find(tx, vault, id)))
  return rows.flatMap((row) => (row ? [t('handover:missed', { text: row.text })] : []))
}

/** Passes words on; null: no official is being talked to, or the official has ended it. */
export async function pass(talk: Talk, words: string): Promise<Reply | null> {
  const id = await current(talk)
  if (id === null) return null
  await handovers.say(talk.tx, talk.vault, id, null, words)
  return told(talk, say(talk.t('handover:passed')))
}

/** The hand-over that words go to now. */
export async function current(talk: Talk): Promise<string | null> {
  return talk.session.withOfficial ? handovers.findOpen(talk.tx, talk.person.id) : null
}

export async function end(talk: Talk): Promise<Reply> {
  const id = await handovers.findOpen(talk.tx, talk.person.id)
  const isEnded = id !== null && (await handovers.close(talk.tx, id))
  return told(talk, say(talk.t(isEnded ? 'handover:ended' : 'handover:none')), { withOfficial: false })
}
