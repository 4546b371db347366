/**
 * A producer confirms what another filled in for them: sees who did and what, agrees (L-01), and sends it, or says what is
 * wrong. Whoever holds the code may, in any channel, but not the helper. Wrong, used and ended codes answer alike (P-17).
 */
import { communeByCode } from '../city/units.ts'
import { parseCode } from '../lib/code.ts'
import type { Outbound } from '../message.ts'
import { isAccountOf } from '../models/account-link.ts'
import * as attachments from '../models/attachment.ts'
import * as confirmations from '../models/confirmation.ts'
import * as registrations from '../models/registration.ts'
import { afterSending } from './after-sending.ts'
import { answersOf } from './answers-of.ts'
import { recordConsent } from './consent-text.ts'
import { tellHelper } from './helper-news.ts'
import { CONVERSATIONS } from './index.ts'
import { sameProduct } from './known.ts'
import { withOpenQuestion } from './menu.ts'
import { heldIn } from './papers-step.ts'
import { joined, privacyLink, told as toldIn } from './prompt.ts'
import { commandChoice, type Reply, type Rule, say, type Talk, told } from './talk.ts'

/** Changes with `on-behalf:confirm.consent`. */
export const CONFIRM_TEXT_VERSION = '2026-11-25'

/** Also what the web page types for who opened the link with the code. */
const TYPED = /^(?:xác nhận|xac nhan|\/xacnhan|confirm)\s*:?\s+([0-9a-z](?:[\s-]?[0-9a-z]){9,23})$/iu
const MOST_WORDS = 500

/** A code after "xác nhận", or alone, where it is one of these. */
export const typedConfirmation: Rule = async (talk, text) => {
  const trimmed = text.normalize('NFC').trim()
  const named = trimmed.match(TYPED)?.[1]
  const code = parseCode(named ?? trimmed)
  // Plain words, or letters that happen to pass the check.
  if (!/[\d-]/.test(named ?? trimmed) && (named === undefined || code === null)) return null
  if (named === undefined && code === null) return null
  const one = code === null ? null : await confirmations.find(talk.tx, talk.vault, code)
  if (one && code !== null) return ask(talk, one, code)
  return named === undefined ? null : over(talk)
}

/** @param name what was pressed under `ask`, e.g. `yes:<code>`; in an older message it only asks again */
export async function pressConfirmation(talk: Talk, name: string): Promise<Reply> {
  const [said, typed = ''] = name.split(':')
  const code = parseCode(typed)
  const one = code === null ? null : await confirmations.find(talk.tx, talk.vault, code)
  if (!one || code === null) return over(talk)
  const isAsked = talk.pending?.type === 'confirm' && talk.pending.code === code
  return isAsked && (said === 'yes' || said === 'no') ? answerConfirmation(talk, code, said === 'yes') : ask(talk, one, code)
}

async function ask(talk: Talk, one: registrations.Registration, code: string): Promise<Reply> {
  const { t } = talk
  if (await isHelper(talk, one)) return withOpenQuestion(talk, told(talk, say(t('on-behalf:confirm.self'))))
  const answers = answersOf(one, await attachments.listOf(talk.tx, { registrationId: one.id }))
  // Perhaps they sent it themselves before.
  const have = await sameProduct(answers, await registrations.listOf(talk.tx, talk.vault, talk.person.id))
  const note = have && t('on-behalf:confirm.have', { reference: have.reference, product: have.product })
  const lines = toldIn(CONVERSATIONS.registration, answers, t)
  const plain = code.replaceAll('-', '')
  const choices = [
    { label: t('on-behalf:confirm.yes'), payload: `c:yes:${plain}` },
    { label: t('on-behalf:confirm.no'), payload: `c:no:${plain}` },
  ]
  const messages: readonly Outbound[] = [
    say(joined(t('on-behalf:confirm.ask', { helper: one.help?.name ?? '', lines }), note)),
    say(t('on-behalf:confirm.consent'), { choices, links: [privacyLink(talk)] }),
  ]
  return { session: { ...talk.session, pending: { type: 'confirm', code } }, messages }
}

/** The answer to `ask`, which was the last thing said. */
export async function answerConfirmation(talk: Talk, code: string, isRight: boolean): Promise<Reply> {
  const { t, tx, vault, person, now } = talk
  const waiting = await confirmations.find(tx, vault, code)
  if (!waiting) return over(talk)
  // The accounts may have been linked meanwhile.
  if (await isHelper(talk, waiting)) return ask(talk, waiting, code)
  if (!isRight) {
    const choices = [{ label: t('on-behalf:confirm.back'), payload: `c:show:${code.replaceAll('-', '')}` }]
    return told(talk, say(t('on-behalf:confirm.why'), { choices }), { pending: { type: 'refuse', code } })
  }
  const sent = await confirmations.confirm(tx, vault, { code, personId: person.id })
  if (!sent) return over(talk)
  const shown = { version: CONFIRM_TEXT_VERSION, text: t('on-behalf:confirm.consent') }
  await recordConsent(talk, 'registration', true, shown)
  const { one } = sent
  const { reference, product } = one
  await tellHelper(tx, talk, one, (theirs) => theirs('on-behalf:news.confirmed', { reference, product }))
  const answers = answersOf(one, await attachments.listOf(tx, { registrationId: one.id }))
  const communeName = communeByCode(one.communeCode)?.fullName ?? one.communeCode
  const messages = [
    say(t('registration:done', { reference, code: sent.code })),
    ...afterSending({ answers, held: heldIn(answers.papers), communeName, now }, t),
  ]
  return withOpenQuestion(talk, { session: talk.session, messages })
}

/** What is wrong, in the producer's words: the helper gets them, and may take it up again. */
export async function refuseWith(talk: Talk, code: string, text: string): Promise<Reply> {
  const { t, tx, vault } = talk
  const one = await confirmations.refuse(tx, vault, code)
  if (!one) return over(talk)
  const words = text.slice(0, MOST_WORDS)
  const { id, reference, product } = one
  await tellRefusal(talk, one, (theirs) =>
    say(theirs('on-behalf:news.refused', { reference, product, words }), {
      choices: [{ label: theirs('on-behalf:reopen'), payload: `d:reopen:${id}` }],
    }),
  )
  return withOpenQuestion(talk, told(talk, say(t('on-behalf:confirm.refused', { helper: one.help?.name ?? '' }))))
}

/** It still is the helper's: `tellHelper` would take them for the producer. */
function tellRefusal(talk: Talk, { help }: registrations.Registration, words: Parameters<typeof tellHelper>[3]): Promise<void> {
  return tellHelper(talk.tx, talk, { personId: talk.person.id, help }, words)
}

function over(talk: Talk): Promise<Reply> | Reply {
  const choices = [{ label: talk.t('registration:mine.show'), payload: 'w:dossiers' }, commandChoice(talk, 'menu', 'menu')]
  return withOpenQuestion(talk, told(talk, say(talk.t('on-behalf:confirm.over'), { choices })))
}

function isHelper({ tx, person }: Talk, { help }: registrations.Registration): Promise<boolean> {
  return isAccountOf(tx, person.id, help?.helperId ?? null)
}
