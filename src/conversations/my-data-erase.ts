/**
 * Erasing: all of it or one thing, asked twice. What nobody else needs goes at once; what officials are at work on or others
 * hold becomes a request with its clock, and is said so before anything is done (L-03, L-04, L-06).
 */
import { showDate } from '../lib/time.ts'
import type { Choice } from '../message.ts'
import * as dataRequests from '../models/data-request.ts'
import { asSubject, type Holding, holdingsOf } from '../models/holding.ts'
import { withOpenQuestion } from './menu.ts'
import { eraseAll, eraseThing } from './my-data-erasing.ts'
import { clockText } from './my-data-request.ts'
import { type Thing, thingsOf } from './my-data-things.ts'
import { joined } from './prompt.ts'
import type { Pending } from './session.ts'
import { commandChoice, type Reply, say, type Talk, told } from './talk.ts'

type Erase = Extract<Pending, { type: 'erase' }>

const PAGE = 4

/** What goes and what stays, before anything is asked. */
export async function askToErase(talk: Talk): Promise<Reply> {
  const { t } = talk
  const choices = [
    { label: t('my-data:erase.all'), payload: 'm:all' },
    { label: t('my-data:erase.one'), payload: 'm:items:0' },
    commandChoice(talk, 'myData', 'my-data'),
  ]
  return told(talk, say(joined(await effectOf(talk), t('my-data:erase.which')), { choices }))
}

/** The things that can be erased alone, four at a time. */
export async function listThings(talk: Talk, from: number): Promise<Reply> {
  const { t } = talk
  const things = await thingsOf(talk)
  if (things.length === 0) return withOpenQuestion(talk, told(talk, say(t('my-data:erase.nothing'))))
  const start = from < things.length ? from : 0
  const shown = things.slice(start, start + PAGE)
  const choices: readonly Choice[] = [
    ...shown.map(({ label, what }) => ({ label: label.slice(0, 40), payload: `m:item:${what}` })),
    ...(things.length > start + PAGE ? [{ label: t('my-data:erase.older'), payload: `m:items:${start + PAGE}` }] : []),
  ]
  return told(talk, say(t('my-data:erase.list'), { choices }))
}

export async function askAboutAll(talk: Talk): Promise<Reply> {
  return asked(talk, 'all', false, joined(await effectOf(talk), talk.t('my-data:erase.askAll')))
}

/** null: it is not this person's, or is gone */
export async function askAboutOne(talk: Talk, what: string): Promise<Reply | null> {
  const thing = (await thingsOf(talk)).find((one) => one.what === what)
  return thing ? asked(talk, what, false, textFor(talk, thing)) : null
}

/** @param said yes to the first question, sure to the second: one button tapped twice answers only one of them (P-13) */
export async function erase(talk: Talk, { what, isSure }: Erase, said: 'yes' | 'sure' | 'no'): Promise<Reply> {
  const { t } = talk
  if (said === 'no') return withOpenQuestion(talk, told(talk, say(t('my-data:erase.kept'))))
  if (what === 'all') {
    if (!isSure || said === 'yes') return asked(talk, what, true, t('my-data:erase.againAll'))
    return everything(talk)
  }
  const thing = (await thingsOf(talk)).find((one) => one.what === what)
  if (!thing) return withOpenQuestion(talk, told(talk, say(t('my-data:erase.gone'))))
  if (thing.holding && !thing.holding.isFree) return requested(talk, thing.holding)
  if (!isSure || said === 'yes') return asked(talk, what, true, t('my-data:erase.again', { thing: thing.label }))
  const session = await eraseThing(talk, thing)
  const changed = { ...talk, session }
  return withOpenQuestion(changed, told(changed, say(t('my-data:erase.done', { thing: thing.label }))))
}

async function everything(talk: Talk): Promise<Reply> {
  const { t } = talk
  const { session, request } = await eraseAll(talk)
  const later = request && [listOf(request.subjects), clockText(talk, request)].join('\n')
  const text = joined(t('my-data:erase.doneAll'), later && t('my-data:erase.requested', { list: later }))
  return { session, messages: [say(text)] }
}

/** Somebody else has it: that is nothing a button can undo here, so nothing is asked twice. */
async function requested(talk: Talk, holding: Holding): Promise<Reply> {
  const { tx, vault, person, t } = talk
  const open = await dataRequests.openOf(tx, vault, person.id)
  const known = open.find(({ kind, subjects }) => kind === 'delete' && subjects.some((one) => isSame(one, holding)))
  const subjects = [asSubject(holding)]
  const one = known ?? (await dataRequests.create(tx, vault, { personId: person.id, kind: 'delete', subjects }))
  const list = [listOf(subjects), clockText(talk, one)].join('\n')
  return withOpenQuestion(talk, told(talk, say(t('my-data:erase.requested', { list }))))
}

function isSame(a: dataRequests.Subject, b: dataRequests.Subject): boolean {
  return a.kind === b.kind && a.id === b.id
}

function asked(talk: Talk, what: string, isSure: boolean, text: string): Reply {
  const { t } = talk
  const choices = [
    { label: t(isSure ? 'my-data:erase.sure' : 'my-data:erase.do'), payload: `p:erase:${isSure ? 'sure' : 'yes'}` },
    { label: t('my-data:erase.keep'), payload: 'p:erase:no' },
  ]
  return told(talk, say(text, { choices }), { pending: { type: 'erase', what, isSure } })
}

function textFor({ t }: Talk, { label, holding }: Thing): string {
  if (!holding || holding.isFree) return t('my-data:erase.ask', { thing: label })
  return t(holding.elsewhere ? 'my-data:erase.askElsewhere' : 'my-data:erase.askAtWork', { thing: label })
}

async function effectOf({ t, tx, person }: Talk): Promise<string> {
  const held = await holdingsOf(tx, person.id)
  const [free, kept] = [held.filter(({ isFree }) => isFree), held.filter(({ isFree }) => !isFree)]
  const none = t('common:review.none')
  return joined(
    t('my-data:erase.goes', { list: free.length === 0 ? none : listOf(free) }),
    kept.length > 0 ? t('my-data:erase.atWork', { list: listOf(kept) }) : undefined,
    t('my-data:erase.stays'),
  )
}

/** "PA-2026-000123 (23/11/2026), …" */
function listOf(subjects: readonly (dataRequests.Subject & { readonly createdAt?: Date })[]): string {
  return subjects.map(({ reference, createdAt }) => (createdAt ? `${reference} (${showDate(createdAt)})` : reference)).join(', ')
}
