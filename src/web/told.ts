/** What a producer answered for the registration, in the words of the official forms. */
import type { Answers, Json } from '../conversations/conversation.ts'
import { CONVERSATIONS } from '../conversations/index.ts'
import type { Attachment } from '../models/attachment.ts'
import type { Registration } from '../models/registration.ts'
import type { Dossier, Held } from '../papers/dossier.ts'
import { translator } from '../texts.ts'

const vi = translator('vi')

type Told = Pick<
  Dossier,
  | 'unitName'
  | 'entityType'
  | 'representative'
  | 'position'
  | 'address'
  | 'email'
  | 'founded'
  | 'registrationNo'
  | 'round'
  | 'has'
  | 'production'
  | 'said'
>

/** Papers that came in and tick a box of Mẫu 02. A trademark may be an application only, so it ticks none. */
const TICKS: Readonly<Record<string, Held>> = { business: 'businessLicence', quality: 'qualityPublication', safety: 'foodSafety' }

export function toldOf(one: Registration, kept: readonly Attachment[]): Told {
  const fields = one.fields as Answers
  const shown = (name: string) => shownField(fields, name)
  const unit = shown('unit')
  return {
    // Before 11/2026 one question asked for either name.
    unitName: unit ?? one.name,
    representative: unit === null ? null : one.name,
    entityType: shown('kind'),
    position: shown('position'),
    address: shown('address'),
    email: shown('email'),
    founded: shown('founded'),
    registrationNo: numberOf(fields),
    round: roundOf(fields),
    has: heldOf(fields, kept),
    production: productionOf(fields),
    said: { material: shown('material'), labour: shown('labour'), idea: null, identity: shown('story') },
  }
}

function shownField(fields: Answers, name: string): string | null {
  const step = CONVERSATIONS.registration.steps[name]
  const value = fields[name]
  return step && value != null ? step.show(value as Json, vi) : null
}

/** A personal number, which households may have as their tax code, is left for the producer to write (L-07). */
function numberOf({ taxCode }: Answers): string | null {
  return typeof taxCode === 'string' && !/^\d{12}$/.test(taxCode) ? taxCode : null
}

function roundOf({ stage }: Answers): Dossier['round'] {
  if (stage === 'upgrade' || stage === 'again') return stage
  return stage === undefined || stage === null ? null : 'first'
}

function heldOf({ licence }: Answers, kept: readonly Attachment[]): Dossier['has'] {
  const ticked = kept.flatMap(({ paper, state }) => (state === 'stored' && paper !== null ? (TICKS[paper] ?? []) : []))
  const has = (held: Held) => (ticked.includes(held) ? true : null)
  return {
    businessLicence: licence === 'yes' ? true : has('businessLicence'),
    qualityPublication: has('qualityPublication'),
    foodSafety: has('foodSafety'),
    compulsory: null,
    trademark: null,
    geographic: null,
    patent: null,
    design: null,
    copyright: null,
  }
}

/** A line each, with the label of its question; null: nothing was told. */
function productionOf(fields: Answers): string | null {
  const lines = ['material', 'scale', 'labour', 'certificates'].flatMap((name) => {
    const value = shownField(fields, name)
    return value === null ? [] : [`${vi(`registration:${name}.label`)}: ${value}`]
  })
  return lines.length > 0 ? lines.join('\n') : null
}
