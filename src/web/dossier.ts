/** A registration's row and the producer's last self-assessment of that product, as the papers want them. */
import { groupById } from '../city/groups.ts'
import { communeByCode } from '../city/units.ts'
import { type CriteriaSet, proofOf, setById, setsFor } from '../knowledge/criteria.ts'
import { type Marks, score } from '../knowledge/score.ts'
import { localYear } from '../lib/time.ts'
import type { Assessment } from '../models/assessment.ts'
import type { Registration } from '../models/registration.ts'
import type { Check, Dossier, Held, Sheet } from '../papers/dossier.ts'

/** Criteria that tell the commune something, by their names on the sheets. */
const SAYING: Readonly<Record<Check, RegExp>> = {
  material: /^(?:Nguồn nguyên liệu|Nguồn gốc sản phẩm)$/,
  labour: /^Sử dụng lao động địa phương$/,
  idea: /^Nguồn gốc ý tưởng/,
  identity: /^Trí tuệ, bản sắc địa phương$/,
}

const CITY = 'thành phố Huế'

const NOT_TOLD: Readonly<Record<Held, null>> = {
  businessLicence: null,
  qualityPublication: null,
  foodSafety: null,
  compulsory: null,
  trademark: null,
  geographic: null,
  patent: null,
  design: null,
  copyright: null,
}

/** @param papers names of what came in with the registration */
export function dossierOf(one: Registration, assessed: Assessment | null, papers: readonly string[], now: Date): Dossier {
  const likely = setsFor(one.product)
  const set = assessed ? setById(assessed.criteriaSet) : likely.length === 1 ? likely[0] : undefined
  const sheet = set ? sheetOf(set, assessed?.marks ?? null) : null
  const commune = communeOf(one.communeCode)
  return {
    reference: one.reference,
    madeAt: now,
    year: localYear(now),
    province: CITY,
    commune,
    unitName: one.name,
    entityType: null,
    representative: null,
    position: null,
    address: commune && `${commune}, ${CITY}`,
    phone: one.phone,
    email: null,
    sex: null,
    ethnicGroup: null,
    permanentAddress: null,
    founded: null,
    registrationNo: null,
    product: one.product,
    productSpec: null,
    productGroup: [groupById(one.productGroup)?.vi ?? one.productGroup, ...(set ? [`bộ ${set.number}: ${set.name}`] : [])].join(
      '; ',
    ),
    round: null,
    samples: null,
    has: NOT_TOLD,
    otherProperty: null,
    history: null,
    structure: null,
    production: null,
    changes: null,
    market: null,
    revenue: null,
    plan: null,
    said: {
      material: saidOf(sheet, 'material'),
      labour: saidOf(sheet, 'labour'),
      idea: saidOf(sheet, 'idea'),
      identity: saidOf(sheet, 'identity'),
    },
    papers,
    sheet,
  }
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
