import * as handovers from '../models/handover.ts'
import { asideText, putAside } from './drafts.ts'
import { joined } from './prompt.ts'
import { type Reply, say, type Talk, told } from './talk.ts'

/** From now on the person's words go to an official; a draft is put aside. @param words already meant for the official */
export async function open(talk: Talk, words?: string): Promise<Reply> {
  const { id, isNew } = await handovers.open(talk.tx, talk.person.id)
  if (words) await handovers.say(talk.tx, talk.vault, id, null, words)
  const text = talk.t(isNew ? (words ? 'handover:openedWith' : 'handover:opened') : 'handover:again')
  return told(putAside(talk), say(joined(text, asideText(talk))), { withOfficial: true })
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
