/** Proper names of the city, and the facts that articles about them cover: communes with their former names, products. */
import { OCOP_PRODUCTS } from '../city/ocop-products.ts'
import { COMMUNES, DISTRICT_COMMUNES } from '../city/units.ts'
import { syllable } from './syllable.ts'

export interface Meaning {
  /** "xa-19885", "sanpham-ruou-o-lau"; several: the name alone does not tell which */
  readonly facts: readonly string[]
  /** where it is the name of a former district: the communes that lie in it now */
  readonly within: readonly string[]
}

/**
 * Phrases with what they mean.
 *
 * A name of several communes has them all: what is meant is asked, never guessed. So has what is typed without marks where
 * marks would decide ("thuan hoa"): such phrases stand first.
 */
export function properNames(): readonly (readonly [string, Meaning])[] {
  const facts = new Map<string, Set<string>>()
  const add = (phrase: string, fact: string) => facts.set(phrase, (facts.get(phrase) ?? new Set()).add(fact))
  for (const { code, name, type, former } of COMMUNES) {
    for (const unit of [{ name, type }, ...former]) for (const phrase of said(unit)) add(phrase, `xa-${code}`)
  }
  for (const { id, names } of OCOP_PRODUCTS) for (const name of names) add(name, `sanpham-${id}`)
  const districts = namesOfDistricts()
  const phrases = [...new Set([...facts.keys(), ...districts.keys()])]
  const marked = phrases.map(
    (phrase) => [phrase, { facts: [...(facts.get(phrase) ?? [])], within: districts.get(phrase) ?? [] }] as const,
  )
  return [...unmarked(marked), ...marked]
}

/** The facts of all names in a text; a name of several communes is narrowed by a district that is named beside it. */
export function narrowed(found: readonly Meaning[]): readonly (readonly string[])[] {
  return found.map(({ facts }, at) => {
    const inside = facts.filter((fact) => found.some(({ within }, other) => other !== at && within.includes(fact)))
    return facts.length > 1 && inside.length > 0 ? inside : facts
  })
}

/** "Chân Mây - Lăng Cô" is called by either half too; one syllable must have its marks. */
function said({ name, type }: { readonly name: string; readonly type: string }): readonly string[] {
  const halves = name.toLowerCase().split(' - ')
  return [...new Set([halves.join(' '), ...halves])].flatMap((called) => [
    called.includes(' ') ? called : `!${called}`,
    `${type} ${called}`,
  ])
}

/** With and without "huyện". */
function namesOfDistricts(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { name, type, communes } of DISTRICT_COMMUNES) {
    const facts = communes.map((code) => `xa-${code}`)
    const bare = name.slice(type.length + 1).toLowerCase()
    for (const phrase of [bare, `${type} ${bare}`]) found.set(phrase, [...new Set([...(found.get(phrase) ?? []), ...facts])])
  }
  return found
}

type Named = readonly (readonly [string, Meaning])[]

/** One phrase for all that are the same without marks. */
function unmarked(marked: Named): Named {
  const byLetters = new Map<string, Meaning[]>()
  for (const [phrase, meaning] of marked) {
    const letters = phrase
      .split(' ')
      .map((word) => syllable(word).folded)
      .join(' ')
    byLetters.set(letters, [...(byLetters.get(letters) ?? []), meaning])
  }
  return [...byLetters].flatMap(([letters, found]) => (found.length > 1 ? [[letters, merged(found)] as const] : []))
}

function merged(found: readonly Meaning[]): Meaning {
  return {
    facts: [...new Set(found.flatMap(({ facts }) => facts))],
    within: [...new Set(found.flatMap(({ within }) => within))],
  }
}
