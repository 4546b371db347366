/**
 * One human on two channels: a code is shown in one chat and typed in the other, where it is asked once more. From then on
 * both have one talk, and what was sent from either is shown in both; unlinking gives each its own back.
 */
import * as accounts from '../models/account-link.ts'
import * as officialPeople from '../models/official-person.ts'
import * as sessions from '../models/session.ts'
import { withOpenQuestion } from './menu.ts'
import { readSession, type Session, toStored } from './session.ts'
import { commandChoice, type Reply, type Rule, say, type Talk, told } from './talk.ts'
import { tellAccount } from './tell.ts'

/** Also what the web page types for who opened the link with the code. */
const TYPED = /^(?:liên kết|lien ket|nối|noi|\/lienket|link)\s+([0-9a-z]{4}[-\s]?[0-9a-z]{4})$/iu

/** Shows a code, a link for the web chat, and what is linked already. */
export async function showLinkCode(talk: Talk): Promise<Reply> {
  const { t, tx, vault, person } = talk
  const code = await accounts.createCode(tx, vault, person.id)
  const others = await accounts.othersOf(tx, vault, person.id)
  const choices = [...(others.length > 0 ? [commandChoice(talk, 'unlink', 'unlink')] : []), commandChoice(talk, 'menu', 'menu')]
  const links =
    person.channel === 'web' ? [] : [{ label: t('account-link:onWeb'), url: `${talk.publicUrl}/chat#lien-ket=${code}` }]
  const now = others.length > 0 ? [t('account-link:now', { accounts: listed(talk, others) })] : []
  const words = [t('account-link:code', { code, minutes: accounts.MINUTES }), ...now].join('\n\n')
  return withOpenQuestion(talk, told(talk, say(words, { choices, links })))
}

/** A code typed: an official's of the console, or one of another chat. */
export const typedLinkCode: Rule = async (talk, text) => {
  const code = text.normalize('NFC').trim().match(TYPED)?.[1]
  if (code === undefined) return null
  const email = await officialPeople.link(talk.tx, talk.vault, code, talk.person.id)
  if (email !== null) return withOpenQuestion(talk, told(talk, say(talk.t('announcements:link.done', { email }))))
  const ownerId = await accounts.useCode(talk.tx, talk.vault, code)
  return ownerId === null ? withOpenQuestion(talk, told(talk, say(talk.t('account-link:wrong')))) : askToLink(talk, ownerId)
}

async function askToLink(talk: Talk, ownerId: string): Promise<Reply> {
  const { t, tx, vault, person } = talk
  if (ownerId === person.id) return withOpenQuestion(talk, told(talk, say(t('account-link:same'))))
  if ((await accounts.othersOf(tx, vault, person.id)).some(({ id }) => id === ownerId))
    return withOpenQuestion(talk, told(talk, say(t('account-link:already'))))
  const owner = await accounts.find(tx, vault, ownerId)
  const choices = [
    { label: t('account-link:yes'), payload: 'p:link:yes' },
    { label: t('account-link:no'), payload: 'p:link:no' },
  ]
  const text = t('account-link:ask', { account: owner ? nameOf(talk, owner) : '' })
  return told(talk, say(text, { choices }), { pending: { type: 'link', ownerId } })
}

/** @param isAgreed the answer to `askToLink` */
export async function link(talk: Talk, ownerId: string, isAgreed: boolean): Promise<Reply> {
  const { t, tx, person } = talk
  if (!isAgreed) return withOpenQuestion(talk, told(talk, say(t('account-link:declined'))))
  const homeId = await accounts.join(tx, ownerId, person.id)
  if (homeId === null)
    return withOpenQuestion(talk, told(talk, say(t('account-link:tooMany', { count: accounts.MOST_ACCOUNTS }))))
  await tellAccount(tx, talk, ownerId, (theirs) =>
    theirs('account-link:told', { channel: theirs(`account-link:channel.${person.channel}`) }),
  )
  const session = await moveDrafts(talk, homeId)
  const choices = [commandChoice(talk, 'myData', 'my-data'), commandChoice(talk, 'menu', 'menu')]
  return { session, messages: [say(t('account-link:done'), { choices })] }
}

/** Asked twice: a slip must not part what belongs together. */
export async function askToUnlink(talk: Talk): Promise<Reply> {
  const others = await accounts.othersOf(talk.tx, talk.vault, talk.person.id)
  if (others.length === 0) return withOpenQuestion(talk, told(talk, say(talk.t('account-link:none'))))
  const choices = [
    { label: talk.t('account-link:unlinkYes'), payload: 'p:unlink:yes' },
    { label: talk.t('account-link:unlinkNo'), payload: 'p:unlink:no' },
  ]
  const text = talk.t('account-link:askUnlink', { accounts: listed(talk, others) })
  return told(talk, say(text, { choices }), { pending: { type: 'unlink' } })
}

export async function unlink(talk: Talk, isAgreed: boolean): Promise<Reply> {
  if (!isAgreed) return withOpenQuestion(talk, told(talk, say(talk.t('account-link:kept'))))
  await accounts.leave(talk.tx, talk.person.id)
  return withOpenQuestion(talk, told(talk, say(talk.t('account-link:unlinked'))))
}

/** "Zalo (Hoa), trang chat" */
export function listed(talk: Talk, others: readonly accounts.Account[]): string {
  return others.map((account) => nameOf(talk, account)).join(', ')
}

function nameOf({ t }: Talk, { channel, name }: accounts.Account): string {
  const where = t(`account-link:channel.${channel}`)
  return name === null ? where : `${where} (${name})`
}

/**
 * Drafts of this account go into the common talk, where there is none of the kind yet; the others stay here, and are found
 * again after unlinking. @returns this account's own session without what has moved
 */
async function moveDrafts(talk: Talk, homeId: string): Promise<Session> {
  const { tx, vault, session } = talk
  if (homeId === talk.person.homeId) return session
  const home = readSession((await sessions.hold(tx, vault, homeId))?.state ?? null)
  const own = { ...session.kept, ...(session.draft && { [session.draft.conversation]: session.draft }) }
  const taken = new Set([...Object.keys(home.kept), home.draft?.conversation])
  const moving = Object.entries(own).filter(([name]) => !taken.has(name))
  const staying = Object.entries(own).filter(([name]) => taken.has(name))
  await sessions.save(tx, vault, homeId, toStored({ ...home, kept: { ...home.kept, ...Object.fromEntries(moving) } }))
  return { ...session, draft: null, kept: Object.fromEntries(staying), withOfficial: false }
}
