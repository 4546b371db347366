import { type Commune, communeByCode, communeInPlace, type FormerUnit, type Resolved, resolveCommune } from '../city/units.ts'
import { isNearCity, wardAt } from '../city/wards.ts'
import { foldWords } from '../lib/text.ts'
import type { T } from '../texts.ts'
import type { Answers, Offer, Parsed, Step, StepInput } from './conversation.ts'
import { parsePhone, showPhone } from './phone.ts'

/** Any words, kept as typed. @param max UTF-16 code units @param isNoQuestion an answer never ends in "?" */
export function text(options: { readonly min: number; readonly max: number; readonly isNoQuestion?: true }): Step<string> {
  return {
    kind: 'text',
    isOptional: false,
    isFree: true,
    parse(input) {
      if (input.type !== 'text') return { ok: false, why: 'notWords' }
      const typed = input.text.trim()
      if (typed.length < options.min || !/[\p{L}\p{N}]/u.test(typed)) return { ok: false, why: 'short' }
      if (typed.length > options.max) return { ok: false, why: 'long', values: { max: options.max, length: typed.length } }
      if (options.isNoQuestion && typed.endsWith('?')) return { ok: false, why: 'isQuestion' }
      return { ok: true, value: typed }
    },
    show: (value) => value,
  }
}

/**
 * One of a list, by button, number, label or part of it.
 *
 * @param guess the value that other words point to ("nước mắm"), undefined where they point to none or to two
 */
export function choice(options: {
  readonly values: readonly string[]
  readonly label: (value: string, t: T) => string
  readonly guess: (typed: string) => string | undefined
}): Step<string> {
  const offers = (t: T) => options.values.map((value) => ({ value, label: options.label(value, t) }))
  return {
    kind: 'choice',
    isOptional: false,
    isFree: false,
    offers,
    parse(input, t) {
      const typed = input.type === 'choice' ? input.value : input.type === 'text' ? input.text : ''
      const folded = foldWords(typed)
      const value =
        options.values.find((candidate) => candidate === typed) ??
        options.values[/^\d{1,2}$/.test(folded) ? Number(folded) - 1 : -1] ??
        offers(t).find(({ label }) => foldWords(label) === folded)?.value ??
        options.guess(typed)
      return value === undefined ? { ok: false, why: 'unknown' } : { ok: true, value }
    },
    show: options.label,
  }
}

/** A Vietnamese number, kept in national form: 0905123456. */
export function phone(): Step<string> {
  return {
    kind: 'phone',
    isOptional: false,
    isFree: false,
    parse(input) {
      const typed = input.type === 'contact' ? input.phone : input.type === 'location' ? '' : wordsOf(input)
      const read = parsePhone(typed)
      if (read.ok) return { ok: true, value: read.phone }
      if (read.why !== 'moved') return { ok: false, why: read.why }
      const shown = showPhone(read.phone)
      return { ok: false, why: 'moved', values: { phone: shown }, offers: [{ value: read.phone, label: shown }] }
    },
    show: showPhone,
  }
}

/** A commune of the city by any of its names; kept as its code. Null: skipped, where that is allowed. */
export function commune(): Step<string>
export function commune(options: CommuneOptions): Step<string | null>
export function commune(options?: CommuneOptions): Step<string> | Step<string | null> {
  return {
    kind: 'commune',
    isOptional: options?.optional ?? false,
    isFree: false,
    ...(options && { onlyIf: options.onlyIf, offers: (_t, answers) => communeOffers(options.wordsOf(answers)) }),
    parse(input) {
      if (input.type === 'location') return communeAt(input.lat, input.lng)
      const chosen = input.type === 'choice' ? communeByCode(input.value) : undefined
      return chosen ? { ok: true, value: chosen.code } : communeNamed(wordsOf(input))
    },
    show: (code: string | null) => (code === null ? '' : (communeByCode(code)?.fullName ?? code)),
  }
}

interface CommuneOptions {
  readonly optional: true
  readonly onlyIf: (answers: Answers) => boolean
  /** words said before that may name more than one commune: those are offered */
  readonly wordsOf: (answers: Answers) => string
}

/** Communes that the words may name, where they name more than one. */
export function communeOffers(words: string): readonly Offer[] {
  const found = communeInPlace(words)
  return found.kind === 'many' ? offersOf(found.units) : found.kind === 'none' ? offersOf(found.near) : []
}

/** A place in the person's own words, or a shared position (L-07); with the commune, where that is certain. */
export type Place = {
  readonly words: string | null
  readonly position: { readonly lat: number; readonly lng: number } | null
  readonly communeCode: string | null
}

export function place(options: { readonly max: number }): Step<Place> {
  return {
    kind: 'place',
    isOptional: false,
    isFree: true,
    parse(input) {
      if (input.type === 'location') return positionAt(input.lat, input.lng)
      const words = wordsOf(input).trim()
      if (words.length < 3 || !/\p{L}/u.test(words)) return { ok: false, why: 'short' }
      if (words.length > options.max) return { ok: false, why: 'long', values: { max: options.max, length: words.length } }
      const found = communeInPlace(words)
      return { ok: true, value: { words, position: null, communeCode: found.kind === 'one' ? found.unit.code : null } }
    },
    show(value, t) {
      const unit = value.communeCode === null ? undefined : communeByCode(value.communeCode)
      if (value.words !== null) return value.words
      return unit ? t('common:place.shownIn', { commune: unit.fullName }) : t('common:place.shown')
    },
  }
}

/** Photos, optional; the engine gathers their ids. */
export function photos(options: { readonly max: number }): Step<readonly string[] | null> {
  return {
    kind: 'photos',
    isOptional: true,
    isFree: false,
    maxPhotos: options.max,
    parse(input) {
      if (input.type === 'text' && DONE.includes(foldWords(input.text))) return { ok: true, value: [] }
      if (input.type === 'choice' && input.value === 'done') return { ok: true, value: [] }
      return { ok: false, why: 'notPhoto' }
    },
    show: (ids, t) => t('common:photos.shown', { count: ids?.length ?? 0 }),
  }
}

const DONE = ['xong', 'xong roi', 'het', 'het roi', 'done', 'khong co', 'khong', 'no']

function wordsOf(input: StepInput): string {
  if (input.type === 'text') return input.text
  if (input.type === 'contact') return input.phone
  return input.type === 'choice' ? input.value : ''
}

function communeNamed(typed: string): Parsed<string> {
  const exact = resolveCommune(typed)
  const found: Resolved = exact.kind === 'none' && exact.near.length === 0 ? communeInPlace(typed) : exact
  if (found.kind === 'one') return { ok: true, value: found.unit.code, ...(found.former && renamed(found.unit, found.former)) }
  if (found.kind === 'many') return { ok: false, why: 'many', values: listed(found.units), offers: offersOf(found.units) }
  if (found.near.length > 0) return { ok: false, why: 'near', values: listed(found.near), offers: offersOf(found.near) }
  return { ok: false, why: 'unknown' }
}

function renamed(unit: Commune, former: FormerUnit) {
  const note = { why: 'renamed', values: { old: `${former.type} ${former.name}`, now: unit.fullName } }
  return former.name === unit.name ? {} : { note }
}

function listed(units: readonly Commune[]) {
  return { list: units.map(({ fullName }) => fullName).join(', ') }
}

/** More than five are not shown as buttons: the person types the name. */
function offersOf(units: readonly Commune[]): readonly Offer[] {
  return units.length > 5 ? [] : units.map(({ code, fullName }) => ({ value: code, label: fullName }))
}

function communeAt(lat: number, lng: number): Parsed<string> {
  const unit = wardAt(lat, lng)
  return unit ? { ok: true, value: unit.code } : { ok: false, why: 'outside' }
}

function positionAt(lat: number, lng: number): Parsed<Place> {
  if (!isNearCity(lat, lng)) return { ok: false, why: 'outside' }
  const communeCode = wardAt(lat, lng)?.code ?? null
  return { ok: true, value: { words: null, position: { lat, lng }, communeCode } }
}
