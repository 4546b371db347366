/** Kinds of questions of a dossier: each lets one of the readers in `fields/` judge what was typed. */

import { communeInPlace, resolveCommune } from '../city/units.ts'
import { foldWords, shorten } from '../lib/text.ts'
import { showDay } from '../lib/time.ts'
import type { T } from '../texts.ts'
import type { Json, Offer, Parsed, Step, StepInput } from './conversation.ts'
import { parseAmount } from './fields/amount.ts'
import { type Certificate, parseCertificates } from './fields/certificates.ts'
import { parseDay } from './fields/day.ts'
import { parseEmail } from './fields/email.ts'
import { parseLicenceNumber } from './fields/licence-number.ts'
import { maskPersonalNumber } from './fields/personal-number.ts'
import { parseTaxCode } from './fields/tax-code.ts'

/** Common to all of them: optional, what is typed is judged, a button gives the value as it is. */
function field<Value extends Json>(
  read: (typed: string, now: Date, isChosen: boolean) => Parsed<Value>,
  show: (value: Value, t: T) => string,
): Step<Value | null> {
  return {
    kind: 'field',
    isOptional: true,
    isFree: false,
    parse(input, _t, _answers, now) {
      const typed = input.type === 'text' ? input.text : input.type === 'choice' ? input.value : ''
      return read(typed.trim(), now, input.type === 'choice')
    },
    show: (value, t) => (value === null ? '' : show(value, t)),
  }
}

/** What was perhaps meant, to be chosen as it is. */
function doubtful(why: string, value: string, label: string): Parsed<string> {
  const offers: readonly Offer[] = [{ value, label }]
  return { ok: false, why, values: { meant: label }, offers }
}

/** A tax code, or the number of an older certificate of registration. */
export function businessNumber(): Step<string | null> {
  return field(
    (typed, now, isChosen) => {
      const read = parseTaxCode(typed, now)
      if (read.ok) return { ok: true, value: read.code }
      if (isChosen && 'code' in read) return { ok: true, value: read.code }
      if ('code' in read) return doubtful(read.why, read.code, read.code)
      const hasLetters = /\p{L}.*\d|\d.*\p{L}|\//u.test(typed)
      if (read.why !== 'letters' && read.why !== 'length') return { ok: false, why: read.why }
      const licence = hasLetters || read.why === 'letters' ? parseLicenceNumber(typed) : undefined
      if (licence?.ok) return { ok: true, value: licence.number }
      return { ok: false, why: licence ? licence.why : 'length' }
    },
    (value) => (/^\d{12}$/.test(value) ? maskPersonalNumber(value) : value),
  )
}

export function email(): Step<string | null> {
  return field(
    (typed, _now, isChosen) => {
      const read = parseEmail(typed)
      if (read.ok) return { ok: true, value: read.email }
      if (read.why !== 'typo') return { ok: false, why: read.why }
      return isChosen ? { ok: true, value: typed } : doubtful('typo', read.email, read.email)
    },
    (value) => value,
  )
}

/** A day that has been: YYYY-MM-DD. */
export function pastDay(): Step<string | null> {
  return field((typed, now) => {
    const read = parseDay(typed, 'past', now)
    return read.ok ? { ok: true, value: read.day } : { ok: false, why: read.why }
  }, showDay)
}

/** An amount in the person's own words, with a number in it. */
export function amount(): Step<string | null> {
  return field(
    (typed) => {
      const read = parseAmount(typed)
      if (!read.ok) return { ok: false, why: read.why }
      return typed.length > 200
        ? { ok: false, why: 'long', values: { max: 200, length: typed.length } }
        : { ok: true, value: typed }
    },
    (value) => value,
  )
}

export function certificates(): Step<readonly Certificate[] | null> {
  const step = field<readonly Certificate[]>(
    (typed, now) => {
      const read = parseCertificates(typed, now)
      if (read.ok) return { ok: true, value: read.certificates }
      return { ok: false, why: read.why, values: 'name' in read ? { name: read.name } : {} }
    },
    (value, t) => value.map((one) => showCertificate(one, t)).join('; '),
  )
  return { ...step, isFree: true }
}

export function showCertificate({ name, until }: Certificate, t: T): string {
  return until === null ? name : t('registration:certificates.until', { name, date: showDay(until) })
}

/** Words in several messages, until "xong". @param max UTF-16 code units of them all */
export function story(options: { readonly max: number; readonly name: string }): Step<string | null> {
  return {
    kind: 'field',
    isOptional: true,
    isFree: true,
    isGathered: true,
    ask(t, answers) {
      const held = answers[options.name]
      if (typeof held !== 'string') return t('registration:story.ask')
      return t('registration:story.have', { count: held.split('\n\n').length, text: shorten(held, 300) })
    },
    offers: (t, answers) =>
      typeof answers[options.name] === 'string' ? [{ value: '.end', label: t('registration:story.end') }] : [],
    parse(input, t, answers) {
      const held = typeof answers[options.name] === 'string' ? String(answers[options.name]) : ''
      const typed = (input.type === 'text' ? input.text : input.type === 'choice' ? input.value : '').trim()
      const isEnd = typed === '.end' || [...ENDS, foldWords(t('registration:story.end'))].includes(foldWords(typed))
      if (isEnd) return held === '' ? { ok: false, why: 'short' } : { ok: true, value: held }
      if (!/\p{L}{2,}/u.test(typed) || input.type !== 'text') return { ok: false, why: 'short' }
      const value = [held, typed].filter((part) => part !== '').join('\n\n')
      if (value.length > options.max) return { ok: false, why: 'long', values: { max: options.max, length: value.length } }
      return { ok: true, value, isMore: true }
    },
    show: (value) => value ?? '',
  }
}

const ENDS = ['xong', 'het', 'het roi', 'xong roi', 'ke xong', 'done', 'rua thoi']

/** Where a place of business is: kept as typed, with the commune where the words name one for certain. */
export function address(): Step<string> {
  return {
    kind: 'text',
    isOptional: false,
    isFree: true,
    parse(input) {
      const typed = input.type === 'text' ? input.text.trim() : ''
      if (typed.length < 2 || !/\p{L}/u.test(typed)) return { ok: false, why: 'short' }
      if (typed.length > 200) return { ok: false, why: 'long', values: { max: 200, length: typed.length } }
      if (typed.endsWith('?')) return { ok: false, why: 'isQuestion' }
      const found = communeOf(typed)
      if (!found) return { ok: true, value: typed }
      const { unit, former } = found
      const isRenamed = former !== undefined && former.name !== unit.name
      const note = { why: 'renamed', values: { old: `${former?.type} ${former?.name}`, now: unit.fullName } }
      return { ok: true, value: typed, also: { commune: unit.code }, ...(isRenamed && { note }) }
    },
    show: (value) => value,
  }
}

/** In a whole old address the part that begins with "xã" counts: the district may be the name of a commune now. */
function communeOf(typed: string) {
  const found = communeInPlace(typed)
  if (found.kind === 'one') return found
  const named = typed
    .split(/[,;\n]/)
    .filter((part) => /^\s*(?:xã|xa|x\.|phường|phuong|p\.|thị trấn|thi tran|tt\.)\s*\S/iu.test(part))
  const resolved = named.map((part) => resolveCommune(part.trim().replace(/\s+(?:cũ|cu)$/iu, '')))
  const [one] = resolved
  return resolved.length === 1 && one?.kind === 'one' ? one : undefined
}

/** One of a list whose labels are texts of the step; `words` point to a value where they stand in what was typed, in the order of `tried`. */
export function named(
  step: string,
  values: Readonly<Record<string, RegExp>>,
  options: { readonly optional?: boolean; readonly tried?: readonly string[] } = {},
): Step<string> {
  const names = Object.keys(values)
  const { tried = names } = options
  const label = (value: string, t: T) => t(`registration:${step}.${value}`)
  return {
    kind: 'choice',
    isOptional: options.optional ?? false,
    isFree: false,
    offers: (t) => names.map((value) => ({ value, label: label(value, t) })),
    parse(input, t) {
      const typed = wordsOf(input)
      const folded = foldWords(typed)
      const chosen =
        names.find((value) => value === typed) ??
        names[/^\d{1,2}$/.test(folded) ? Number(folded) - 1 : -1] ??
        names.find((value) => foldWords(label(value, t)) === folded) ??
        tried.find((value) => values[value]?.test(folded))
      return chosen === undefined ? { ok: false, why: 'unknown' } : { ok: true, value: chosen }
    },
    show: label,
  }
}

function wordsOf(input: StepInput): string {
  if (input.type === 'text') return input.text
  return input.type === 'choice' ? input.value : ''
}
