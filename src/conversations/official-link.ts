import * as officialPeople from '../models/official-person.ts'
import { withOpenQuestion } from './menu.ts'
import { type Rule, say, told } from './talk.ts'

const TYPED = /^(?:liên kết|lien ket|\/lienket|link)\s+([0-9a-z]{4}-?[0-9a-z]{4})$/iu

/** "liên kết 7K2M-9QXT": an official shows that this chat account is theirs. */
export const linkOfficial: Rule = async (talk, text) => {
  const code = text.normalize('NFC').match(TYPED)?.[1]
  if (code === undefined) return null
  const email = await officialPeople.link(talk.tx, talk.vault, code, talk.person.id)
  const said = email === null ? talk.t('announcements:link.wrong') : talk.t('announcements:link.done', { email })
  return withOpenQuestion(talk, told(talk, say(said)))
}
