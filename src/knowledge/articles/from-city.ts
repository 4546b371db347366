/**
 * Articles made from the city's data: one for each commune with its former names, one for each OCOP product that sources name.
 *
 * Written by code so that a fork replaces data only. Each is about a proper name, said as its one fact ("xa-19885",
 * "sanpham-ruou-o-lau"): `names.ts` finds the name in a question, and without it the article stays behind all others.
 */

import { OCOP_PRODUCTS, type OcopProduct, PRODUCTS_AS_OF } from '../../city/ocop-products.ts'
import { CITY_NAME, COMMUNES, type Commune, communeByCode, type FormerUnit, RESOLUTION } from '../../city/units.ts'
import { showDay } from '../../lib/time.ts'
import type { Article } from '../article.ts'
import productWords from './cac-san-pham.json' with { type: 'json' }
import communeWords from './cac-xa-phuong.json' with { type: 'json' }

export const communeArticles: readonly Article[] = COMMUNES.map(ofCommune)
export const productArticles: readonly Article[] = OCOP_PRODUCTS.map(ofProduct)

function ofCommune(commune: Commune): Article {
  const { document, article, date, url, from, asOf } = RESOLUTION
  const values = {
    commune: commune.fullName,
    present: lowered(commune.fullName),
    name: commune.name,
    city: CITY_NAME,
    day: showDay(from),
  }
  const until = commune.former
    .map((unit) => unit.until)
    .toSorted()
    .at(-1)
  const last = commune.former.filter((unit) => unit.until === until)
  const older = namesOf(commune).filter((name) => !last.some((unit) => unit.name === name))
  return {
    id: `xa-phuong-${commune.code}`,
    question: filled(communeWords.question, values),
    aliases: [
      ...communeWords.aliases.map((alias) => filled(alias, values)),
      ...namesOf(commune).map((name, at) => formerAlias(commune, name, at)),
    ],
    text: [
      filled(communeWords.text, { ...values, formers: grouped(last) }),
      filled(communeWords.since, values),
      ...(older.length > 0 ? [filled(communeWords.older, { names: older.join(', ') })] : []),
      ...namesakes(commune).map((found) => filled(communeWords.twice, found)),
    ],
    covers: [`xa-${commune.code}`],
    source: { document, article, date, url },
    validFrom: from,
    validTo: null,
    certainty: 'two_sources',
    checkedOn: asOf,
  }
}

function namesOf({ former }: Commune): readonly string[] {
  return [...new Set(former.map(({ name }) => name))]
}

/** Where the name alone could mean another commune too, its district is said with it. */
function formerAlias(commune: Commune, name: string, at: number): string {
  const unit = commune.former.find((former) => former.name === name)
  const isShared = COMMUNES.some((other) => other !== commune && (other.name === name || namesOf(other).includes(name)))
  const former = isShared && unit ? `${unit.type} ${name}, ${unit.district}` : name
  const patterns = communeWords.former
  return filled(patterns[at % patterns.length] ?? '', { former })
}

/** Former names that lie in another commune too. */
function namesakes(commune: Commune): readonly { name: string; district: string; other: string }[] {
  return namesOf(commune).flatMap((name) =>
    COMMUNES.flatMap((other) => {
      const unit = other === commune ? undefined : other.former.find((former) => former.name === name)
      return unit ? [{ name, district: unit.district, other: lowered(other.fullName) }] : []
    }),
  )
}

/** "phường Long Hồ, Kim Long (quận Phú Xuân); xã Dương Hòa (thị xã Hương Thủy)". */
function grouped(units: readonly FormerUnit[]): string {
  const groups = new Map<string, string[]>()
  for (const { name, type, district } of units) {
    const key = `${type}|${district}`
    groups.set(key, [...(groups.get(key) ?? []), name])
  }
  return [...groups]
    .map(([key, names]) => {
      const [type, district] = key.split('|')
      return `${type} ${names.join(', ')} (${district})`
    })
    .join('; ')
}

function ofProduct(product: OcopProduct): Article {
  const { id, name, outcome, stars, score, year, producer, place, communeCode, certainty, source } = product
  const commune = communeCode === null ? undefined : communeByCode(communeCode)
  const values = { name, year, stars: stars ?? '', score: score ?? '' }
  return {
    id: `san-pham-${id}`,
    question: filled(productWords.question, values),
    aliases: productWords.aliases.map((alias) => filled(alias, values)),
    text: [
      filled(outcomeWords(outcome), values),
      ...(producer === null ? [] : [filled(productWords.producer, { producer })]),
      ...(place !== null && commune ? [filled(productWords.place, { place, present: lowered(commune.fullName) })] : []),
      productWords.now,
    ],
    covers: [`sanpham-${id}`],
    source,
    validFrom: null,
    validTo: null,
    certainty: certainty === 'two_sources' || certainty === 'one_source' ? certainty : 'uncertain',
    checkedOn: PRODUCTS_AS_OF,
  }
}

function outcomeWords(outcome: string): string {
  if (outcome === 'stars' || outcome === 'score' || outcome === 'press') return productWords[outcome]
  return productWords.named
}

function filled(pattern: string, values: Readonly<Record<string, string | number>>): string {
  return pattern.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** "Xã Đan Điền" inside a sentence. */
function lowered(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
