import type { Choice, Limits, Outbound } from '../message.ts'
import { hasText, type T } from '../texts.ts'
import { type Answers, type Conversation, GAPS, type Json, type Step, type Values } from './conversation.ts'
import type { Draft } from './session.ts'

/** How a prompt is worded and what the channel can carry. */
export interface View {
  readonly t: T
  readonly limits: Limits
  readonly publicUrl: string
  readonly now: Date
}

/** After this many tries that were not understood, other ways are offered. */
const PATIENCE = 2
/** Longer lists stand in the text, with numbers of their own. */
export const MOST_BUTTONS = 5
const LONGEST_SHOWN = 400

/** The open question of a draft, with its choices. @param note said first, in the same message */
export function prompt(conversation: Conversation, draft: Draft, view: View, note?: string): Outbound {
  if (draft.step === 'consent') return consentPrompt(conversation, draft, view, note)
  if (draft.step === 'review') return reviewPrompt(conversation, draft, view, note)
  const step = conversation.steps[draft.step]
  if (!step) throw new Error(`The conversation ${conversation.name} has no step ${draft.step}.`)
  return stepMessage(conversation, draft, view, joined(note, question(conversation, draft, step, view)))
}

/** What was wrong with an answer, with the same choices as the question; it holds an example, so it asks by itself. */
export function retry(conversation: Conversation, draft: Draft, view: View, why: string, values: Values = {}): Outbound {
  const step = conversation.steps[draft.step]
  if (!step) return prompt(conversation, draft, view, view.t(`common:${draft.step}.${why}`, values))
  const text = stepText(conversation, draft.step, step, why, view.t, values)
  const wayOut = draft.failures >= PATIENCE ? view.t('common:wayOut') : undefined
  return stepMessage(conversation, draft, view, joined(text, wayOut, step.ask?.(view.t, draft.answers)))
}

/** A text of the step itself if there is one, else of its kind. */
export function stepText(conversation: Conversation, name: string, step: Step<Json>, key: string, t: T, values?: Values): string {
  const own = `${textsOf(conversation, `${name}.${key}`)}:${name}.${key}`
  return t(hasText(own) ? own : `common:${step.kind}.${key}`, values)
}

/** Names and steps of all questions that apply, in order. */
export function applicable(conversation: Conversation, draft: Pick<Draft, 'answers'>): readonly [string, Step<Json>][] {
  return Object.entries(conversation.steps).filter(([, step]) => step.onlyIf?.(draft.answers) ?? true)
}

/** Those of the summary, by whose place they are corrected. */
export function fieldsOf(conversation: Conversation, draft: Pick<Draft, 'answers'>): readonly [string, Step<Json>][] {
  return applicable(conversation, draft).filter(([, step]) => !step.isAside)
}

/** The name space in which a conversation has this text: its own, else that of the conversation whose texts it uses. */
export function textsOf({ name, texts }: Pick<Conversation, 'name' | 'texts'>, path: string): string {
  return texts === undefined || hasText(`${name}:${path}`) ? name : texts
}

/** "• Sản phẩm: Mắm ruốc", one a line, of what was answered: for who reads it and does not correct it by number. */
export function told(conversation: Conversation, answers: Answers, t: T): string {
  return fieldsOf(conversation, { answers })
    .filter(([name]) => answers[name] != null)
    .map(([name, step]) => `• ${labelOf(conversation, name, t)}: ${shown(step, answers[name], t)}`)
    .join('\n')
}

/** What a question is called, in the summary and on the page. */
export function labelOf(conversation: Conversation, name: string, t: T): string {
  return t(`${textsOf(conversation, `${name}.label`)}:${name}.label`)
}

/** "1. Họ tên: Nguyễn Thị Hoa", one a line, of what was answered; of questions that are data only how many. */
export function summary(conversation: Conversation, draft: Draft, t: T): string {
  const answered = fieldsOf(conversation, draft)
    .map(([name, step], at) => ({ name, step, at, value: draft.answers[name] }))
    .filter(({ value }) => value !== undefined)
  const count = answered.filter(({ step }) => step.kind === 'criterion').length
  const label = (name: string) => labelOf(conversation, name, t)
  const isLater = (name: string) => gapOf(draft, name) === 'later'
  const lines = answered
    .filter(({ step, name }) => step.kind !== 'criterion' && !isLater(name))
    .map(({ name, step, at, value }) => `${at + 1}. ${label(name)}: ${shown(step, value, t, gapOf(draft, name))}`)
  const later = answered.filter(({ name }) => isLater(name)).map(({ name, at }) => `${at + 1}. ${label(name)}`)
  return [
    ...lines,
    ...(later.length > 0 ? [t('common:review.later', { fields: later.join('; ') })] : []),
    ...(count > 0 ? [t('common:review.answered', { count })] : []),
  ].join('\n')
}

function gapOf(draft: Pick<Draft, 'answers'>, name: string): string | undefined {
  const gap = (draft.answers[GAPS] as Readonly<Record<string, Json>> | undefined)?.[name]
  return typeof gap === 'string' ? gap : undefined
}

/** What ends the last look. */
export function sendLabel(conversation: Conversation, t: T): string {
  return t(conversation.send ?? `${textsOf(conversation, 'send')}:send`)
}

export function joined(...parts: readonly (string | undefined | null)[]): string {
  return parts.filter((part) => part).join('\n\n')
}

function answerPayload(draft: Draft, value: string): string {
  return `a:${draft.nonce}:${draft.step}:${value}`
}

function consentPrompt(conversation: Conversation, draft: Draft, view: View, note?: string): Outbound {
  const { t } = view
  return {
    type: 'message',
    text: joined(note, t(`${textsOf(conversation, 'consent.ask')}:consent.ask`)),
    choices: [
      { label: t('common:consent.yes'), payload: answerPayload(draft, 'yes') },
      { label: t('common:consent.no'), payload: answerPayload(draft, 'no') },
    ],
    links: [privacyLink(view)],
  }
}

export function privacyLink({ t, publicUrl }: View) {
  return { label: t('common:privacyLink'), url: `${publicUrl}/privacy` }
}

/** Leads to the page of the draft; engine and prompts are pure, so `reply.ts` signs it. */
export function pageLink({ t, publicUrl }: Pick<View, 't' | 'publicUrl'>) {
  return { label: t('form:link'), url: `${publicUrl}/form` }
}

/** Several files, a long story, a place, or all that is left: there a page does better than a chat. */
function isBetterOnPage(conversation: Conversation, step: Step<Json> | undefined): boolean {
  if (!conversation.hasPage || !step) return false
  const isRest = step.isAside === true && step.block !== undefined
  return isRest || step.isGathered === true || ['photos', 'papers', 'commune'].includes(step.kind)
}

/** Numbers stand for the fields here, so a channel without buttons (which numbers the choices) gets words instead. */
function reviewPrompt(conversation: Conversation, draft: Draft, view: View, note?: string): Outbound {
  const { t, limits } = view
  const send = sendLabel(conversation, t)
  const text = t('common:review.ask', { summary: summary(conversation, draft, t), send })
  const more = conversation.reviewNote?.(draft.answers, t)
  const choices = [
    { label: send, payload: answerPayload(draft, 'send') },
    ...(more?.choices ?? []),
    { label: t('common:choice.leave'), payload: 'w:cancel' },
  ]
  return {
    type: 'message',
    text: joined(note, text, more?.text),
    ...(limits.maxButtons > 0 && { choices }),
    ...(conversation.hasPage && { links: [pageLink(view)] }),
  }
}

function question(conversation: Conversation, draft: Draft, step: Step<Json>, { t, limits }: View): string {
  const held = draft.answers[draft.step]
  const count = step.kind === 'photos' && Array.isArray(held) ? held.length : 0
  if (count > 0) return t('common:photos.have', { count, max: step.maxPhotos ?? 0 })
  const now = held === undefined ? undefined : t('common:held', { value: shown(step, held, t) })
  if (step.ask) return step.kind === 'criterion' ? joined(now, step.ask(t, draft.answers)) : step.ask(t, draft.answers)
  const ask = t(`${textsOf(conversation, `${draft.step}.ask`)}:${draft.step}.ask`)
  const offers = step.offers?.(t, draft.answers) ?? []
  const list = offers.length > MOST_BUTTONS ? offers.map(({ label }, at) => `${at + 1}. ${label}`).join('\n') : undefined
  const noLinks = step.kind === 'place' && limits.withholdsLinks ? t('common:place.noLinks') : undefined
  // A position is sensitive: said before it can be shared (L-07).
  const sensitive = step.kind === 'place' && limits.canShareLocation ? t('common:place.sensitive') : undefined
  return joined(now, ask, list, sensitive, noLinks)
}

/** Whether numbers stand for the lines of a list in the text, and not for the buttons. */
export function isListed(conversation: Conversation, draft: Draft, t: T): boolean {
  const step = conversation.steps[draft.step]
  if (!step) return draft.step === 'review'
  return step.kind === 'papers' || (step.offers?.(t, draft.answers).length ?? 0) > MOST_BUTTONS
}

function stepMessage(conversation: Conversation, draft: Draft, view: View, text: string): Outbound {
  // A list that stands in the text needs no second one, which a channel without buttons would make of the choices.
  const hasList = isListed(conversation, draft, view.t) || conversation.steps[draft.step]?.kind === 'criterion'
  const choices = hasList && view.limits.maxButtons === 0 ? [] : choicesOf(conversation, draft, view.t)
  const asksPlace = conversation.steps[draft.step]?.kind === 'place' && view.limits.canShareLocation
  const asked = conversation.steps[draft.step]
  const asksPhone = asked?.kind === 'phone' && !asked.isOthers && view.limits.canShareContact === true
  return {
    type: 'message',
    text,
    ...(choices.length > 0 && { choices }),
    ...(isBetterOnPage(conversation, conversation.steps[draft.step]) && { links: [pageLink(view)] }),
    ...(asksPhone && { askContact: { title: view.t('common:phone.share'), image: `${view.publicUrl}/assets/icon.png` } }),
    ...(asksPlace && { askLocation: { label: view.t('common:place.share') } }),
  }
}

function choicesOf(conversation: Conversation, draft: Draft, t: T): readonly Choice[] {
  const step = conversation.steps[draft.step]
  if (!step) return []
  const listed = step.offers?.(t, draft.answers) ?? []
  const offers = draft.offers.length > 0 ? draft.offers : listed.length <= MOST_BUTTONS ? listed : []
  return [
    ...offers.map(({ value, label }) => ({ label, payload: answerPayload(draft, value) })),
    ...(step.ways?.(t) ?? []),
    ...waysOn(draft, step, t),
    ...(draft.failures >= PATIENCE ? [{ label: t('common:choice.handover'), payload: 'w:handover' }] : []),
  ].slice(0, MOST_BUTTONS)
}

function waysOn(draft: Draft, step: Step<Json>, t: T): readonly Choice[] {
  const held = draft.answers[draft.step]
  const skip = (key: string) => ({ label: t(`common:choice.${key}`), payload: answerPayload(draft, '.skip') })
  const later = step.block === undefined ? [] : [{ label: t('common:choice.restLater'), payload: answerPayload(draft, '.later') }]
  const done = { label: t('common:choice.done'), payload: answerPayload(draft, 'done') }
  const hasSome = Array.isArray(held) && held.length > 0
  if (step.kind === 'papers') return hasSome ? [{ ...done, label: t('common:choice.donePapers') }] : [skip('skip'), ...later]
  if (step.kind === 'photos') return hasSome ? [done, skip('noPhotos')] : [skip('skip'), ...later]
  if (step.isGathered && typeof held === 'string') return []
  const keep = held === undefined ? [] : [{ label: t('common:choice.keep'), payload: answerPayload(draft, '.keep') }]
  return step.isOptional ? [...keep, skip('skip'), ...later] : keep
}

function shown(step: Step<Json>, value: Json | undefined, t: T, gap?: string): string {
  const isNothing = value === undefined || value === null || (Array.isArray(value) && value.length === 0)
  const text = isNothing ? t(gap === 'unknown' ? 'common:review.unknown' : 'common:review.none') : step.show(value, t)
  return text.length > LONGEST_SHOWN ? `${[...text].slice(0, LONGEST_SHOWN).join('')}…` : text
}
