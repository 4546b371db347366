/** Questions that came to nothing: after two in a row a person is offered, with nothing to type again. */
import { joined } from './prompt.ts'
import { commandChoice, type Message, type Reply, say, type Talk, told } from './talk.ts'

/** In a row; at this many, and at each further as many, an official is offered. */
const OFFERED_AT = 2
const MOST_KEPT = 10

/**
 * Says what is to be said to a miss; where it is one too many, asks whether an official is wanted instead of anything else.
 *
 * @param brief said before that question, in the place of the message's own words
 */
export function missed(talk: Talk, questionId: string, message: Message, brief: string): Reply {
  const ids = [...talk.session.missed, questionId].slice(-MOST_KEPT)
  const change = { missed: ids }
  if (ids.length % OFFERED_AT !== 0 || talk.session.draft || talk.session.withOfficial) return told(talk, message, change)
  const choices = [
    { label: talk.t('handover:offer.yes'), payload: 'p:official:yes' },
    { label: talk.t('handover:offer.no'), payload: 'p:official:no' },
  ]
  const offer: Message = { ...message, text: joined(brief, talk.t('handover:offer.ask')), choices }
  return told(talk, offer, { ...change, pending: { type: 'official' } })
}

/** The person would rather ask in other words. */
export function askOtherwise(talk: Talk): Reply {
  return told(talk, say(talk.t('handover:offer.otherwise'), { choices: [commandChoice(talk, 'handover', 'handover')] }))
}
