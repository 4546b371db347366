/** Articles with what officials did to them, as the console shows them. */
import type { Db } from '../../db/schema.ts'
import type { Article } from '../../knowledge/article.ts'
import { articles as shipped } from '../../knowledge/articles/index.ts'
import { fold } from '../../lib/text.ts'
import * as articles from '../../models/article.ts'

export const PATH = '/console/articles'

/** `shipped`: as it came; `edited`: shipped, and changed by an official; `own`: written by one. */
export type Origin = 'shipped' | 'edited' | 'own'

export interface Entry {
  readonly article: Article
  readonly origin: Origin
  readonly isWithdrawn: boolean
  /** the newest version; null: nobody ever changed it */
  readonly seen: string | null
}

export interface Shown extends Entry {
  /** newest first */
  readonly versions: readonly articles.Version[]
  readonly shipped: Article | null
}

/** All articles, also those that are given to nobody any more; officials' own ones first, the newest first. */
export async function entries(db: Db): Promise<readonly Entry[]> {
  const rows = await articles.current(db)
  const byId = new Map(rows.map((row) => [row.articleId, row]))
  const known = new Set(shipped.map(({ id }) => id))
  const own = rows.filter(({ articleId }) => !known.has(articleId)).toReversed()
  return [
    ...own.flatMap((row) => entryOf(row, null) ?? []),
    ...shipped.flatMap((article) => entryOf(byId.get(article.id), article) ?? []),
  ]
}

/** null: there is no such article. */
export async function find(db: Db, id: string): Promise<Shown | null> {
  if (!/^[a-z\d-]{1,60}$/.test(id)) return null
  const versions = await articles.history(db, id)
  const base = shipped.find((article) => article.id === id) ?? null
  const entry = entryOf(versions[0], base)
  return entry && { ...entry, versions, shipped: base }
}

/** The article as it was in a version; null: such a version has nothing to show. */
export function articleOf({ shipped: base }: Shown, { articleId, content }: articles.Version): Article | null {
  return content ? { ...content, id: articleId } : base
}

/** The id of a new article, from its question: "cb-nop-ho-so-o-dau". */
export async function freeId(db: Db, question: string): Promise<string> {
  const words = fold(question)
    .replace(/[^a-z\d]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '')
  const stem = words === '' ? 'cb' : `cb-${words}`
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`
    if ((await find(db, id)) === null) return id
  }
}

/** All of an article but its id. */
export function contentOf({ id: _id, ...content }: Article): articles.Content {
  return content
}

/** Whether two say the same; the database keeps no order of fields. */
export function isSame(a: articles.Content, b: articles.Content): boolean {
  return [...fieldsOf(a)].join('\u0000') === [...fieldsOf(b)].join('\u0000')
}

const FIELDS = ['question', 'aliases', 'text', 'source', 'validFrom', 'validTo', 'certainty', 'checkedOn'] as const

/** What a version says otherwise than the one before it, or than the shipped article; null: there is nothing before. */
export function changedIn({ versions, shipped: base }: Shown, at: number): readonly (typeof FIELDS)[number][] | null {
  const now = versions[at]?.content ?? base
  const before = versions[at + 1] ? (versions[at + 1]?.content ?? base) : base
  if (!now || !before) return null
  return FIELDS.filter((field) => [...fieldsOf(now[field])].join('\u0000') !== [...fieldsOf(before[field])].join('\u0000'))
}

function* fieldsOf(value: unknown, path = ''): Iterable<string> {
  if (typeof value !== 'object' || value === null) yield `${path}=${String(value)}`
  else
    for (const [name, part] of Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      yield* fieldsOf(part, `${path}.${name}`)
}

function entryOf(row: articles.Version | undefined, base: Article | null): Entry | null {
  const article = row?.content ? { ...row.content, id: row.articleId } : base
  if (!article) return null
  const origin = base === null ? 'own' : row?.content ? 'edited' : 'shipped'
  return { article, origin, isWithdrawn: row?.isWithdrawn ?? false, seen: row?.id ?? null }
}
