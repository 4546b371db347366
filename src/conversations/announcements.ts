import { mentions } from '../city/words.ts'
import { showDate } from '../lib/time.ts'
import * as broadcasts from '../models/broadcast.ts'
import { pageOf, wordsIn } from '../models/broadcast-message.ts'
import { withOpenQuestion } from './menu.ts'
import { heard } from './questions.ts'
import { commandChoice, type Reply, type Rule, say, type Talk, told } from './talk.ts'

const MOST_LISTED = 5
const LONGEST_TITLE = 60
const LONGEST_QUESTION = 10

/** The last announcements, for everyone, whether they follow something or not. */
export async function archive(talk: Talk): Promise<Reply> {
  const { t, tx, person, publicUrl } = talk
  const found = await broadcasts.listPublic(tx, { limit: MOST_LISTED })
  const links = found.map((one) => ({ label: lineOf(one, person.language), url: pageOf(one.id, publicUrl) }))
  const text = t(found.length === 0 ? 'announcements:archive.none' : 'announcements:archive.intro')
  const choices = [commandChoice(talk, 'news', 'news'), commandChoice(talk, 'menu', 'menu')]
  return withOpenQuestion(talk, told(talk, say(text, { choices, ...(links.length > 0 && { links }) })))
}

/** "Tuần ni có thông báo chi mới không?", in words of one's own, out of any conversation. */
export const askedForArchive: Rule = async (talk, text) => {
  if (talk.session.draft || text.split(/\s+/).length > LONGEST_QUESTION) return null
  if (!mentions(text, ['thông báo', 'announcement', 'announcements']) || !mentions(text, ASKING)) return null
  return heard(talk, text)?.zone === 'answer' ? null : archive(talk)
}

const ASKING = [
  'chi',
  'gì',
  'nào',
  'mới',
  'gần đây',
  'tuần',
  'tháng',
  'hôm nay',
  'hôm ni',
  'new',
  'latest',
  'this week',
  'any',
  'what',
]

function lineOf(one: broadcasts.Broadcast, language: Talk['person']['language']): string {
  const { title } = wordsIn(one, language)
  const letters = [...title]
  const short = letters.length > LONGEST_TITLE ? `${letters.slice(0, LONGEST_TITLE).join('').trim()}…` : title
  return `${showDate(one.startedAt ?? one.updatedAt)} · ${short}`
}
