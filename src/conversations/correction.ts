/**
 * What stands in a dossier put right by its producer, in the last look of the registration: any field by its number, read
 * by the very step that asked for it. It begins there, with what is kept (L-03).
 */
import * as dataRequests from '../models/data-request.ts'
import * as registrations from '../models/registration.ts'
import { type Correction, correct } from '../models/registration-correction.ts'
import type { T } from '../texts.ts'
import { type Answers, type Conversation, conversation, GAPS, type Json, type Step } from './conversation.ts'
import { setOf } from './criteria-set.ts'
import { fieldsKept } from './dossier.ts'
import { registration } from './registration.ts'
import { text } from './steps.ts'
import { say } from './talk.ts'

/** Attachments have "bổ sung"; the rest asks about the talk itself. */
const NOT_HERE = ['photos', 'papers', 'more', 'same', 'help', 'assessed']
/** They decide the set, which is shown once. */
const SETS = ['set', 'group', 'setInGroup']

const steps = Object.fromEntries(
  Object.entries(registration.steps)
    .filter(([name]) => !NOT_HERE.includes(name))
    .map(([name, step]) => [name, name === 'story' ? { ...text({ min: 2, max: 3000 }), isOptional: true } : alone(step)]),
)

export const correction: Conversation = conversation({
  name: 'correction',
  version: 1,
  texts: 'registration',
  send: 'my-data:correct.save',
  steps,
  async finish(answers, { tx, vault, personId, t }) {
    const all: Answers = answers
    const { id, reference, was } = dossierOf(all)
    const names = [...Object.keys(steps), '.phoneRemark'].filter((name) => !same(all[name], was[name]))
    if (names.length === 0) return { messages: [say(t('my-data:correct.same', { reference }))] }
    const held = await correct(tx, vault, { id, personId }, correctionOf(all, names))
    if (!held) return { messages: [say(t('registration:closed', { reference }))] }
    const lines = names.flatMap((name) => lineOf(name, was, all, t))
    const subject = { kind: 'registration', id, reference } as const
    await dataRequests.create(tx, vault, {
      personId,
      kind: 'correct',
      words: lines.join('\n'),
      subjects: [subject],
      isDone: true,
    })
    // What was asked for may be right now: it waits for the officials again, and they see that.
    if (held.state === 'needs_more') await registrations.move(tx, vault, { id, to: 'submitted', by: 'producer', words: null })
    return { messages: [say(t('my-data:correct.saved', { reference, changes: lines.join('\n') }))] }
  },
})

/** The answers of a dossier, as its questions hold them; what nobody answered is null, so that it is not asked now. */
export function answersOf(one: registrations.Registration): Answers {
  const { name, phone, communeCode: commune, product, criteriaSet: set } = one
  const fields = one.fields as Answers
  const known: Answers = { ...fields, name, phone, commune, product, set }
  const answers = Object.fromEntries(
    Object.keys(steps)
      .filter((step) => !SETS.slice(1).includes(step))
      .map((step) => [step, known[step] ?? null]),
  )
  const remark = fields['.phoneRemark']
  const was = { ...answers, ...(remark !== undefined && { '.phoneRemark': remark }) }
  return { ...was, [GAPS]: fields[GAPS] ?? {}, '.dossier': { id: one.id, reference: one.reference, was } }
}

/** The dossier that a draft of this conversation puts right. */
export function dossierOf(answers: Answers): { readonly id: string; readonly reference: string; readonly was: Answers } {
  return answers['.dossier'] as unknown as ReturnType<typeof dossierOf>
}

/** Each question by itself: none is left for later with others. */
function alone({ block: _, ...step }: Step<Json>): Step<Json> {
  return step
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

function correctionOf(all: Answers, names: readonly string[]): Correction {
  const set = names.some((name) => SETS.includes(name)) ? setOf(all) : undefined
  const changed = Object.fromEntries(names.map((name) => [name, all[name] ?? null]))
  const own = (name: string) => (names.includes(name) && typeof all[name] === 'string' ? String(all[name]) : undefined)
  const [name, phone, communeCode, product] = [own('name'), own('phone'), own('commune'), own('product')]
  return {
    fields: fieldsKept({ ...changed, ...(all[GAPS] !== undefined && { [GAPS]: all[GAPS] }) }),
    ...(name !== undefined && { name }),
    ...(phone !== undefined && { phone }),
    ...(communeCode !== undefined && { communeCode }),
    ...(product !== undefined && { product }),
    ...(set && { criteriaSet: set.id, productGroup: set.group }),
  }
}

/** "• Số điện thoại: 0905 123 456 → 0905 123 457" */
function lineOf(name: string, was: Answers, now: Answers, t: T): readonly string[] {
  const step = steps[name]
  if (!step) return []
  const shown = (value: Json | undefined) => (value == null ? t('common:review.none') : step.show(value, t))
  return [`• ${t(`registration:${name}.label`)}: ${shown(was[name])} → ${shown(now[name])}`]
}
