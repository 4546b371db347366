/** What a person filled in for others, as they may see it: no more of the producer than they typed, and what is missing. */
import { showDate } from '../lib/time.ts'
import type { Choice } from '../message.ts'
import * as attachments from '../models/attachment.ts'
import * as confirmations from '../models/confirmation.ts'
import * as registrations from '../models/registration.ts'
import { answersOf } from './answers-of.ts'
import { missingOf, missingText } from './dossier.ts'
import { dossierOf } from './dossier-of.ts'
import { reopened } from './drafts.ts'
import { tellHelper } from './helper-news.ts'
import { withOpenQuestion } from './menu.ts'
import { toForward } from './on-behalf.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

/** "DK-… · Mắm ruốc: chờ bà con xác nhận (điền ngày …)" */
export function helpedLine({ t }: Pick<Talk, 't'>, one: registrations.Registration): string {
  const { reference, product, createdAt } = one
  const state = t(`look-up:state.registration.${one.state}`)
  return t('on-behalf:mine.line', { reference, product, state, date: showDate(createdAt) })
}

/** One of them, and what can be done with it. */
export async function shownHelped(talk: Talk, one: registrations.Registration): Promise<Reply> {
  const { lines, choices } = one.state === 'unconfirmed' ? await waiting(talk, one) : await sent(talk, one)
  return told(talk, say([helpedLine(talk, one), ...lines].join('\n'), choices.length > 0 ? { choices } : {}))
}

interface Details {
  readonly lines: readonly string[]
  readonly choices: readonly Choice[]
}

async function waiting({ t, tx }: Talk, { id }: registrations.Registration): Promise<Details> {
  const isOpen = await confirmations.isOpen(tx, id)
  const choice = (label: string, what: string) => ({ label, payload: `d:${what}:${id}` })
  return {
    lines: [t(isOpen ? 'on-behalf:mine.waiting' : 'on-behalf:mine.stopped')],
    choices: [
      ...(isOpen ? [choice(t('on-behalf:newCode'), 'code')] : []),
      choice(t('on-behalf:reopen'), 'reopen'),
      choice(t('on-behalf:drop.do'), 'drop'),
    ],
  }
}

async function sent(talk: Talk, one: registrations.Registration): Promise<Details> {
  const { t, now } = talk
  if (!registrations.isOpen(one.state)) return { lines: [], choices: [] }
  const dossier = await dossierOf(talk, one)
  const add = { label: t('registration:supplement'), payload: `d:add:${one.id}` }
  return {
    lines: [missingText(dossier, now, t) ?? t('registration:missing.none')],
    choices: missingOf(dossier).length > 0 ? [add] : [],
  }
}

/** @param what was pressed. null: it cannot be done with this one (any more) */
export async function pressHelped(talk: Talk, one: registrations.Registration, what: string): Promise<Reply | null> {
  if (what === 'show') return withOpenQuestion(talk, await shownHelped(talk, one))
  if (one.state !== 'unconfirmed') return null
  switch (what) {
    case 'code':
      return newCode(talk, one)
    case 'reopen':
      return reopen(talk, one)
    case 'drop':
      return askToDrop(talk, one)
    case 'dropped':
      return drop(talk, one)
    default:
      return null
  }
}

/** The message went astray: a new one, and the code before ends. */
async function newCode(talk: Talk, one: registrations.Registration): Promise<Reply | null> {
  const { t, tx, vault, publicUrl, now } = talk
  // What the producer called wrong is mended first.
  const code = (await confirmations.isOpen(tx, one.id)) ? await confirmations.createCode(tx, vault, one.id) : null
  if (code === null) return null
  const { reference, product, help } = one
  const head = say(t('on-behalf:again', { reference, days: confirmations.DAYS }))
  const message = toForward({ helper: help?.name ?? '', product, code, publicUrl, now }, t)
  return withOpenQuestion(talk, { session: talk.session, messages: [head, message] })
}

/** Another one under way is not lost for it: that comes first. */
async function reopen(talk: Talk, one: registrations.Registration): Promise<Reply | null> {
  const { t, tx, session } = talk
  if (session.draft?.conversation === 'on-behalf' || session.kept['on-behalf']) {
    const choices = [commandChoice(talk, 'goOn', 'on-behalf')]
    return told(talk, say(t('on-behalf:busy'), { choices }))
  }
  const answers = answersOf(one, await attachments.listOf(tx, { registrationId: one.id }))
  if (!(await confirmations.drop(tx, one.id, 'helper'))) return null
  return reopened(talk, 'on-behalf', answers, t('on-behalf:reopened', { reference: one.reference }))
}

function askToDrop(talk: Talk, { id, reference, product }: registrations.Registration): Reply {
  const { t } = talk
  const choices = [
    { label: t('on-behalf:drop.sure'), payload: `d:dropped:${id}` },
    { label: t('on-behalf:drop.keep'), payload: `d:show:${id}` },
  ]
  return told(talk, say(t('on-behalf:drop.ask', { reference, product }), { choices }))
}

async function drop(talk: Talk, { id, reference }: registrations.Registration): Promise<Reply | null> {
  if (!(await confirmations.drop(talk.tx, id, 'helper'))) return null
  return withOpenQuestion(talk, told(talk, say(talk.t('on-behalf:drop.done', { reference }))))
}

/** The producer goes on alone; the helper is told that, and nothing after it. */
export async function endHelp(talk: Talk, one: registrations.Registration): Promise<Reply | null> {
  const { t, tx } = talk
  if (!one.help || !(await registrations.endHelp(tx, one.id))) return null
  const { reference, product, help } = one
  await tellHelper(tx, talk, one, (theirs) => theirs('on-behalf:news.ended', { reference, product }))
  return withOpenQuestion(talk, told(talk, say(t('on-behalf:ended', { reference, helper: help.name }))))
}
