/** A registration's row and the producer's last self-assessment of that product, as the papers want them. */
import { groupById } from '../city/groups.ts'
import { communeByCode } from '../city/units.ts'
import { type CriteriaSet, proofOf, setById, setsFor } from '../knowledge/criteria.ts'
import { type Marks, score } from '../knowledge/score.ts'
import { localYear } from '../lib/time.ts'
import type { Assessment } from '../models/assessment.ts'
import type { Attachment } from '../models/attachment.ts'
import type { Registration } from '../models/registration.ts'
import type { Check, Dossier, Sheet } from '../papers/dossier.ts'
import { toldOf } from './told.ts'

/** Criteria that tell the commune something, by their names on the sheets. */
const SAYING: Readonly<Record<Check, RegExp>> = {
  material: /^(?:Nguồn nguyên liệu|Nguồn gốc sản phẩm)$/,
  labour: /^Sử dụng lao động địa phương$/,
  idea: /^Nguồn gốc ý tưởng/,
  identity: /^Trí tuệ, bản sắc địa phương$/,
}

const CITY = 'thành phố Huế'

export interface Kept {
  readonly attachments: readonly Attachment[]
  /** names of those that are stored */
  readonly labels: readonly string[]
}

export function dossierOf(one: Registration, assessment: Assessment | null, kept: Kept, now: Date): Dossier {
  const set = setOf(one, assessment)
  // Scored on another sheet than it is registered for: not this dossier's.
  const assessed = assessment?.criteriaSet === set?.id ? assessment : null
  const sheet = set ? sheetOf(set, assessed?.marks ?? null) : null
  const commune = communeOf(one.communeCode)
  const told = toldOf(one, kept.attachments)
  return {
    reference: one.reference,
    madeAt: now,
    year: localYear(now),
    province: CITY,
    commune,
    ...told,
    address: told.address ?? (commune && `${commune}, ${CITY}`),
    phone: one.phone,
    sex: null,
    ethnicGroup: null,
    permanentAddress: null,
    product: one.product,
    productSpec: null,
    productGroup: [groupById(one.productGroup)?.vi ?? one.productGroup, ...(set ? [`bộ ${set.number}: ${set.name}`] : [])].join(
      '; ',
    ),
    samples: null,
    otherProperty: null,
    history: null,
    structure: null,
    changes: null,
    market: null,
    revenue: null,
    plan: null,
    said: {
      material: joined(told.said.material, saidOf(sheet, 'material')),
      labour: joined(told.said.labour, saidOf(sheet, 'labour')),
      idea: saidOf(sheet, 'idea'),
      identity: joined(told.said.identity, saidOf(sheet, 'identity')),
    },
    papers: kept.labels,
    sheet,
  }
}

/** The set that the producer registered for; of rows before 11/2026, that of their scores or the only likely one. */
function setOf(one: Registration, assessed: Assessment | null): CriteriaSet | undefined {
  const id = one.criteriaSet ?? assessed?.criteriaSet
  const likely = setsFor(one.product)
  return id == null ? (likely.length === 1 ? likely[0] : undefined) : setById(id)
}

function joined(...texts: readonly (string | null)[]): string | null {
  const told = texts.filter((text) => text !== null)
  return told.length > 0 ? told.join('; ') : null
}

/** "phường Thuận Hóa", as within a sentence. */
function communeOf(code: string): string | null {
  const commune = communeByCode(code)
  return commune ? `${commune.type.toLowerCase()} ${commune.name}` : null
}

/** @param marks null: an empty sheet */
export function sheetOf(set: CriteriaSet, marks: Marks | null): Sheet {
  const found = score(set, marks ?? {})
  return {
    number: set.number,
    name: set.name,
    parts: set.parts.map((part, at) => ({
      id: part.id,
      name: part.name,
      max: part.max,
      points: found.parts[at]?.points ?? 0,
      criteria: part.criteria.map((criterion) => {
        const option = criterion.options[marks?.[criterion.id] ?? -1]
        return {
          id: criterion.id,
          name: criterion.name,
          max: criterion.max,
          chosen: option ? { label: option.label, points: option.points } : null,
          proofs: proofOf(criterion).papers,
        }
      }),
    })),
    result: marks && {
      total: found.total,
      stars: found.stars,
      starsByPoints: found.starsByPoints,
      held: found.gates.map(({ criterion }) => criterion.name),
      unknown: found.unknown.length,
    },
  }
}

/** The marked option of the criterion of that name; null: there is none, or it is not known. */
function saidOf(sheet: Sheet | null, check: Check): string | null {
  const criteria = sheet?.parts.flatMap((part) => part.criteria) ?? []
  return criteria.find(({ name }) => SAYING[check].test(name))?.chosen?.label ?? null
}
