/** Faults of a set of articles, one line each; none when all is in order. */
import type { Article } from './article.ts'

export function checkArticles(articles: readonly Article[]): readonly string[] {
  const ids = articles.map(({ id }) => id)
  return ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id}: the id is not unique.`)
}
