/**
 * What a change of one article would do to the others, before it is saved: the checks of `knowledge/check.ts` that
 * concern it, and the questions that must go on finding their article.
 */
import type { Article } from '../../knowledge/article.ts'
import { numbersOf } from '../../knowledge/check.ts'
import { createIndex } from '../../knowledge/retrieve.ts'
import type { Regression } from '../../models/article.ts'

export type Warning =
  /** a way of asking it that finds another article (null: none) first */
  | { readonly kind: 'own'; readonly text: string; readonly finds: Article | null }
  /** a way of asking another article, or a question that must find another, which would not find it any more */
  | { readonly kind: 'alias' | 'question'; readonly text: string; readonly owner: Article | null; readonly finds: Article | null }
  /** a number that the text gave, and that another article on the same fact still gives */
  | { readonly kind: 'number'; readonly text: string; readonly owner: Article }

export interface Change {
  readonly id: string
  /** null: it is given to nobody any more */
  readonly article: Article | null
}

/** The articles as they would be. */
export function changed(articles: readonly Article[], { id, article }: Change): readonly Article[] {
  const isKnown = articles.some((one) => one.id === id)
  if (!article) return articles.filter((one) => one.id !== id)
  return isKnown ? articles.map((one) => (one.id === id ? article : one)) : [...articles, article]
}

/** So many articles are looked at in one go, in about 30 ms; in between, people are answered. */
const AT_ONCE = 12

/** Takes as long as asking all ways of asking anew, half a second and more. @param articles as they are now */
export async function warningsOf(
  articles: readonly Article[],
  change: Change,
  questions: readonly Regression[],
): Promise<readonly Warning[]> {
  const before = finder(articles)
  const next = changed(articles, change)
  const after = finder(next)
  const byId = new Map(articles.map((one) => [one.id, one]))
  const { id, article } = change
  const own = article ? waysOf(article).filter((text) => after(text)?.id !== id) : []
  const lost = (text: string, owner: string) => after(text)?.id !== owner && before(text)?.id === owner
  const taken: { readonly text: string; readonly owner: Article }[] = []
  for (const [at, owner] of articles.entries()) {
    if (at % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve))
    if (owner.id !== id) taken.push(...waysOf(owner).flatMap((text) => (lost(text, owner.id) ? [{ text, owner }] : [])))
  }
  const missed = questions.filter(({ text, articleId }) => lost(text, articleId))
  return [
    ...own.map((text) => ({ kind: 'own' as const, text, finds: after(text) })),
    ...taken.map(({ text, owner }) => ({ kind: 'alias' as const, text, owner, finds: after(text) })),
    ...missed.map(({ text, articleId }) => ({
      kind: 'question' as const,
      text,
      owner: byId.get(articleId) ?? null,
      finds: after(text),
    })),
    ...(article ? numbersLost(byId.get(id), article, next) : []),
  ]
}

/** Which questions do not find their article now, and what they find. */
export function failing(
  articles: readonly Article[],
  questions: readonly Regression[],
): readonly { readonly question: Regression; readonly finds: Article | null }[] {
  const find = finder(articles)
  return questions
    .map((question) => ({ question, finds: find(question.text) }))
    .filter(({ question, finds }) => finds?.id !== question.articleId)
}

/** Ways of asking that do not find their own article now, and what they find. */
export function astray(
  articles: readonly Article[],
): readonly { readonly text: string; readonly owner: Article; readonly finds: Article | null }[] {
  const find = finder(articles)
  return articles.flatMap((owner) =>
    waysOf(owner)
      .map((text) => ({ text, owner, finds: find(text) }))
      .filter(({ finds }) => finds !== owner),
  )
}

/** A way of asking that another article has already, word for word. */
export function doubleOf(articles: readonly Article[], id: string, text: string): Article | undefined {
  return ownersOf(articles)
    .get(text.toLowerCase())
    ?.find((one) => one.id !== id)
}

const owners = new WeakMap<readonly Article[], ReadonlyMap<string, readonly Article[]>>()

/** Ways of asking in small letters, with the articles that have them; made once for each version of the articles. */
function ownersOf(articles: readonly Article[]): ReadonlyMap<string, readonly Article[]> {
  const known = owners.get(articles)
  if (known) return known
  const made = new Map<string, Article[]>()
  for (const one of articles)
    for (const way of waysOf(one)) made.set(way.toLowerCase(), [...(made.get(way.toLowerCase()) ?? []), one])
  owners.set(articles, made)
  return made
}

/** "Yes, I saw it" to these very warnings: others are asked about anew. FNV-1a. */
export function seal(warnings: readonly Warning[]): string {
  let hash = 0x811c9dc5
  const text = warnings.map((one) =>
    [one.kind, one.text, 'finds' in one ? one.finds?.id : '', 'owner' in one ? one.owner?.id : ''].join('|'),
  )
  for (const letter of text.join('\n')) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}

function waysOf({ question, aliases }: Article): readonly string[] {
  return [question, ...aliases]
}

function finder(articles: readonly Article[]): (text: string) => Article | null {
  const index = createIndex(articles)
  return (text) => index.rank(index.read(text)).ranked[0]?.article ?? null
}

function numbersLost(old: Article | undefined, article: Article, next: readonly Article[]): readonly Warning[] {
  if (!old) return []
  const given = new Set(numbersOf(article.text.join('\n')))
  const lost = numbersOf(old.text.join('\n')).filter((number) => !given.has(number))
  const kin = next.filter((one) => one.id !== article.id && one.covers.some((fact) => article.covers.includes(fact)))
  return kin.flatMap((owner) => {
    const said = new Set(numbersOf(owner.text.join('\n')))
    return lost.filter((number) => said.has(number)).map((text) => ({ kind: 'number' as const, text, owner }))
  })
}
