/** Faults of a set of articles, one line each; none when all is in order. */
import type { Article } from './article.ts'
import type { Ranked } from './rank.ts'
import { createIndex } from './retrieve.ts'

/** A fact that articles may cover: its id and the text that the numbers are taken from. */
export interface Fact {
  readonly id: string
  readonly numbers: readonly string[]
}

const LONGEST = { id: 60, question: 60, text: 800 }
const FEWEST_ALIASES = 6
const MOST_COVERED = 4
/** The minimums of a criteria set are one article (three facts, and more where a set says more). */
const MINIMUMS = 'toi-thieu-'
const CERTAINTIES = ['two_sources', 'one_source', 'uncertain']

/**
 * @param facts where given: what may be covered; no other fact is, and every number of a covered one stands in the text,
 *              so that two articles on one fact cannot contradict each other
 */
export function checkArticles(articles: readonly Article[], facts?: readonly Fact[]): readonly string[] {
  const shape = articles.flatMap((article) =>
    [...shapeFaults(article), ...sourceFaults(article)].map((fault) => `${article.id}: ${fault}`),
  )
  // What is not whole cannot be asked.
  if (shape.length > 0) return shape
  const asked = askEach(articles)
  return [...doubles(articles), ...notFirst(asked), ...contradictions(asked), ...(facts ? factFaults(articles, facts) : [])]
}

/** Numbers of a text in one form: "14.642" is "14642", "05" is "5", a date is three numbers. */
export function numbersOf(text: string): readonly string[] {
  const found = text.match(/\d+(?:[.,]\d+)*/g) ?? []
  return [...new Set(found.map((number) => number.replace(/\.(?=\d{3}(?:\D|$))/g, '').replace(/^0+(?=\d)/, '')))]
}

function shapeFaults({ id, question, aliases, text, covers, certainty }: Article): readonly string[] {
  const length = text.join('').length
  return [
    !/^[a-z\d]+(?:-[a-z\d]+)*$/.test(id) && 'the id has other than lower-case letters, digits and dashes.',
    id.length > LONGEST.id && `the id has ${id.length} letters, at most ${LONGEST.id}.`,
    question.trim() === '' && 'there is no question.',
    question.length > LONGEST.question && `the question has ${question.length} letters, at most ${LONGEST.question}.`,
    aliases.length < FEWEST_ALIASES && `there are ${aliases.length} aliases, at least ${FEWEST_ALIASES}.`,
    new Set(aliases).size !== aliases.length && 'an alias stands there twice.',
    [...aliases, ...text].some((part) => part.trim() === '') && 'an alias or a paragraph is empty.',
    (text.length === 0 || length > LONGEST.text) && `the text has ${length} letters, at most ${LONGEST.text}.`,
    [question, ...aliases, ...text].some((part) => part !== part.normalize('NFC')) && 'a text is not in NFC.',
    new Set(covers).size !== covers.length && 'a fact is covered twice.',
    covers.length > MOST_COVERED && !id.startsWith(MINIMUMS) && `${covers.length} facts are covered, at most ${MOST_COVERED}.`,
    !CERTAINTIES.includes(certainty) && `the certainty "${certainty}" is none of ${CERTAINTIES.join(', ')}.`,
  ].filter((fault) => fault !== false)
}

function sourceFaults({ source, validFrom, validTo, checkedOn }: Article): readonly string[] {
  const wrongDays = [source.date, validFrom, validTo, checkedOn].filter((day) => day !== null && !isDay(day))
  return [
    source.document.trim() === '' && 'the source has no document.',
    source.url !== null && !URL.canParse(source.url) && `the address of the source "${source.url}" is none.`,
    ...wrongDays.map((day) => `"${day}" is no day such as 2026-11-23.`),
    validFrom !== null && validTo !== null && validFrom > validTo && 'it ends before it begins.',
  ].filter((fault) => fault !== false)
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function doubles(articles: readonly Article[]): readonly string[] {
  const seen = new Map<string, string>()
  const faults: string[] = []
  for (const { id, question, aliases } of articles) {
    for (const name of [`id ${id}`, ...[question, ...aliases].map((text) => `"${text.toLowerCase()}"`)]) {
      const other = seen.get(name)
      if (other === undefined) seen.set(name, id)
      else if (other !== id || name.startsWith('id')) faults.push(`${id}: ${name} is also that of ${other}.`)
    }
  }
  return faults
}

/** A way of asking an article, and what it finds. */
interface Asked {
  readonly article: Article
  readonly text: string
  readonly ranked: readonly Ranked[]
}

function askEach(articles: readonly Article[]): readonly Asked[] {
  const index = createIndex(articles)
  return articles.flatMap((article) =>
    [article.question, ...article.aliases].map((text) => ({ article, text, ranked: index.rank(index.read(text)).ranked })),
  )
}

/** Each way of asking leads to its own article. */
function notFirst(asked: readonly Asked[]): readonly string[] {
  return asked.flatMap(({ article, text, ranked }) => {
    const first = ranked[0]?.article
    return first === article ? [] : [`${article.id}: "${text}" finds ${first?.id ?? 'nothing'} first.`]
  })
}

/** From this likeness on, two articles are asked the same. */
const SAME = 0.86

/**
 * Two articles that are asked nearly the same, hold at the same time, and give other amounts of the same unit ("36 tháng",
 * "24 tháng"): whether or not they cover a common fact. One that has an amount in common with the other says more, not else.
 */
function contradictions(asked: readonly Asked[]): readonly string[] {
  const faults = new Map<string, string>()
  for (const { article, text, ranked } of asked) {
    for (const { article: other, likeness } of ranked) {
      if (other === article || likeness < SAME || !overlap(article, other)) continue
      const pair = [article.id, other.id].toSorted().join(' ')
      for (const [unit, own, others] of disagreements(article, other)) {
        if (!faults.has(pair))
          faults.set(pair, `${article.id}: "${text}" is told ${own} ${unit}, by ${other.id} ${others} ${unit}.`)
      }
    }
  }
  return [...faults.values()]
}

function overlap(one: Article, other: Article): boolean {
  const isBefore = (a: Article, b: Article) => a.validTo !== null && b.validFrom !== null && a.validTo < b.validFrom
  return !isBefore(one, other) && !isBefore(other, one)
}

function disagreements(one: Article, other: Article): readonly (readonly [unit: string, own: string, others: string])[] {
  const theirs = amountsOf(other)
  return [...amountsOf(one)].flatMap(([unit, amounts]) => {
    const given = theirs.get(unit)
    if (!given || [...amounts].some((amount) => given.has(amount))) return []
    return [[unit, [...amounts].join(', '), [...given].join(', ')] as const]
  })
}

/** What is counted or paid; a date is no amount. */
const AMOUNT =
  /(?<![\d/])(\d+(?:[.,]\d+)*)\s*(%|năm|tháng|ngày|tuần|đồng|điểm|sao|bộ|lần|sản phẩm|bước|nhóm|đại lý)(?![\p{L}\d])(?!\s*\d)/giu

function amountsOf({ text }: Article): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const [, number = '', unit = ''] of text.join('\n').matchAll(AMOUNT)) {
    const [amount = number] = numbersOf(number)
    found.set(unit.toLowerCase(), (found.get(unit.toLowerCase()) ?? new Set()).add(amount))
  }
  return found
}

function factFaults(articles: readonly Article[], facts: readonly Fact[]): readonly string[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]))
  return articles.flatMap(({ id, covers, text }) => {
    const given = new Set(numbersOf(text.join('\n')))
    return covers.flatMap((covered) => {
      const fact = byId.get(covered)
      if (!fact) return [`${id}: there is no fact ${covered}.`]
      const missing = fact.numbers.filter((number) => !given.has(number))
      return missing.length === 0 ? [] : [`${id}: ${covered} is not given whole, ${missing.join(', ')} is missing.`]
    })
  })
}
