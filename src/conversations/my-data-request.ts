/** What a person cannot do with their data alone: asked of an official in their own words, with the days it takes (L-04). */
import { showDate } from '../lib/time.ts'
import * as dataRequests from '../models/data-request.ts'
import { withOpenQuestion } from './menu.ts'
import type { Pending } from './session.ts'
import { type Reply, say, type Talk, told } from './talk.ts'

type Request = Extract<Pending, { type: 'request' }>

const LONGEST = 2000

/** The next words are the request, also where an official was being talked to. */
export function askWords(talk: Talk, kind: Request['kind']): Reply {
  const choices = [{ label: talk.t('my-data:request.no'), payload: 'p:request:no' }]
  const pending = { type: 'request', kind } as const
  return told(talk, say(talk.t(`my-data:request.ask.${kind}`), { choices }), { pending, withOfficial: false })
}

export async function request(talk: Talk, { kind }: Request, words: string): Promise<Reply> {
  const { tx, vault, person, t } = talk
  if (words.trim().length < 2) return askWords(talk, kind)
  const one = await dataRequests.create(tx, vault, { personId: person.id, kind, words: words.slice(0, LONGEST) })
  return withOpenQuestion(talk, told(talk, say([t('my-data:request.kept'), clockText(talk, one)].join('\n'))))
}

export function dropRequest(talk: Talk): Reply {
  return withOpenQuestion(talk, told(talk, say(talk.t('my-data:request.dropped'))))
}

/** Until when an official answers, and until when it is done. */
export function clockText({ t }: Pick<Talk, 't'>, { answerDue, doDue }: dataRequests.DataRequest): string {
  return t('my-data:request.clocks', { answer: showDate(answerDue), done: showDate(doDue) })
}
