/**
 * The communes of the city, found by whatever name people type: new or old, with or without marks, "p." and "TP Huế".
 *
 * What a name could mean is never guessed: "Thuận Hòa" is an old ward on one bank, "Thuận Hóa" the new one on the other,
 * and without marks they are the same. Two meanings give `many`, and the talk asks; marks that were typed decide.
 */
import data from './units.json' with { type: 'json' }
import { hasMarks, plain, toned } from './words.ts'

export interface Commune {
  readonly code: string
  readonly name: string
  /** "phường" or "xã" */
  readonly type: string
  readonly fullName: string
  readonly former: readonly FormerUnit[]
}

export interface FormerUnit {
  readonly name: string
  readonly type: string
  readonly district: string
  readonly until: string
}

/** `former`: the old unit that was typed, for "xã Quảng Lợi (cũ), nay là xã Đan Điền". `near`: names spelt alike. */
export type Resolved =
  | { readonly kind: 'one'; readonly unit: Commune; readonly former?: FormerUnit }
  | { readonly kind: 'many'; readonly units: readonly Commune[] }
  | { readonly kind: 'none'; readonly near: readonly Commune[] }

export const COMMUNES: readonly Commune[] = data.communes
/** As people look for them in a list. */
export const COMMUNES_BY_NAME = COMMUNES.toSorted((a, b) => a.name.localeCompare(b.name, 'vi'))
export const CITY_NAME = data.city.name
/** What made the communes, the day from which they are, and the day of these data (ISO days). */
export const RESOLUTION = { ...data.resolution, asOf: data.asOf }
/** Districts that were, with the codes of the communes that former units of theirs went to; not the city itself, which is none. */
export const DISTRICT_COMMUNES: readonly {
  readonly name: string
  readonly type: string
  readonly communes: readonly string[]
}[] = [...new Set(COMMUNES.flatMap(({ former }) => former.map(({ district }) => district)))]
  .filter((district) => !district.endsWith(data.city.name))
  .map((district) => ({
    name: district,
    type: district.startsWith('thị xã') ? 'thị xã' : (district.split(' ')[0] ?? ''),
    communes: COMMUNES.filter(({ former }) => former.some((unit) => unit.district === district)).map(({ code }) => code),
  }))
const NONE: Resolved = { kind: 'none', near: [] }

export function communeByCode(code: string): Commune | undefined {
  return COMMUNES.find((commune) => commune.code === code)
}

/** The commune that a typed name means. */
export function resolveCommune(text: string): Resolved {
  const typed = read(text)
  if (typed.name === '') return typed.district ? many(typed.district.communes) : NONE
  const meanings = meaningsOf(typed)
  if (meanings.length > 0) return chosen(meanings)
  const district = typed.type === null ? DISTRICTS.find(({ bare }) => bare === typed.name) : undefined
  return district ? many(district.communes) : { kind: 'none', near: near(typed.name) }
}

/** The commune named somewhere in a place ("12 Lê Lợi, phường Thuận Hóa, TP Huế"); street names alone decide nothing. */
export function communeInPlace(text: string): Resolved {
  const parts = text.split(/[,;\n]|\s-\s/).filter((part) => plain(part) !== '')
  for (const [at, part] of [...parts.entries()].reverse()) {
    const found = resolveCommune(parts.slice(at).join(', '))
    const alone = found.kind === 'none' ? resolveCommune(part) : found
    if (alone.kind !== 'none' && !isOnlyCity(part)) return alone
  }
  return afterUnitWord(expand(text))
}

interface Typed {
  readonly name: string
  readonly type: string | null
  readonly district: District | undefined
  /** the whole text with its marks; null: typed without any */
  readonly toned: string | null
}

interface Meaning {
  readonly name: string
  /** the name with its marks */
  readonly toned: string
  readonly type: string
  readonly district: string | null
  readonly unit: Commune
  readonly former?: FormerUnit
}

interface District {
  readonly full: string
  readonly bare: string
  readonly communes: readonly string[]
}

const TYPES = ['phuong', 'xa', 'thi tran']
const DISTRICT_TYPES = ['huyen', 'quan', 'thi xa', 'thanh pho']
const SHORT: Readonly<Record<string, string>> = {
  p: 'phuong',
  x: 'xa',
  tt: 'thi tran',
  tp: 'thanh pho',
  q: 'quan',
  h: 'huyen',
  tx: 'thi xa',
  ward: 'phuong',
  commune: 'xa',
}
const CITY = [plain(data.city.name), plain(data.city.former)]

const DISTRICTS: readonly District[] = data.districts.map(({ name, communes }) => ({
  full: plain(name),
  bare: withoutType(plain(name), DISTRICT_TYPES).name,
  communes,
}))

const MEANINGS: readonly Meaning[] = COMMUNES.flatMap((unit) => [
  { name: plain(unit.name), toned: toned(unit.name), type: plain(unit.type), district: null, unit },
  ...unit.former.map((former) => ({
    name: withoutType(plain(former.name), TYPES).name,
    toned: toned(former.name),
    type: plain(former.type),
    district: plain(former.district),
    unit,
    former,
  })),
])

function read(text: string): Typed {
  const [first = '', ...rest] = text
    .split(/[,;\n]/)
    .map(expand)
    .filter((part) => part !== '')
  const tail = rest.map(withoutCity).filter((part) => part !== '')
  let words = withoutCity(first)
  const district =
    DISTRICTS.find(({ full, bare }) => tail.some((part) => part === full || part === bare)) ??
    DISTRICTS.find(({ full }) => words === full || words.endsWith(` ${full}`))
  if (district && words.endsWith(district.full)) words = words.slice(0, -district.full.length).trim()
  return { ...withoutType(words, TYPES), district, toned: hasMarks(text) ? toned(text) : null }
}

/** "P.Thuận Hoà" gives "phuong thuan hoa". */
function expand(text: string): string {
  return plain(text)
    .split(' ')
    .map((word) => SHORT[word] ?? word)
    .join(' ')
}

function withoutCity(words: string): string {
  for (const city of CITY) {
    for (const named of [`thanh pho ${city}`, `tinh ${city}`, city]) {
      if (words === named) return ''
      if (words.endsWith(` ${named}`)) return words.slice(0, -named.length).trim()
    }
  }
  return words
}

function isOnlyCity(part: string): boolean {
  return withoutCity(expand(part)) === ''
}

function withoutType(words: string, types: readonly string[]): { name: string; type: string | null } {
  const type = types.find((candidate) => words.startsWith(`${candidate} `)) ?? null
  if (type === null) return { name: words, type }
  // Again, for the old ward whose name is "Phường Đúc".
  return { name: withoutType(words.slice(type.length).trim(), types).name, type }
}

/** By name; then by marks where they were typed, by district and by type, where these leave something. */
function meaningsOf({ name, type, district, toned: typed }: Typed): readonly Meaning[] {
  const alike = MEANINGS.filter((meaning) => meaning.name === name)
  const named = typed === null ? alike : narrowed(alike, (meaning) => ` ${typed} `.includes(` ${meaning.toned} `))
  const inDistrict = narrowed(named, (meaning) => meaning.district === district?.full)
  return narrowed(district ? inDistrict : named, (meaning) => type !== null && meaning.type === type)
}

function narrowed(meanings: readonly Meaning[], keep: (meaning: Meaning) => boolean): readonly Meaning[] {
  const kept = meanings.filter(keep)
  return kept.length > 0 ? kept : meanings
}

function chosen(meanings: readonly Meaning[]): Resolved {
  const codes = [...new Set(meanings.map(({ unit }) => unit.code))]
  const present = meanings.find(({ former }) => former === undefined) ?? meanings[0]
  if (codes.length > 1 || !present) return many(codes)
  return { kind: 'one', unit: present.unit, ...(present.former && { former: present.former }) }
}

function many(codes: readonly string[]): Resolved {
  return { kind: 'many', units: COMMUNES.filter(({ code }) => codes.includes(code)) }
}

/** Up to three communes with a name, old or new, at most two slips away. */
function near(name: string): readonly Commune[] {
  const most = name.length < 6 ? 1 : 2
  const close = MEANINGS.map((meaning) => ({ unit: meaning.unit, slips: distance(name, meaning.name, most) }))
    .filter(({ slips }) => slips <= most)
    .toSorted((a, b) => a.slips - b.slips)
  return [...new Set(close.map(({ unit }) => unit))].slice(0, 3)
}

/** Levenshtein; more than `most` is told as `most + 1`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return Math.min(row[b.length] ?? 0, most + 1)
}

/** "so 5 duong le loi phuong vy da": the longest name that follows "phường", "xã" or "thị trấn". */
function afterUnitWord(words: string): Resolved {
  const list = words.split(' ')
  for (let at = list.length - 1; at >= 0; at--) {
    const type = TYPES.find((candidate) => list.slice(at).join(' ').startsWith(`${candidate} `))
    if (!type) continue
    for (let length = 5; length >= 1; length--) {
      const start = at + type.split(' ').length
      const found = resolveCommune([type, ...list.slice(start, start + length)].join(' '))
      if (found.kind !== 'none') return found
    }
  }
  return NONE
}
