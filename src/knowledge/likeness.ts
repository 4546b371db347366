/**
 * Questions that ask the same, in other words, put together: so that one answer serves all who asked.
 *
 * A question is the terms that the ranking sees, each worth what it is worth there (what stands in few articles tells
 * more), its numbers, and the three articles that are nearest to it, which catch what is said in quite other words. It
 * joins the group whose questions it is most like on average (cosine), if it is like enough; then groups that are that
 * like are joined. The average keeps apart what only a chain of neighbours would tie together. Deterministic: the same
 * texts in the same order give the same groups.
 */
import type { Analysis } from './analyse.ts'
import type { Article } from './article.ts'
import { prepareAll } from './prepare.ts'
import { createRank } from './rank.ts'
import { createReader } from './retrieve.ts'
import { createTable, isSyllable, rarity } from './table.ts'
import { toTerms } from './terms.ts'
import { WEIGHTS } from './weights.ts'

/** @returns places in the list, a list for each group: the largest first, each in the order of the list */
export type Group = (texts: readonly string[]) => readonly (readonly number[])[]

/** Least average likeness, 0 to 1. These were chosen on one half of the given questions; the figures of the other are in docs/decisions/0015. */
const LEAST = 0.4
/** Beside the words, which are 1. */
const NEAR = 0.8
const NUMBER = 0.5
const MOST_NEAR = 3
/** Vectors of texts that were read before: pages are looked at again and again. */
const MOST_REMEMBERED = 1000

/** @param articles what the words are worth, and how they are spelled */
export function createGroup(articles: readonly Article[]): Group {
  const prepared = prepareAll(articles)
  const table = createTable(articles, prepared, WEIGHTS)
  const read = createReader(prepared)
  const rank = createRank(articles, prepared, WEIGHTS)
  const worthOf = (key: string) => table.values[table.terms.get(key) ?? -1] ?? (isSyllable(key) ? rarity(0, articles.length) : 0)
  const wordsOf = (question: readonly Analysis[]) =>
    unit(toTerms(question, WEIGHTS).map(({ key, weight }) => [key, weight * worthOf(key)] as const))
  const nearOf = (question: readonly Analysis[]) => {
    const near = rank(question).ranked.slice(0, MOST_NEAR)
    const top = near[0]?.score ?? 1
    return unit(near.map(({ article, score }) => [`@${article.id}`, (score / top) ** 3] as const))
  }
  const vectorOf = remembering((text) => {
    const question = read(text)
    const numbers = question.flatMap((sentence) => sentence.numbers.map((number) => [number, NUMBER] as const))
    return unit([...wordsOf(question), ...numbers, ...nearOf(question).map(([key, value]) => [key, value * NEAR] as const)])
  })
  return (texts) => grouped(texts.map(vectorOf))
}

/** Keys, each once, and how much of each. */
type Vector = readonly (readonly [string, number])[]

function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector.map(([, value]) => value))
  return length === 0 ? [] : vector.map(([key, value]) => [key, value / length] as const)
}

function remembering(make: (text: string) => Vector): (text: string) => Vector {
  const known = new Map<string, Vector>()
  return (text) => {
    const vector = known.get(text) ?? make(text)
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(text, vector)
    return vector
  }
}

/** Groups in the making, by number: their members, and for each key how much of it each has. */
interface Groups {
  readonly members: number[][]
  readonly sums: Map<string, Map<number, number>>
}

function grouped(vectors: readonly Vector[]): readonly (readonly number[])[] {
  const groups: Groups = { members: [], sums: new Map() }
  for (const [at, vector] of vectors.entries()) {
    const best = nearest(groups, vector, 1, -1) ?? groups.members.push([]) - 1
    join(groups, best, [at], vector)
  }
  merge(groups, vectors)
  const whole = groups.members.filter(({ length }) => length > 0).map((members) => members.toSorted((a, b) => a - b))
  return whole.toSorted((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))
}

/** Smallest first: a lonely question finds its group rather than two groups their lonely ones. */
function merge(groups: Groups, vectors: readonly Vector[]): void {
  const { members } = groups
  const smallFirst = [...members.keys()].toSorted((a, b) => (members[a]?.length ?? 0) - (members[b]?.length ?? 0))
  for (const small of smallFirst) {
    const moving = members[small] ?? []
    const sum = moving.flatMap((at) => vectors[at] ?? [])
    const best = nearest(groups, sum, moving.length, small)
    if (best === undefined) continue
    members[small] = []
    for (const [key] of sum) groups.sums.get(key)?.delete(small)
    join(groups, best, moving, sum)
  }
}

/** The group of the greatest average likeness to `count` vectors, whose entries are given; undefined: none is like enough. */
function nearest({ members, sums }: Groups, entries: Vector, count: number, except: number): number | undefined {
  const shared = new Map<number, number>()
  for (const [key, value] of entries) {
    for (const [group, sum] of sums.get(key) ?? []) shared.set(group, (shared.get(group) ?? 0) + value * sum)
  }
  let best: number | undefined
  let most = LEAST
  for (const [group, dot] of shared) {
    const likeness = dot / (count * (members[group]?.length ?? 1))
    if (group === except || likeness < most || (likeness === most && best !== undefined && best < group)) continue
    best = group
    most = likeness
  }
  return best
}

function join({ members, sums }: Groups, group: number, more: readonly number[], entries: Vector): void {
  members[group]?.push(...more)
  for (const [key, value] of entries) {
    const sum = sums.get(key) ?? new Map<number, number>()
    sums.set(key, sum.set(group, (sum.get(group) ?? 0) + value))
  }
}
