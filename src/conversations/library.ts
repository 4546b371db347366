/**
 * What questions are answered from: the shipped articles with those of officials laid over.
 *
 * Made ready once a version and kept for the life of the process or isolate; each call asks the database only whether
 * there is another version. So a save shows at the next message, on every process, without anyone being told. Tried and
 * left: telling the others (`listen`), which the edge cannot hear, and an age limit, which makes a saved article late.
 */
import type { Db } from '../db/schema.ts'
import { createKnowledge, type Knowledge } from '../knowledge/answer.ts'
import type { Article } from '../knowledge/article.ts'
import { articles as shipped } from '../knowledge/articles/index.ts'
import { errorFields, type Log } from '../lib/log.ts'
import * as articles from '../models/article.ts'
import * as words from '../models/word.ts'

interface Library {
  readonly articles: readonly Article[]
  readonly knowledge: Knowledge
  readonly version: string
}

/** Answers do not wait longer for news of the articles. */
const PATIENCE_MS = 1000

let held: Library | undefined
/** a version that could not be made ready: not tried again at each message */
let broken: string | undefined

/**
 * The library as it is now; where that cannot be read in time, as it last was.
 *
 * Nothing under way is shared between calls: at the edge one request may not wait for another's connection.
 */
export function createLibrary(db: Db, log: Log): () => Promise<Library> {
  return async () => {
    try {
      const version = `${await soon(articles.versionOf(db))}|${await soon(words.versionOf(db))}`
      if (version !== held?.version && version !== broken)
        renew(version, { rows: await soon(articles.current(db)), added: await soon(words.list(db)) }, log)
    } catch (error) {
      log.warn('articles_not_read', errorFields(error))
    }
    held ??= made('', shipped, [])
    return held
  }
}

/** @param rows the newest version of each article that was ever changed */
export function layOver(base: readonly Article[], rows: readonly articles.Version[]): readonly Article[] {
  const byId = new Map(rows.map((row) => [row.articleId, row]))
  const known = new Set(base.map(({ id }) => id))
  const own = rows.flatMap(({ articleId, content }) => (content && !known.has(articleId) ? [{ ...content, id: articleId }] : []))
  const laid = base.map((article) => ({ ...article, ...byId.get(article.id)?.content }))
  return [...laid, ...own].filter(({ id }) => !byId.get(id)?.isWithdrawn)
}

interface Changes {
  readonly rows: readonly articles.Version[]
  readonly added: readonly words.Word[]
}

function renew(version: string, { rows, added }: Changes, log: Log): void {
  try {
    held = made(version, layOver(shipped, rows), added)
  } catch (error) {
    broken = version
    log.error('articles_not_understood', { version, ...errorFields(error) })
  }
}

function made(version: string, all: readonly Article[], added: readonly words.Word[]): Library {
  return { version, articles: all, knowledge: createKnowledge(all, added) }
}

async function soon<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The articles were not read in time.')), PATIENCE_MS)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
