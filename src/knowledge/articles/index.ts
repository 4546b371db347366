/** The shipped articles, by topic. The list is written by hand: at the edge there is no folder to scan. */
import type { Article } from '../article.ts'

export const articles: readonly Article[] = []
