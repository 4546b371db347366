/**
 * What the three forms of Quyết định 26/2026/QĐ-TTg, Phụ lục III ask, as plain values. null: not told; it prints as dots to
 * write on. Texts as the producer typed them.
 */
export interface Dossier {
  /** public label: `DK-2026-000123` */
  readonly reference: string
  readonly madeAt: Date
  readonly year: number
  /** "thành phố Huế" */
  readonly province: string
  /** "xã Đan Điền" */
  readonly commune: string | null
  readonly unitName: string | null
  readonly entityType: string | null
  readonly representative: string | null
  readonly position: string | null
  readonly address: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly sex: string | null
  readonly ethnicGroup: string | null
  readonly permanentAddress: string | null
  readonly founded: string | null
  readonly registrationNo: string | null
  readonly product: string | null
  readonly productSpec: string | null
  readonly productGroup: string | null
  readonly round: 'first' | 'upgrade' | 'again' | null
  readonly samples: string | null
  readonly has: Readonly<Record<Held, boolean | null>>
  readonly otherProperty: string | null
  readonly history: string | null
  readonly structure: string | null
  readonly production: string | null
  readonly changes: string | null
  readonly market: string | null
  readonly revenue: string | null
  readonly plan: string | null
  /** what the producer said of the four points that the commune judges (Mẫu 03) */
  readonly said: Readonly<Record<Check, string | null>>
  /** papers and photos that came in, by the names under which they lie in the archive */
  readonly papers: readonly string[]
  readonly sheet: Sheet | null
}

/** What Mẫu 02 has a box for; null: not told, to be ticked by hand. */
export type Held =
  | 'businessLicence'
  | 'qualityPublication'
  | 'foodSafety'
  | 'compulsory'
  | 'trademark'
  | 'geographic'
  | 'patent'
  | 'design'
  | 'copyright'

export type Check = 'material' | 'labour' | 'idea' | 'identity'

/** A scoring sheet with the producer's own marks, where there are any. */
export interface Sheet {
  readonly number: number
  readonly name: string
  readonly parts: readonly SheetPart[]
  /** null: not scored yet, an empty sheet to fill in */
  readonly result: SheetResult | null
}

export interface SheetPart {
  readonly id: string
  readonly name: string
  readonly points: number
  readonly max: number
  readonly criteria: readonly SheetCriterion[]
}

export interface SheetCriterion {
  readonly id: string
  readonly name: string
  readonly max: number
  /** null: not known yet */
  readonly chosen: { readonly label: string; readonly points: number } | null
  readonly proofs: readonly string[]
}

export interface SheetResult {
  readonly total: number
  readonly stars: number
  readonly starsByPoints: number
  /** criteria whose minimum holds the stars down */
  readonly held: readonly string[]
  readonly unknown: number
}
