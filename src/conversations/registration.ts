/**
 * A producer's registration for OCOP: who may, the fields of Mẫu 01 and 02 in short questions, papers, and one last look.
 *
 * What one answer tells is not asked again (a household's name and position, the commune in an address, a set that only one
 * can be); what can wait is one block that "để sau" leaves for later. What is left out is listed as missing.
 */
import { communeByCode } from '../city/units.ts'
import * as registrations from '../models/registration.ts'
import type { T } from '../texts.ts'
import { afterSending } from './after-sending.ts'
import { type Answers, conversation, type Json, type Step } from './conversation.ts'
import { groupChoice, likelyFor, likelySet, setInGroup, setOf } from './criteria-set.ts'
import { fieldsKept } from './dossier.ts'
import { kind, licence, material, stage } from './eligibility.ts'
import { address, amount, businessNumber, certificates, email, named, pastDay, story } from './field-steps.ts'
import { learn, reviewNote } from './known.ts'
import { heldIn, papers } from './papers-step.ts'
import { commune, communeOffers, phone, photos, text } from './steps.ts'
import { commandChoice } from './talk.ts'

export const MOST_PRODUCT_PHOTOS = 3
const EXTRA = 'extra'

/** Those that "bổ sung" asks for as well. */
export const EXTRAS = {
  photos: { ...photos({ max: MOST_PRODUCT_PHOTOS }), block: EXTRA },
  papers: { ...papers(), block: EXTRA },
  scale: { ...amount(), block: EXTRA },
  labour: { ...amount(), block: EXTRA },
  certificates: { ...certificates(), block: EXTRA },
  story: { ...story({ max: 3000, name: 'story' }), block: EXTRA },
  founded: { ...pastDay(), block: EXTRA },
  email: { ...email(), block: EXTRA },
}

export const taxCode = { ...businessNumber(), onlyIf: mayHaveNumber, dependsOn: ['kind', 'licence'] }

/** About the producer and the product, as far as it is needed. */
export const NEEDED = {
  kind,
  licence,
  stage,
  material,
  help: help(),
  assessed: assessed(),
  product: product(),
  same: same(),
  set: likelySet(),
  group: groupChoice(),
  setInGroup: setInGroup(),
  name: producerName(),
  unit: { ...text({ min: 2, max: 160, isNoQuestion: true }), dependsOn: ['kind'] },
  position: { ...position(), dependsOn: ['kind'] },
  address: address(),
  commune: { ...commune(), dependsOn: ['address'], offers: (_t: T, { address: at }: Answers) => communeOffers(String(at ?? '')) },
  phone: phoneWithRemark(),
}

/** What can wait. */
export const LATER = {
  taxCode,
  more: {
    ...more(),
    onlyIf: (answers: Answers) => answers.more !== undefined || Object.keys(EXTRAS).some((name) => answers[name] === undefined),
    dependsOn: [],
  },
  ...EXTRAS,
}

export const registration = conversation({
  name: 'registration',
  version: 2,
  hasPage: true,
  consent: { purpose: 'registration', textVersion: '2026-11-25', refusal: youngRefusal },
  learn,
  learnsFrom: ['product', 'stage'],
  reviewNote,
  steps: { ...NEEDED, ...LATER },
  async finish(answers, { tx, vault, personId, now, t }) {
    const filed = await registrations.create(tx, vault, filing(answers, personId), now)
    const communeName = communeByCode(answers.commune)?.fullName ?? answers.commune
    return { ...filed, more: afterSending({ answers, held: heldIn(answers.papers), communeName, now }, t) }
  },
})

interface Filled {
  readonly name: string
  readonly phone: string
  readonly commune: string
  readonly product: string
  readonly photos: readonly string[] | null
  readonly papers: readonly string[] | null
}

/** The answers as they are filed. */
export function filing(answers: Filled & Answers, personId: string): registrations.NewRegistration {
  const set = setOf(answers)
  if (!set) throw new Error('A registration has no set of criteria.')
  return {
    personId,
    name: answers.name,
    phone: answers.phone,
    communeCode: answers.commune,
    product: answers.product,
    productGroup: set.group,
    criteriaSet: set.id,
    fields: fieldsKept(answers),
    attachmentIds: answers.photos ?? [],
    papers: heldIn(answers.papers),
  }
}

/** Who says to be under 16 is told that an adult registers (L-15). */
export function youngRefusal(typed: string): string | undefined {
  const age = /(\d{1,2})\s*(?:tuổi|tuoi|t\b)/iu.exec(typed)?.[1]
  const isYoung =
    (age !== undefined && Number(age) < 16) || /ch[uư]a\s+(?:đủ|du|tới|toi)\s*(?:16|mười sáu|tuổi|tuoi)/iu.test(typed)
  return isYoung ? 'registration:consent.young' : undefined
}

/** "Chưa đủ" ends in help, never in a wall. */
export function isShort({ kind, licence, stage }: Answers): boolean {
  return (kind === 'household' && licence === 'none') || stage === 'idea'
}

function help(): Step<string> {
  return {
    ...named('help', { goOn: /\b(?:dien|tiep|go on)\b/, ready: /\b(?:co roi|da co|xong roi|ready)\b/ }),
    isAside: true,
    onlyIf: (answers) => isShort(answers),
    dependsOn: ['kind', 'licence', 'stage'],
    ask(t, { kind, licence, stage }) {
      const noLicence = kind === 'household' && licence === 'none' ? [t('registration:help.licence')] : []
      const idea = stage === 'idea' ? [t('registration:help.idea')] : []
      return [...noLicence, ...idea, t('registration:help.ask')].join('\n\n')
    },
    ways: (t) => [
      commandChoice({ t }, 'handover', 'handover'),
      { label: t('registration:help.remind'), payload: 'w:remind' },
      { label: t('registration:help.keep'), payload: 'w:menu' },
    ],
    parse(input, t, answers, now) {
      const read = named('help', { goOn: /\b(?:dien|tiep)\b/, ready: /\b(?:co roi|da co|xong roi)\b/ }).parse(
        input,
        t,
        answers,
        now,
      )
      if (!read.ok || read.value !== 'ready') return read
      const { licence, stage } = answers
      return { ...read, also: { ...(licence === 'none' && { licence: 'yes' }), ...(stage === 'idea' && { stage: 'first' }) } }
    },
  }
}

/** The last self-assessment's product: what it tells is not asked again. */
function assessed(): Step<string> {
  const base = named('assessed', { yes: /^(?:co|dung|u|uh|da|vang|yes|ok|dung roi)\b/, no: /\b(?:khac|khong|ko|no)\b/ })
  return {
    ...base,
    isAside: true,
    isKept: true,
    onlyIf: (answers) =>
      answers['.knownAssessed'] !== undefined && (answers.product === undefined || answers.assessed !== undefined),
    ask(t, answers) {
      const known = answers['.knownAssessed'] as Readonly<Record<string, string>>
      return t('registration:assessed.ask', known)
    },
    parse(input, t, answers, now) {
      const read = base.parse(input, t, answers, now)
      const known = answers['.knownAssessed'] as Readonly<Record<string, string>> | undefined
      if (!read.ok || read.value !== 'yes' || !known) return read
      return { ...read, also: { product: known.product ?? '', set: known.setId ?? '' } }
    },
  }
}

/** With the set, where the words can mean only one. */
function product(): Step<string> {
  const base = text({ min: 2, max: 120 })
  return {
    ...base,
    parse(input, t, answers, now) {
      const read = base.parse(input, t, answers, now)
      if (!read.ok) return read
      const [only, ...others] = likelyFor(read.value)
      if (!only || others.length > 0) return read
      return { ...read, also: { set: only.id }, note: { why: 'setFound', values: { number: only.number, name: only.name } } }
    },
  }
}

/** The same product was sent before: open that, or is this another? */
function same(): Step<string> {
  return {
    ...named('same', { other: /\b(?:khac|moi|tiep|other|new)\b/ }),
    isAside: true,
    onlyIf: (answers) => answers['.knownSame'] !== undefined,
    dependsOn: ['product'],
    ask: (t, answers) => t('registration:same.ask', answers['.knownSame'] as Readonly<Record<string, string>>),
    ways: (t) => [{ label: t('registration:same.open'), payload: 'w:dossiers' }],
  }
}

/** A household's unit and position follow from its owner's name. */
function producerName(): Step<string> {
  const base = text({ min: 2, max: 120, isNoQuestion: true })
  return {
    ...base,
    parse(input, t, answers, now) {
      const read = base.parse(input, t, answers, now)
      if (!read.ok) return read
      const also: Record<string, Json> = {}
      if (answers.kind === 'household') also.unit = t('registration:unit.household', { name: read.value })
      const usual = USUAL[String(answers.kind)]
      if (usual !== undefined && answers.position === undefined) also.position = t(`registration:position.${usual}`)
      return { ...read, also }
    },
  }
}

/** Who signs for such a unit, as a rule; it can be put right in the summary. */
const USUAL: Readonly<Record<string, string>> = { household: 'owner', farm: 'farmOwner', group: 'head' }
const POSITIONS: Readonly<Record<string, readonly string[]>> = {
  cooperative: ['director', 'chair'],
  company: ['director', 'chair'],
  association: ['chair', 'director'],
  group: ['head'],
  farm: ['farmOwner'],
  household: ['owner'],
}

function position(): Step<string> {
  const base = text({ min: 2, max: 80, isNoQuestion: true })
  return {
    ...base,
    offers: (t, { kind }) =>
      (POSITIONS[String(kind)] ?? []).map((value) => ({ value: `.${value}`, label: t(`registration:position.${value}`) })),
    parse(input, t, answers, now) {
      if (input.type !== 'choice' || !input.value.startsWith('.')) return base.parse(input, t, answers, now)
      return { ok: true, value: t(`registration:position.${input.value.slice(1)}`) }
    },
  }
}

/** "0905.123.456 gọi buổi tối": the number, and what was said with it. */
function phoneWithRemark(): Step<string> {
  const base = phone()
  return {
    ...base,
    parse(input, t, answers, now) {
      const read = base.parse(input, t, answers, now)
      const rest = input.type === 'text' ? input.text.replace(/[+\d][\d\s.\-()–_]{6,}/, ' ').trim() : ''
      if (!read.ok) return read
      const remark = /\p{L}{3,}/u.test(rest) ? rest.slice(0, 200) : null
      // A remark is of its number: another number has its own, or none.
      return remark === null && answers['.phoneRemark'] === undefined ? read : { ...read, also: { '.phoneRemark': remark } }
    },
  }
}

function mayHaveNumber({ kind, licence }: Answers): boolean {
  return kind !== 'household' || licence === 'yes'
}

/** The needed part is done: the rest now, or later. */
function more(): Step<string> {
  const base = named('more', { now: /\b(?:dien|tiep|luon|now)\b/, later: /\b(?:sau|gui|later)\b/ })
  return {
    ...base,
    isAside: true,
    block: EXTRA,
    parse(input, t, answers, now) {
      const read = base.parse(input, t, answers, now)
      return read.ok && read.value === 'later' ? { ...read, isRestLater: true } : read
    },
  }
}
