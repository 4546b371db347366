/** Where each term stands: in which ways of asking, with which marks, and in the texts of which articles. */
import { BETWEEN, FIRST, type Prepared } from './prepare.ts'

/** Lists one after another in flat arrays: the list of term i is from `start[i]` to `start[i + 1]`. */
export interface Lists {
  readonly start: Int32Array
  readonly item: Int32Array
  /** marks of a syllable as a number (0: none), or how many ways of the article hold the term */
  readonly extra: Int32Array
}

export interface Postings {
  readonly terms: ReadonlyMap<string, number>
  /** of each entry of the dictionary */
  readonly termOf: Int32Array
  readonly marks: ReadonlyMap<string, number>
  readonly inWays: Lists
  readonly inArticles: Lists
  readonly inTexts: Lists
}

/** What was found, a column for each property: no object for each of 40,000 places. */
interface Columns {
  readonly term: Int32Array
  readonly item: Int32Array
  readonly extra: Int32Array
}

/** @param owner the article of each way of asking */
export function createPostings({ terms: dictionary, articles }: Prepared, owner: Int32Array): Postings {
  const terms = new Map<string, number>()
  const marks = new Map<string, number>()
  const termOf = Int32Array.from(dictionary, ({ key }) => numberOf(terms, key, 0))
  const markOf = Int32Array.from(dictionary, ({ key, marked }) => (marked === key ? 0 : numberOf(marks, marked, 1)))
  const inWays = toLists(columnsOf(articles.map(({ ways }) => ways).join(BETWEEN), termOf, markOf), terms.size)
  const inTexts = toLists(columnsOf(articles.map(({ text }) => text).join(BETWEEN), termOf, markOf), terms.size)
  return { terms, termOf, marks, inWays, inArticles: byOwner(inWays, owner), inTexts }
}

function numberOf(map: Map<string, number>, key: string, first: number): number {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = map.size + first
  map.set(key, made)
  return made
}

/** Lists of terms with `BETWEEN` between them, read letter by letter; plain loops, since this is all that a cold start waits for. */
function columnsOf(lists: string, termOf: Int32Array, markOf: Int32Array): Columns {
  const columns = { term: new Int32Array(lists.length), item: new Int32Array(lists.length), extra: new Int32Array(lists.length) }
  let found = 0
  let list = 0
  for (let at = 0; at < lists.length; at++) {
    const place = lists.charCodeAt(at) - FIRST
    if (place < 0) list++
    else {
      columns.term[found] = termOf[place] ?? 0
      columns.item[found] = list
      columns.extra[found++] = markOf[place] ?? 0
    }
  }
  return { term: columns.term.subarray(0, found), item: columns.item, extra: columns.extra }
}

function toLists({ term, item, extra }: Columns, terms: number): Lists {
  const start = new Int32Array(terms + 1)
  for (let at = 0; at < term.length; at++) start[(term[at] ?? 0) + 1] = (start[(term[at] ?? 0) + 1] ?? 0) + 1
  for (let at = 0; at < terms; at++) start[at + 1] = (start[at + 1] ?? 0) + (start[at] ?? 0)
  const next = start.slice()
  const lists = { start, item: new Int32Array(term.length), extra: new Int32Array(term.length) }
  for (let from = 0; from < term.length; from++) {
    const one = term[from] ?? 0
    const to = next[one] ?? 0
    lists.item[to] = item[from] ?? 0
    lists.extra[to] = extra[from] ?? 0
    next[one] = to + 1
  }
  return lists
}

/** Ways of one article stand together in each list: they become one entry with their number. */
function byOwner({ start, item }: Lists, owner: Int32Array): Lists {
  const lists = { start: new Int32Array(start.length), item: new Int32Array(item.length), extra: new Int32Array(item.length) }
  let to = 0
  for (let term = 0; term < start.length - 1; term++) {
    let last = -1
    for (let at = start[term] ?? 0; at < (start[term + 1] ?? 0); at++) {
      const article = owner[item[at] ?? 0] ?? 0
      if (article !== last) lists.item[to++] = article
      lists.extra[to - 1] = (lists.extra[to - 1] ?? 0) + 1
      last = article
    }
    lists.start[term + 1] = to
  }
  return lists
}
